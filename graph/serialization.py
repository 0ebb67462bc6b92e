"""The dataset in the RDF formats of an export. Each reads back to the same quads.

Turtle knows no named graphs: it holds the union, all triples without the kind of claim.
"""

from __future__ import annotations

import pyoxigraph as ox

from ..ontology import PREFIXES

SCHEMA = "https://schema.org/"
RDF_FORMATS = ("nq", "trig", "ttl", "jsonld")


def serialize(nquads: bytes, name: str) -> bytes:
    """Sorted N-Quads in one of `RDF_FORMATS`; the same quads give the same bytes."""
    if name == "nq":
        return nquads
    quads = list(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    if name == "jsonld":
        from .json_ld import json_ld

        return json_ld(quads)
    if name == "ttl":
        # The quads are sorted by subject, so that a thing's triples stay together.
        triples = list(dict.fromkeys(quad.triple for quad in quads))
        return _written(triples, ox.RdfFormat.TURTLE)
    # Sorting is stable: within a graph the order stays.
    return _written(sorted(quads, key=lambda quad: str(quad.graph_name)), ox.RdfFormat.TRIG)


def _written(statements: list[ox.Quad] | list[ox.Triple], form: ox.RdfFormat) -> bytes:
    prefixes = {**PREFIXES, "schema": SCHEMA}
    return ox.serialize(statements, format=form, prefixes=prefixes) or b""
