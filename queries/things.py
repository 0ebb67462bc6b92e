"""Finding one thing by name, code or IRI, and reading what the graph says around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..graph.errors import NothingFound
from ..graph.result import Term
from ..ontology import BASE, ONT, PREFIXES
from .picklist import Source, fold

_TYPE = PREFIXES["rdf"] + "type"
_SKOS = PREFIXES["skos"]
_LABELS = (_SKOS + "prefLabel", PREFIXES["rdfs"] + "label")
_NOTATION = _SKOS + "notation"
SOURCE = ONT + "source"
# Rows of the list carry the name of their project, and footnotes that of what they explain:
# whoever asks by name means the project or the body.
_SHADOWED = frozenset(ONT + name for name in ("Listing", "Passage", "GlossaryTerm"))
# A general class says nothing beside a special one (a Partner that is a Dmo).
_GENERAL = frozenset(ONT + name for name in ("Partner", "Indicator"))
MOST_IN_GROUP = 40

_INDEX = """SELECT ?thing ?name ?class WHERE {
  ?thing skos:prefLabel|skos:altLabel|skos:notation|rdfs:label ?name .
  OPTIONAL { ?thing a ?class }
}"""
_OUT = "SELECT ?node ?property ?value WHERE { VALUES ?node { UNDEF } ?node ?property ?value }"
_IN = """SELECT ?property ?value ?class WHERE {
  VALUES ?node { UNDEF } ?value ?property ?node . OPTIONAL { ?value a ?class }
}"""


@dataclass(slots=True)
class Card:
    """What the graph says about one node: its properties with their values."""

    iri: str
    values: dict[str, list[Term]] = field(default_factory=dict)

    @property
    def classes(self) -> list[str]:
        """IRIs of its classes, without the general ones where there are others."""
        found = [t.value for t in self.values.get(_TYPE, []) if isinstance(t, ox.NamedNode)]
        return [name for name in found if name not in _GENERAL] or found

    def label(self, lang: str) -> str:
        """Its name in ``lang``, else in Japanese, else in any language; empty when it has none."""
        found = [t for name in _LABELS for t in self.values.get(name, [])]
        return in_language(found, lang)

    @property
    def code(self) -> str:
        """Its printed code, if it has one."""
        return in_language(self.values.get(_NOTATION, []), "ja")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A thing, what it points to and what points to it; ``cards`` describes all of them.

    ``incoming`` maps a class and a property to the IRIs of that class whose property it is, at
    most `MOST_IN_GROUP` of them; ``counts`` tells how many there are.
    """

    card: Card
    incoming: dict[tuple[str, str], list[str]]
    counts: dict[tuple[str, str], int]
    cards: dict[str, Card]


def in_language(terms: Iterable[Term], lang: str) -> str:
    """The literal in ``lang`` among ``terms``; else Japanese, without language, any other."""
    literals = [t for t in terms if isinstance(t, ox.Literal)]
    for wanted in (lang, "ja", None):
        for term in literals:
            if term.language == wanted:
                return term.value
    return literals[0].value if literals else ""


def find(source: Source, text: str) -> list[str]:
    """IRIs of the things that ``text`` names: by IRI, code or name, else by part of a name.

    Raises NothingFound with the nearest names.
    """
    iri = _as_iri(text)
    if iri and cards(source, [iri])[iri].values:
        return [iri]
    if text.startswith("id/") and (found := _published_elsewhere(source, text)):
        return found
    wanted = fold(text)
    names: dict[str, set[str]] = {}
    classes: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for row in source.query(_INDEX).records:
        thing, name = _value(row["thing"]), _value(row["name"])
        names.setdefault(fold(name), set()).add(thing)
        spelled.setdefault(fold(name), name)
        if "class" in row:
            classes.setdefault(thing, set()).add(_value(row["class"]))
    found = names.get(wanted, set())
    if not found and wanted:
        found = {thing for name, things in names.items() if wanted in name for thing in things}
    if not found:
        raise _nothing(text, wanted, spelled)
    plain = {thing for thing in found if not classes.get(thing, set()) & _SHADOWED}
    return sorted(plain or found)


def _published_elsewhere(source: Source, text: str) -> list[str]:
    """IRIs that end in ``/id/…`` as given, in a graph built for another base."""
    things = {_value(row["thing"]) for row in source.query(_INDEX).records}
    return sorted(thing for thing in things if thing.endswith("/" + text))


def _value(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _as_iri(text: str) -> str:
    """``text`` as an IRI: in full, in angle brackets, with a known prefix, or as ``id/…``."""
    plain = text.strip().removeprefix("<").removesuffix(">")
    prefix, colon, local = plain.partition(":")
    if colon and prefix in PREFIXES:
        plain = PREFIXES[prefix] + local
    elif plain.startswith(("id/", "graph/")):
        plain = BASE + plain
    if ":" not in plain:
        return ""
    try:
        return ox.NamedNode(plain).value
    except ValueError:
        return ""


def _nothing(text: str, wanted: str, spelled: dict[str, str]) -> NothingFound:
    from difflib import get_close_matches

    near = [spelled[name] for name in get_close_matches(wanted, spelled, n=5, cutoff=0.4)]
    tail_ja = f"近い名前: {'、'.join(near)}。" if near else ""
    tail_en = f" Nearest: {', '.join(near)}." if near else ""
    return NothingFound(
        f"「{text}」という名前・符号・IRI のものはありません。{tail_ja}",
        f"Nothing has the name, code or IRI “{text}”.{tail_en}",
        near,
    )


def cards(source: Source, iris: Iterable[str]) -> dict[str, Card]:
    """What the graph says about each of ``iris``; an unknown one has a card without values."""
    found = {iri: Card(iri) for iri in iris}
    nodes = " ".join(str(ox.NamedNode(iri)) for iri in found)
    if not nodes:
        return found
    for row in source.query(_OUT.replace("UNDEF", nodes)).records:
        values = found[_value(row["node"])].values
        values.setdefault(_value(row["property"]), []).append(row["value"])
    for card in found.values():
        for terms in card.values.values():
            terms.sort(key=str)
    return found


def neighbourhood(source: Source, iri: str) -> Neighbourhood:
    """Read a thing with its neighbours and what these point to."""
    incoming = _incoming(source, iri)
    counts = {group: len(things) for group, things in incoming.items()}
    shown = {group: things[:MOST_IN_GROUP] for group, things in incoming.items()}
    known = cards(source, [iri])
    near = _named(known.values()) | {thing for things in shown.values() for thing in things}
    near |= {name for group in shown for name in group if name}
    known |= cards(source, near - known.keys())
    known |= cards(source, _named(known.values()) - known.keys())
    return Neighbourhood(known[iri], shown, counts, known)


def _incoming(source: Source, iri: str) -> dict[tuple[str, str], list[str]]:
    """The things that point to ``iri``, by class and property."""
    classes: dict[tuple[str, str], set[str]] = {}
    for row in source.query(_IN.replace("UNDEF", str(ox.NamedNode(iri)))).records:
        if isinstance(row["value"], ox.NamedNode):
            kinds = classes.setdefault((row["value"].value, _value(row["property"])), set())
            kinds |= {_value(row["class"])} if "class" in row else set()
    groups: dict[tuple[str, str], list[str]] = {}
    for (thing, name), kinds in sorted(classes.items()):
        group = min(kinds - _GENERAL or kinds, default="")
        groups.setdefault((group, name), []).append(thing)
    return groups


def _named(found: Iterable[Card]) -> set[str]:
    """Everything the cards speak of: the things they point to, their properties and classes."""
    known = list(found)
    terms = (t for card in known for values in card.values.values() for t in values)
    nodes = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    return nodes | {name for card in known for name in card.values}
