"""The tables of an export: one ``.rq`` file per kind of thing.

The files of ``tables/`` have the same header as the questions of the catalogue, so that the same
code reads and asks them. Their first column is the thing's IRI, their last the lines of the
document on which it rests.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.errors import OutputError
from ..graph.result_table import Table
from .asking import ask
from .catalogue import FOLDER, Question, question, question_ids
from .picklist import Source

TABLES = FOLDER / "tables"
# The order of the sheets: the plan, its indicators, its projects, its people, then the evidence.
THEMES = ("overview", "plan", "indicators", "projects", "bodies", "sdgs", "checks", "sources")


def table_names() -> list[str]:
    """The names of all tables, in the order of the workbook's sheets."""
    return [found.id for found in _questions(question_ids(TABLES))]


def tables(source: Source, names: Iterable[str] = (), lang: str = "ja") -> list[Table]:
    """The tables of those names, or all of them; headings and code lists come in ``lang``.

    Raises OutputError for a name that is none.
    """
    wanted = list(dict.fromkeys(names))
    check_tables(wanted)
    found = _questions(wanted or question_ids(TABLES))
    return [ask(source, one, {}, lang).table() for one in found]


def check_tables(names: Iterable[str]) -> None:
    """Raise OutputError for a name that is no table's; no graph is needed."""
    known = question_ids(TABLES)
    for name in names:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=3) or known
            raise OutputError(
                f"「{name}」という表はありません（{'、'.join(near)}）。",
                f"There is no table “{name}” (but {', '.join(near)}).",
            )


def _questions(names: Iterable[str]) -> list[Question]:
    found = [question(name, TABLES) for name in names]
    order = {theme: place for place, theme in enumerate(THEMES)}
    return sorted(found, key=lambda one: (order.get(one.theme, len(THEMES)), _rank(one.id)))


def _rank(name: str) -> tuple[int, str]:
    """Inside a theme, what is read first stands first; the rest follows by name."""
    first = ("strategy", "goals", "measures", "numerical-targets", "kpis", "listings", "projects")
    first += ("departments", "partners", "facilities-events", "plans")
    return (first.index(name) if name in first else len(first), name)
