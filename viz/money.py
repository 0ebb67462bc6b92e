"""Where the money goes: from goals through measures to departments, each project counted once.

Beside the flow stand both figures of every goal, with and without re-listings, and the totals
that the document prints, so that no one has to trust a silent number.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..queries.picklist import Source
from .drawing import Box, Drawing, Mark, Path, Shape, Text
from .frame import FAINT, INK, LINE, MARGIN, SOFT, WARN, Frame, goal_colour
from .lettering import lines_of, shortened, width_of
from .lettering import money as amount_of
from .listings import grouped, listings, plan, yen_listed, yen_once
from .selection import Row, Selection, asked

_FLOW, _PITCH, _BAR = 470.0, 33.0, 14.0
# The left edges of the columns; a measure is as wide as its words, so that no band covers them.
_X = (250.0, 490.0, 1250.0)
_WORDS = 400.0


@dataclass(slots=True)
class _Stop:
    """A bar of the flow: its place, and how far its two sides are taken."""

    key: str
    y: float
    height: float
    into: float = 0
    out: float = 0


def money(source: Source, lang: str, chosen: Selection) -> Drawing:
    """The flow of the selection's money."""
    found = listings(source, lang, chosen)
    names = plan(source, lang)
    once, listed = yen_once(found), yen_listed(found)
    ja = (
        f"再掲を除く事業費は{amount_of(once, lang)}、再掲を含めると{amount_of(listed, lang)}です。"
        "帯の太さは再掲を除く事業費で、どの事業も最初に掲げられた施策で一度だけ数えています。"
    )
    en = (
        f"Without re-listings the budgets come to {amount_of(once, lang)}, with them to "
        f"{amount_of(listed, lang)}. Bands are as wide as the money without re-listings: every "
        "project is counted once, under the measure that lists it first."
    )
    title = "事業費の流れ" if lang == "ja" else "Where the money goes"
    frame = Frame("money", lang, title, ja if lang == "ja" else en)
    if not found:
        return frame.nothing(*_words(frame))
    printed = asked(source, "goal-totals", lang) if not chosen.terms else []
    return _Flow(frame, found, names).drawing(_printed(printed))


def _words(frame: Frame) -> tuple[dict[str, str], dict[str, str]]:
    kinds = {
        "to-measure": frame.say("目標から施策へ", "Goal to measure"),
        "to-department": frame.say("施策から部局へ", "Measure to department"),
        "goal": frame.say("基本目標", "Goal"),
        "measure": frame.say("施策", "Measure"),
        "department": frame.say("部局", "Department"),
        "total": frame.say("全体", "Total"),
    }
    columns = {
        "yen": frame.say("事業費（円、再掲を除く）", "Yen without re-listings"),
        "yenListed": frame.say("事業費（円、再掲を含む）", "Yen with re-listings"),
        "printed": frame.say("印字された額（再掲を除く）", "Printed, without re-listings"),
        "printedListed": frame.say("印字された額（再掲を含む）", "Printed, with re-listings"),
    }
    return kinds, columns


def _printed(rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Per goal code (and the whole) the printed yen without and with re-listings."""
    found: dict[str, dict[bool, int]] = {}
    for row in rows:
        money_row = "事業費" in row["quantity"] or "yen" in row["quantity"]
        if money_row and row["printed"]:
            with_ = "含む" in row["quantity"] or "included" in row["quantity"]
            found.setdefault(row["goal"], {})[with_] = int(row["printed"])
    return {code: (v[False], v[True]) for code, v in found.items() if len(v) == 2}


class _Flow:
    """One drawing in the making."""

    def __init__(self, frame: Frame, found: list[Row], names: dict[str, Row]) -> None:
        self.frame, self.found, self.names = frame, found, names
        self.scale = _FLOW / (yen_once(found) or 1)
        self.top = frame.top + 40
        by_code = sorted({(r["goalNo"], r["goal"]) for r in found})
        self.goals = self._stops([iri for _, iri in by_code], "goal", 96)
        measures = sorted({(r["code"], r["measure"]) for r in found})
        self.measures = self._stops([iri for _, iri in measures], "measure", _PITCH)
        offices = {key[0]: yen_once(rows) for key, rows in grouped(found, "department").items()}
        order = sorted(offices, key=lambda iri: (-offices[iri], iri))
        self.departments = self._stops(order, "department", _PITCH)
        self.bottom = self._spread()

    def _stops(self, order: list[str], column: str, pitch: float) -> dict[str, _Stop]:
        y, stops = self.top, {}
        groups = grouped(self.found, column)
        for iri in order:
            high = max(yen_once(groups[iri,]) * self.scale, 1.5)
            stops[iri] = _Stop(iri, y + max(0.0, (pitch - high) / 2), high)
            y += max(high + 8, pitch)
        return stops

    def _spread(self) -> float:
        """Centre the shorter columns on the longest; returns where that ends."""
        columns = [list(c.values()) for c in (self.goals, self.measures, self.departments)]
        ends = [column[-1].y + column[-1].height for column in columns]
        longest = max(ends)
        for column, end in zip(columns, ends, strict=True):
            gap = (longest - end) / max(len(column), 1)
            for number, stop in enumerate(column):
                stop.y += gap * (number + 0.5)
        return longest

    def drawing(self, printed: dict[str, tuple[int, int]]) -> Drawing:
        """The whole drawing."""
        frame = self.frame
        heads = (
            frame.say("基本目標", "Goals"),
            frame.say("施策", "Measures"),
            frame.say("部局", "Departments"),
        )
        for x, head in zip(_X, heads, strict=True):
            frame.shapes.append(Text(x, frame.top + 6, head, 15, SOFT, bold=True))
        marks = self._bands("goal", "measure", self.goals, self.measures, 0)
        marks += self._bands("measure", "department", self.measures, self.departments, 1)
        marks += [self._goal(stop, printed) for stop in self.goals.values()]
        marks += [self._measure(stop) for stop in self.measures.values()]
        marks += [self._department(stop) for stop in self.departments.values()]
        total, bottom = self._totals(self.bottom + 64, printed)
        return frame.done(bottom, [*marks, total], *_words(frame))

    def _bands(
        self, one: str, other: str, starts: dict[str, _Stop], ends: dict[str, _Stop], column: int
    ) -> list[Mark]:
        first, last = list(starts), list(ends)
        groups = grouped(self.found, one, other)
        order = sorted(groups, key=lambda key: (first.index(key[0]), last.index(key[1])))
        return [self._band(groups[a, b], (starts[a], ends[b]), column) for a, b in order]

    def _band(self, rows: list[Row], stops: tuple[_Stop, _Stop], column: int) -> Mark:
        start, end = stops
        yen = yen_once(rows)
        width = yen * self.scale
        y1, y2 = start.y + start.out + width / 2, end.y + end.into + width / 2
        start.out, end.into = start.out + width, end.into + width
        x1, x2 = _X[column] + (_WORDS if column else _BAR), _X[column + 1]
        half = (x1 + x2) / 2
        d = f"M{x1:g} {y1:.2f}C{half:g} {y1:.2f} {half:g} {y2:.2f} {x2:g} {y2:.2f}"
        # What is only re-listed here moves no money: a thin broken line says that it is.
        band = (
            Path(d, goal_colour(rows[0]["goalNo"]), max(width, 1), opacity=0.38)
            if yen
            else Path(d, FAINT, 1, dash="2 4", opacity=0.7)
        )
        kind = "to-department" if column else "to-measure"
        first = rows[0]["code"] if column else f"{rows[0]['goalNo']}"
        name = f"{first} → {rows[0]['office'] if column else rows[0]['code']}"
        figures = {"yen": yen, "yenListed": yen_listed(rows)}
        ends = (start.key, end.key)
        return Mark(kind, name, (band,), "", dict(figures), _lines(rows), *ends)

    def _goal(self, stop: _Stop, printed: dict[str, tuple[int, int]]) -> Mark:
        rows = [r for r in self.found if r["goal"] == stop.key]
        known = self.names[stop.key]
        colour = goal_colour(known["code"])
        once, listed = yen_once(rows), yen_listed(rows)
        head = self.frame.say(f"基本目標{known['code']}", f"Goal {known['code']}")
        title = lines_of(known["name"], _X[0] - MARGIN - 20, 12, 3)
        y = stop.y + stop.height / 2 - 8 * (len(title) + 1)
        lang = self.frame.lang
        shapes: list[Shape] = [
            Box(_X[0], stop.y, _BAR, stop.height, colour),
            Text(_X[0] - 14, y, f"{head}  {amount_of(once, lang)}", 15, colour, "end", bold=True),
        ]
        for line in title:
            y += 17
            shapes.append(Text(_X[0] - 14, y, line, 12, INK, "end"))
        said = self.frame.say(
            f"再掲込み {amount_of(listed, lang)}", f"with re-listings {amount_of(listed, lang)}"
        )
        shapes.append(Text(_X[0] - 14, y + 18, said, 12, SOFT, "end"))
        figures: dict[str, int] = {"yen": once, "yenListed": listed}
        if known["code"] in printed:
            figures["printed"], figures["printedListed"] = printed[known["code"]]
        return Mark(
            "goal", f"{head} {known['name']}", tuple(shapes), stop.key, dict(figures), _lines(rows)
        )

    def _measure(self, stop: _Stop) -> Mark:
        rows = [r for r in self.found if r["measure"] == stop.key]
        known, once = self.names[stop.key], yen_once(rows)
        middle, x = stop.y + stop.height / 2, _X[1]
        colour = goal_colour(known["code"])
        amount = amount_of(once, self.frame.lang)
        size = 12 if width_of(known["name"], 12) <= _WORDS - 168 else 11
        words = lines_of(known["name"], _WORDS - 168, size, 2)
        first = middle + 4.5 - 6.5 * (len(words) - 1)
        shapes: list[Shape] = [
            Box(x, stop.y, 6, stop.height, colour),
            Box(x + _WORDS - 6, stop.y, 6, stop.height, colour),
            Text(x + 14, middle + 4.5, known["code"], 13, colour, bold=True),
            Text(x + _WORDS - 14, middle + 4.5, amount, 13, INK, "end", bold=True),
        ]
        shapes += [Text(x + 68, first + 13 * i, line, size) for i, line in enumerate(words)]
        figures = {"yen": once, "yenListed": yen_listed(rows)}
        return Mark(
            "measure",
            f"{known['code']} {known['name']}",
            tuple(shapes),
            stop.key,
            dict(figures),
            _lines(rows),
        )

    def _department(self, stop: _Stop) -> Mark:
        rows = [r for r in self.found if r["department"] == stop.key]
        once = yen_once(rows)
        middle = stop.y + stop.height / 2
        office = rows[0]["office"]
        x = _X[2] + 28
        shapes = (
            Box(_X[2], stop.y, _BAR, stop.height, "#4c566a"),
            Text(x, middle - 2, shortened(office, self.frame.width - MARGIN - x, 13), 13, INK),
            Text(x, middle + 13, amount_of(once, self.frame.lang), 12, SOFT),
        )
        figures = {"yen": once, "yenListed": yen_listed(rows)}
        return Mark("department", office, shapes, stop.key, dict(figures), _lines(rows))

    def _totals(self, y: float, printed: dict[str, tuple[int, int]]) -> tuple[Mark, float]:
        """Both figures of every goal and of the whole, with the printed ones beside them."""
        frame = self.frame
        heads = (
            frame.say("円", "yen"),
            frame.say("再掲を除く", "without re-listings"),
            frame.say("印字", "printed"),
            frame.say("再掲を含む", "with re-listings"),
            frame.say("印字", "printed"),
        )
        edges = (MARGIN, 640.0, 900.0, 1240.0, 1500.0)
        for number, (x, head) in enumerate(zip(edges, heads, strict=True)):
            anchor = "end" if number else "start"
            frame.shapes.append(Text(x, y, head, 14, SOFT, anchor, bold=True))
        y += 12
        wide = self.frame.width - MARGIN
        for stop in self.goals.values():
            known = self.names[stop.key]
            rows = [r for r in self.found if r["goal"] == stop.key]
            name = frame.say(f"基本目標{known['code']}", f"Goal {known['code']}")
            cells = _row(name, rows, printed.get(known["code"]), y, edges)
            frame.shapes += [Path(f"M{MARGIN:g} {y:g}H{wide:g}", LINE), *cells]
            y += 32
        whole = next((v for code, v in printed.items() if not code.isdecimal()), None)
        name = frame.say("全体", "Total")
        frame.shapes.append(Path(f"M{MARGIN:g} {y:g}H{wide:g}", INK, 1.5))
        figures = {"yen": yen_once(self.found), "yenListed": yen_listed(self.found)}
        if whole:
            figures["printed"], figures["printedListed"] = whole
        cells = _row(name, self.found, whole, y, edges, bold=True)
        return Mark("total", name, cells, figures=dict(figures), lines=_lines(self.found)), y + 60


def _row(
    name: str,
    rows: list[Row],
    printed: tuple[int, int] | None,
    y: float,
    edges: tuple[float, ...],
    *,
    bold: bool = False,
) -> tuple[Shape, ...]:
    """A row of the table; a printed sum that is not that of the rows is set off in colour."""
    base = y + 22
    own = (yen_once(rows), yen_listed(rows))
    shapes: list[Shape] = [Text(edges[0], base, name, 15, INK, bold=bold)]
    for place, value in enumerate(own):
        shapes.append(Text(edges[1 + 2 * place], base, f"{value:,}", 15, INK, "end", bold))
        if printed:
            differs = printed[place] != value
            words = f"{'≠' if differs else '='} {printed[place]:,}"
            ink = WARN if differs else SOFT
            shapes.append(Text(edges[2 + 2 * place], base, words, 15, ink, "end", bold or differs))
    return tuple(shapes)


def _lines(rows: list[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["line"] for row in rows}, key=int))
