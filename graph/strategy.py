"""Front page and first chapters: title, dates, period, vision and parent plan."""

from __future__ import annotations

import itertools
import re

from .gazetteer import Gazetteer
from .outline import Block, Kind, Zone
from .rows import Period, Span, Strategy, Text
from .source import Source
from .values import fold, period

_TERM = re.compile(r"【第(\d+)期】")
_DATED = re.compile(r"(?P<date>.+月)(?P<what>策定|改訂|改定)$")
_PROSE_ZONES = (Zone.PROSE, Zone.SYSTEM, Zone.PLACE)
_PROSE = (Kind.PARAGRAPH, Kind.BULLET, Kind.NOTE)


def read_strategy(source: Source, gazetteer: Gazetteer) -> Strategy | None:
    """Read what the document says of the strategy as a whole; None when a part is missing.

    Each missing part is reported to ``source``.
    """
    front = list(source.take(Zone.FRONT, (Kind.PARAGRAPH,)))
    title, term = _title(source, front, gazetteer)
    dates = _dates(source, front)
    years = _period(source)
    vision = _vision(source)
    parent = _parent_plan(source, gazetteer)
    prose = _prose(source)
    notes = _notes(source, front, gazetteer)
    adopted = next((entry for what, entry in dates if what == "策定"), None)
    for part, ja, en in (
        (title, "表題(【第○期】の前の行)", "title (the line before 【第…期】)"),
        (adopted, "策定年月", "date of adoption (…策定)"),
        (years, "計画期間", "period (chapter 計画期間)"),
        (vision, "目指す姿", "vision (section 目指す姿)"),
    ):
        if part is None:
            source.report(0, f"戦略の{ja}が見つかりません。", f"the strategy's {en} is missing.")
    if title is None or adopted is None or years is None or vision is None:
        return None
    revised = tuple(entry for what, entry in dates if what != "策定")
    return Strategy(title, term, adopted, revised, years, vision, parent, prose, notes)


def _title(source: Source, front: list[Block], gazetteer: Gazetteer) -> tuple[Text | None, str]:
    for above, block in itertools.pairwise(front):
        match = _TERM.match(fold(block.text))
        if match:
            source.claim(above, "strategy")
            source.claim(block, "strategy")
            title = source.text(above)
            second = source.text(block)
            whole = Text(
                title.value + second.value,
                title.printed + second.printed,
                title.pieces + second.pieces,
                title.corrections + second.corrections,
            )
            _claim_publisher(source, front, gazetteer)
            return whole, match[1]
    return None, ""


def _claim_publisher(source: Source, front: list[Block], gazetteer: Gazetteer) -> None:
    for block in front:
        if gazetteer.partners.get(block.text):
            source.claim(block, "strategy")


def _dates(source: Source, front: list[Block]) -> list[tuple[str, tuple[str, Span]]]:
    dates: list[tuple[str, tuple[str, Span]]] = []
    for block in front:
        match = _DATED.match(fold(block.text))
        when = period(match["date"]) if match else None
        if match and when:
            source.claim(block, "strategy")
            dates.append((match["what"], (when.start.isoformat()[:7], block.span)))
    return dates


def _period(source: Source) -> tuple[Period, Span] | None:
    for block in source.take(Zone.PERIOD, (Kind.PARAGRAPH, Kind.BULLET)):
        years = period(block.text)
        if years:
            source.claim(block, "strategy")
            return years, block.span
    return None


def _vision(source: Source) -> Text | None:
    for block in source.take(Zone.VISION, (Kind.PARAGRAPH,)):
        source.claim(block, "strategy")
        return source.text(block)
    return None


def _parent_plan(source: Source, gazetteer: Gazetteer) -> tuple[str, Span] | None:
    for block in source.take(Zone.PLACE, (Kind.BULLET, Kind.PARAGRAPH)):
        for hit in gazetteer.plans.find(block.text):
            return hit.entry.slug, block.span
    return None


def _prose(source: Source) -> tuple[Text, ...]:
    texts: list[Text] = []
    for block in source.blocks:
        if block.place.zone in _PROSE_ZONES and not block.place.goal and block.kind in _PROSE:
            source.claim(block, "strategy")
            texts.append(source.text(block))
    return tuple(texts)


def _notes(source: Source, front: list[Block], gazetteer: Gazetteer) -> tuple[Text, ...]:
    """What speaks for the whole strategy but is no prose: its publisher, the list's notes."""
    publisher = [block for block in front if gazetteer.partners.get(block.text)]
    above_list = [block for block in source.take(Zone.ANNEX, _PROSE) if not block.place.goal]
    return tuple(source.text(block) for block in (*publisher, *above_list))
