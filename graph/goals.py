"""Basic goals, measures and sub-measures of chapter 5, with their prose and variant titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from .document import normal
from .outline import Block, Kind, Zone, goal_heading
from .rows import Goal, Measure, Text
from .source import Source

Row = TypeVar("Row", Goal, Measure)

_PROSE = (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX)


def read_goals(source: Source) -> list[Goal]:
    """Basic goals with a chapter of their own; reports those that are only mentioned elsewhere."""
    own: dict[str, Text] = {}
    elsewhere: dict[str, list[Text]] = defaultdict(list)
    for block in source.blocks:
        if block.kind is Kind.GOAL and block.place.goal == block.code:
            source.claim(block, "goal")
            if block.code in own:
                _report_twice(source, block, f"基本目標{block.code}", f"basic goal {block.code}")
                continue
            own[block.code] = source.text(block)
        elif block.kind is Kind.GOAL and block.place.zone is not Zone.ANNEX:
            source.claim(block, "goal")
            elsewhere[block.code].append(source.text(block))
    for code, title in _listed_in_contents(source):
        elsewhere[code].append(title)
    for code in sorted(elsewhere.keys() - own.keys()):
        line = elsewhere[code][0].spans[0].start
        source.report(
            line,
            f"基本目標{code}の章が本文にありません(文書が途中で切れていませんか)。",
            f"basic goal {code} has no chapter of its own; is the document cut short?",
        )
    return [
        Goal(code, title, tuple(elsewhere[code]), _goal_prose(source, code))
        for code, title in own.items()
    ]


def _listed_in_contents(source: Source) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for block in source.take(Zone.CONTENTS):
        source.claim(block, "contents")
        code, title = goal_heading(block.text)
        if code:
            found.append((code, source.value(title, block.span)))
    return found


def _goal_prose(source: Source, goal: str) -> tuple[Text, ...]:
    texts: list[Text] = []
    for block in source.blocks:
        if block.place.goal == goal and block.place.zone is Zone.DIRECTION and block.kind in _PROSE:
            source.claim(block, "goal")
            _report_indicator(source, block)
            texts.append(source.text(block))
    return tuple(texts)


def read_measures(source: Source) -> list[Measure]:
    """Measures and sub-measures in document order, each with the prose below its heading."""
    headings: dict[str, Block] = {}
    prose: dict[str, list[Text]] = defaultdict(list)
    for block in source.take(Zone.MEASURES):
        notation = block.place.measure
        if block.kind is Kind.MEASURE:
            source.claim(block, "measure")
            if notation in headings:
                _report_twice(source, block, f"施策 {notation}", f"measure {notation}")
                continue
            headings[notation] = block
        elif block.kind in _PROSE and notation:
            source.claim(block, "measure")
            _report_indicator(source, block)
            prose[notation].append(source.text(block))
    return [
        _measure(source, notation, block, prose[notation]) for notation, block in headings.items()
    ]


def _report_indicator(source: Source, block: Block) -> None:
    """Report what looks like an indicator among the prose: its heading has been lost."""
    if block.code in ("○", "〇", "◯") or "←" in block.text:
        source.report(
            block.span.start,
            f"「{block.text[:20]}」は指標のようですが「重要業績評価指標」の見出しの下にありません。",
            f"“{block.text[:20]}” looks like an indicator without a heading 重要業績評価指標.",
        )


def _measure(source: Source, notation: str, block: Block, prose: list[Text]) -> Measure:
    goal, *codes = notation.split("-")
    parent = f"{goal}-{codes[0]}" if len(codes) > 1 else None
    return Measure(notation, goal, parent, source.text(block), (), tuple(prose))


def with_variants(row: Row, titles: Iterable[Text]) -> Row:
    """The row with the titles added under which other parts of the document name it."""
    return replace(row, variants=(*row.variants, *titles))


def same_title(one: str, other: str) -> bool:
    """Whether two printed titles are the same but for widths, blanks and kinds of comma."""
    return normal(one).rstrip("。") == normal(other).rstrip("。")


def differing(row: Goal | Measure) -> list[Text]:
    """Titles printed elsewhere that differ from the row's own in more than widths, once each."""
    kept: list[Text] = []
    for other in row.variants:
        if not any(same_title(known.value, other.value) for known in (row.title, *kept)):
            kept.append(other)
    return kept


def _report_twice(source: Source, block: Block, ja: str, en: str) -> None:
    source.report(
        block.span.start, f"{ja}の見出しが二度あります。", f"the heading of {en} appears twice."
    )
