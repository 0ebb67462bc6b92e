"""Where something is missing: one card for each kind of gap, with what lacks it."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Drawing, Mark, Shape, Text
from .frame import INK, LINE, MARGIN, PAPER, SOFT, WARN, Frame
from .lettering import lines_of, width_of
from .listings import grouped
from .selection import Row, Selection, asked, lines_in, rows

_GAP, _ITEM = 28.0, 48.0
_NAMED = """
PREFIX sdgo: <http://metadata.un.org/sdg/ontology#>
SELECT DISTINCT ?thing ?name ?code WHERE {
  VALUES ?class { mg:BasicGoal mg:Measure mg:Kpi mg:NumericalTarget mg:Project sdgo:Goal }
  ?thing a ?class ; skos:prefLabel ?name . FILTER(LANG(?name) IN ("%s", "ja"))
  OPTIONAL { ?thing skos:notation ?code }
}"""


def blind_spots(source: Source, lang: str, _chosen: Selection) -> Drawing:
    """The gaps, the larger groups first."""
    found = asked(source, "blind-spots", lang)
    groups = grouped(found, "missing")
    iris = {(r["name"], r["code"]): r["thing"] for r in rows(source, _NAMED % lang)}
    said = [f"{key[0]} {len(own)}" for key, own in groups.items()]
    ja = f"欠けているものは{len(groups)}種類、{len(found)}件です（{'、'.join(said)}）。"
    en = f"{len(found)} gaps of {len(groups)} kinds ({', '.join(said)})."
    title = "何かが欠けている所" if lang == "ja" else "Blind spots"
    frame = Frame("blind-spots", lang, title, ja if lang == "ja" else en)
    kinds = {"gap": frame.say("欠けている所", "Gap")}
    columns = {
        "missing": frame.say("欠けているもの", "What is missing"),
        "code": frame.say("符号", "Code"),
    }
    if not found:
        return frame.nothing(kinds, columns)
    wide = (frame.width - 2 * MARGIN - _GAP) / 2
    heights, marks = [frame.top, frame.top], []
    for key in sorted(groups, key=lambda key: -len(groups[key])):
        side = 0 if heights[0] <= heights[1] else 1
        x = MARGIN + (wide + _GAP) * side
        more, heights[side] = _card(frame, key[0], groups[key], (x, heights[side], wide), iris)
        marks += more
    return frame.done(max(heights), marks, kinds, columns)


def _card(
    frame: Frame,
    head: str,
    own: list[Row],
    box: tuple[float, float, float],
    iris: dict[tuple[str, str], str],
) -> tuple[list[Mark], float]:
    """A card with its number; returns its marks and the y below it."""
    x, y, wide = box
    high = 92 + _ITEM * len(own)
    frame.shapes += [
        Box(x, y, wide, high, "#f8f9fb", LINE, 10),
        Box(x, y, 6, high, WARN, radius=3),
        Text(x + 34, y + 58, str(len(own)), 42, WARN, bold=True),
        Text(
            x + 34 + width_of(str(len(own)), 42) + 16,
            y + 52,
            head[:1].upper() + head[1:],
            20,
            INK,
            bold=True,
        ),
    ]
    marks = []
    for number, row in enumerate(own):
        top = y + 80 + _ITEM * number
        lines = lines_of(row["name"], wide - 210, 14, 2)
        first = top + 25 - 8.5 * (len(lines) - 1)
        shapes: list[Shape] = [Box(x + 28, top, wide - 52, _ITEM - 8, PAPER, LINE, 6)]
        if row["code"]:
            shapes.append(Text(x + 44, top + 25, row["code"], 15, WARN, bold=True))
        indent = 110 if any(r["code"] for r in own) else 44
        shapes += [
            Text(x + indent, first + 17 * i, line, 14 if len(lines) == 1 else 13)
            for i, line in enumerate(lines)
        ]
        shapes.append(Text(x + wide - 40, top + 24, _where(frame, row), 12, SOFT, "end"))
        figures = {"missing": row["missing"], "code": row["code"]}
        iri = iris.get((row["name"], row["code"]), "")
        marks.append(Mark("gap", row["name"], tuple(shapes), iri, dict(figures), lines_in(row)))
    return marks, y + high + _GAP


def _where(frame: Frame, row: Row) -> str:
    return frame.say(f"{row['lines']}行", f"l. {row['lines']}") if row["lines"] else ""
