"""Every IRI that machigraph makes is made here, and nowhere else.

The vocabulary (``mg:``) and the shapes keep their address whatever base a city publishes under:
two cities that share the terms can be asked one question. What ``base`` moves is the data, under
``id/`` and ``graph/``.

Only strings are used, so that asking a question never pays for an RDF library.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

BASE = "https://w3id.org/machigraph/"
ONT = BASE + "ont#"
SHAPE = BASE + "shape#"
ONTOLOGY_GRAPH = BASE + "graph/ontology"
SDG = "http://metadata.un.org/sdg/"

PREFIXES: dict[str, str] = {
    "mg": ONT,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# The kana order in which Japanese plans number their measures (ア is 1, イ is 2 …).
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def measure_key(notation: str) -> str:
    """Turn a printed code into the ASCII key of its IRI: ``2-エ-②`` gives ``2.4.2``.

    Raises ValueError for a code that is not goal number, kana and circled number.
    """
    return ".".join(_ordinal(part) for part in notation.split("-"))


def _ordinal(part: str) -> str:
    if part in KANA:
        return str(KANA.index(part) + 1)
    plain = unicodedata.normalize("NFKC", part)
    if not plain.isdecimal():
        raise ValueError(f"{part!r} is neither a kana code nor a number")
    return str(int(plain))


@dataclass(frozen=True, slots=True)
class Names:
    """Makes the IRIs of one edition of one municipality.

    ``city`` is the six-digit municipality code, ``edition`` the fiscal year of the list, ``base``
    the address under which the data is published (it ends in a slash).
    """

    city: str
    edition: str
    base: str = BASE

    def lasting(self, kind: str, key: str) -> str:
        """IRI of what outlives a year: goal, measure, project, department …"""
        return f"{self.base}id/{self.city}/{kind}/{_checked(key)}"

    def yearly(self, kind: str, key: str) -> str:
        """IRI of what one edition states: listing, passage, printed total …"""
        return f"{self.base}id/{self.city}/{self.edition}/{kind}/{_checked(key)}"

    def graph(self, claim: str) -> str:
        """Named graph of this edition's claims of one kind: stated, corrected, derived …"""
        return f"{self.base}graph/{self.city}/{self.edition}/{_checked(claim)}"

    def shared_graph(self, name: str) -> str:
        """Named graph of what the city's editions have in common: shared, external."""
        return f"{self.base}graph/{self.city}/{_checked(name)}"

    @property
    def edition_iri(self) -> str:
        """IRI of the edition itself."""
        return f"{self.base}id/{self.city}/{self.edition}/edition"


def sdg_goal(number: int) -> str:
    """IRI that the United Nations give to Sustainable Development Goal 1–17."""
    return f"{SDG}{number}"


def compact(iri: str) -> str:
    """Shorten an IRI with the usual prefixes, for people to read; unknown ones stay whole."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _checked(key: str) -> str:
    if not _KEY.match(key):
        raise ValueError(f"{key!r} cannot be the key of an IRI; would be {quote(key)!r}")
    return key
