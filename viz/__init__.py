"""Pictures: one scene made from queries, drawn into files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..graph.store import Store

PICTURES = ("cross-goal",)


def picture(name: str, store: Store, path: Path, lang: str = "ja") -> None:
    """Draw the picture ``name`` of the graph in ``store`` into the HTML file ``path``.

    Raises ParameterError for an unknown picture and OutputError when the file is no .html or
    cannot be written; nothing is then left half-written.
    """
    from ..graph.errors import OutputError, ParameterError

    if name not in PICTURES:
        known = "、".join(PICTURES)
        raise ParameterError(
            "NAME",
            f"「{name}」という図はありません。描けるもの: {known}。",
            f"There is no picture “{name}”; there is {known}.",
            PICTURES,
        )
    if path.suffix.lower() not in (".html", ".htm"):
        raise OutputError(
            f"{path} には書けません。ファイル名は .html で終わるようにしてください。",
            f"{path} cannot be written; give a name that ends in .html.",
        )
    from .cross_goal import cross_goal
    from .page import write_page

    write_page(cross_goal(store), path, lang)
