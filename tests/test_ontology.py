"""The vocabulary: complete in both languages, aligned, and the page about it current."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.ontology import BASE, ONT, PREFIXES, SDG, compact, measure_key
from machigraph.ontology.diagram import LINKS, PLACES
from machigraph.ontology.reference import FILES, reference, vocabulary
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

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
CODES = "Shinki Keizoku Stated Inferred AreaServed"


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
    for prop in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf):
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
    "http://data.openbudgets.eu/ontology/",
)


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
