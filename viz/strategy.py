"""The whole tree: goals, measures, and under each its indicators and every row of the list."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .frame import FAINT, INK, LINE, PAPER, SOFT, Frame, Key, curve, diamond, goal_colour
from .lettering import lines_of, width_of
from .listings import grouped, listings, plan
from .selection import Row, Selection, rows

_ROW, _STEP = 38.0, 17.0
_GOAL_X, _MEASURE_X, _DOTS = 64.0, 370.0, 905.0
_GOAL, _MEASURE = 250.0, 440.0
_INDICATORS = """
SELECT ?indicator ?name ?place (GROUP_CONCAT(DISTINCT STR(?line); separator=", ") AS ?lines) WHERE {
  ?indicator mg:kpiOf|mg:targetOf ?place ; skos:prefLabel ?name ; mg:source/mg:startLine ?line .
  FILTER(LANG(?name) = "%s")
} GROUP BY ?indicator ?name ?place ORDER BY ?place ?indicator"""


def strategy(source: Source, lang: str, chosen: Selection) -> Drawing:
    """Goals at the left, measures beside them, then a diamond per indicator and a dot per row."""
    known = plan(source, lang)
    found = listings(source, lang, chosen)
    if chosen.terms:
        known = _touched(known, found)
    indicators = [
        row
        for row in rows(source, _INDICATORS % ("ja" if lang == "ja" else "en"))
        if row["place"] in known
    ]
    goals = [row for row in known.values() if not row["parent"]]
    measures = [row for row in known.values() if row["parent"]]
    again = sum(row["again"] == "true" for row in found)
    many = len({row["indicator"] for row in indicators})
    ja = (
        f"基本目標{len(goals)}、施策{len(measures)}（下位の施策を含む）、指標{many}件、"
        f"事業一覧の行{len(found)}件（うち再掲{again}件）。"
    )
    en = (
        f"{len(goals)} basic goals, {len(measures)} measures and sub-measures, {many} indicators, "
        f"{len(found)} rows of the project list ({again} of them re-listings)."
    )
    title = "総合戦略の全体" if lang == "ja" else "The whole strategy"
    frame = Frame("strategy", lang, title, ja if lang == "ja" else en)
    kinds = {
        "branch": frame.say("枝", "Branch"),
        "goal": frame.say("基本目標", "Goal"),
        "measure": frame.say("施策", "Measure"),
        "indicator": frame.say("指標", "Indicator"),
        "listing": frame.say("事業（最初の掲載）", "Project, first listing"),
        "relisting": frame.say("事業（再掲）", "Project, re-listed"),
    }
    columns = {
        "code": frame.say("符号", "Code"),
        "rows": frame.say("事業一覧の行", "Rows of the list"),
        "relistings": frame.say("うち再掲", "Of them re-listings"),
        "yen": frame.say("事業費（円）", "Budget (yen)"),
        "department": frame.say("部局", "Department"),
    }
    if not known:
        return frame.nothing(kinds, columns)
    return _Tree(frame, known, found, indicators).drawing(kinds, columns)


def _touched(known: dict[str, Row], found: list[Row]) -> dict[str, Row]:
    """The goals and measures above the rows that are shown."""
    wanted: set[str] = set()
    for row in found:
        iri = row["measure"]
        while iri in known and iri not in wanted:
            wanted.add(iri)
            iri = known[iri]["parent"]
    return {iri: row for iri, row in known.items() if iri in wanted}


class _Tree:
    """One drawing in the making."""

    def __init__(
        self, frame: Frame, known: dict[str, Row], found: list[Row], indicators: list[Row]
    ) -> None:
        self.frame, self.known, self.found, self.indicators = frame, known, found, indicators
        self.measures = {iri: row for iri, row in known.items() if row["parent"]}
        self.places: dict[str, float] = {}
        y, before = frame.top + 46, ""
        for iri, row in self.measures.items():
            goal = row["code"].partition("-")[0]
            y += 18 if before and goal != before else 0
            self.places[iri] = y
            y, before = y + _ROW, goal
        self.bottom = y
        for iri, row in known.items():
            if not row["parent"]:
                own = [
                    self.places[m]
                    for m, r in self.measures.items()
                    if r["code"].partition("-")[0] == row["code"]
                ]
                self.places[iri] = (min(own) + max(own)) / 2 if own else y

    def drawing(self, kinds: dict[str, str], columns: dict[str, str]) -> Drawing:
        """The whole drawing."""
        frame = self.frame
        for x, head in (
            (_GOAL_X, frame.say("基本目標", "Goals")),
            (_MEASURE_X, frame.say("施策", "Measures")),
            (_DOTS - 56, frame.say("指標", "Indicators")),
            (_DOTS + 56, frame.say("事業一覧の行", "Rows of the project list")),
        ):
            frame.shapes.append(Text(x, frame.top + 10, head, 14, SOFT, bold=True))
        marks = [self._branch(row) for row in self.measures.values()]
        marks += [self._goal(row) for row in self.known.values() if not row["parent"]]
        marks += [self._measure(row) for row in self.measures.values()]
        marks += self._diamonds()
        marks += self._dots()
        keys = [
            Key("diamond", "#4c566a", frame.say("指標（数値目標・KPI）", "indicator")),
            Key("dot", "#4c566a", frame.say("事業（最初の掲載）", "project, first listing")),
            Key("ring", "#4c566a", frame.say("再掲", "re-listing")),
        ]
        return frame.done(frame.legend(self.bottom + 30, keys), marks, kinds, columns)

    def _branch(self, row: Row) -> Mark:
        parent = self.known[row["parent"]]
        y1, y2 = self.places[parent["thing"]], self.places[row["thing"]]
        if parent["parent"]:  # a sub-measure hangs on its measure
            x = _MEASURE_X + 14
            d = f"M{x:g} {y1 + 14:g}V{y2:g}H{x + 14:g}"
        else:
            d = curve(_GOAL_X + _GOAL, y1, _MEASURE_X, y2)
        shape = Path(d, goal_colour(row["code"]), 1.5, opacity=0.55)
        name = f"{parent['code']} – {row['code']}"
        return Mark("branch", name, (shape,), source=parent["thing"], target=row["thing"])

    def _counts(self, key: str, row: Row) -> dict[str, str | int | float]:
        mine = [one for one in self.found if one[key] == row["thing"]]
        again = sum(one["again"] == "true" for one in mine)
        return {"code": row["code"], "rows": len(mine), "relistings": again}

    def _goal(self, row: Row) -> Mark:
        y, code = self.places[row["thing"]], row["code"]
        lines = lines_of(row["name"], _GOAL - 36, 14, 5)
        high = 54 + 20 * len(lines)
        head = self.frame.say(f"基本目標{code}", f"Goal {code}")
        shapes: list[Shape] = [
            Box(_GOAL_X, y - high / 2, _GOAL, high, goal_colour(code), radius=8),
            Text(_GOAL_X + 18, y - high / 2 + 31, head, 17, PAPER, bold=True),
        ]
        for i, line in enumerate(lines):
            shapes.append(Text(_GOAL_X + 18, y - high / 2 + 56 + 20 * i, line, 14, PAPER))
        figures = self._counts("goal", row)
        return Mark("goal", row["name"], tuple(shapes), row["thing"], figures, (row["line"],))

    def _measure(self, row: Row) -> Mark:
        y = self.places[row["thing"]]
        indent = 28.0 if self.known[row["parent"]]["parent"] else 0.0
        x, wide = _MEASURE_X + indent, _MEASURE - indent
        size = 13 if width_of(row["name"], 13) <= wide - 80 else 11.5
        words = lines_of(row["name"], wide - 84, size, 2)
        first = y + 5 - 7 * (len(words) - 1)
        colour = goal_colour(row["code"])
        shapes: list[Shape] = [
            Box(x, y - 16, wide, 32, PAPER, LINE, 5),
            Box(x, y - 16, 4, 32, colour),
            Text(x + 14, y + 5, row["code"], 13, colour, bold=True),
        ]
        shapes += [Text(x + 70, first + 14 * i, line, size) for i, line in enumerate(words)]
        figures = self._counts("measure", row)
        return Mark("measure", row["name"], tuple(shapes), row["thing"], figures, (row["line"],))

    def _diamonds(self) -> list[Mark]:
        marks = []
        for (iri,), mine in grouped(self.indicators, "place").items():
            goal = not self.known[iri]["parent"]
            for number, row in enumerate(mine):
                # A goal's own targets stand in its box, under its words.
                x = _GOAL_X + _GOAL - 20 - 18 * number if goal else _DOTS - 50 + 16 * number
                y = self.places[iri] - (self._high(iri) / 2 - 25 if goal else 0)
                colour = PAPER if goal else goal_colour(self.known[iri]["code"])
                marks.append(
                    Mark(
                        "indicator",
                        row["name"],
                        (Path(diamond(x, y, 7), fill=colour),),
                        row["indicator"],
                        {"code": self.known[iri]["code"]},
                        tuple(sorted(row["lines"].split(", "), key=int)),
                    )
                )
        return marks

    def _high(self, iri: str) -> float:
        return 54 + 20 * len(lines_of(self.known[iri]["name"], _GOAL - 36, 14, 5))

    def _dots(self) -> list[Mark]:
        marks = []
        for (iri,), mine in grouped(self.found, "measure").items():
            colour, y = goal_colour(self.known[iri]["code"]), self.places[iri]
            mine.sort(key=lambda row: (row["again"] == "true", int(row["line"])))
            for number, row in enumerate(mine):
                x = _DOTS + 62 + _STEP * number
                again = row["again"] == "true"
                dot = Dot(x, y, 5, PAPER, colour, 2) if again else Dot(x, y, 6, colour)
                figures = {
                    "code": row["code"],
                    "yen": int(row["yen"]),
                    "department": row["office"],
                }
                kind = "relisting" if again else "listing"
                marks.append(
                    Mark(kind, row["name"], (dot,), row["project"], dict(figures), (row["line"],))
                )
            end = _DOTS + 62 + _STEP * len(mine) + 4
            words = str(len(mine))
            self.frame.shapes.append(Text(end, y + 5, words, 14, INK, bold=True))
        for iri in self.measures:
            empty = not any(row["measure"] == iri for row in self.found)
            parent = any(row["parent"] == iri for row in self.measures.values())
            if empty and not parent:
                self.frame.shapes.append(Text(_DOTS + 56, self.places[iri] + 5, "0", 14, FAINT))
        return marks
