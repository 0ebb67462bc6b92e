"""The document as a sequence of blocks, each knowing the chapter, goal and measure it stands in.

Markdown levels in the converted text are unreliable (a heading may carry four signs, two, or
none), so headings are known by how municipal plans print them: 基本目標1, (1), ア, ①.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .document import Document, clean, normal
from .rows import Span


class Kind(StrEnum):
    """What a block is."""

    CHAPTER = "chapter"
    GOAL = "goal"
    SECTION = "section"
    MEASURE = "measure"
    KPI = "kpi heading"
    ANNEX = "annex"
    BOX = "box heading"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    ROW = "table row"
    UNIT = "unit"
    FOOTNOTE = "footnote"
    CONTENTS = "contents"
    CAPTION = "caption"
    NOTE = "note"
    RULE = "rule"


class Zone(StrEnum):
    """Which part of the plan a block stands in."""

    FRONT = "front"
    CONTENTS = "contents"
    PLACE = "place among plans"
    PERIOD = "period"
    VISION = "vision"
    SYSTEM = "system of measures"
    TARGETS = "numerical targets"
    DIRECTION = "basic direction"
    MEASURES = "measures"
    KPI = "indicators"
    DIGITAL = "digital"
    SDG = "sdg"
    ANNEX = "project list"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands; ``measure`` is the notation of the leaf, such as ``2-エ-②``."""

    zone: Zone = Zone.FRONT
    chapter: str = ""
    section: str = ""
    goal: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, table row …: ``pieces`` are its cleaned parts with their spans.

    ``code`` is the printed number of a heading or footnote; a table row keeps its raw ``cells``.
    """

    kind: Kind
    place: Place
    pieces: tuple[tuple[str, Span], ...]
    code: str = ""
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The cleaned text, before corrections."""
        return "".join(part for part, _ in self.pieces)

    @property
    def span(self) -> Span:
        """Where the block begins."""
        return self.pieces[0][1]


_CONTENTS_ENTRY = re.compile(r"^(?P<title>.+?)\s*[.．…]{3,}\s*(?P<page>\d+)$")
_CHAPTER = re.compile(r"^(\d+)\s+(\S.*)$")
_GOAL = re.compile(r"^【?基本目標\s*(\d+)】?\s*(\S.*)$")
_SECTION = re.compile(r"^\((\d+)\)\s*(\S.*)$")
_KANA = re.compile(r"^([ア-ン])\s+(\S.*)$")
_CIRCLED = re.compile(r"^([①-⑳])\s*(\S.*)$")
_FOOTNOTE = re.compile(r"^\s*<sup>\s*(\d+)\s*</sup>\s*(\S.*)$")
_UNIT = re.compile(r"^\(単位[::](.+)\)$")
_BULLET = re.compile(r"^(?:-\s+(?:・\s*)?|[・○〇]\s*)")
_ANNEX = re.compile(r"(?:関連)?(?:事業一覧|事業リスト)$")
_CAPTION = re.compile(r"^《.+》$")
_RULE = re.compile(r"^-{3,}$")
_ENDED = ("。", "」", "』", "）", ")", "】", "》", "！", "？", ":", "：")

# Words in the titles of sections and chapters that tell what a part is about.
_SECTION_ZONES = (
    (("数値目標",), Zone.TARGETS),
    (("基本的方向",), Zone.DIRECTION),
    (("具体的な施策",), Zone.MEASURES),
    (("デジタル", "活用について"), Zone.DIGITAL),
    (("目指す姿",), Zone.VISION),
    (("施策体系",), Zone.SYSTEM),
    (("SDGs", "位置付け"), Zone.SDG),
)
_CHAPTER_ZONES = (
    (("計画期間",), Zone.PERIOD),
    (("位置づけ", "総合計画"), Zone.PLACE),
    (("位置付け", "総合計画"), Zone.PLACE),
)


_MEASURE_ZONES = (Zone.MEASURES, Zone.KPI, Zone.ANNEX)


def outline(document: Document) -> list[Block]:
    """Cut the document into blocks, in order; blank lines belong to none."""
    return _rejoin(list(_Outliner(document).blocks()))


class _Outliner:
    """Walks the lines once, keeping the place; an open paragraph collects adjacent lines."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._place = Place()
        self._titles = {
            normal(match["title"]) for line in document.lines if (match := _contents_entry(line))
        }

    def blocks(self) -> Iterator[Block]:
        """All blocks in order."""
        open_block: Block | None = None
        for number, raw in enumerate(self._document.lines, 1):
            if not clean(raw) and not raw.strip("\t "):
                if open_block:
                    yield open_block
                open_block = None
                continue
            block = self._block(number, raw)
            if open_block and (joined := self._join(open_block, block)):
                open_block = joined
                continue
            if open_block:
                yield open_block
            open_block = block
        if open_block:
            yield open_block

    def _join(self, above: Block, below: Block) -> Block | None:
        """One block of two adjacent lines, when they are one paragraph, item or caption."""
        if above.place.zone is Zone.FRONT:  # a title page: every line is a fact of its own
            return None
        flowing = (Kind.PARAGRAPH, Kind.BULLET, Kind.FOOTNOTE)
        if above.kind not in flowing or below.kind not in (Kind.PARAGRAPH, Kind.CAPTION):
            return None
        if below.kind is Kind.CAPTION and above.kind is Kind.FOOTNOTE:
            return None
        if above.kind is Kind.BULLET and above.text.endswith("。") and below.kind is Kind.PARAGRAPH:
            return None  # a finished item does not run on; what follows may be one without its mark
        start, end = above.span.start, below.span.end
        text = above.text + below.text
        kind = Kind.CAPTION if below.kind is Kind.CAPTION else above.kind
        return replace(above, kind=kind, pieces=((text, self._document.span(start, end)),))

    def _block(self, number: int, raw: str) -> Block:
        text = clean(raw)
        span = self._document.span(number)
        if match := _FOOTNOTE.match(raw):
            return self._made(Kind.FOOTNOTE, clean(match[2]), span, code=match[1])
        if _RULE.match(raw.strip()):
            return self._made(Kind.RULE, text, span)
        if match := _contents_entry(raw):
            title = re.split(r"[.．…]{3,}", text)[0].strip()
            return self._made(Kind.CONTENTS, title, span, code=match["page"])
        if "\t" in raw:
            return self._made(Kind.ROW, text, span, cells=tuple(raw.split("\t")))
        return self._heading(raw, text, span) or self._flowing(text, raw, span)

    def _made(
        self, kind: Kind, text: str, span: Span, code: str = "", cells: tuple[str, ...] = ()
    ) -> Block:
        return Block(kind, self._place, ((text, span),), code, cells)

    def _flowing(self, text: str, raw: str, span: Span) -> Block:
        if _CAPTION.match(text):
            return self._made(Kind.CAPTION, text, span)
        if text.startswith("※"):
            marked = raw.lstrip().startswith("#")
            kind = Kind.BOX if marked else Kind.NOTE
            return self._made(kind, text.lstrip("※ 　"), span)
        if match := _BULLET.match(text):
            return self._made(Kind.BULLET, text[match.end() :], span, code=match[0].strip())
        return self._made(Kind.PARAGRAPH, text, span)

    def _heading(self, raw: str, text: str, span: Span) -> Block | None:
        folded = unicodedata.normalize("NFKC", text)
        marked = raw.lstrip().startswith(("#", "**", "<b>"))
        if normal(text).strip("【】") == "目次":
            self._place = Place(Zone.CONTENTS)
            return self._made(Kind.CONTENTS, text, span)
        if match := _UNIT.match(folded):
            return self._made(Kind.UNIT, match[1], span)
        if "重要業績評価指標" in text and "【" in text:
            self._place = replace(self._place, zone=Zone.KPI)
            return self._made(Kind.KPI, text, span)
        if "。" in text.rstrip("。") or (text.endswith("。") and not marked):
            return None
        return self._numbered(folded, text, marked, span)

    def _numbered(self, folded: str, text: str, marked: bool, span: Span) -> Block | None:
        if match := _GOAL.match(folded):
            return self._goal(match, text, span)
        if _CIRCLED.match(text):
            return self._measure(text, span) if self._place.zone in _MEASURE_ZONES else None
        known = normal(text) in self._titles
        if (match := _CHAPTER.match(folded)) and (marked or known):
            return self._chapter(match, text, span)
        if (match := _SECTION.match(folded)) and (marked or known or len(folded) < 40):
            return self._section(match, text, span)
        if _ANNEX.search(folded):
            self._place = Place(Zone.ANNEX)
            return self._made(Kind.ANNEX, text, span)
        return self._measure(text, span) if self._place.zone in _MEASURE_ZONES else None

    def _goal(self, match: re.Match[str], text: str, span: Span) -> Block:
        title = re.sub(r"^【?基本目標\s*[\d０-９]+】?\s*", "", text).rstrip("。")
        if not text.startswith("【") and self._place.zone is not Zone.ANNEX:
            self._place = Place(Zone.PROSE, self._place.chapter, goal=match[1])
        return self._made(Kind.GOAL, title, span, code=match[1])

    def _chapter(self, match: re.Match[str], text: str, span: Span) -> Block:
        self._place = Place(_zone(match[2], _CHAPTER_ZONES), match[1])
        return self._made(Kind.CHAPTER, text, span, code=match[1])

    def _section(self, match: re.Match[str], text: str, span: Span) -> Block:
        zone = _zone(match[2], _SECTION_ZONES)
        self._place = replace(self._place, zone=zone, section=match[2], measure="")
        return self._made(Kind.SECTION, text, span, code=match[1])

    def _measure(self, text: str, span: Span) -> Block | None:
        code, title = measure_heading(text)
        if not code:
            return None
        if self._place.zone is Zone.ANNEX:
            return self._made(Kind.MEASURE, title, span, code=code)
        notation = nested(self._place.goal, self._place.measure, code)
        self._place = replace(self._place, zone=Zone.MEASURES, measure=notation)
        return self._made(Kind.MEASURE, title, span, code=code)


def measure_heading(text: str) -> tuple[str, str]:
    """Code (ア, ①) and title of a measure's heading; two empty strings when it is none."""
    if match := _CIRCLED.match(text.strip()):
        return match[1], match[2].strip()
    if match := _KANA.match(unicodedata.normalize("NFKC", text.strip())):
        return match[1], text.strip()[1:].lstrip(" ゙ﾞ　\t").strip()
    return "", ""


def goal_heading(text: str) -> tuple[str, str]:
    """Number and title of a basic goal's heading; two empty strings when it is none."""
    match = _GOAL.match(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return "", ""
    return match[1], re.sub(r"^【?基本目標\s*[\d０-９]+】?\s*", "", text.strip()).rstrip("。")


def nested(goal: str, current: str, code: str) -> str:
    """Full notation of a heading met under ``current``: ② below 2-エ (or 2-エ-①) is 2-エ-②."""
    if not _CIRCLED.match(code + "x"):
        return f"{goal}-{code}"
    return "-".join([*current.split("-")[:2], code])


def _contents_entry(raw: str) -> re.Match[str] | None:
    text = unicodedata.normalize("NFKC", clean(raw)).replace("\t", " ")
    return _CONTENTS_ENTRY.match(text)


def _zone(title: str, table: tuple[tuple[tuple[str, ...], Zone], ...]) -> Zone:
    bare = normal(title)
    for words, zone in table:
        if all(normal(word) in bare for word in words):
            return zone
    return Zone.PROSE


_JOINABLE = (Zone.DIRECTION, Zone.MEASURES, Zone.PROSE, Zone.SYSTEM)
_BETWEEN = (Kind.FOOTNOTE, Kind.RULE, Kind.CAPTION)


def _rejoin(blocks: list[Block]) -> list[Block]:
    """Join paragraphs that a page break, with its footnotes, tore apart."""
    joined: list[Block] = []
    last: int | None = None
    for block in blocks:
        above = joined[last] if last is not None else None
        if above and block.kind is Kind.PARAGRAPH and _continues(above, block):
            joined[last or 0] = replace(above, pieces=above.pieces + block.pieces)
            continue
        joined.append(block)
        if block.kind not in _BETWEEN:
            last = len(joined) - 1
    return joined


def _continues(above: Block, below: Block) -> bool:
    prose = above.kind in (Kind.PARAGRAPH, Kind.BULLET)
    same = above.place == below.place and above.place.zone in _JOINABLE
    return prose and same and not above.text.endswith(_ENDED)
