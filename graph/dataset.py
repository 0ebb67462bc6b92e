"""The dataset under construction: every triple in exactly one named graph, without blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from .errors import BuildError

Triple = tuple[Node, Node, Node]


class Quads:
    """Triples and the graph of each; the first graph that states a triple keeps it.

    Later editions repeat what outlives a year (a goal's label): the triple stays where it was
    first stated, so that a sum over all graphs counts it once on every engine.
    """

    def __init__(self) -> None:
        self._graphs: dict[Triple, str] = {}

    def add(self, graph: str, subject: Node, predicate: Node, value: Node) -> None:
        """State a triple in ``graph``, unless a graph states it already.

        Raises BuildError for a blank node: its label would change from build to build.
        """
        if isinstance(subject, BNode) or isinstance(value, BNode):
            raise BuildError(
                f"空白ノードは使えません({predicate})。",
                f"blank node at {predicate}: give it an IRI.",
            )
        self._graphs.setdefault((subject, predicate, value), graph)

    def load_turtle(self, path: Path, graph: str) -> None:
        """State all triples of a Turtle file in ``graph``."""
        for triple in sorted(Graph().parse(path, format="turtle")):
            self.add(graph, *triple)

    def __len__(self) -> int:
        return len(self._graphs)

    def __iter__(self) -> Iterator[tuple[Triple, str]]:
        return iter(self._graphs.items())

    def union(self) -> Graph:
        """All triples as one rdflib graph, for validation."""
        graph = Graph()
        for triple in self._graphs:
            graph.add(triple)
        return graph

    def nquads(self) -> bytes:
        """N-Quads in code-point order: the same triples give the same bytes."""
        quads = [
            ox.Quad(_iri(subject), _iri(predicate), _term(value), ox.NamedNode(graph))
            for (subject, predicate, value), graph in self._graphs.items()
        ]
        text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        assert text is not None  # serialising to no file gives bytes
        return b"\n".join(sorted(text.splitlines())) + b"\n"


def _iri(node: Node) -> ox.NamedNode:
    return ox.NamedNode(str(node))


def _term(node: Node) -> ox.NamedNode | ox.Literal:
    """The same term in Oxigraph's terms; rdflib's own N-Quads writer calls deprecated code."""
    if not isinstance(node, Literal):
        return _iri(node)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    if node.datatype is None:
        return ox.Literal(str(node))
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))


def content_hash(nquads: bytes) -> str:
    """SHA-256 of a dataset's N-Quads, in hexadecimal: what a citation names."""
    return hashlib.sha256(nquads).hexdigest()
