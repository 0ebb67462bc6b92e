"""Variants of the bundled edition: the same plan, edited as another year's or another typist's.

Each is a pure change of text, found by its words and not by line numbers, so that it goes on
meaning the same when the document changes.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[str], str]

HEADER = "施策体系\t番号\t再掲\t事業名\t部局名\t予算 事業費\t事業内容\t新規・継続\t交付金"


def variant(edition: Path, target: Path, *edits: Edit, encoding: str = "utf-8") -> Path:
    """A copy of ``edition`` in ``target`` whose document has been edited; every edit must bite."""
    shutil.copytree(edition, target)
    path = target / "document.txt"
    text = path.read_text(encoding="utf-8")
    for edit in edits:
        changed = edit(text)
        assert changed != text, "the edit changed nothing"
        text = changed
    path.write_bytes(text.encode(encoding))
    return target


def replaced(old: str, new: str, times: int = 1) -> Edit:
    """Replace words that stand in the document exactly ``times`` times."""

    def edit(text: str) -> str:
        assert text.count(old) == times, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return edit


def row_of(text: str, name: str, *, again: bool = False) -> str:
    """The line of the project list that holds ``name`` as a cell (the re-listing if ``again``)."""
    rows = [
        line
        for line in text.split("\n")
        if name in line.split("\t") and ("再掲" in line.split("\t")) is again
    ]
    assert rows, f"no row {name}"
    return rows[0]


def row_edited(name: str, change: Callable[[list[str]], list[str]], *, again: bool = False) -> Edit:
    """Change the cells of one row."""

    def edit(text: str) -> str:
        row = row_of(text, name, again=again)
        return text.replace(row, "\t".join(change(row.split("\t"))), 1)

    return edit


def cell(name: str, old: str, new: str, *, again: bool = False) -> Edit:
    """Change one cell of one row."""
    return row_edited(
        name, lambda cells: [new if value == old else value for value in cells], again=again
    )


def row_dropped(name: str) -> Edit:
    """Leave one row out."""
    return lambda text: text.replace(row_of(text, name) + "\n", "", 1)


def row_after(name: str, new: str) -> Edit:
    """Add a row below another."""

    def edit(text: str) -> str:
        row = row_of(text, name)
        return text.replace(row, f"{row}\n{new}", 1)

    return edit


def goal_renumbered(old: str, new: str) -> Edit:
    """Give a basic goal another number wherever it is named."""

    def edit(text: str) -> str:
        text = re.sub(rf"(基本目標\s*){old}(?=[\s】\t])", rf"\g<1>{new}", text)
        return text.replace(f"小計{old}\t", f"小計{new}\t")

    return edit


def columns_reordered(text: str) -> str:
    """The whole list with department and amount moved to the front of the description.

    Rows that stand one cell to the left or right of their header stay so.
    """
    out: list[str] = []
    header: list[str] = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if "事業名" in cells:
            header = cells
        name = next((n for n, c in enumerate(cells) if c and n >= 2 and not c.isdecimal()), -1)
        project = len(cells) >= 8 and header and _is_row(cells)
        if "事業名" in cells or project:
            at = cells.index("事業名") if "事業名" in cells else _name_place(cells, name)
            part = cells[at : at + 4]
            cells[at : at + 4] = [part[1], part[2], part[3], part[0]]
        out.append("\t".join(cells))
    return "\n".join(out)


def _is_row(cells: list[str]) -> bool:
    return any(value in ("新規", "継続") for value in cells)


def _name_place(cells: list[str], name: int) -> int:
    return name if cells[name] != "再掲" else name + 1


def swapped_widths(text: str) -> str:
    """Full-width digits, letters and brackets in the project list's short cells and the KPIs."""
    wide = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}
    out: list[str] = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) >= 8 and _is_row(cells):
            cells = [c.translate(wide) if re.fullmatch(r"[\d,]+", c) else c for c in cells]
            out.append("\t".join(cells))
        else:
            out.append(unicodedata.normalize("NFKC", line) if "←" in line else line)
    return "\n".join(out)


def section_moved(start: str, end: str, before: str) -> Edit:
    """Move the lines from ``start`` up to ``end`` to just before ``before`` (line beginnings)."""

    def edit(text: str) -> str:
        lines = text.split("\n")
        first = _line(lines, start, 0)
        last = _line(lines, end, first)
        block = lines[first:last]
        rest = lines[:first] + lines[last:]
        place = _line(rest, before, 0)
        return "\n".join([*rest[:place], *block, *rest[place:]])

    return edit


def _line(lines: list[str], start: str, first: int) -> int:
    found = [n for n, line in enumerate(lines) if n >= first and line.startswith(start)]
    assert found, f"no line begins with {start}"
    return found[0]


def cut_after(words: str) -> Edit:
    """The document up to and with the first line that holds ``words``."""

    def edit(text: str) -> str:
        lines = text.split("\n")
        last = next(n for n, line in enumerate(lines) if words in line)
        return "\n".join(lines[: last + 1]) + "\n"

    return edit
