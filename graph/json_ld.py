"""The dataset as JSON-LD with a context of its own, made from the ontology.

Every term of the vocabulary has its short name, labels are maps from language to text, and
links and dates are plain strings whose type the context knows. A value that does not fit what the
context says of its property stands under the property's full name, so that nothing is lost.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from ..ontology import ONT, PREFIXES

Json: TypeAlias = Any

_RDF, _RDFS, _OWL, _XSD, _SKOS = (PREFIXES[p] for p in ("rdf", "rdfs", "owl", "xsd", "skos"))
_TYPE = _RDF + "type"
_VOCABULARY_FILES = ("machigraph.ttl", "codelists.ttl")
# Terms of other vocabularies that deserve a short name as well, where ours leaves it free.
_STANDARD = {
    _SKOS + "prefLabel": "@language",
    _SKOS + "altLabel": "@language",
    _SKOS + "definition": "@language",
    _SKOS + "notation": "",
    _RDFS + "label": "@language",
    PREFIXES["dcterms"] + "description": "@language",
    PREFIXES["dcterms"] + "isPartOf": "@id",
}
# JSON has these itself; longer integers lose digits in some readers.
_NATIVE_DIGITS = 15


class Term(NamedTuple):
    """A short name: for which IRI, and how its values are written.

    ``kind`` is ``@id`` or ``@vocab`` for links, ``@language`` for a map of languages, a datatype
    for strings of that type, and empty for plain values.
    """

    name: str
    iri: str
    kind: str = ""

    def definition(self) -> Json:
        """What the context says of it."""
        if not self.kind:
            return self.iri
        key = "@container" if self.kind == "@language" else "@type"
        return {"@id": self.iri, key: self.kind}


def json_ld(quads: Iterable[ox.Quad]) -> bytes:
    """All quads, each graph with its nodes, after the context."""
    graphs: dict[str, dict[str, list[ox.Quad]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else _iri(quad.graph_name)
        graphs[name][_iri(quad.subject)].append(quad)
    content: list[Json] = []
    for name in sorted(graphs):
        nodes = [_node(subject, said) for subject, said in graphs[name].items()]
        content += [{"@id": name, "@graph": nodes}] if name else nodes
    document = {"@context": context(), "@graph": content}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def context() -> dict[str, Json]:
    """The ``@context``: prefixes and the short name of every term."""
    terms = {term.name: term.definition() for term in _terms().values()}
    prefixes = {name: iri for name, iri in PREFIXES.items() if name not in terms}
    return prefixes | dict(sorted(terms.items()))


@cache
def _terms() -> dict[str, Term]:
    """The short names by IRI: the vocabulary's, then the standard ones that do not clash."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in _VOCABULARY_FILES:
        text = (resources.files("machigraph.ontology") / name).read_bytes()
        for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
            if isinstance(triple.object, ox.NamedNode):
                found[_iri(triple.subject)][triple.predicate.value].add(triple.object.value)
    ours = {
        iri: Term(iri[len(ONT) :], iri, _kind(said[_TYPE], said[_RDFS + "range"]))
        for iri, said in found.items()
        if iri.startswith(ONT)
    }
    taken = {term.name for term in ours.values()}
    others = {iri: Term(_local(iri), iri, kind) for iri, kind in _STANDARD.items()}
    return ours | {iri: term for iri, term in others.items() if term.name not in taken}


def _kind(types: set[str], ranges: set[str]) -> str:
    if _OWL + "ObjectProperty" in types:
        return "@vocab" if ranges == {_SKOS + "Concept"} else "@id"
    if _OWL + "DatatypeProperty" not in types or len(ranges) != 1:
        return ""
    (only,) = ranges
    native = {_XSD + name for name in ("string", "integer", "boolean")} | {_RDFS + "Literal"}
    return "@language" if only == _RDF + "langString" else "" if only in native else only


def _node(subject: str, said: list[ox.Quad]) -> dict[str, Json]:
    node: dict[str, Json] = {"@id": subject}
    for quad in said:
        predicate, value = quad.predicate.value, quad.object
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            _add(node, "@type", _name(value.value))
            continue
        term = _terms().get(predicate)
        if term and term.kind == "@language" and isinstance(value, ox.Literal) and value.language:
            _add(node.setdefault(term.name, {}), value.language, value.value)
        elif term and _fits(term, value):
            _add(node, term.name, _coerced(term, value))
        else:
            _add(node, _prefixed(predicate), _expanded(value))
    return node


def _add(node: dict[str, Json], key: str, value: Json) -> None:
    """One value as it is, several as a list."""
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def _fits(term: Term, value: object) -> bool:
    if term.kind in {"@id", "@vocab"}:
        return isinstance(value, ox.NamedNode | ox.BlankNode)
    if not term.kind:
        return True
    return isinstance(value, ox.Literal) and value.datatype.value == term.kind


def _coerced(term: Term, value: Any) -> Json:
    if term.kind == "@vocab":
        return _name(_iri(value))
    if term.kind == "@id":
        return _iri(value)
    return value.value if term.kind else _expanded(value)


def _expanded(value: Any) -> Json:
    """A value that needs no context: JSON's own where that says it all."""
    if not isinstance(value, ox.Literal):
        return {"@id": _iri(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    kind, text = value.datatype.value, value.value
    if kind == _XSD + "string":
        return text
    if kind == _XSD + "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind == _XSD + "integer" and len(text) <= _NATIVE_DIGITS and _is_canonical(text):
        return int(text)
    return {"@value": text, "@type": kind}


def _is_canonical(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and str(int(text)) == text


def _name(iri: str) -> str:
    """An IRI where the vocabulary may stand: by its short name, else with a prefix, else whole."""
    term = _terms().get(iri)
    return term.name if term else _prefixed(iri)


def _prefixed(iri: str) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and name in context_prefixes():
            return f"{name}:{iri[len(namespace) :]}"
    return iri


@cache
def context_prefixes() -> frozenset[str]:
    """The prefixes whose names no term has taken."""
    return frozenset(PREFIXES) - {term.name for term in _terms().values()}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _iri(node: Any) -> str:
    """The IRI, or the label of a blank node."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)
