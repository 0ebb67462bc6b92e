"""Pictures: one scene made from queries, drawn into files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..graph.store import Store
    from .drawing import Drawing
    from .selection import Selection


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be drawn: its words, the module with the function, its filters."""

    ja: str
    en: str
    module: str
    filters: tuple[str, ...] = ()


# The function has the name of the module; a picture of one thing has "thing" among its filters.
PICTURES = {
    "cross-goal": Picture(
        "目標をまたぐ再掲事業のつながり",
        "the network of projects re-listed across goals",
        "network",
        ("goal", "department", "measure"),
    ),
    "goal-matrix": Picture(
        "基本目標どうしが共有する事業", "projects shared between goals", "goal_matrix"
    ),
    "measure-matrix": Picture(
        "施策どうしが共有する事業",
        "projects shared between measures",
        "measure_matrix",
        ("measure",),
    ),
    "money": Picture(
        "事業費の流れ（目標→施策→部局）",
        "the money from goals through measures to departments",
        "money",
        ("goal", "department", "measure"),
    ),
    "sdg": Picture("基本目標とSDGs", "basic goals and the SDGs", "sdg", ("goal",)),
    "kpi": Picture(
        "指標の基準値から目標値へ", "indicators from baseline to target", "kpi", ("goal",)
    ),
    "strategy": Picture(
        "総合戦略の全体",
        "the whole tree of goals, measures, indicators and projects",
        "strategy",
        ("goal", "department", "measure"),
    ),
    "partners": Picture(
        "連携する団体と圏域", "partner bodies and areas, and what they take part in", "partners"
    ),
    "blind-spots": Picture("何かが欠けている所", "where something is missing", "blind_spots"),
    "near": Picture("一つのものの周り", "the neighbourhood of one thing", "near", ("thing",)),
}
FORMATS = (".html", ".svg", ".png", ".csv")


def picture(
    name: str,
    store: Store,
    path: Path,
    lang: str = "ja",
    *,
    filters: Mapping[str, str] | None = None,
    thing: str = "",
) -> None:
    """Draw the picture ``name`` of the graph in ``store`` into ``path``, as its name ends.

    ``filters`` narrow it (goal, department, measure, as people write them); ``thing`` is what
    `near` looks around. Raises ParameterError for an unknown picture, filter or value, and
    OutputError for a file that is no .html, .svg, .png or .csv or cannot be written; nothing is
    then left half-written.
    """
    from ..graph.files import write_file
    from .selection import selection

    check(name, path, filters or {}, thing)
    chosen = selection(store, name, PICTURES[name].filters, filters or {}, thing)
    write_file(path, _content(name, store, path.suffix.lower(), lang, chosen))


def check(name: str, path: Path, filters: Mapping[str, str], thing: str = "") -> None:
    """Tell what is wrong with a wish before a graph is opened; raises as `picture` does."""
    from ..graph.errors import OutputError, ParameterError
    from .selection import check as check_filters

    if name not in PICTURES:
        raise ParameterError(
            "NAME",
            f"「{name}」という図はありません。描けるもの: {'、'.join(PICTURES)}。",
            f"There is no picture “{name}”; there are {', '.join(PICTURES)}.",
            PICTURES,
        )
    if path.suffix.lower() not in (*FORMATS, ".htm"):
        known = "、".join(FORMATS)
        raise OutputError(
            f"{path} には書けません。ファイル名は {known} のどれかで終わるようにしてください。",
            f"{path} cannot be written; give a name that ends in {known.replace('、', ', ')}.",
        )
    check_filters(name, PICTURES[name].filters, filters, thing)


def draw(name: str, store: Store, lang: str, chosen: Selection) -> Drawing:
    """The picture as marks in their places: what every output is written from."""
    module = PICTURES[name].module
    return getattr(import_module(f".{module}", __package__), module)(store, lang, chosen)


def _content(name: str, store: Store, suffix: str, lang: str, chosen: Selection) -> bytes:
    drawn = draw(name, store, lang, chosen)
    if suffix == ".svg":
        from .svg import svg_text

        return svg_text(drawn).encode()
    if suffix == ".png":
        from .png import png_bytes

        return png_bytes(drawn)
    if suffix == ".csv":
        from .table import table_csv

        return table_csv(drawn)
    if name == "cross-goal" and drawn.marks:
        from .cross_goal import cross_goal
        from .page import page

        return page(cross_goal(store, chosen), store, lang).encode()
    from .sheet import sheet

    return sheet(drawn).encode()
