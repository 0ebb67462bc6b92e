"""The rows of the project list with what pictures say of them, and the plan they stand in."""

from __future__ import annotations

from collections import defaultdict

from ..queries.picklist import Source
from .selection import Row, Selection, rows

_LISTINGS = """
SELECT ?listing ?project ?name ?measure ?code ?goal ?goalNo ?department ?office ?yen ?again ?line
WHERE {
  ?listing mg:listsProject ?project ; mg:underMeasure ?measure ; mg:inGoal ?goal ;
    mg:isRelisting ?again ; mg:department ?department ; mg:budget/mg:amountYen ?yen ;
    mg:source/mg:startLine ?line .
  ?project skos:prefLabel ?name . FILTER(LANG(?name) = "ja")
  ?measure skos:notation ?code .
  ?goal skos:notation ?goalNo .
  ?department skos:prefLabel ?office . FILTER(LANG(?office) = "%s")
} ORDER BY ?line ?listing"""

_PLAN = """
SELECT ?thing ?code ?parent ?name ?line WHERE {
  { ?thing a mg:BasicGoal } UNION { ?thing a mg:Measure ; mg:inGoal ?goal
    OPTIONAL { ?thing mg:parentMeasure ?over } BIND(COALESCE(?over, ?goal) AS ?parent) }
  ?thing skos:notation ?code ; skos:prefLabel ?name . FILTER(LANG(?name) = "%s")
  { SELECT ?thing (MIN(?start) AS ?line) WHERE { ?thing mg:source/mg:startLine ?start }
    GROUP BY ?thing }
} ORDER BY ?code"""


def listings(source: Source, lang: str, chosen: Selection) -> list[Row]:
    """Every row of the list inside the selection, in the document's order."""
    return [row for row in rows(source, _LISTINGS % _tag(lang)) if chosen.keeps(row)]


def plan(source: Source, lang: str) -> dict[str, Row]:
    """Goals and measures by IRI, in the order of their codes; ``parent`` is what they stand in."""
    return {row["thing"]: row for row in rows(source, _PLAN % _tag(lang))}


def by_code(found: dict[str, Row]) -> dict[str, Row]:
    """The same by printed code."""
    return {row["code"]: row for row in found.values()}


def grouped(found: list[Row], *names: str) -> dict[tuple[str, ...], list[Row]]:
    """Rows by the values of some of their columns."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in found:
        groups[tuple(row[name] for name in names)].append(row)
    return dict(groups)


def yen_once(found: list[Row]) -> int:
    """The money of rows, re-listings left out."""
    return sum(int(row["yen"]) for row in found if row["again"] == "false")


def yen_listed(found: list[Row]) -> int:
    """The money of rows as printed, re-listings included."""
    return sum(int(row["yen"]) for row in found)


def _tag(lang: str) -> str:
    return "ja" if lang == "ja" else "en"
