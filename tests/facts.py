"""How the tests ask a built graph, and how they tell what differs from the document.

The names are those of the contract; nothing of machigraph is imported.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal

import pyoxigraph as ox

from .expectations import EDITION, fold, line, plain

PREFIXES = """PREFIX mg: <https://w3id.org/machigraph/ont#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
MG = "https://w3id.org/machigraph/ont#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ONTOLOGY = "https://w3id.org/machigraph/graph/ontology"
SDG = "http://metadata.un.org/sdg/"
TRUE = "true"
Row = dict[str, str]


def text_of(term: object) -> str:
    """A term as text: IRIs of the vocabulary by local name, an unbound variable as ''."""
    if term is None:
        return ""
    assert isinstance(term, ox.NamedNode | ox.Literal), term
    return term.value.removeprefix(MG)


def ask(dataset: ox.Store, query: str) -> list[Row]:
    """Answer a SELECT over the union of the named graphs, as dicts of text."""
    found = dataset.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [dict(zip(names, map(text_of, solution), strict=True)) for solution in found]


def same(found: list[Row], expected: list[Row], key: tuple[str, ...]) -> None:
    """Compare two tables by their key; each difference is told as field, expected, found."""
    by_key: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in found:
        by_key[tuple(row[k] for k in key)].append(row)
    wanted = {tuple(row[k] for k in key): row for row in expected}
    assert len(wanted) == len(expected), "the expected rows have no unique key"
    faults = [f"not found: {k}" for k in wanted if k not in by_key]
    faults += [f"found but not in the document: {k}" for k in by_key if k not in wanted]
    for k, row in wanted.items():
        if len(by_key[k]) > 1:
            faults.append(f"{k}: found {len(by_key[k])} times: {by_key[k]}")
        for got in by_key[k][:1]:
            faults += [
                f"{k} {field}: expected {row[field]!r}, found {got.get(field)!r}"
                for field in row
                if got.get(field) != row[field]
            ]
    assert not faults, "\n" + "\n".join(faults)


def number(text: str) -> str:
    """A decimal without trailing zeros, so that 65.0 and 65 are one value."""
    return f"{Decimal(text).normalize():f}" if text else ""


def corrected(line_number: str) -> str:
    """A line as it should read: printed furniture off, corrections.csv applied, folded."""
    value = fold(plain(line(line_number)))
    for row in corrections():
        if row["line"] == line_number:
            value = value.replace(fold(row["printed"]), fold(row["corrected"]))
    return value


def corrections() -> list[Row]:
    with (EDITION / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


LISTINGS = """SELECT ?measure ?goal ?number ?name ?department ?yen ?relisting ?new ?continuity
    ?grant ?printed_name ?printed_department ?printed_amount ?description ?line ?end ?original
    ?budget ?project ?iri ?year
  WHERE {
    ?iri a mg:Listing ; mg:underMeasure/skos:notation ?measure ; mg:inGoal/skos:notation ?goal ;
       mg:listNumber ?number ; mg:listsProject ?project ; mg:department ?d ; mg:budget ?budget ;
       mg:isRelisting ?relisting ; mg:newThisYear ?new ; mg:grantFunded ?grant ;
       mg:continuity ?continuity ; mg:printedName ?printed_name ;
       mg:printedDepartment ?printed_department ; dcterms:description ?description ;
       mg:ofEdition/a mg:Edition ; mg:source ?passage .
    ?project a mg:Project ; skos:prefLabel ?name .
    ?d a mg:Department ; skos:prefLabel ?department .
    ?budget a mg:BudgetAmount ; mg:amountYen ?yen ; mg:printedAmount ?printed_amount ;
       mg:fiscalYear ?year .
    ?passage mg:startLine ?line ; mg:endLine ?end .
    FILTER(LANG(?name) = "ja" && LANG(?department) = "ja")
    OPTIONAL { ?iri mg:relistingOf ?original } }"""
CONTINUITY = {"Shinki": "新規", "Keizoku": "継続"}


def key_of(measure: str, number: str) -> str:
    goal, kana, *sub = measure.split("-")
    parts = [goal, str("アイウエオカキクケコ".index(kana) + 1)]
    return ".".join([*parts, *(str("①②③④⑤".index(s) + 1) for s in sub), number])


def listings_of(dataset: ox.Store) -> list[Row]:
    """All listings as the graph has them, re-listings naming their original by its key."""
    rows = ask(dataset, LISTINGS)
    keys = {row["iri"]: key_of(row["measure"], row["number"]) for row in rows}
    for row in rows:
        row["listing"] = keys[row["iri"]]
        row["original"] = keys.get(row["original"], row["original"])
        row["continuity"] = CONTINUITY.get(row["continuity"], row["continuity"])
    return rows
