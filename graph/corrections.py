"""Conversion errors put right: corrections.csv, applied to one value each, and nothing in silence.

A correction names the line where the misread text stands. When the document has been edited and
the line has moved, the text is looked for again; a correction that finds no place, or whose text
turns up in more than one value, is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .document import Document, clean
from .errors import Problem
from .rows import Correction, Span, Text
from .tables import read_csv
from .values import Folded, fold

COLUMNS = ("line", "printed", "corrected", "reason", "confidence")
CONFIDENCES = ("high", "medium", "low")


class Corrections:
    """Applies an edition's corrections to the values read from its document."""

    def __init__(self, document: Document, entries: Iterable[Correction], file: str) -> None:
        self._file = file
        self._entries = list(entries)
        self._used: dict[int, int] = dict.fromkeys(range(len(self._entries)), 0)
        self._by_line: dict[int, list[int]] = defaultdict(list)
        self._lost: list[int] = []
        for index, line in enumerate(_locate(document, self._entries)):
            if line is None:
                self._lost.append(index)
                continue
            entry = self._entries[index]
            self._entries[index] = Correction(
                line, entry.printed, entry.corrected, entry.reason, entry.confidence
            )
            self._by_line[line].append(index)

    @classmethod
    def load(cls, path: Path, document: Document) -> Corrections:
        """Read corrections.csv; raises EditionError when a row is not as it should be."""
        rows = read_csv(path, COLUMNS, checks={"line": str.isdecimal, "confidence": _known})
        entries = [
            Correction(
                int(row["line"]),
                clean(row["printed"]),
                row["corrected"],
                row["reason"],
                row["confidence"],
            )
            for row in rows
        ]
        return cls(document, entries, path.name)

    def text(self, pieces: Iterable[tuple[str, Span]]) -> Text:
        """Make a value of its printed pieces, with the corrections that concern it applied."""
        values: list[tuple[int, Span]] = []
        whole: list[str] = []
        printed: list[str] = []
        applied: list[Correction] = []
        for part, span in pieces:
            fixed, used = self._fix(part, span)
            values.append((len(fixed), span))
            whole.append(fixed)
            printed.append(part)
            applied.extend(used)
        return Text("".join(whole), "".join(printed), tuple(values), tuple(applied))

    def _fix(self, part: str, span: Span) -> tuple[str, list[Correction]]:
        applied: list[Correction] = []
        for line in range(span.start, span.end + 1):
            for index in self._by_line.get(line, ()):
                entry = self._entries[index]
                part, times = _replace(part, entry.printed, entry.corrected)
                self._used[index] += times
                if times:
                    applied.append(entry)
        return part, applied

    def problems(self) -> list[Problem]:
        """What went wrong, once everything has been read: corrections without a single value."""
        found = [self._lost_problem(index) for index in self._lost]
        for index, times in self._used.items():
            if times != 1 and index not in self._lost:
                found.append(self._misfit(self._entries[index], times))
        return found

    def _lost_problem(self, index: int) -> Problem:
        entry = self._entries[index]
        return Problem(
            self._file,
            index + 2,
            f"「{entry.printed}」は{entry.line}行目になく、ほかの行にも見当たりません。",
            f"“{entry.printed}” stands neither on line {entry.line} nor elsewhere.",
        )

    def _misfit(self, entry: Correction, times: int) -> Problem:
        return Problem(
            self._file,
            self._entries.index(entry) + 2,
            f"「{entry.printed}」は{entry.line}行目の値に{times}回当てはまります"
            "(一つの値の一か所だけに当たる文字列にしてください)。",
            f"“{entry.printed}” fits {times} places of line {entry.line}; it must fit exactly one.",
        )


def _known(confidence: str) -> bool:
    return confidence in CONFIDENCES


def _replace(text: str, printed: str, corrected: str) -> tuple[str, int]:
    """The text with the misprint put right, and how often the misprint stands in it.

    In characters of another width it is found too; what stands around it stays as printed.
    """
    times = text.count(printed)
    if times:
        return text.replace(printed, corrected), times
    folded, wanted = Folded(text), fold(printed)
    times = folded.text.count(wanted)
    if not times:
        return text, 0
    start = folded.text.index(wanted)
    first, last = folded.place(start, start + len(wanted))
    return text[:first] + corrected + text[last:], times


def _misprinted(document: Document, printed: str, corrected: set[str]) -> list[int]:
    """Lines with the misprint: not those where it only stands inside the right form (北北海道).

    As printed where that is anywhere, else in characters of another width.
    """
    right_forms = [right for right in corrected if printed in right]
    exact: list[int] = []
    for number, line in enumerate(document.lines, 1):
        text = clean(line)
        for right in right_forms:
            text = text.replace(right, "")
        if printed in text:
            exact.append(number)
    return exact or document.lines_with(printed)


def _locate(document: Document, entries: list[Correction]) -> list[int | None]:
    """The line of each correction in this document: its own, else where its text has moved."""
    places: list[int | None] = [None] * len(entries)
    groups: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        groups[entry.printed].append(index)
    # The longest first: a line whose misprint a longer text explains is not a shorter one's.
    for printed, indexes in sorted(groups.items(), key=lambda item: -len(item[0])):
        lines = _misprinted(document, printed, {entries[index].corrected for index in indexes})
        for index in indexes:
            if entries[index].line in lines:
                places[index] = entries[index].line
        moved = [index for index in indexes if places[index] is None]
        taken = {places[index] for index, entry in enumerate(entries) if printed in entry.printed}
        free = [line for line in lines if line not in taken]
        if len(moved) == len(free):
            for index, line in zip(moved, free, strict=True):
                places[index] = line
    return places
