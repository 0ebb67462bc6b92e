"""The notebooks of docs/notebooks run, say what they stored, and hold nothing of one machine."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from .run_notebooks import FOLDER, METADATA, tidy

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
BY_NAME = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
MOST_BYTES = 80_000
# What changes with the day, and with every change of the dataset: its hash, its number of quads.
CHANGING = (
    (re.compile(r"\b\d{4}-\d\d-\d\d(?=取得| \(accessed\))"), "DAY"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"(?<=asahikawa-2024 )[0-9a-f]{12}\b"), "HASH"),
    (re.compile(r"(?<=四つ組 )[\d,]+"), "QUADS"),
)
PERSONAL = re.compile(
    r"(?<![\w.:/<-])/(?:[\w.-]+/)+[\w.-]+|\b[A-Z]:\\\w|\buser(?:name)?\b|localhost"
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def plain(kind: str, text: str) -> str:
    """An output as words; of HTML only what is read, so that its markup may change."""
    if kind == "text/html":
        text = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", " ", text)))
        text = " ".join(text.split())
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return text


def said(cell: NotebookNode) -> list[tuple[str, str]]:
    """The outputs of a cell; what a stream told in several pieces is one."""
    found: list[tuple[str, str]] = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            before = found.pop()[1] if found and found[-1][0] == output.name else ""
            found.append((output.name, before + plain("", output.text)))
        else:
            found += [(kind, plain(kind, text)) for kind, text in sorted(output.data.items())]
    return found


def told(notebook: NotebookNode) -> str:
    """All that the cells of a notebook answered."""
    return "\n".join(text for cell in notebook.cells for _, text in said(cell))


def markdown(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_every_user_has_a_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["planner", "presenter", "researcher"]


@BY_NAME
def test_a_notebook_says_again_what_it_stored(
    path: Path, root: Path, tmp_path: Path, private_cache: Path
) -> None:
    # A process of its own: the client leaves its sockets to the garbage collector, which warns.
    done = subprocess.run(
        [sys.executable, root / "tests" / "run_notebooks.py", "--out", tmp_path, path],
        env=os.environ | {"MACHIGRAPH_CACHE": str(private_cache / "machigraph")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for old, new in zip(read(path).cells, read(tmp_path / path.name).cells, strict=True):
        assert said(new) == said(old), f"{old.source}\n(make notebooks stores what is right now)"


@BY_NAME
def test_a_notebook_is_stored_executed_and_tidy(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert tidy(read(path)) == notebook
    assert notebook.metadata == METADATA
    assert path.stat().st_size < MOST_BYTES


@BY_NAME
def test_no_cell_complained(path: Path) -> None:
    """A command of a `!` cell may fail without failing its cell: it says so on its stream."""
    for cell in read(path).cells:
        for kind, text in said(cell):
            assert kind != "stderr", text
            assert not text.startswith("machigraph: "), text


@BY_NAME
def test_a_notebook_holds_nothing_of_one_machine(path: Path) -> None:
    notebook = read(path)
    for cell in notebook.cells:
        assert PERSONAL.findall(json.dumps(cell.get("outputs", []), ensure_ascii=False)) == []
    assert "widgets" not in notebook.metadata
    assert all("widget" not in kind for cell in notebook.cells for kind, _ in said(cell))


@BY_NAME
def test_every_figure_in_prose_was_answered_by_a_cell(path: Path) -> None:
    notebook = read(path)
    answered = set(NUMBER.findall(told(notebook).replace(",", "")))
    for text in markdown(notebook):
        prose = re.sub(r"`[^`]*`|\]\([^)]*\)|第2期", " ", text)
        figures = {figure.rstrip(",").replace(",", "") for figure in NUMBER.findall(prose)}
        assert figures <= answered, (figures - answered, text)


@BY_NAME
def test_every_heading_has_an_english_line(path: Path) -> None:
    for text in markdown(read(path)):
        if text.startswith("#"):
            heading, english = text.splitlines()[:2]
            assert re.search(r"[ぁ-ん一-龥ァ-ン]", heading), heading
            assert re.fullmatch(r"\*[A-Z][^*]+\.?\*", english), english


@BY_NAME
def test_the_links_of_a_notebook_lead_somewhere(path: Path) -> None:
    for text in markdown(read(path)):
        for target in re.findall(r"\]\(([^)#]+)", text):
            assert (path.parent / target).exists(), target


def test_the_test_of_paths_sees_what_it_must() -> None:
    assert PERSONAL.search('"/a/b.txt"')
    assert PERSONAL.search("in C:" + r"\Temp")
    assert not PERSONAL.search("https://w3id.org/machigraph/id/1 <td></td> 名前 / 概要")
