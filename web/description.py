"""What the endpoint says of itself in RDF: a service description, VoID with partitions, DCAT.

Editors complete classes and properties from the partitions, and prefixes from sh:declare.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ..graph.endpoint import Endpoint
from ..graph.result import Result
from ..graph.store import Store
from ..ontology import PREFIXES

SPACES = {
    **PREFIXES,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "formats": "http://www.w3.org/ns/formats/",
    "sh": "http://www.w3.org/ns/shacl#",
}
_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
)
_TITLES = (("まちグラフ", "ja"), ("machigraph", "en"))
_CLASSES = "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?x } GROUP BY ?x ORDER BY ?x"
_PROPERTIES = "SELECT ?x (COUNT(*) AS ?n) WHERE { ?s ?x ?o } GROUP BY ?x ORDER BY ?x"
_GRAPHS = "SELECT ?x (COUNT(*) AS ?n) WHERE { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x ORDER BY ?x"

Term = ox.NamedNode | ox.BlankNode | ox.Literal


def _iri(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(SPACES[prefix] + local)


def description(source: Store | Endpoint, base: str) -> list[ox.Triple]:
    """The description of the endpoint at ``base``, the server's URL with a final slash."""
    service = ox.NamedNode(f"{base}sparql")
    data = ox.NamedNode(f"{base}.well-known/void#dataset")
    return [
        *_about(service, _service(service, data)),
        *_about(data, _dataset(source, service)),
        *_partitions(source, data),
        *_named_graphs(source, service),
        *_prefixes(data),
    ]


def _service(service: ox.NamedNode, data: ox.NamedNode) -> Iterator[tuple[str, Term]]:
    yield from (("rdf:type", _iri("sd:Service")), ("rdf:type", _iri("dcat:DataService")))
    yield from (("sd:endpoint", service), ("dcat:endpointURL", service))
    yield ("sd:supportedLanguage", _iri("sd:SPARQL11Query"))
    yield ("sd:feature", _iri("sd:UnionDefaultGraph"))
    yield from (("sd:resultFormat", _iri(f"formats:{name}")) for name in _FORMATS)
    yield from (("sd:defaultDataset", data), ("dcat:servesDataset", data))


def _dataset(source: Store | Endpoint, service: ox.NamedNode) -> Iterator[tuple[str, Term]]:
    for kind in ("void:Dataset", "dcat:Dataset", "sd:Dataset"):
        yield ("rdf:type", _iri(kind))
    yield from (("dcterms:title", ox.Literal(text, language=lang)) for text, lang in _TITLES)
    yield ("void:sparqlEndpoint", service)
    yield ("void:triples", ox.Literal(_count(source, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))
    if source.origin.hash:
        yield ("dcterms:identifier", ox.Literal(f"sha256:{source.origin.hash}"))
    for edition in source.origin.editions:
        yield ("dcat:version", ox.Literal(edition))
    for name in ("mg", "skos", "prov"):
        yield ("void:vocabulary", ox.NamedNode(PREFIXES[name]))


def _partitions(source: Store | Endpoint, data: ox.NamedNode) -> Iterator[ox.Triple]:
    for name, count, query in (
        ("class", "void:entities", _CLASSES),
        ("property", "void:triples", _PROPERTIES),
    ):
        for place, (thing, number) in enumerate(_counted(source.query(query))):
            part = ox.BlankNode(f"{name}{place}")
            yield ox.Triple(data, _iri(f"void:{name}Partition"), part)
            yield ox.Triple(part, _iri(f"void:{name}"), thing)
            yield ox.Triple(part, _iri(count), number)


def _named_graphs(source: Store | Endpoint, service: ox.NamedNode) -> Iterator[ox.Triple]:
    for place, (graph, number) in enumerate(_counted(source.query(_GRAPHS))):
        named, inside = ox.BlankNode(f"graph{place}"), ox.BlankNode(f"inside{place}")
        yield ox.Triple(service, _iri("sd:namedGraph"), named)
        yield from _about(named, [("rdf:type", _iri("sd:NamedGraph")), ("sd:name", graph)])
        yield ox.Triple(named, _iri("sd:graph"), inside)
        yield from _about(inside, [("rdf:type", _iri("sd:Graph")), ("void:triples", number)])


def _prefixes(data: ox.NamedNode) -> Iterator[ox.Triple]:
    for prefix, space in PREFIXES.items():
        one = ox.BlankNode(f"prefix-{prefix}")
        yield ox.Triple(data, _iri("sh:declare"), one)
        anyuri = ox.Literal(space, datatype=_iri("xsd:anyURI"))
        yield from _about(one, [("sh:prefix", ox.Literal(prefix)), ("sh:namespace", anyuri)])


def _about(
    subject: ox.NamedNode | ox.BlankNode, pairs: Iterator[tuple[str, Term]] | list[tuple[str, Term]]
) -> Iterator[ox.Triple]:
    return (ox.Triple(subject, _iri(name), value) for name, value in pairs)


def _counted(result: Result) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    for row in result.records:
        thing, number = row["x"], row["n"]
        if isinstance(thing, ox.NamedNode) and isinstance(number, ox.Literal):
            yield thing, number


def _count(source: Store | Endpoint, query: str) -> int:
    return int(str(source.query(query).to_dicts()[0]["n"]))
