"""Make the API pages of the public package with pdoc.

Usage: python tests/api_pages.py FOLDER
"""

from __future__ import annotations

import os
import sys
from html import escape
from importlib import import_module
from pathlib import Path
from types import GenericAlias

import machigraph
import networkx as nx
from pdoc import doc, render

ROOT = Path(__file__).resolve().parent.parent
# The command line is no API; editions are data.
FOLDERS = ("ontology", "graph", "queries", "viz")


def modules() -> list[str]:
    """The public modules, the package first."""
    found = ["machigraph", "machigraph.door"]
    for folder in FOLDERS:
        found.append(f"machigraph.{folder}")
        stems = sorted(path.stem for path in (ROOT / folder).glob("*.py"))
        found += [f"machigraph.{folder}.{stem}" for stem in stems if not stem.startswith("_")]
    return found


def make(folder: Path) -> None:
    """Write the pages into ``folder``; ``index.html`` leads to the package's own."""
    # Generic in its stubs alone, but pdoc evaluates annotations such as nx.Graph[str].
    if not hasattr(nx.Graph, "__class_getitem__"):
        nx.Graph.__class_getitem__ = classmethod(GenericAlias)  # pyright: ignore
    for name in machigraph.__all__:
        getattr(machigraph, name)  # loaded when first asked for: pdoc sees what has been
    render.configure(
        docformat="google", show_source=False, footer_text=f"machigraph {machigraph.__version__}"
    )
    # What pdoc.pdoc does, for modules named one by one: an editable installation keeps the
    # subpackages where pdoc's own search does not find them, an ordinary one does not.
    found = {name: doc.Module(import_module(name)) for name in modules()}
    for name, module in found.items():
        page = folder.joinpath(*name.split(".")).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count(".")
        page.write_text(_mended(render.html_module(module, found), up), encoding="utf-8")
    (folder / "index.html").write_text(render.html_index(found), encoding="utf-8")
    (folder / "search.js").write_text(render.search_index(found), encoding="utf-8")


def _mended(page: str, up: str) -> str:
    """Without what Markdown makes of ``::``, without paths; the module with two names linked."""
    errors = f'<code><a href="{up}machigraph/graph/errors.html">machigraph.errors</a></code>'
    page = page.replace("<p>::</p>\n", "").replace("::</p>", ":</p>")
    page = page.replace(escape(f"{ROOT}{os.sep}"), "")  # the values of constants
    return page.replace("<code>machigraph.errors</code>", errors)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
