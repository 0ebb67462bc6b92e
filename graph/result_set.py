"""An answer as an rdflib graph: its own triples, or W3C's vocabulary for result sets.

The vocabulary is that of the SPARQL test suites: an rs:ResultSet has rs:resultVariable and
rs:solution, a solution rs:binding of rs:variable and rs:value, numbered by rs:index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, BNode, Graph, Literal, Namespace

if TYPE_CHECKING:
    from rdflib.term import Node

    from .result import Result

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")


def as_graph(result: Result) -> Graph:
    """The triples of a CONSTRUCT or DESCRIBE; a SELECT or ASK as a result set."""
    graph = Graph()
    if result.is_graph:
        graph.parse(data=result.body, format="nt")
        return graph
    graph.bind("rs", RS)
    whole = BNode()
    graph.add((whole, RDF.type, RS.ResultSet))
    if result.form == "ASK":
        graph.add((whole, RS.boolean, Literal(result.boolean)))
        return graph
    for name in result.variables:
        graph.add((whole, RS.resultVariable, Literal(name)))
    for index, row in enumerate(_rows(result), start=1):
        _solution(graph, whole, index, row)
    return graph


def _solution(graph: Graph, whole: Node, index: int, row: dict[str, Node]) -> None:
    solution = BNode()
    graph.add((whole, RS.solution, solution))
    graph.add((solution, RS["index"], Literal(index)))
    for name, value in row.items():
        binding = BNode()
        graph.add((solution, RS.binding, binding))
        graph.add((binding, RS.variable, Literal(name)))
        graph.add((binding, RS["value"], value))


def _rows(result: Result) -> list[dict[str, Node]]:
    """The rows as rdflib terms, read by rdflib's own parser of results JSON."""
    from io import BytesIO

    from rdflib.query import Result as Parsed

    found = Parsed.parse(BytesIO(result.body), format="json")
    return [{str(name): term for name, term in row.items()} for row in found.bindings]
