"""The graph as a networkx network: things as nodes, their relations as keyed edges."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..ontology import PREFIXES, compact
from .result import value_of

if TYPE_CHECKING:
    import networkx as nx

_TYPE = PREFIXES["rdf"] + "type"
_LABEL = PREFIXES["skos"] + "prefLabel"


def network(quads: Iterable[ox.Quad]) -> nx.MultiDiGraph:
    """All resources as nodes by IRI, all relations between them as edges.

    A node has ``kind`` (its classes, shortened and sorted: ``mg:Kpi mg:Indicator``), ``label`` and
    ``label_en`` where it has names, and each literal property under its short name
    (``mg:amountYen``); several values are joined by `` / ``. All attributes are plain numbers,
    booleans and texts, so that GraphML and the like can hold them. An edge's key is the property's
    short name; ``graph`` tells which kind of claim it is. Vocabulary terms are nodes too.
    """
    import networkx as nx

    found = nx.MultiDiGraph()
    for quad in quads:
        subject, property_ = str(getattr(quad.subject, "value", quad.subject)), quad.predicate.value
        node = _node(found, subject)
        value = quad.object
        if property_ == _TYPE and isinstance(value, ox.NamedNode):
            node["kind"] = " ".join(sorted([*node["kind"].split(), compact(value.value)]))
        elif isinstance(value, ox.Literal):
            _say(node, property_, value)
        elif isinstance(value, ox.NamedNode):
            _node(found, value.value)
            graph = str(getattr(quad.graph_name, "value", ""))
            found.add_edge(subject, value.value, key=compact(property_), graph=compact(graph))
    return found


def _node(found: nx.MultiDiGraph, iri: str) -> dict[str, Any]:
    if iri not in found:
        found.add_node(iri, kind="")
    return found.nodes[iri]


def _say(node: dict[str, Any], property_: str, value: ox.Literal) -> None:
    if property_ == _LABEL and value.language in {"ja", "en"}:
        node["label" if value.language == "ja" else "label_en"] = value.value
        return
    name, plain = compact(property_), value_of(value)
    if isinstance(plain, Decimal):
        plain = float(plain)
    if not isinstance(plain, int | float):
        plain = str(plain)
    node[name] = f"{node[name]} / {plain}" if name in node else plain
