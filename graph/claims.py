"""Turns values into triples: to which graph a claim belongs, where it stands, what was mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD
from rdflib.term import Node

from ..ontology import ONT, PREFIXES, Names
from .dataset import Quads
from .rows import Correction, Period, Span, Text

DCTERMS = PREFIXES["dcterms"]
DCAT = PREFIXES["dcat"]

STATED, CORRECTED, DERIVED, INFERRED = "stated", "corrected", "derived", "inferred"
SHARED, EXTERNAL = "shared", "external"


def mg(name: str) -> URIRef:
    """A term of the vocabulary."""
    return URIRef(ONT + name)


def decimal(number: Decimal) -> Literal:
    """An xsd:decimal with the printed precision: 65.0 stays 65.0."""
    return Literal(f"{number:f}", datatype=XSD.decimal, normalize=False)


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def day(iso: str) -> Literal:
    """A date as precise as it is known: 2010, 2010-10 or 2010-10-31."""
    kinds = {1: XSD.gYear, 2: XSD.gYearMonth, 3: XSD.date}
    return Literal(iso, datatype=kinds[iso.count("-") + 1])


class Claims:
    """Writes the claims of one edition into a dataset under construction."""

    def __init__(self, quads: Quads, names: Names, lines: Sequence[str]) -> None:
        self.names = names
        self._lines = lines
        self._quads = quads
        self._corrections: dict[int, list[Correction]] = {}

    def add(self, claim: str, subject: Node, predicate: Node, value: Node) -> None:
        """State a triple in the graph of one kind of claim."""
        shared = claim in (SHARED, EXTERNAL)
        graph = self.names.shared_graph(claim) if shared else self.names.graph(claim)
        self._quads.add(graph, subject, predicate, value)

    def typed(self, claim: str, subject: URIRef, *classes: str) -> None:
        """Give a thing its classes of the vocabulary."""
        for name in classes:
            self.add(claim, subject, RDF.type, mg(name))

    def label(self, claim: str, subject: URIRef, text: str, lang: str = "ja") -> None:
        """Give a thing its preferred label."""
        self.add(claim, subject, SKOS.prefLabel, Literal(text, lang=lang))

    def translation(self, claim: str, subject: URIRef, text: str | None) -> None:
        """Give a thing our English name, if there is one."""
        if text:
            self.label(claim, subject, text, "en")

    def text(self, subject: URIRef, predicate: URIRef, text: Text) -> None:
        """State a Japanese text, as corrected where it was, with a node for each correction."""
        self.repeated(subject, predicate, text)
        self.corrections(subject, predicate, text)

    def repeated(self, subject: URIRef, predicate: URIRef, text: Text) -> None:
        """State a text whose corrections are told of another property or thing."""
        claim = CORRECTED if text.corrections else STATED
        self.add(claim, subject, predicate, Literal(text.value, lang="ja"))

    def prose(self, subject: URIRef, texts: tuple[Text, ...]) -> None:
        """State paragraphs as one description, parted by blank lines."""
        if not texts:
            return
        whole = "\n\n".join(text.value for text in texts)
        claim = CORRECTED if any(text.corrections for text in texts) else STATED
        self.add(claim, subject, URIRef(DCTERMS + "description"), Literal(whole, lang="ja"))
        for text in texts:
            self.corrections(subject, URIRef(DCTERMS + "description"), text)
            self.source(STATED, subject, text.spans)

    def corrections(self, subject: URIRef, predicate: URIRef, text: Text) -> None:
        """A node for each correction of a text, applied to that property of the subject."""
        for correction in text.corrections:
            node = self._correction(correction)
            self.add(CORRECTED, node, mg("appliesTo"), subject)
            self.add(CORRECTED, node, mg("property"), predicate)

    def _correction(self, entry: Correction) -> URIRef:
        known = self._corrections.setdefault(entry.line, [])
        if entry not in known:
            known.append(entry)
        node = URIRef(self.names.yearly("correction", f"L{entry.line}-{known.index(entry) + 1}"))
        self.typed(CORRECTED, node, "Correction")
        self.add(CORRECTED, node, mg("printed"), Literal(entry.printed))
        self.add(CORRECTED, node, mg("corrected"), Literal(entry.corrected))
        japanese, _, english = entry.reason.partition(" / ")
        self.add(CORRECTED, node, mg("reason"), Literal(japanese, lang="ja"))
        if english:
            self.add(CORRECTED, node, mg("reason"), Literal(english, lang="en"))
        self.add(CORRECTED, node, mg("confidence"), Literal(entry.confidence))
        printed = self._lines[entry.line - 1].strip()
        self.source(CORRECTED, node, [Span(entry.line, entry.line, printed)])
        return node

    def source(self, claim: str, subject: URIRef, spans: Iterable[Span]) -> None:
        """Say where a claim stands in the document."""
        for span in spans:
            self.add(claim, subject, mg("source"), self.passage(span))

    def passage(self, span: Span) -> URIRef:
        """The node of some lines of the document, with their verbatim text."""
        end = "" if span.end == span.start else f"-{span.end}"
        node = URIRef(self.names.yearly("passage", f"L{span.start}{end}"))
        self.typed(STATED, node, "Passage")
        self.add(STATED, node, mg("startLine"), Literal(span.start))
        self.add(STATED, node, mg("endLine"), Literal(span.end))
        self.add(STATED, node, mg("quote"), Literal(span.quote))
        self.add(STATED, node, URIRef(DCTERMS + "isPartOf"), URIRef(self.names.edition_iri))
        return node

    def period(
        self, claim: str, subject: URIRef, key: str, period: Period, *, lasting: bool = False
    ) -> None:
        """Say when: a period with its first and last day and its printed form."""
        days = period.start.isoformat(), period.end.isoformat()
        node = self.dated(claim, key, *days, lasting=lasting)
        self.add(claim, node, mg("printedPeriod"), Literal(period.printed))
        self.add(claim, subject, mg("period"), node)

    def dated(
        self, claim: str, key: str, start: str = "", end: str = "", *, lasting: bool = False
    ) -> URIRef:
        """The node of a period; ``start`` and ``end`` are ISO dates, empty where not known.

        A ``lasting`` one is told by no single edition, such as that of the strategy itself.
        """
        make = self.names.lasting if lasting else self.names.yearly
        node = URIRef(make("period", key))
        self.add(claim, node, RDF.type, URIRef(DCTERMS + "PeriodOfTime"))
        if start:
            self.add(claim, node, URIRef(DCAT + "startDate"), day(start))
        if end:
            self.add(claim, node, URIRef(DCAT + "endDate"), day(end))
        return node

    def fiscal_year(self, claim: str, subject: URIRef, year: int) -> None:
        """Say of which fiscal year (April to March) a statement is."""
        self.add(claim, subject, mg("fiscalYear"), Literal(str(year), datatype=XSD.gYear))
