"""SHACL validation of a graph: results that a person can read, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Node

SHAPES_FILE = "shapes.ttl"
SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, order=True)
class ShaclResult:
    """One validation result: which thing breaks which shape, and what that means.

    ``path`` is the property's IRI, or a SPARQL property path where the shape looks further
    (``^<…#inGoal>``); it is empty where the shape judges the thing as a whole.
    """

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    message_ja: str
    message_en: str
    component: str


@dataclass(frozen=True, slots=True)
class ShaclReport:
    """All results, the most severe first."""

    results: tuple[ShaclResult, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no Violation; warnings and infos do not stop a build."""
        return not self.count("Violation")

    def count(self, severity: str) -> int:
        """How many results of one severity: Violation, Warning or Info."""
        return sum(result.severity == severity for result in self.results)


def shapes() -> Graph:
    """The shapes that ship with the vocabulary."""
    text = (resources.files("machigraph.ontology") / SHAPES_FILE).read_text(encoding="utf-8")
    return Graph().parse(data=text, format="turtle")


def validate(data: Graph, shape_graph: Graph | None = None) -> ShaclReport:
    """Validate ``data`` against the shapes; nothing is inferred and nothing is fetched."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=_flat(shapes() if shape_graph is None else shape_graph),
        inference="none",
        advanced=False,
        meta_shacl=False,
        do_owl_imports=False,
        allow_infos=True,
        allow_warnings=True,
    )
    assert isinstance(report, Graph)  # pySHACL answers with text only when told to serialise
    found = [_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]
    return ShaclReport(tuple(sorted(found, key=_rank)))


def _flat(shape_graph: Graph) -> Graph:
    """The same shapes with each node shape's target moved to its property shapes.

    pySHACL judges a property shape under a node shape once per thing, but one with a target of
    its own once for all things; the results are the same, several times sooner.
    """
    flat = Graph() + shape_graph
    for node, target in shape_graph.subject_objects(SH.targetClass):
        for part in shape_graph.objects(node, SH.property):
            flat.add((part, SH.targetClass, target))
        flat.remove((node, SH.property, None))
    return flat


def _rank(result: ShaclResult) -> tuple[int, ShaclResult]:
    return SEVERITIES.index(result.severity), result


def _result(report: Graph, node: Node) -> ShaclResult:
    values = {key: report.value(node, SH[key]) for key in _KEYS}
    words = {
        getattr(message, "language", None): str(message)
        for message in report.objects(node, SH.resultMessage)
    }
    first = next(iter(words.values()), "")
    severity = str(values["resultSeverity"]).rpartition("#")[2]
    path = values["resultPath"]
    return ShaclResult(
        severity=severity,
        shape=str(values["sourceShape"]),
        focus=str(values["focusNode"]),
        path="" if path is None else str(path) if isinstance(path, URIRef) else _path(report, path),
        value="" if values["value"] is None else str(values["value"]),
        message_ja=words.get("ja", first),
        message_en=words.get("en", first),
        component=str(values["sourceConstraintComponent"]),
    )


def _path(report: Graph, path: Node) -> str:
    """A SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return path.n3()
    if (inverse := report.value(path, SH.inversePath)) is not None:
        return f"^{_path(report, inverse)}"
    if (optional := report.value(path, SH.zeroOrOnePath)) is not None:
        return f"{_path(report, optional)}?"
    if (choices := report.value(path, SH.alternativePath)) is not None:
        return f"({'|'.join(_steps(report, choices))})"
    return "/".join(_steps(report, path))


def _steps(report: Graph, items: Node) -> Sequence[str]:
    return [_path(report, step) for step in Collection(report, items)]


_KEYS = (
    "resultSeverity",
    "sourceShape",
    "sourceConstraintComponent",
    "focusNode",
    "resultPath",
    "value",
)
