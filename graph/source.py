"""One edition's document on the reader's desk: its blocks, its corrections, its problems.

Readers take blocks from here and leave problems here. Every line that a reader has used is noted,
so that what nobody could read comes out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .corrections import Corrections
from .document import Document
from .errors import Problem
from .outline import Block, Kind, Zone, outline
from .rows import Span, Text


class Source:
    """Blocks of a document, with corrected texts, a note of used lines, and found problems."""

    def __init__(self, document: Document, corrections: Corrections) -> None:
        self.document = document
        self.blocks = outline(document)
        self.problems: list[Problem] = []
        self.line_kinds: dict[int, str] = {}
        self._corrections = corrections

    def text(self, block: Block, cut: tuple[int, int | None] = (0, None)) -> Text:
        """The corrected text of a block; ``cut`` takes a part of a block of one piece."""
        if len(block.pieces) == 1:
            part, span = block.pieces[0]
            return self.value(part[cut[0] : cut[1]], span)
        return self._corrections.text(block.pieces)

    def value(self, printed: str, span: Span) -> Text:
        """The corrected text of a value printed at ``span``."""
        return self._corrections.text([(printed, span)])

    def claim(self, block: Block, kind: str) -> None:
        """Note that the lines of ``block`` have been read as ``kind``."""
        for _, span in block.pieces:
            for line in range(span.start, span.end + 1):
                self.line_kinds[line] = kind

    def report(self, line: int, ja: str, en: str) -> None:
        """Note what could not be read, at a line of the document (0: the whole)."""
        problem = Problem(self.document.name, line, ja, en)
        if problem not in self.problems:
            self.problems.append(problem)

    def take(self, zone: Zone, kinds: Iterable[Kind] = ()) -> Iterator[Block]:
        """Blocks of one zone (and of certain kinds), in document order."""
        wanted = tuple(kinds)
        for block in self.blocks:
            if block.place.zone is zone and (not wanted or block.kind in wanted):
                yield block

    def finish(self, *, whole: bool) -> list[Problem]:
        """All problems, in line order, with unread lines and idle corrections among them.

        Where the reading stopped half-way (not ``whole``), what was not read is no news.
        """
        if not whole:
            return self.problems
        read = {
            line
            for block in self.blocks
            for _, span in block.pieces
            for line in range(span.start, span.end + 1)
        }
        for line in sorted(read - self.line_kinds.keys()):
            if self.document.lines[line - 1].strip():
                shown = self.document.lines[line - 1].strip()[:30]
                self.report(
                    line,
                    f"「{shown}」をどの項目としても読めませんでした。",
                    f"“{shown}” could not be read as anything.",
                )
        # What has a line comes first: it is the nearest to the cause.
        ordered = sorted(self.problems, key=lambda problem: (problem.line == 0, problem.line))
        return [*ordered, *self._corrections.problems()]
