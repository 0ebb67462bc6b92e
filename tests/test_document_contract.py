"""What holds for every triple of a built graph, whatever the document says."""

from __future__ import annotations

import csv
import re
from collections import defaultdict

import pyoxigraph as ox
import pytest

from .expectations import EDITION, document_lines, fold, plain
from .facts import MG, ONTOLOGY, SKOS, XSD, Row, ask, listings_of


@pytest.fixture(scope="module")
def listings(dataset: ox.Store) -> list[Row]:
    return listings_of(dataset)


def test_every_triple_stands_in_exactly_one_named_graph(dataset: ox.Store) -> None:
    graphs: dict[ox.Triple, list[str]] = defaultdict(list)
    for quad in dataset:
        graphs[quad.triple].append(str(quad.graph_name))
    assert [str(t) for t, found in graphs.items() if len(found) > 1] == []
    assert [str(t) for t, found in graphs.items() if found == ["DEFAULT"]] == []


def test_graph_names_are_those_of_the_design(dataset: ox.Store) -> None:
    base = "https://w3id.org/machigraph/graph/"
    kinds = {"stated", "corrected", "derived", "inferred"}
    allowed = {ONTOLOGY, base + "012041/shared", base + "012041/external"}
    allowed |= {f"{base}012041/2024/{kind}" for kind in kinds}
    named = {graph.value for graph in dataset.named_graphs() if isinstance(graph, ox.NamedNode)}
    assert named == allowed


def test_there_are_no_blank_nodes(dataset: ox.Store) -> None:
    assert [
        str(quad)
        for quad in dataset
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ] == []


def test_iris_follow_the_design(dataset: ox.Store) -> None:
    base = "https://w3id.org/machigraph/id/012041/"
    for kind, pattern in {
        "BasicGoal": r"goal/\d",
        "Measure": r"measure/\d(\.\d){1,2}",
        "Project": r"project/2024-\d(\.\d){1,2}\.\d+",
        "Department": r"department/[a-z0-9-]+",
        "GlossaryTerm": r"term/\d+",
        "Listing": r"2024/listing/\d(\.\d){1,2}\.\d+",
        "BudgetAmount": r"2024/budget/\d(\.\d){1,2}\.\d+",
        "Passage": r"2024/passage/L\d+(-\d+)?(\.\d+)?",
        "Edition": r"2024/edition",
    }.items():
        found = [row["x"] for row in ask(dataset, f"SELECT ?x WHERE {{ ?x a mg:{kind} }}")]
        assert found, kind
        assert [x for x in found if not re.fullmatch(re.escape(base) + pattern, x)] == []


def test_listing_iris_carry_the_printed_number(listings: list[Row]) -> None:
    for row in listings:
        key = row["original"] or row["listing"]
        assert row["iri"].endswith(f"/2024/listing/{row['listing']}")
        assert row["project"].endswith(f"/project/2024-{key}")
        assert row["budget"].endswith(f"/2024/budget/{key}")


ONE_EACH = [
    ("BasicGoal", "skos:notation"),
    ("Measure", "skos:notation"),
    ("Measure", "mg:inGoal"),
    ("GlossaryTerm", "skos:notation"),
    *(
        ("Listing", p)
        for p in [
            "mg:underMeasure",
            "mg:inGoal",
            "mg:source",
            "mg:ofEdition",
            "mg:listsProject",
            "mg:listNumber",
            "mg:isRelisting",
            "mg:newThisYear",
            "mg:grantFunded",
            "mg:continuity",
            "mg:department",
            "mg:budget",
            "mg:printedName",
            "mg:printedDepartment",
            "dcterms:description",
        ]
    ),
    ("BudgetAmount", "mg:amountYen"),
    ("BudgetAmount", "mg:fiscalYear"),
    ("Passage", "mg:startLine"),
    ("Passage", "mg:endLine"),
    ("Passage", "mg:quote"),
    ("Passage", "dcterms:isPartOf"),
    ("SdgAlignment", "mg:inGoal"),
    ("SdgAlignment", "mg:sdgGoal"),
    ("PrintedTotal", "mg:value"),
    ("Kpi", "mg:target"),
    ("NumericalTarget", "mg:target"),
    ("DigitalInitiative", "mg:inGoal"),
    ("DigitalInitiative", "mg:isRelisting"),
    ("Correction", "mg:appliesTo"),
    ("Involvement", "mg:partner"),
    ("Involvement", "mg:inThing"),
]


@pytest.mark.parametrize(("kind", "path"), ONE_EACH)
def test_exactly_one(dataset: ox.Store, kind: str, path: str) -> None:
    found = ask(
        dataset,
        f"""SELECT ?x (COUNT(DISTINCT ?v) AS ?n) WHERE {{ ?x a mg:{kind} .
            OPTIONAL {{ ?x {path} ?v }} }} GROUP BY ?x""",
    )
    assert found
    assert [row for row in found if row["n"] != "1"] == []


DATATYPES = {
    "listNumber": "integer",
    "isRelisting": "boolean",
    "newThisYear": "boolean",
    "grantFunded": "boolean",
    "amountYen": "integer",
    "startLine": "integer",
    "endLine": "integer",
    "fiscalYear": "gYear",
    "adopted": "gYearMonth",
    "revised": "gYearMonth",
}


@pytest.mark.parametrize(("name", "datatype"), DATATYPES.items())
def test_datatypes(dataset: ox.Store, name: str, datatype: str) -> None:
    predicate = ox.NamedNode(MG + name)
    found = [q.object for q in dataset.quads_for_pattern(None, predicate, None, None)]
    assert found
    for term in found:
        assert isinstance(term, ox.Literal)
        assert term.datatype.value == XSD + datatype, term


def test_values_of_indicators_are_decimals_and_totals_integers(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT DISTINCT ?kind ?type WHERE { VALUES ?kind { mg:IndicatorValue mg:PrintedTotal }
           ?x a ?kind ; mg:value ?v . BIND(DATATYPE(?v) AS ?type) }""",
    )
    assert {(r["kind"], r["type"].removeprefix(XSD)) for r in found} == {
        ("IndicatorValue", "decimal"),
        ("PrintedTotal", "integer"),
    }


def test_notations_and_units_are_plain(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?x ?v WHERE { { ?x a mg:BasicGoal ; skos:notation ?v }
           UNION { ?x a mg:Measure ; skos:notation ?v } UNION { ?x mg:unit ?v }
           FILTER(DATATYPE(?v) != xsd:string) }""",
    )
    assert found == []


def test_a_leaf_measure_is_never_also_a_parent(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?l WHERE { { ?l mg:underMeasure ?m . ?c mg:parentMeasure ?m }
           UNION { ?l mg:underMeasure/mg:inGoal ?g ; mg:inGoal ?h FILTER(?g != ?h) } }""",
    )
    assert found == []


def test_every_source_is_a_passage_of_the_document(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?x ?p WHERE { ?x mg:source ?p .
           FILTER NOT EXISTS { ?p a mg:Passage ; dcterms:isPartOf/a mg:Edition } }""",
    )
    assert found == []


def test_quotes_stand_verbatim_inside_their_lines(dataset: ox.Store) -> None:
    lines = document_lines()
    found = ask(
        dataset,
        """SELECT ?p ?s ?e ?q WHERE {
           ?p a mg:Passage ; mg:startLine ?s ; mg:endLine ?e ; mg:quote ?q }""",
    )
    assert found
    for row in found:
        start, end = int(row["s"]), int(row["e"])
        assert 1 <= start <= end <= len(lines), row["p"]
        assert row["q"].strip(), row["p"]
        assert row["q"] in "\n".join(lines[start - 1 : end]), row["p"]


SOURCED = [
    "Strategy",
    "BasicGoal",
    "Measure",
    "Kpi",
    "NumericalTarget",
    "Listing",
    "PrintedTotal",
    "SdgAlignment",
    "DigitalInitiative",
    "GlossaryTerm",
    "Correction",
    "Involvement",
]


@pytest.mark.parametrize("kind", SOURCED)
def test_everything_stated_has_a_source(dataset: ox.Store, kind: str) -> None:
    found = ask(
        dataset,
        f"SELECT ?x WHERE {{ ?x a mg:{kind} FILTER NOT EXISTS {{ ?x mg:source ?p }} }}",
    )
    assert found == []
    assert ask(dataset, f"SELECT ?x WHERE {{ ?x a mg:{kind} }} LIMIT 1")


def corrected(line: str, quote: str) -> str:
    """A quoted line as the reviewed corrections of that line leave it."""
    with (EDITION / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["line"] == line:
                quote = quote.replace(row["printed"], row["corrected"])
    return quote


def test_partners_stand_where_their_name_does(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?i ?label ?quote ?line WHERE { ?i a mg:Involvement ; mg:partner ?p ;
           mg:source ?s . ?s mg:quote ?quote ; mg:startLine ?line .
           ?p skos:prefLabel|skos:altLabel ?label }""",
    )
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in found:
        labels[row["i"], corrected(row["line"], row["quote"])].append(row["label"])
    assert labels
    strangers = [
        (involvement, quote[:60], names)
        for (involvement, quote), names in labels.items()
        if not any(fold(name) in fold(plain(quote)) for name in names)
    ]
    assert strangers == []


# Left in a value, each of these is a piece of the page and not of its meaning.
FURNITURE = re.compile(
    r"</?(sup|b|p|ul|li|div)\b|data-bbox|\*\*|^#|^---|単位\s*[::]\s*千円|【再掲】|\t|^[・○〇]|\s$|^\s"
)
AS_PRINTED = {MG + name for name in ("quote", "printed", "corrected")}


def test_no_furniture_in_any_literal(dataset: ox.Store) -> None:
    leaks = [
        str(quad)[:300]
        for quad in dataset
        if isinstance(quad.object, ox.Literal)
        and str(quad.graph_name) != f"<{ONTOLOGY}>"
        and quad.predicate.value not in AS_PRINTED
        and not quad.predicate.value.startswith(MG + "printed")
        and FURNITURE.search(quad.object.value)
    ]
    assert leaks == []


def test_names_end_without_stray_punctuation(dataset: ox.Store) -> None:
    found = ask(dataset, "SELECT ?x ?label WHERE { ?x skos:prefLabel ?label }")
    stray = [row for row in found if re.search(r"[：:，、,]$|^[：:，、,・○]|\(新\)", row["label"])]
    assert stray == []


LABELLED = [
    "Strategy",
    "BasicGoal",
    "Measure",
    "Kpi",
    "NumericalTarget",
    "Project",
    "Department",
    "GlossaryTerm",
    "Plan",
    "Facility",
    "Event",
    "DigitalInitiative",
]


@pytest.mark.parametrize(
    "kind", [f"a mg:{name}" for name in LABELLED] + ["a/rdfs:subClassOf* mg:Partner"]
)
def test_exactly_one_japanese_label(dataset: ox.Store, kind: str) -> None:
    found = ask(
        dataset,
        f"""SELECT ?x (COUNT(DISTINCT ?label) AS ?n) WHERE {{ ?x {kind} .
            OPTIONAL {{ ?x skos:prefLabel ?label FILTER(LANG(?label) = "ja") }} }} GROUP BY ?x""",
    )
    assert found
    assert [row for row in found if row["n"] != "1"] == []


def test_no_thing_has_two_labels_in_one_language(dataset: ox.Store) -> None:
    labels: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for quad in dataset.quads_for_pattern(None, ox.NamedNode(SKOS + "prefLabel"), None, None):
        assert isinstance(quad.object, ox.Literal)
        labels[str(quad.subject), quad.object.language].append(quad.object.value)
    assert {key: found for key, found in labels.items() if len(found) > 1} == {}


TRANSLATED = ["BasicGoal", "Measure", "Kpi", "NumericalTarget", "Department", "GlossaryTerm"]


@pytest.mark.parametrize(
    "kind", [f"a mg:{name}" for name in TRANSLATED] + ["a/rdfs:subClassOf* mg:Partner"]
)
def test_english_labels(dataset: ox.Store, kind: str) -> None:
    found = ask(
        dataset,
        f"""SELECT ?x WHERE {{ ?x {kind} FILTER NOT EXISTS {{ ?x skos:prefLabel ?label
            FILTER(LANG(?label) = "en" && STRLEN(?label) > 1) }} }}""",
    )
    assert found == []
