"""Numerical targets (数値目標) of goals and key performance indicators (KPI) of measures.

A target is a number reached by a date, a running total, a threshold, or a phrase (全国水準まで):
what is no number stays as printed, with what it is measured against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..ontology import KANA
from .document import clean
from .outline import Block, Kind, Zone
from .rows import Indicator, Period, Span, Text, Value
from .source import Source
from .values import Folded, amount, fold, period, value_kind

# 指標名 … ：目標値（時点）←基準値（時点）
_EXPRESSION = re.compile(
    r"^(?P<target>[^()←]+?)\((?P<when>[^()]+)\)(?:←(?P<base>[^()←]+?)\((?P<base_when>[^()]+)\))?$"
)
_COMPARED = re.compile(r"^(?P<value>[▲△\-]?[\d,.]+[^()\d]*)\((?P<when>[^()]+)\)より")
_IN_BRACKETS = re.compile(r"^(?P<name>.*)\((?P<when>[^():]+):(?P<values>[^()]+)\)$")
_SECTION_DATE = re.compile(r"\(([^()]*年度?)\)$")
_SHARED = re.compile(r"([ア-ン])[~〜\-]([ア-ン])共通")
# The parts of a list; a comma between digits belongs to a number.
_PART = re.compile(r"(?:[^,、]|,(?=\d{3}))+")
_AREA = re.compile(r"^(?P<area>[^\d▲△]+)(?P<value>[▲△\-]?[\d,.]+.*)$")


@dataclass(slots=True)
class _Entry:
    """A KPI while its lines are being gathered."""

    blocks: list[Block]
    measures: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks)


def read_kpis(source: Source, measures: list[str]) -> list[Indicator]:
    """KPIs below 【重要業績評価指標】; one marked 共通 belongs to every measure of its range."""
    entries: list[_Entry] = []
    owners: tuple[str, ...] = ()
    for block in source.take(Zone.KPI):
        if block.kind is Kind.KPI:
            source.claim(block, "heading")
            owners = _owners(source, block, measures)
        elif block.kind is Kind.BULLET:
            entries.append(_Entry([block], owners))
        elif block.kind is Kind.PARAGRAPH and entries and _open(entries[-1], block):
            entries[-1].blocks.append(block)
    _report_empty(source, entries)
    return [kpi for entry in entries if (kpi := _kpi(source, entry))]


def _report_empty(source: Source, entries: list[_Entry]) -> None:
    """Report headings that announce KPIs where none follows."""
    places = {entry.blocks[0].place for entry in entries}
    for block in source.take(Zone.KPI, (Kind.KPI,)):
        if block.place not in places:
            source.report(
                block.span.start,
                "「重要業績評価指標」の見出しの下に指標がありません。",
                "the heading 重要業績評価指標 has no indicator below it.",
            )


def _owners(source: Source, block: Block, measures: list[str]) -> tuple[str, ...]:
    shared = _SHARED.search(fold(block.text))
    if shared is None:
        return (block.place.measure,)
    first, last = KANA.index(shared[1]), KANA.index(shared[2])
    owners = tuple(f"{block.place.goal}-{kana}" for kana in KANA[first : last + 1])
    known = tuple(owner for owner in owners if owner in measures)
    if known != owners:
        source.report(
            block.span.start,
            f"共通指標の範囲「{shared[0]}」に、本文にない施策があります。",
            f"the shared range “{shared[0]}” names a measure that the text does not have.",
        )
    return known


def _open(entry: _Entry, block: Block) -> bool:
    return not _EXPRESSION.match(_parted(entry.text)[1].text) and block.text.startswith((":", "："))


def _parted(text: str) -> tuple[str, Folded]:
    """Printed name and target expression of an entry such as ``名（累計）：30件（…）``."""
    places = [match.start() for match in re.finditer(r"[:：]", text)]
    if not places:
        return text, Folded("")
    return text[: places[-1]].rstrip(" :："), Folded(text[places[-1] + 1 :])


def _kpi(source: Source, entry: _Entry) -> Indicator | None:
    printed_name, expression = _parted(entry.text)
    match = _EXPRESSION.match(expression.text)
    spans = tuple(span for block in entry.blocks for _, span in block.pieces)
    for block in entry.blocks:
        source.claim(block, "indicator")
    if match is None or not entry.measures or not entry.measures[0]:
        source.report(
            spans[0].start,
            f"KPI「{printed_name}」の目標値が「値（時点）」の形で読めません。",
            f"the target of the KPI “{printed_name}” is not of the form 値（時点）.",
        )
        return None
    name = source.value(printed_name.strip(), spans[0])
    target = _side(source, expression, match, ("target", "when"), name=name.value, spans=spans)
    base = None
    if match["base"]:
        base = _side(source, expression, match, ("base", "base_when"), name=name.value, spans=spans)
    if target.number is None and base:
        target = replace(target, unit=base.unit)
    direction, stated = _direction(match["target"], target, base)
    return Indicator(name, None, entry.measures, target, base, (), direction, stated)


def _side(
    source: Source,
    expression: Folded,
    match: re.Match[str],
    groups: tuple[str, str],
    *,
    name: str,
    spans: tuple[Span, ...],
) -> Value:
    """One side of ←: a value and, in brackets, its time; kept as printed too."""
    value, when = groups
    printed = expression.printed(match.start(value), match.end(when) + 1)
    times = expression.printed(match.start(when), match.end(when))
    return _value(source, match[value], times, name=name, spans=spans, printed=printed)


def _value(
    source: Source, text: str, when: str, *, name: str, spans: tuple[Span, ...], printed: str
) -> Value:
    read = amount(text)
    if read.number is None and re.search(r"\d", fold(text)):
        source.report(
            spans[0].start,
            f"「{name}」の値「{text}」を数として読めません。",
            f"the value “{text}” of “{name}” is not a number.",
        )
    return Value(
        printed=printed,
        spans=spans,
        number=read.number,
        unit=read.unit,
        period=_period(source, when, name, spans),
        kind=value_kind(name, when),
        comparator=read.comparator,
    )


def _period(source: Source, when: str, name: str, spans: tuple[Span, ...]) -> Period | None:
    found = period(when) if when else None
    if when and found is None:
        source.report(
            spans[0].start,
            f"「{name}」の時点「{when}」を年・年度として読めません。",
            f"the time “{when}” of “{name}” is neither a year nor a fiscal year.",
        )
    return found


def _direction(text: str, target: Value, base: Value | None) -> tuple[str, bool]:
    """Which way the figure should go, and whether the text says so itself."""
    if "引き上げ" in text or "増" in text:
        return "Increase", True
    if target.number is not None and base is not None and base.number is not None:
        return ("Increase" if target.number >= base.number else "Decrease"), False
    return ("Decrease" if target.comparator in ("AtMost", "LessThan") else "Increase"), False


def read_numerical_targets(source: Source) -> list[Indicator]:
    """Rows of the tables 指標 / 数値目標 of each goal, whatever the order of the two columns."""
    found: list[Indicator] = []
    columns: tuple[int, int] | None = None
    for block in source.take(Zone.TARGETS, (Kind.ROW,)):
        bare = [fold(cell) for cell in block.cells]
        if "数値目標" in bare and "指標" in bare:
            columns = bare.index("指標"), bare.index("数値目標")
            source.claim(block, "heading")
        elif columns is None or len(block.cells) <= max(columns):
            source.report(
                block.span.start,
                "数値目標の行に「指標」と「数値目標」の二つの欄がありません。",
                "a row of the numerical targets lacks one of its two cells.",
            )
        else:
            source.claim(block, "indicator")
            found.append(_target(source, block, *(block.cells[column] for column in columns)))
    return found


def _target(source: Source, block: Block, name_cell: str, target_cell: str) -> Indicator:
    spans = (block.span,)
    name, baselines = _baselines(source, block, name_cell)
    cell = Folded(target_cell)
    bare = cell.text
    references = tuple(value for value in baselines if value.area)
    base = next((value for value in baselines if not value.area), None)
    compared, plain = _COMPARED.match(bare), _EXPRESSION.match(bare)
    if compared:
        beaten = _side(source, cell, compared, ("value", "when"), name=name.value, spans=spans)
        target = _phrase(source, block, target_cell.strip(), "BetterThan", beaten.unit)
        references = (*references, beaten)
    elif plain:
        target = _side(source, cell, plain, ("target", "when"), name=name.value, spans=spans)
    else:
        target = _phrase(source, block, target_cell.strip(), "UpToReference", "")
    direction, stated = _direction(bare, target, base)
    return Indicator(name, block.place.goal, (), target, base, references, direction, stated)


def _phrase(source: Source, block: Block, text: str, comparator: str, unit: str) -> Value:
    """A target in words: due when its own brackets say, else when the section's heading says."""
    inner = re.findall(r"\(([^()]+)\)", fold(text))
    section = _SECTION_DATE.search(fold(block.place.section))
    due = period(inner[-1]) if inner else period(section[1]) if section else None
    if due is None:
        source.report(
            block.span.start,
            f"数値目標「{text}」の期限が読めません。",
            f"no due date can be read for the numerical target “{text}”.",
        )
    return Value(text, (block.span,), None, unit, due, "Level", comparator)


def _baselines(source: Source, block: Block, cell: str) -> tuple[Text, list[Value]]:
    """Name of the indicator and the figures printed in brackets after it.

    ``市`` marks the city's own figure; other areas are there for comparison.
    """
    printed = re.sub(r"^[①-⑳]\s*", "", clean(cell))
    whole = Folded(printed)
    match = _IN_BRACKETS.match(whole.text)
    if match is None:
        return source.value(printed, block.span), []
    brackets = [place.start() for place in re.finditer(r"[(（]", printed)]
    name = source.value(printed[: brackets[-1]].strip(), block.span)
    when = whole.printed(match.start("when"), match.end("when"))
    values: list[Value] = []
    for part in _PART.finditer(match["values"]):
        area = _AREA.match(part[0])
        text, where = (area["value"], area["area"]) if area else (part[0], "")
        start = match.start("values")
        shown = whole.printed(start + part.start(), start + part.end())
        value = _value(source, text, when, name=name.value, spans=(block.span,), printed=shown)
        values.append(replace(value, area="" if where == "市" else where))
    return name, values
