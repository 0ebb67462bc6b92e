"""The table of chapter 7 that relates basic goals to Sustainable Development Goals.

The conversion broke its cells apart: a title may run on after a blank line, and the last goal's
rows stand outside the table. The order is kept: goal, then 目標N with its title, then its elements.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .outline import Block, Kind, Zone, goal_heading
from .rows import SdgAlignment, Span, Text
from .source import Source
from .values import fold

SDG_COUNT = 17

_ICON = re.compile(r"<div\b[^>]*>.*?</div>", re.DOTALL)
_BREAK = re.compile(r"<[^>]+>|\t")
_SDG = re.compile(r"^目標\s*(\d+)\s*(\S.*)$")
_NUMBERING = re.compile(r"^目標\s*[\d０-９]+\s*")
_ELEMENT = re.compile(r"^(?:-\s*)?・\s*(\S.*)$")


@dataclass(slots=True)
class _Heading:
    number: int
    parts: list[tuple[str, Span]]
    text: Text | None = None

    def title(self, source: Source) -> Text:
        """The SDG's printed title, corrected once."""
        if self.text is None:
            values = [source.value(part, span) for part, span in self.parts]
            self.text = Text(
                "".join(value.value for value in values),
                "".join(value.printed for value in values),
                tuple(piece for value in values for piece in value.pieces),
                tuple(entry for value in values for entry in value.corrections),
            )
        return self.text


def read_alignments(source: Source) -> tuple[list[SdgAlignment], dict[str, Text]]:
    """Goal × SDG × element in printed order, and the goal titles as printed in this table."""
    table = _Table(source)
    for block in source.take(Zone.SDG):
        if block.kind in (Kind.SECTION, Kind.FOOTNOTE):
            continue
        for part, span in _parts(source, block):
            if not table.take(part, span) and not _is_table_head(block):
                _report(source, part, span)
    table.close()
    _check(source, table.titles, table.alignments)
    return table.alignments, table.titles


class _Table:
    """The table while it is read: the goal and SDG in force, where the last element stood."""

    def __init__(self, source: Source) -> None:
        self.alignments: list[SdgAlignment] = []
        self.titles: dict[str, Text] = {}
        self._source = source
        self._goal = ""
        self._heading: _Heading | None = None
        self._last_line = 0
        self._numbers: dict[tuple[str, int], int] = defaultdict(int)

    def take(self, part: str, span: Span) -> bool:
        """Read one text of the table; False when it belongs nowhere."""
        code, title = goal_heading(part)
        match, element = _SDG.match(unicodedata.normalize("NFKC", part)), _ELEMENT.match(part)
        if code:
            self.close()
            self._goal = code
            self.titles[code] = self._source.value(title, span)
        elif match and 1 <= int(match[1]) <= SDG_COUNT:
            self.close()
            self._heading = _Heading(int(match[1]), [(_NUMBERING.sub("", part), span)])
        elif element and self._heading and self._goal:
            self._element(element[1], span)
        elif self._heading and self._heading.text is None and not element:
            self._heading.parts.append((part, span))
        else:
            return False
        return True

    def _element(self, text: str, span: Span) -> None:
        heading = self._heading
        assert heading is not None  # take() has looked
        if heading.text is not None and span.start > self._last_line + 1:
            # Elements of one SDG stand together: after a gap a title has probably been lost.
            _report(self._source, text, span)
            return
        self._last_line = span.start
        self._numbers[self._goal, heading.number] += 1
        number = self._numbers[self._goal, heading.number]
        title, element = heading.title(self._source), self._source.value(text, span)
        self.alignments.append(SdgAlignment(self._goal, heading.number, number, title, element))

    def close(self) -> None:
        """End the SDG in force; one without any element is reported."""
        heading, self._heading = self._heading, None
        if heading and heading.text is None:
            part, span = heading.parts[0]
            self._source.report(
                span.start,
                f"SDGs の目標{heading.number}「{part[:20]}…」に関連要素がありません。",
                f"SDG {heading.number} (“{part[:20]}…”) has no element below it.",
            )


def _parts(source: Source, block: Block) -> Iterator[tuple[str, Span]]:
    """The separate texts of a line: cells, list items and paragraphs, without the lost icons."""
    source.claim(block, "sdg")
    for _, span in block.pieces:
        for line in range(span.start, span.end + 1):
            raw = source.document.lines[line - 1]
            for part in _BREAK.split(_ICON.sub("", raw)):
                text = html.unescape(part).strip().lstrip("#").strip()
                if text:
                    yield text, source.document.span(line)


def _is_table_head(block: Block) -> bool:
    return block.kind is Kind.ROW and "総合戦略" in block.text and "17の目標" in fold(block.text)


def _report(source: Source, part: str, span: Span) -> None:
    source.report(
        span.start,
        f"SDGs の表の「{part[:30]}」がどの基本目標・目標に属すか分かりません。",
        f"“{part[:30]}” of the SDG table belongs to no goal and SDG.",
    )


def _check(source: Source, titles: dict[str, Text], alignments: list[SdgAlignment]) -> None:
    for goal, title in titles.items():
        if not any(alignment.goal == goal for alignment in alignments):
            source.report(
                title.spans[0].start,
                f"SDGs の表に基本目標{goal}の要素がありません。",
                f"the SDG table has no element for basic goal {goal}.",
            )
