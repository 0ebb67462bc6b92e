"""The vocabulary: complete in both languages, aligned, and the page about it current."""

from __future__ import annotations

import html
import re
import tomllib
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.ontology import BASE, ONT, PREFIXES, SDG, compact, measure_key
from machigraph.ontology.diagram import LINKS, PLACES
from machigraph.ontology.reference import FILES, reference, vocabulary
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SDO, SKOS

# The names that programs outside this project rely on.
CLASSES = """Strategy Edition Plan BasicGoal Measure NumericalTarget Kpi Indicator
IndicatorValue Project Listing BudgetAmount FundingSource PrintedTotal
Department SdgAlignment Partner Municipality Dmo Council Area School Company
PublicBody Network Facility Event Involvement DigitalInitiative GlossaryTerm
Passage Correction Discrepancy ReadingProblem OverlapCandidate OverlapDecision"""
PROPERTIES = """municipality period vision ofStrategy fiscalYear citedIn inGoal parentMeasure
targetOf kpiOf baseline target actual direction value unit printedValue
comparator valueKind replaces splitFrom ofEdition listsProject underMeasure
listNumber isRelisting relistingOf department budget newThisYear grantFunded
continuity printedName printedDepartment amountYen printedAmount budgetPhase
fundedBy about quantity source sdgGoal element basis partner inThing role
involvedIn startLine endLine quote appliesTo property printed corrected reason
confidence printedTotal computedValue difference explainedBy project score
evidence verdict reviewer"""
EXTRAS = """Citation plan printedTitle aboutArea referencedAt founded dissolved agreed inForceFrom
succeededBy parentPlan adopted revised referenceValue printedPeriod explanation stratmlElement"""
LISTS = {
    "ContinuityList": "Shinki Keizoku",
    "BasisList": "Stated Inferred",
    "DirectionList": "Increase Decrease",
    "ComparatorList": "Equal AtLeast AtMost LessThan MoreThan BetterThan UpToReference",
    "ValueKindList": "Annual Cumulative Average AsOfDate Level",
    "RoleList": """LeadRole CooperationRole SupportedRole OperatorRole MentionedRole MemberRole
AreaServed""",
    "QuantityList": """ListingCount RelistingCount ProjectCount BudgetWithRelistings
BudgetWithoutRelistings Title FieldText""",
}
CODES = " ".join(LISTS.values())


@pytest.fixture(scope="module")
def graph() -> Graph:
    return vocabulary()


def terms(graph: Graph) -> set[URIRef]:
    """Everything under mg: that the vocabulary declares."""
    return {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(ONT)}


def languages(graph: Graph, term: URIRef, *props: URIRef) -> set[str]:
    """The languages in which a term has one of some texts, each in exactly one wording."""
    found = [text.language for prop in props for text in graph.objects(term, prop)]  # type: ignore[union-attr]
    assert len(found) == len(set(found)), f"{term} has two texts in one language"
    return {lang or "" for lang in found}


def test_every_term_is_told_in_both_languages(graph: Graph) -> None:
    for term in terms(graph):
        assert languages(graph, term, RDFS.label, SKOS.prefLabel) == {"ja", "en"}, term
        assert languages(graph, term, SKOS.definition) == {"ja", "en"}, term


@pytest.mark.parametrize("name", f"{CLASSES} {PROPERTIES} {CODES}".split())
def test_the_names_to_keep_are_there(graph: Graph, name: str) -> None:
    kinds = set(graph.objects(URIRef(ONT + name), RDF.type))
    wanted = OWL.Class if name in CLASSES.split() else SKOS.Concept
    if name in PROPERTIES.split():
        assert kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}
    else:
        assert wanted in kinds


@pytest.mark.parametrize("name", EXTRAS.split())
def test_the_smaller_names_are_there(graph: Graph, name: str) -> None:
    assert URIRef(ONT + name) in terms(graph)


def test_code_lists_are_complete(graph: Graph) -> None:
    schemes = graph.subjects(RDF.type, URIRef(ONT + "CodeList"))
    found = {
        str(scheme).removeprefix(ONT): {
            str(code).removeprefix(ONT) for code in graph.subjects(SKOS.topConceptOf, scheme)
        }
        for scheme in schemes
    }
    assert found == {name: set(codes.split()) for name, codes in LISTS.items()}


def test_the_marks_without_a_legend_say_so(graph: Graph) -> None:
    for name in LISTS["ContinuityList"].split():
        told = [str(text) for text in graph.objects(URIRef(ONT + name), SKOS.definition)]
        assert "As printed; the document gives no legend." in told


def test_every_term_is_declared_once(graph: Graph) -> None:
    text = "".join(
        (resources.files("machigraph.ontology") / name).read_text(encoding="utf-8")
        for name in FILES
    )
    declared = re.findall(r"^mg:(\w+) a ", text, re.MULTILINE)
    assert sorted(declared) == sorted(str(term).removeprefix(ONT) for term in terms(graph))
    for term in terms(graph):
        assert graph.value(term, RDFS.isDefinedBy) == URIRef(ONT.removesuffix("#"))


def test_everything_that_the_graph_uses_is_declared(dataset: ox.Store, graph: Graph) -> None:
    used = {
        term.value
        for quad in dataset
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(ONT)
    }
    assert used - {str(term) for term in terms(graph)} == set()


def test_no_blank_nodes_and_no_lists(graph: Graph) -> None:
    assert [triple for triple in graph if any(isinstance(node, BNode) for node in triple)] == []


def test_every_code_is_in_one_list(graph: Graph) -> None:
    for code in graph.subjects(RDF.type, SKOS.Concept):
        assert len(list(graph.objects(code, SKOS.inScheme))) == 1, code


def test_domains_and_ranges_are_known(graph: Graph) -> None:
    for prop in (*DOMAIN, *RANGE, RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch):
        for term in graph.objects(None, prop):
            if str(term).startswith(ONT):
                assert term in terms(graph)
            else:
                assert any(str(term).startswith(ns) for ns in KNOWN), term


# Namespaces whose terms have been verified to exist.
KNOWN = (
    *PREFIXES.values(),
    "https://schema.org/",
    "http://purl.org/linked-data/cube#",
    "http://www.w3.org/ns/oa#",
    "http://data.europa.eu/m8g/",
    "http://data.openbudgets.eu/ontology/dsd/",
    "http://purl.org/linked-data/sdmx/2009/",
    "http://metadata.un.org/sdg/ontology#",
)
DOMAIN = (RDFS.domain, SDO.domainIncludes)
RANGE = (RDFS.range, SDO.rangeIncludes)


@pytest.fixture(scope="module")
def types(dataset: ox.Store, graph: Graph) -> dict[str, set[str]]:
    """The classes of everything in the built graph, with the classes above them."""
    found: dict[str, set[str]] = {}
    for quad in dataset.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None):
        above = graph.transitive_objects(URIRef(_iri(quad.object)), RDFS.subClassOf)
        found.setdefault(_iri(quad.subject), set()).update(str(kind) for kind in above)
    return found


def _iri(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value


def properties(graph: Graph) -> list[URIRef]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    return sorted(
        prop
        for kind in kinds
        for prop in graph.subjects(RDF.type, kind)
        if isinstance(prop, URIRef)
    )


def test_the_graph_keeps_the_domains(
    dataset: ox.Store, graph: Graph, types: dict[str, set[str]]
) -> None:
    for prop in properties(graph):
        allowed = {str(kind) for how in DOMAIN for kind in graph.objects(prop, how)}
        for quad in dataset.quads_for_pattern(None, ox.NamedNode(str(prop)), None):
            # mg:source may stand on whatever the document states.
            assert not allowed or allowed & types[_iri(quad.subject)], quad


def test_the_graph_keeps_the_ranges(
    dataset: ox.Store, graph: Graph, types: dict[str, set[str]]
) -> None:
    for prop in properties(graph):
        allowed = {str(kind) for how in RANGE for kind in graph.objects(prop, how)}
        is_link = (prop, RDF.type, OWL.ObjectProperty) in graph
        for quad in dataset.quads_for_pattern(None, ox.NamedNode(str(prop)), None):
            assert isinstance(quad.object, ox.NamedNode) is is_link, quad
            # A corrected property may be another vocabulary's, whose type the graph does not hold.
            if isinstance(quad.object, ox.Literal):
                anything = str(RDFS.Literal) in allowed
                assert anything or quad.object.datatype.value in allowed, quad
            elif str(RDF.Property) not in allowed:
                assert allowed & types[_iri(quad.object)], quad


def test_only_the_source_stands_anywhere(graph: Graph) -> None:
    free = [p for p in properties(graph) if not any(set(graph.objects(p, how)) for how in DOMAIN)]
    assert free == [URIRef(ONT + "source")]
    assert all(any(set(graph.objects(p, how)) for how in RANGE) for p in properties(graph))


def test_all_seventeen_sdgs_are_there(graph: Graph) -> None:
    for number in range(1, 18):
        goal = URIRef(f"{SDG}{number}")
        assert languages(graph, goal, SKOS.prefLabel) == {"ja", "en"}
        assert str(graph.value(goal, SKOS.notation)) == str(number)
        assert str(graph.value(goal, URIRef(ONT + "colour"))).startswith("#")


def test_the_version_is_the_packages(graph: Graph, root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ontology = URIRef(ONT.removesuffix("#"))
    assert str(graph.value(ontology, OWL.versionInfo)) == project["version"]
    assert str(graph.value(ontology, OWL.versionIRI)) == f"{ontology}/{project['version']}"


def test_the_page_is_current_and_offline(root: Path) -> None:
    page = (root / "docs" / "ontology.html").read_text(encoding="utf-8")
    assert page == reference(), "python -m machigraph.ontology.reference -o docs/ontology.html"
    assert "<script" not in page
    assert "<link" not in page
    for name in f"{CLASSES} {PROPERTIES} {CODES}".split():
        assert f'id="{name}"' in page


def test_the_examples_on_the_page_are_true(dataset: ox.Store) -> None:
    snippets = re.findall(r"<pre><code>(.*?)</code></pre>", reference(), re.DOTALL)
    assert len(snippets) >= 3
    for snippet in snippets:
        triples = list(
            ox.parse(html.unescape(_PROLOGUE + snippet), format=ox.RdfFormat.TURTLE, base_iri=BASE)
        )
        assert triples
        for triple in triples:
            found = dataset.quads_for_pattern(triple.subject, triple.predicate, triple.object)
            assert next(iter(found), None) is not None, triple


_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def test_the_diagram_links_what_it_shows(graph: Graph) -> None:
    for source, prop, target in LINKS:
        assert {source, target} <= PLACES.keys()
        assert URIRef(ONT + prop) in terms(graph) or prop == "organization"


def test_the_files_are_where_the_package_looks() -> None:
    folder = resources.files("machigraph.ontology")
    assert all((folder / name).is_file() for name in (*FILES, "shapes.ttl"))


def test_codes_become_keys() -> None:
    assert measure_key("2-エ-②") == "2.4.2"
    assert measure_key("1-ア") == "1.1"
    with pytest.raises(ValueError, match="kana"):
        measure_key("2-x")
    assert compact(f"{ONT}Listing") == "mg:Listing"
    assert compact(f"{BASE}id/1") == f"{BASE}id/1"
