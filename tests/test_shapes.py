"""Every constraint of the shapes notices what it is there for, and the real graph breaks none."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.graph.validation import ShaclReport, shapes, validate
from machigraph.ontology import PREFIXES, SHAPE
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
CASES = tomllib.loads((FIXTURES / "failing.toml").read_text(encoding="utf-8"))["case"]
UPDATE_PREFIXES = {**PREFIXES, "ex": "https://example.org/id/"}

# The SHACL parameters that constrain, with the component that reports for each.
CONSTRAINTS = {
    "minCount": "MinCount",
    "maxCount": "MaxCount",
    "class": "Class",
    "datatype": "Datatype",
    "in": "In",
    "pattern": "Pattern",
    "minInclusive": "MinInclusive",
    "minLength": "MinLength",
    "nodeKind": "NodeKind",
    "uniqueLang": "UniqueLang",
    "qualifiedMinCount": "QualifiedMinCount",
    "qualifiedMaxCount": "QualifiedMaxCount",
    "lessThanOrEquals": "LessThanOrEquals",
    "xone": "Xone",
}


@pytest.fixture(scope="module")
def shape_graph() -> Graph:
    return shapes()


def valid() -> Graph:
    """The ground of all cases, fresh."""
    return Graph().parse(FIXTURES / "valid.ttl", format="turtle")


def named(report: ShaclReport) -> set[str]:
    """Local names of the shapes that reported."""
    return {result.shape.removeprefix(SHAPE) for result in report.results}


def test_the_valid_ground_is_valid(shape_graph: Graph) -> None:
    assert validate(valid(), shape_graph).results == ()


def declared(graph: Graph) -> set[tuple[str, str]]:
    """Every constraint of a named shape, as (shape, parameter)."""
    return {
        (str(shape).removeprefix(SHAPE), name)
        for name in CONSTRAINTS
        for shape in graph.subjects(SH[name], None)
        if isinstance(shape, URIRef) and str(shape).startswith(SHAPE)
    }


def test_every_constraint_has_a_failing_case(shape_graph: Graph) -> None:
    assert {(case["shape"], case["constraint"]) for case in CASES} == declared(shape_graph)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['shape']}.{case['constraint']}" for case in CASES]
)
def test_a_failing_case_is_noticed(shape_graph: Graph, case: dict[str, str]) -> None:
    graph = valid()
    before = set(graph)
    graph.update(case["update"], initNs=UPDATE_PREFIXES)
    assert set(graph) != before, "the case changes nothing"
    report = validate(graph, shape_graph)
    component = f"{SH}{CONSTRAINTS[case['constraint']]}ConstraintComponent"
    found = {(result.shape.removeprefix(SHAPE), result.component) for result in report.results}
    assert (case["shape"], component) in found


def test_a_relisting_of_another_project_is_noticed(shape_graph: Graph) -> None:
    graph = valid()
    graph.update(
        "DELETE DATA { ex:Relisting mg:listsProject ex:Project } ; "
        "INSERT DATA { ex:Relisting mg:listsProject ex:OtherProject }",
        initNs=UPDATE_PREFIXES,
    )
    assert "Listing-pairing" in named(validate(graph, shape_graph))


def test_an_original_that_repeats_another_is_noticed(shape_graph: Graph) -> None:
    graph = valid()
    graph.update(
        "INSERT DATA { ex:Listing mg:relistingOf ex:OtherListing }", initNs=UPDATE_PREFIXES
    )
    assert "Listing-pairing" in named(validate(graph, shape_graph))


def test_every_shape_speaks_both_languages(shape_graph: Graph) -> None:
    for shape in shape_graph.subjects(SH.severity, None):
        words = {getattr(text, "language", None) for text in shape_graph.objects(shape, SH.message)}
        assert words == {"ja", "en"}, shape


def test_every_property_shape_has_a_name(shape_graph: Graph) -> None:
    named_parts = [
        part
        for node in shape_graph.subjects(RDF.type, SH.NodeShape)
        for part in shape_graph.objects(node, SH.property)
    ]
    assert named_parts
    assert not any(isinstance(part, BNode) for part in named_parts)


def test_every_class_in_use_has_a_shape(dataset: ox.Store, shape_graph: Graph) -> None:
    targets = {str(target) for target in shape_graph.objects(None, SH.targetClass)}
    vocabulary = Graph().parse(
        data=(resources.files("machigraph.ontology") / "machigraph.ttl").read_text(
            encoding="utf-8"
        ),
        format="turtle",
    )
    parents = {
        str(child): str(parent)
        for child, parent in vocabulary.subject_objects(
            URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf")
        )
        if str(parent).startswith(PREFIXES["mg"])
    }
    used = {
        quad.object.value
        for quad in dataset.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None)
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(PREFIXES["mg"])
    }
    used -= {PREFIXES["mg"] + "CodeList"}
    assert {
        name for name in used if name not in targets and parents.get(name) not in targets
    } == set()


def test_the_real_graph_has_no_violation(dataset: ox.Store) -> None:
    triples = "\n".join(f"{quad.triple} ." for quad in dataset)
    report = validate(Graph().parse(data=triples, format="nt"))
    assert [result for result in report.results if result.severity != "Info"] == []
