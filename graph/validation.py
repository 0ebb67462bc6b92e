"""SHACL validation of a graph: results that a person can read, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

SHAPES_FILE = "shapes.ttl"
SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, order=True)
class ShaclResult:
    """One validation result: which thing breaks which shape, and what that means."""

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
        shacl_graph=shapes() if shape_graph is None else shape_graph,
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
    return ShaclResult(
        severity=severity,
        shape=str(values["sourceShape"]),
        focus=str(values["focusNode"]),
        path=str(values["resultPath"]) if isinstance(values["resultPath"], URIRef) else "",
        value="" if values["value"] is None else str(values["value"]),
        message_ja=words.get("ja", first),
        message_en=words.get("en", first),
        component=str(values["sourceConstraintComponent"]),
    )


_KEYS = (
    "resultSeverity",
    "sourceShape",
    "sourceConstraintComponent",
    "focusNode",
    "resultPath",
    "value",
)
