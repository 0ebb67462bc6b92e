"""Every constraint of the shapes notices what it is there for, and the real graph breaks none."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from machigraph.graph.validation import SEVERITIES, ShaclReport, shapes, validate
from machigraph.ontology import PREFIXES, SHAPE
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH, SKOS
from rdflib.term import Node

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
CASES = tomllib.loads((FIXTURES / "failing.toml").read_text(encoding="utf-8"))["case"]
MG = PREFIXES["mg"]
UPDATE_PREFIXES = {**PREFIXES, "ex": "https://example.org/id/"}

# The SHACL properties in the shapes that constrain nothing by themselves; every other one does, so
# a kind of constraint that nobody has used yet is asked for its failing case too.
NO_CONSTRAINTS = {
    "alternativePath",
    "inversePath",
    "message",
    "path",
    "property",
    "qualifiedValueShape",
    "severity",
    "targetClass",
    "zeroOrOnePath",
}


@pytest.fixture(scope="module")
def shape_graph() -> Graph:
    return shapes()


def valid() -> Graph:
    """The ground of all cases, fresh."""
    return Graph().parse(FIXTURES / "valid.ttl", format="turtle")


def local(term: Node) -> str:
    """What stands after the namespace of a shape or a SHACL term."""
    return str(term).rpartition("#")[2]


def component(constraint: str) -> str:
    """The IRI of the component that reports for a parameter: minCount, MinCountConstraint…"""
    return f"{SH}{constraint[0].upper()}{constraint[1:]}ConstraintComponent"


def broken(case: dict[str, str]) -> Graph:
    """The valid ground with the change of one case."""
    graph = valid()
    before = set(graph)
    graph.update(case["update"], initNs=UPDATE_PREFIXES)
    assert set(graph) != before, "the case changes nothing"
    return graph


def reported(report: ShaclReport) -> dict[tuple[str, str], str]:
    """Which (shape, component) reported, with what severity."""
    return {(local(URIRef(r.shape)), r.component): r.severity for r in report.results}


def declared(graph: Graph) -> set[tuple[str, str]]:
    """Every constraint of the shapes, as (shape, parameter)."""
    return {
        (local(shape), local(parameter))
        for shape, parameter in graph.subject_predicates()
        if str(parameter).startswith(str(SH)) and local(parameter) not in NO_CONSTRAINTS
    }


def test_the_valid_ground_is_valid(shape_graph: Graph) -> None:
    assert validate(valid(), shape_graph).results == ()


def test_every_class_with_a_shape_is_on_the_valid_ground(shape_graph: Graph) -> None:
    targets = set(shape_graph.objects(None, SH.targetClass))
    assert targets <= set(valid().objects(None, RDF.type))


def test_every_constraint_has_a_failing_case(shape_graph: Graph) -> None:
    listed = [(case["shape"], case["constraint"]) for case in CASES]
    assert len(set(listed)) == len(listed)
    assert set(listed) == declared(shape_graph)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['shape']}.{case['constraint']}" for case in CASES]
)
def test_a_failing_case_is_noticed(shape_graph: Graph, case: dict[str, str]) -> None:
    own = f"{case['shape']}.{case['constraint']}"
    shape, _, constraint = case.get("noticed_by", own).rpartition(".")
    severity = shape_graph.value(URIRef(SHAPE + shape), SH.severity)
    assert severity is not None
    found = reported(validate(broken(case), shape_graph))
    assert found.get((shape, component(constraint))) == local(severity)


CONDITIONS = [case for case in CASES if "noticed_by" in case]


@pytest.mark.parametrize(
    "case", CONDITIONS, ids=[f"{case['shape']}.{case['constraint']}" for case in CONDITIONS]
)
def test_a_condition_is_what_notices_its_case(shape_graph: Graph, case: dict[str, str]) -> None:
    without = Graph() + shape_graph
    without.remove((URIRef(SHAPE + case["shape"]), SH[case["constraint"]], None))
    reporting = case["noticed_by"].rpartition(".")[0]
    found = reported(validate(broken(case), without))
    assert reporting not in {shape for shape, _ in found}


def test_the_flat_shapes_report_what_the_written_ones_do(shape_graph: Graph) -> None:
    graph = valid()
    for case in CASES[::7]:
        graph.update(case["update"], initNs=UPDATE_PREFIXES)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shape_graph, inference="none")
    assert isinstance(report, Graph)
    keys = (SH.sourceShape, SH.sourceConstraintComponent, SH.focusNode, SH.value)
    written = Counter(
        tuple("" if (term := report.value(node, key)) is None else str(term) for key in keys)
        for node in report.subjects(RDF.type, SH.ValidationResult)
    )
    found = validate(graph, shape_graph).results
    assert len(found) > 30
    assert Counter((r.shape, r.component, r.focus, r.value) for r in found) == written


def test_results_come_in_one_order_with_readable_paths(shape_graph: Graph) -> None:
    graph = valid()
    for subject in ("BasicGoal", "Measure", "Parent", "Listing", "Relisting", "Membership"):
        graph.remove((URIRef(UPDATE_PREFIXES["ex"] + subject), None, None))
    graph.add((URIRef(UPDATE_PREFIXES["ex"] + "BasicGoal"), RDF.type, URIRef(MG + "BasicGoal")))
    results = validate(graph, shape_graph).results
    assert results == validate(Graph() + graph, shape_graph).results
    ranks = [SEVERITIES.index(result.severity) for result in results]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1
    paths = {local(URIRef(result.shape)): result.path for result in results}
    assert paths["BasicGoal-inverse-inGoal"] == f"^<{MG}inGoal>"
    assert paths["BasicGoal-notation"] == str(SKOS.notation)


def reporting(graph: Graph) -> set[Node]:
    """The shapes whose results a person reads: property shapes, and node shapes that judge."""
    parts = set(graph.subjects(RDF.type, SH.PropertyShape))
    judges = {SH[name] for _, name in declared(graph)}
    nodes = graph.subjects(RDF.type, SH.NodeShape)
    return parts | {node for node in nodes if judges & set(graph.predicates(node))}


def test_every_shape_speaks_both_languages(shape_graph: Graph) -> None:
    for shape in reporting(shape_graph):
        words = [getattr(text, "language", None) for text in shape_graph.objects(shape, SH.message)]
        assert sorted(map(str, words)) == ["en", "ja"], shape
        assert {local(severity) for severity in shape_graph.objects(shape, SH.severity)} <= set(
            SEVERITIES
        )
        assert len(list(shape_graph.objects(shape, SH.severity))) == 1, shape


def test_every_property_shape_has_a_name(shape_graph: Graph) -> None:
    parts = [
        part
        for node in shape_graph.subjects(RDF.type, SH.NodeShape)
        for part in shape_graph.objects(node, SH.property)
    ]
    assert parts
    assert not any(isinstance(part, BNode) for part in parts)
    assert set(parts) >= set(shape_graph.subjects(RDF.type, SH.PropertyShape))


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
