"""Which format a client gets: its Accept header, or a parameter where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Formats in the server's order of preference; the first media type of each is its own, the
# others are what clients also call it. Media types are answered as they were asked for.
Offers = Mapping[str, tuple[str, ...]]
ROWS: Offers = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPH: Offers = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
    "trig": ("application/trig", "application/x-trig"),
}
_ALIASES = {
    "turtle": "ttl",
    "text": "nt",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf/xml": "rdfxml",
    "rdf+xml": "rdfxml",
    "xml": "rdfxml",
    "json": "jsonld",
}


class Chosen(NamedTuple):
    """A format and the media type under which it is sent."""

    name: str
    media: str

    @property
    def content_type(self) -> str:
        """The value of Content-Type; texts say that they are UTF-8."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


def choose(accept: str | None, offers: Offers, hint: str = "") -> Chosen | None:
    """The best format for a client.

    Args:
        accept: the Accept header; None where there is none.
        offers: formats with their media types.
        hint: what a parameter such as ``format=`` asks for; it counts only where Accept leaves
            everything open.

    Returns:
        None when the client takes none of the offers.
    """
    ranges = parse_accept(accept or "*/*")
    if set(ranges) == {"*/*"} and (hinted := _hinted(hint, offers)):
        return hinted
    best, best_quality = None, 0.0
    for name, medias in offers.items():
        for place, media in enumerate(medias):
            quality = _quality(media, ranges)
            # A wildcard is for a format's own media type.
            if quality > best_quality and (place == 0 or media in ranges):
                best, best_quality = Chosen(name, media), quality
    return best


def _hinted(hint: str, offers: Offers) -> Chosen | None:
    wanted = hint.strip().lower()
    for name in (wanted, _ALIASES.get(wanted, "")):
        if name in offers:
            return Chosen(name, offers[name][0])
    for name, medias in offers.items():
        if wanted in medias:
            return Chosen(name, medias[0])
    return None


def parse_accept(accept: str) -> dict[str, float]:
    """Media ranges with their quality; a quality that is no number counts as 1."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not media:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value)
        ranges["*/*" if media == "*" else media] = quality
    return ranges


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    """The quality of the most specific range that covers the media type."""
    kind = media.partition("/")[0]
    return next((ranges[r] for r in (media, f"{kind}/*", "*/*") if r in ranges), 0.0)
