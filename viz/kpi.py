"""Every indicator from its baseline to its target, on one scale: the change in percent.

Percentages, people and yen cannot share an axis, but how far each wants to go from where it
stood can. What has no baseline or no number for a target is told in words below, on no scale.
"""

from __future__ import annotations

import math

from ..queries.picklist import Source
from .drawing import Dot, Drawing, Mark, Path, Shape, Text
from .frame import ACCENT, FAINT, INK, LINE, MARGIN, PAPER, SOFT, WARN, Frame, Key, goal_colour
from .lettering import lines_of, width_of
from .selection import Row, Selection, rows

_ROW, _LEFT, _RIGHT = 31.0, 660.0, 1180.0
_INDICATORS = """
SELECT ?indicator ?name ?kpi (MIN(?c) AS ?code)
  (GROUP_CONCAT(DISTINCT ?c; separator=", ") AS ?codes)
  (GROUP_CONCAT(DISTINCT ?g; separator=" ") AS ?goals) ?baseline ?printedBaseline ?target
  ?printedTarget ?direction ?kind ?comparator
  (GROUP_CONCAT(DISTINCT STR(?line); separator=", ") AS ?lines)
WHERE {
  ?indicator mg:kpiOf|mg:targetOf ?place ; skos:prefLabel ?name ; mg:target ?aim ;
    mg:source/mg:startLine ?line .
  FILTER(LANG(?name) = "%(lang)s")
  ?place skos:notation ?c .
  OPTIONAL { ?place mg:inGoal ?above }
  BIND(STR(COALESCE(?above, ?place)) AS ?g)
  BIND(EXISTS { ?indicator mg:kpiOf ?place } AS ?kpi)
  OPTIONAL { ?indicator mg:baseline ?start . ?start mg:printedValue ?printedBaseline
    OPTIONAL { ?start mg:value ?baseline } }
  OPTIONAL { ?aim mg:value ?target }
  OPTIONAL { ?aim mg:printedValue ?printedTarget }
  OPTIONAL { ?indicator mg:direction/skos:prefLabel|mg:direction/rdfs:label ?direction .
    FILTER(LANG(?direction) = "%(lang)s") }
  OPTIONAL { ?aim mg:valueKind/skos:prefLabel|mg:valueKind/rdfs:label ?kind .
    FILTER(LANG(?kind) = "%(lang)s") }
  OPTIONAL { ?aim mg:comparator/skos:prefLabel|mg:comparator/rdfs:label ?comparator .
    FILTER(LANG(?comparator) = "%(lang)s") }
} GROUP BY ?indicator ?name ?kpi ?baseline ?printedBaseline ?target ?printedTarget ?direction ?kind
  ?comparator
ORDER BY ?code ?kpi ?indicator"""


def kpi(source: Source, lang: str, chosen: Selection) -> Drawing:
    """The indicators of the selection: those on the scale, then those in words."""
    found = rows(source, _INDICATORS % {"lang": "ja" if lang == "ja" else "en"})
    if goal := chosen.terms.get("goal"):
        found = [row for row in found if goal in row["goals"].split(" ")]
    scaled = [row for row in found if change_of(row) is not None]
    told = [row for row in found if change_of(row) is None]
    ja = (
        f"指標{len(found)}件。{len(scaled)}件は基準値を0とした目標値までの変化率で並べ、基準値または"
        f"目標値が数でない{len(told)}件は下に言葉で示します。変化率の大小は良し悪しではありません。"
    )
    en = (
        f"{len(found)} indicators. {len(scaled)} are set side by side by the change from baseline "
        f"to target in percent; {len(told)} without a numeric baseline or target are told in words "
        "below. A larger change is not a better one."
    )
    title = "指標：基準値から目標値へ" if lang == "ja" else "Indicators: from baseline to target"
    frame = Frame("kpi", lang, title, ja if lang == "ja" else en)
    kinds = {
        "kpi": "KPI",
        "target": frame.say("数値目標", "Numerical target"),
        "kpi-in-words": frame.say("KPI（尺度なし）", "KPI (no scale)"),
        "target-in-words": frame.say("数値目標（尺度なし）", "Numerical target (no scale)"),
    }
    columns = {
        "measures": frame.say("施策・基本目標", "Measures or goal"),
        "baseline": frame.say("基準値", "Baseline"),
        "printedBaseline": frame.say("基準値（印字）", "Baseline as printed"),
        "target": frame.say("目標値", "Target"),
        "printedTarget": frame.say("目標値（印字）", "Target as printed"),
        "percent": frame.say("変化率（%）", "Change (%)"),
        "direction": frame.say("向き", "Direction"),
        "kind": frame.say("値の種類", "Kind of value"),
    }
    if not found:
        return frame.nothing(kinds, columns)
    top = frame.top + 56
    scale = _Scale([change_of(row) or 0 for row in scaled])
    scale.draw(frame, top, top + _ROW * len(scaled))
    marks = [_bar(frame, row, scale, top + _ROW * (n + 0.5)) for n, row in enumerate(scaled)]
    y = top + _ROW * len(scaled) + 40
    keys = [
        Key("ring", SOFT, frame.say("基準値", "baseline")),
        Key("dot", ACCENT, frame.say("目標値（色＝基本目標）", "target (colour = goal)")),
        Key(
            "diamond",
            ACCENT,
            frame.say("数値目標（基本目標全体）", "numerical target of a whole goal"),
        ),
    ]
    y = frame.legend(y, keys) + 26
    if told:
        head = frame.say("尺度に載せない指標（印字のまま）", "Not on a scale (as printed)")
        frame.shapes.append(Text(MARGIN, y, head, 17, bold=True))
        y += 20
        marks += [_told(frame, row, y + 38 * (n + 0.5)) for n, row in enumerate(told)]
        y += 38 * len(told)
    return frame.done(y + 10, marks, kinds, columns)


def change_of(row: Row) -> float | None:
    """The change from baseline to target in percent of the baseline, where both are numbers."""
    if not row["baseline"] or not row["target"] or float(row["baseline"]) <= 0:
        return None
    return (float(row["target"]) / float(row["baseline"]) - 1) * 100


class _Scale:
    """Percent of change to pixels, from zero (or less) to a round number beyond the largest."""

    def __init__(self, changes: list[float]) -> None:
        self.step = 10 if max(map(abs, changes), default=0) <= 100 else 50
        self.high = self.step * max(1, math.ceil(max([*changes, 1]) / self.step))
        self.low = self.step * min(0, math.floor(min([*changes, 0]) / self.step))

    def x(self, percent: float) -> float:
        """Where a change stands."""
        return _LEFT + (_RIGHT - _LEFT) * (percent - self.low) / (self.high - self.low)

    def draw(self, frame: Frame, top: float, bottom: float) -> None:
        """The axis with its lines and the heads of the columns."""
        for percent in range(self.low, self.high + 1, self.step):
            x = self.x(percent)
            frame.shapes += [
                Path(f"M{x:g} {top - 8:g}V{bottom:g}", INK if percent == 0 else LINE),
                Text(x, top - 16, f"{percent:+d}%" if percent else "0", 12, SOFT, "middle"),
            ]
        zero = frame.say("基準値から目標値への変化率", "change from baseline to target")
        frame.shapes += [
            Text((_LEFT + _RIGHT) / 2, top - 38, zero, 13, SOFT, "middle", bold=True),
            Text(_LEFT - 24, top - 16, frame.say("基準値", "Baseline"), 13, SOFT, "end", bold=True),
            Text(_RIGHT + 64, top - 16, frame.say("目標値", "Target"), 13, SOFT, bold=True),
            Text(MARGIN, top - 16, frame.say("指標", "Indicator"), 13, SOFT, bold=True),
        ]


def _bar(frame: Frame, row: Row, scale: _Scale, y: float) -> Mark:
    percent = change_of(row) or 0.0
    start, end = scale.x(0), scale.x(percent)
    colour = goal_colour(row["code"])
    sign = 1 if end >= start else -1
    target: Shape = (
        Dot(end, y, 7, colour)
        if row["kpi"] == "true"
        else Path(f"M{end:g} {y - 9:g}l9 9l-9 9l-9 -9z", fill=colour)
    )
    shapes = [
        *_name(row, y, _LEFT - 150),
        Path(f"M{MARGIN:g} {y + _ROW / 2:g}H{frame.width - MARGIN:g}", "#eef1f5"),
        Text(_LEFT - 24, y + 5, _value(row["printedBaseline"]), 12, SOFT, "end"),
        Path(f"M{start:g} {y:g}H{end - 5 * sign:g}", colour, 3),
        Dot(start, y, 5, PAPER, SOFT, 2),
        target,
        Text(
            end + 14 * sign,
            y + 4.5,
            f"{percent:+.1f}%",
            12,
            colour,
            "start" if sign > 0 else "end",
            True,
        ),
        Text(_RIGHT + 64, y + 5, _value(row["printedTarget"]), 13, INK, bold=True),
        Text(frame.width - MARGIN, y + 5, _how(row), 12, SOFT, "end"),
    ]
    figures = _figures(row) | {"percent": round(percent, 2)}
    kind = "kpi" if row["kpi"] == "true" else "target"
    return Mark(kind, row["name"], tuple(shapes), row["indicator"], figures, _lines(row))


def _name(row: Row, y: float, right: float) -> list[Shape]:
    more = row["codes"].count(",")
    codes = f"{row['code']} +{more}" if more else row["codes"]
    wide = right - MARGIN - 70
    size = 12.5 if width_of(row["name"], 12.5) <= wide else 11
    words = lines_of(row["name"], wide, size, 2)
    first = y + 4.5 - 6.5 * (len(words) - 1)
    shapes: list[Shape] = [Text(MARGIN, y + 4.5, codes, 12, goal_colour(codes), bold=True)]
    return shapes + [Text(MARGIN + 68, first + 13 * i, line, size) for i, line in enumerate(words)]


def _value(printed: str) -> str:
    """The printed value without the period in brackets, which the table has."""
    return printed.replace("(", "（").partition("（")[0].strip()


def _how(row: Row) -> str:
    return " · ".join(filter(None, (row["direction"], row["kind"])))


def _told(frame: Frame, row: Row, y: float) -> Mark:
    from_ = row["printedBaseline"] or frame.say("基準値なし", "no baseline")
    ink = SOFT if row["printedBaseline"] else WARN
    words = lines_of(row["printedTarget"], 500, 12.5, 2)
    first = y + 4.5 - 8 * (len(words) - 1)
    shapes: list[Shape] = [
        Path(f"M{MARGIN:g} {y + 19:g}H{frame.width - MARGIN:g}", LINE),
        *_name(row, y, _LEFT + 30),
        Text(_LEFT + 60, y + 4.5, from_, 12.5, ink),
        Text(_LEFT + 246, y + 4.5, "→", 14, FAINT),
        *(
            Text(_LEFT + 280, first + 16 * i, line, 12.5, INK, bold=True)
            for i, line in enumerate(words)
        ),
        Text(frame.width - MARGIN, y + 4.5, _how(row), 12, SOFT, "end"),
    ]
    kind = "kpi-in-words" if row["kpi"] == "true" else "target-in-words"
    return Mark(kind, row["name"], tuple(shapes), row["indicator"], _figures(row), _lines(row))


def _figures(row: Row) -> dict[str, str | int | float]:
    figures: dict[str, str | int | float] = {"measures": row["codes"]}
    for key in ("baseline", "target"):
        if row[key]:
            figures[key] = float(row[key])
        if row[f"printed{key.title()}"]:
            figures[f"printed{key.title()}"] = row[f"printed{key.title()}"]
    return figures | {"direction": row["direction"], "kind": row["kind"]}


def _lines(row: Row) -> tuple[str, ...]:
    return tuple(sorted(row["lines"].split(", "), key=int))
