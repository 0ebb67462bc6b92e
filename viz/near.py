"""What is directly tied to one thing, in groups on both sides of it.

Ties that the graph keeps as things of their own (a row of the list, an involvement, a membership,
an SDG alignment) are drawn as lines, with the document's line on them.
"""

from __future__ import annotations

from ..ontology import PREFIXES, compact
from ..queries.picklist import Source
from ..queries.things import cards
from .drawing import Box, Drawing, Mark, Path, Shape, Text
from .frame import ACCENT, FAINT, INK, LINE, MARGIN, PAPER, SOFT, Frame, curve
from .lettering import lines_of, shortened, width_of
from .listings import grouped
from .selection import Row, Selection, rows

_WIDTH, _ITEM, _HEAD, _SIDE, _CENTRE = 1600.0, 34.0, 44.0, 500.0, 300.0
_MOST = 36
_TIES = """
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?other ?name ?code ?class ?sort (GROUP_CONCAT(DISTINCT STR(?l); separator=", ") AS ?lines)
WHERE {
  VALUES ?thing { UNDEF }
  { SELECT DISTINCT ?thing ?other ?l WHERE {
      VALUES ?thing { UNDEF }
      { ?thing ?p ?other } UNION { ?other ?p ?thing }
      UNION {
        VALUES ?tie { mg:Listing mg:Involvement mg:SdgAlignment org:Membership }
        ?link a ?tie ; ?a ?thing ; ?b ?other . FILTER(?other != ?thing)
        OPTIONAL { ?link mg:source/mg:startLine ?l } }
      FILTER(isIRI(?other))
    } }
  ?other a ?class ; skos:prefLabel ?name . FILTER(LANG(?name) = "%(lang)s")
  FILTER NOT EXISTS { ?other a ?hidden VALUES ?hidden { mg:Listing mg:Passage mg:GlossaryTerm } }
  FILTER(?class NOT IN (mg:Partner, mg:Indicator, skos:Concept))
  OPTIONAL { ?other skos:notation ?code }
  OPTIONAL { ?class rdfs:label ?sort . FILTER(LANG(?sort) = "%(lang)s") }
} GROUP BY ?other ?name ?code ?class ?sort ORDER BY ?class ?code ?name"""


def near(source: Source, lang: str, chosen: Selection) -> Drawing:
    """The thing in the middle, what it is tied to at its sides."""
    tag = "ja" if lang == "ja" else "en"
    query = _TIES.replace("UNDEF", f"<{chosen.thing}>")
    found = rows(source, query % {"lang": tag})
    if tag == "en":  # projects have no English name: theirs in Japanese is better than none
        there = {row["other"] for row in found}
        found += [row for row in rows(source, query % {"lang": "ja"}) if row["other"] not in there]
        _sorts(found)
    card = cards(source, [chosen.thing])[chosen.thing]
    name = " ".join(filter(None, (card.code, card.label(lang)))) or compact(card.iri)
    groups = grouped(_once(found), "class")
    many = sum(map(len, groups.values()))
    said = [f"{_sort(own[0])} {len(own)}" for own in groups.values()]
    ja = f"「{name}」と直接つながるもの{many}件" + (f"（{'、'.join(said)}）。" if said else "。")
    en = f"{many} things are directly tied to “{name}”" + (
        f" ({', '.join(said)})." if said else "."
    )
    title = f"{name} の周り" if lang == "ja" else f"Around {name}"
    shown = shortened(title, _WIDTH - 2 * MARGIN, 36)
    frame = Frame("near", lang, shown, ja if lang == "ja" else en, _WIDTH)
    kinds = {
        "tie": frame.say("つながり", "Tie"),
        "centre": frame.say("中心", "Centre"),
        "thing": frame.say("つながるもの", "Tied thing"),
    }
    columns = {
        "sort": frame.say("種類", "Kind"),
        "code": frame.say("符号", "Code"),
    }
    if not found:
        return frame.nothing(kinds, columns)
    return _Around(frame, chosen.thing, name, groups).drawing(kinds, columns)


def _once(found: list[Row]) -> list[Row]:
    """Each thing once, under the first of its classes."""
    return list({row["other"]: row for row in reversed(found)}.values())[::-1]


def _sorts(found: list[Row]) -> None:
    """Give rows of one class one word for it."""
    words = {row["class"]: row["sort"] for row in reversed(found) if row["sort"]}
    for row in found:
        row["sort"] = words.get(row["class"], "")


def _sort(row: Row) -> str:
    """The word for a thing's class; an outside vocabulary's is its local name."""
    sdg = "metadata.un.org/sdg" in row["class"]
    return row["sort"] or ("SDG" if sdg else compact(row["class"]).removeprefix(PREFIXES["mg"]))


class _Around:
    """One drawing in the making."""

    def __init__(
        self, frame: Frame, iri: str, name: str, groups: dict[tuple[str, ...], list[Row]]
    ) -> None:
        self.frame, self.iri, self.name, self.groups = frame, iri, name, groups
        self.heights = [frame.top, frame.top]

    def drawing(self, kinds: dict[str, str], columns: dict[str, str]) -> Drawing:
        """The whole drawing."""
        placed: list[tuple[Row, int, float]] = []
        for own in sorted(self.groups.values(), key=len, reverse=True):
            side = 0 if self.heights[0] <= self.heights[1] else 1
            placed += self._group(own, side)
        bottom = max(self.heights)
        middle = (self.frame.top + bottom) / 2
        marks = [self._tie(row, side, y, middle) for row, side, y in placed]
        marks.append(self._centre(middle))
        marks += [self._thing(row, side, y) for row, side, y in placed]
        return self.frame.done(bottom, marks, kinds, columns)

    def _x(self, side: int) -> float:
        return MARGIN if side == 0 else self.frame.width - MARGIN - _SIDE

    def _group(self, own: list[Row], side: int) -> list[tuple[Row, int, float]]:
        x, y = self._x(side), self.heights[side]
        head = _sort(own[0])
        self.frame.shapes += [
            Text(x, y + 18, head, 15, INK, bold=True),
            Text(x + width_of(head, 15) + 10, y + 18, str(len(own)), 14, FAINT),
        ]
        y += _HEAD
        placed = [(row, side, y + _ITEM * n) for n, row in enumerate(own[:_MOST])]
        y += _ITEM * len(placed)
        if len(own) > _MOST:
            rest = len(own) - _MOST
            words = self.frame.say(f"ほか{rest}件", f"and {rest} more")
            self.frame.shapes.append(Text(x + 14, y + 6, words, 13, SOFT))
            y += 24
        self.heights[side] = y + 10
        return placed

    def _tie(self, row: Row, side: int, y: float, middle: float) -> Mark:
        start = self.frame.width / 2 + (_CENTRE / 2 if side else -_CENTRE / 2)
        end = self._x(side) + (0 if side else _SIDE)
        shape = Path(curve(start, middle, end, y), "#9fb3c8", 1.4)
        lines = tuple(filter(None, row["lines"].split(", ")))
        return Mark(
            "tie", f"{self.name} – {row['name']}", (shape,), "", {}, lines, self.iri, row["other"]
        )

    def _centre(self, y: float) -> Mark:
        lines = lines_of(self.name, _CENTRE - 48, 19, 6)
        high = 44 + 28 * len(lines)
        x = self.frame.width / 2
        shapes: list[Shape] = [Box(x - _CENTRE / 2, y - high / 2, _CENTRE, high, ACCENT, radius=10)]
        for i, line in enumerate(lines):
            top = y - high / 2 + 42 + 28 * i
            shapes.append(Text(x, top, line, 19, PAPER, "middle", bold=True))
        return Mark("centre", self.name, tuple(shapes), self.iri)

    def _thing(self, row: Row, side: int, y: float) -> Mark:
        x = self._x(side)
        shapes: list[Shape] = [Box(x, y - 14, _SIDE, 28, PAPER, LINE, 14)]
        indent = 18.0
        if row["code"]:
            shapes.append(Text(x + 18, y + 5, row["code"], 13, ACCENT, bold=True))
            indent = 30 + max(width_of(row["code"], 13), 40)
        words = shortened(row["name"], _SIDE - indent - 16, 13)
        shapes.append(Text(x + indent, y + 5, words, 13))
        figures = {"sort": _sort(row), "code": row["code"]}
        facts = {key: value for key, value in figures.items() if value}
        return Mark("thing", row["name"], tuple(shapes), row["other"], dict(facts))
