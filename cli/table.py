"""Text tables that stay aligned in Japanese and fit the terminal.

A full-width character takes two places. Characters whose width is "ambiguous" (①, ○, ▲, →)
take one on most terminals of today and two on a Japanese Windows console, so the caller says.
Cells that do not fit are wrapped by the rules of Japanese typesetting, and cut when they would
take too many lines. The width table is Python's own: libraries for it cost more time to import
than answering a question takes.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

GAP = "  "
MOST_LINES = 12
_COMFORTABLE, _LONGEST_WORD, _NARROWEST = 10, 14, 4
_SAMPLE = 40  # rows looked at when widths are shared out
# Not at the start of a line; not at its end.
_NO_START = frozenset(
    "、。，．,.）)」』】〉》〕］]｝}ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・：；！？!?%％‐-～〜…"
)
_NO_END = frozenset("（(「『【〈《〔［[｛{")
# Printed codes (2-エ-②) and line numbers are words too, as are Western ones and numbers.
_WORD = re.compile(r"（[\d, ]+行）|\d+-\w(?:-\w)?,?|[!-~\xa1-\u02ff]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with its cells; ``right`` for numbers, which are never wrapped."""

    heading: str
    cells: Sequence[str]
    right: bool = False


@cache
def _char_width(char: str, ambiguous: int) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    kind = unicodedata.east_asian_width(char)
    return 2 if kind in {"W", "F"} else ambiguous if kind == "A" else 1


def width(text: str, ambiguous: int = 1) -> int:
    """How many places ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char, ambiguous) for char in text)


def pad(text: str, places: int, right: bool = False, ambiguous: int = 1) -> str:
    """``text`` filled with blanks to ``places``, on the left when ``right``."""
    blanks = " " * (places - width(text, ambiguous))
    return blanks + text if right else text + blanks


def wrap(text: str, places: int, ambiguous: int = 1) -> list[str]:
    """``text`` in lines of at most ``places``; words, and numbers with their comma, stay whole."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line: list[str] = []
        for unit in _units(paragraph, places, ambiguous):
            if line and width("".join(line) + unit.rstrip(), ambiguous) > places:
                carried = _carried(line, unit)
                if width("".join(carried) + unit, ambiguous) > places:
                    line, carried = line + carried, []  # no room: better a rule broken
                lines.append("".join(line).rstrip())
                line = carried
            if unit.strip() or line:
                line.append(unit)
        lines.append("".join(line).rstrip())
    return lines


def _units(text: str, places: int, ambiguous: int) -> list[str]:
    """What may not be broken: words of Western script, single characters otherwise."""
    units: list[str] = []
    for unit in _WORD.findall(text):
        if width(unit, ambiguous) <= places:
            units.append(unit)
        else:
            units += list(unit)
    return units


def _carried(line: list[str], unit: str) -> list[str]:
    """Units taken off the line for the next one, so that neither line breaks the rules."""
    carried: list[str] = []
    following = unit
    while len(line) > 1 and (following[0] in _NO_START or line[-1][-1] in _NO_END):
        following = line.pop()
        carried.insert(0, following)
    return carried


def render(columns: Sequence[Column], places: int | None = None, ambiguous: int = 1) -> str:
    """The table as text. ``places`` is the terminal's width, None for as wide as it gets."""
    clean = [
        Column(_plain(c.heading), [_plain(cell) for cell in c.cells], c.right) for c in columns
    ]
    widths = _fit(clean, places, ambiguous)
    lines = _row([c.heading for c in clean], widths, [c.right for c in clean], ambiguous)
    lines.append(GAP.join("-" * w for w in widths))
    for cells in zip(*(c.cells for c in clean), strict=True):
        lines += _row(cells, widths, [c.right for c in clean], ambiguous)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _plain(text: str) -> str:
    """Line breaks stay; tabs and control characters would break the alignment."""
    return "".join(c if c == "\n" or unicodedata.category(c) != "Cc" else " " for c in text)


def _row(
    cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool], ambiguous: int
) -> list[str]:
    parts = [_cut(wrap(c, w, ambiguous), w, ambiguous) for c, w in zip(cells, widths, strict=True)]
    height = max(map(len, parts))
    return [
        GAP.join(
            pad(part[n] if n < len(part) else "", w, right, ambiguous)
            for part, w, right in zip(parts, widths, rights, strict=True)
        )
        for n in range(height)
    ]


def _cut(lines: list[str], places: int, ambiguous: int) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    last = lines[MOST_LINES - 1]
    while last and width(last + "…", ambiguous) > places:
        last = last[:-1]
    return [*lines[: MOST_LINES - 1], last + "…"]


def _fit(columns: Sequence[Column], places: int | None, ambiguous: int) -> list[int]:
    """The width of each column: its widest line, or less where that costs the fewest lines."""
    natural = [
        max(width(line, ambiguous) for text in (c.heading, *c.cells) for line in text.split("\n"))
        for c in columns
    ]
    if places is None:
        return natural
    room = places - len(GAP) * (len(columns) - 1)
    sample = [[width(cell, ambiguous) for cell in (c.heading, *c.cells[:_SAMPLE])] for c in columns]
    widths = list(natural)
    # First down to widths that read well; when that does not do, to whole words; then anyhow.
    for floor, words in ((_COMFORTABLE, True), (_NARROWEST, True), (_NARROWEST, False)):
        least = [
            _least(c, n, floor, words, ambiguous) for c, n in zip(columns, natural, strict=True)
        ]
        _narrow(widths, least, sample, room)
    return widths


def _narrow(
    widths: list[int], least: Sequence[int], sample: Sequence[Sequence[int]], room: int
) -> None:
    """Take places away until the columns fit into ``room`` or all are at their least."""
    while sum(widths) > room:
        shrinkable = [n for n, w in enumerate(widths) if w > least[n]]
        if not shrinkable:
            break
        # The column whose narrowing makes the table grow least; of several, the widest.
        heights = _heights(sample, widths)
        give = min(shrinkable, key=lambda n: (_growth(sample[n], widths[n], heights), -widths[n]))
        widths[give] -= 1


def _heights(sample: Sequence[Sequence[int]], widths: Sequence[int]) -> list[int]:
    """How many lines each row takes, from the widths of its cells."""
    return [
        max(-(-w // places) for w, places in zip(row, widths, strict=True))
        for row in zip(*sample, strict=True)
    ]


def _growth(cells: Sequence[int], places: int, heights: Sequence[int]) -> int:
    """How many lines more the rows take when this column is one place narrower."""
    return sum(
        max(0, -(-w // (places - 1)) - height) for w, height in zip(cells, heights, strict=True)
    )


def _least(column: Column, natural: int, floor: int, whole: bool, ambiguous: int) -> int:
    """A column of numbers keeps its widest number, others with ``whole`` their longest word."""
    if whole:
        texts = (column.heading, *column.cells[:_SAMPLE])
        words = (width(word, ambiguous) for text in texts for word in _WORD.findall(text))
        floor = max(floor, min(max(words, default=0), _LONGEST_WORD))
    if column.right:
        return max([_NARROWEST, *(width(cell, ambiguous) for cell in column.cells)])
    return min(natural, floor)


def terminal_width() -> int | None:
    """Columns of the terminal; None where there is none to fit (a pipe or a file).

    The environment variable COLUMNS, when set, is obeyed in any case.
    """
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return max(40, shutil.get_terminal_size((100, 24)).columns)
    return None


def ambiguous_width() -> int:
    """Places that ambiguous characters take: two on a Japanese console of the old kind.

    Nothing tells which font a terminal uses, so MACHIGRAPH_AMBIGUOUS_WIDTH=2 overrules.
    """
    told = os.environ.get("MACHIGRAPH_AMBIGUOUS_WIDTH", "")
    if told in {"1", "2"}:
        return int(told)
    encoding = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "")
    return 2 if encoding in {"cp932", "shiftjis", "sjis", "eucjp", "ms932"} else 1
