"""`machigraph show THING`: one thing and its neighbourhood, with the lines of the document."""

from __future__ import annotations

import argparse
import sys

import pyoxigraph as ox

from ..graph.result import Term
from ..ontology import ONT, PREFIXES
from ..queries.asking import natural
from ..queries.things import SOURCE, Card, Neighbourhood, cards, find, in_language, neighbourhood
from .arguments import Parser
from .output import write_text
from .rows import figure, words
from .session import Session
from .table import terminal_width, wrap

_SKOS, _DCTERMS, _ORG = PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["org"]
_DCAT = PREFIXES["dcat"]
_TYPE = PREFIXES["rdf"] + "type"
# Shown elsewhere: in the heading, or as the lines at the end.
# The shortcut from a partner to a thing repeats the involvements, without their lines.
_APART = frozenset({_TYPE, _SKOS + "prefLabel", _SKOS + "notation", SOURCE, ONT + "involvedIn"})
# What tells a thing without a name of its own (or with a borrowed one) from its siblings.
_TELLING: dict[str, tuple[str, ...]] = {
    ONT + "Listing": tuple(
        ONT + n for n in ("underMeasure", "listNumber", "department", "budget", "isRelisting")
    ),
    ONT + "BudgetAmount": (ONT + "amountYen", ONT + "fiscalYear"),
    ONT + "IndicatorValue": (ONT + "printedValue",),
    ONT + "Involvement": (ONT + "partner", ONT + "role", ONT + "inThing"),
    ONT + "SdgAlignment": (ONT + "inGoal", ONT + "sdgGoal", ONT + "element"),
    ONT + "PrintedTotal": (ONT + "about", ONT + "quantity", ONT + "printedValue"),
    ONT + "Discrepancy": (ONT + "about", ONT + "quantity", ONT + "difference"),
    ONT + "Correction": (ONT + "printed", ONT + "corrected", ONT + "reason"),
    ONT + "Passage": (ONT + "startLine", ONT + "quote"),
    _ORG + "Membership": (
        *(_ORG + n for n in ("organization", "member", "role", "memberDuring")),
        _DCTERMS + "source",
    ),
    _DCTERMS + "PeriodOfTime": (
        ONT + "printedPeriod",
        _DCAT + "startDate",
        _DCAT + "endDate",
        _DCTERMS + "date",
    ),
}
# Words for the terms that we use of other vocabularies: our ontology labels only its own.
_BORROWED: dict[str, tuple[str, str]] = {
    _SKOS + "altLabel": ("別名", "also called"),
    _SKOS + "definition": ("定義", "definition"),
    _SKOS + "exactMatch": ("同じもの", "same as"),
    _DCTERMS + "description": ("説明", "description"),
    _DCTERMS + "date": ("時点", "as of"),
    _DCTERMS + "isPartOf": ("属する文書", "part of"),
    _DCTERMS + "issued": ("発行", "issued"),
    _DCTERMS + "source": ("文書の外の出典", "source outside the document"),
    _DCTERMS + "PeriodOfTime": ("期間", "period"),
    _DCAT + "startDate": ("始め", "from"),
    _DCAT + "endDate": ("終わり", "until"),
    _ORG + "Membership": ("所属", "membership"),
    _ORG + "organization": ("属する先", "organization"),
    _ORG + "member": ("構成員", "member"),
    _ORG + "role": ("役割", "role"),
    _ORG + "memberDuring": ("期間", "during"),
    _ORG + "unitOf": ("属する団体", "unit of"),
    PREFIXES["prov"] + "wasRevisionOf": ("改訂前", "revision of"),
    PREFIXES["rdfs"] + "seeAlso": ("参照", "see also"),
}
_MOST_QUOTES = 8
_MOST_MATCHES = 40
_QUOTE_LENGTH = 160


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "thing",
        metavar="THING",
        help="名前、符号（2-エ-② など）、または IRI"
        if lang == "ja"
        else "a name, a code such as 2-エ-②, or an IRI",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Show the thing, or list the things when the name fits several."""
    store = session.store()
    found = find(store, options.thing)
    if len(found) > 1:
        write_text(_several(cards(store, found), options.thing, session))
        return 0
    write_text(Page(neighbourhood(store, found[0]), session).text())
    return 0


def _several(found: dict[str, Card], text: str, session: Session) -> str:
    known = sorted(found.values(), key=lambda c: (sorted(c.classes), natural(c.code), c.iri))
    lines = [
        session.say(
            f"「{text}」に当てはまるもの: {len(found)}件", f"“{text}” fits {len(found)} things:"
        )
    ]
    for card in known[:_MOST_MATCHES]:
        name = " ".join(filter(None, (card.code, card.label(session.lang))))
        lines.append(f"  {words(ox.NamedNode(card.iri))}  {name}")
    if len(known) > _MOST_MATCHES:
        lines.append("  …")
    hint = session.say("一つを見るには machigraph show id/…", "To see one: machigraph show id/…")
    return "\n".join([*lines, "", hint]) + "\n"


class Page:
    """Words a neighbourhood for a person."""

    def __init__(self, found: Neighbourhood, session: Session) -> None:
        self._found = found
        self._cards = found.cards
        self._lang = session.lang
        self._session = session
        self._places = terminal_width() or 100

    def text(self) -> str:
        """The whole page."""
        card = self._found.card
        name = " ".join(filter(None, (card.code, card.label(self._lang)))) or words(_node(card.iri))
        kinds = self._session.say("・", ", ").join(self._term(iri) for iri in card.classes)
        lines = [name, f"{kinds}  {words(_node(card.iri))}"]
        for heading, items in [*self._outgoing(), *self._incoming()]:
            lines += ["", heading, *(line for item in items for line in self._item(item))]
        return "\n".join([*lines, *self._sources()]) + "\n"

    def _outgoing(self) -> list[tuple[str, list[str]]]:
        card = self._found.card
        return [
            (self._term(name), self._values(terms))
            for name, terms in sorted(card.values.items())
            if name not in _APART
        ]

    def _values(self, terms: list[Term]) -> list[str]:
        """Values as text; of a text in several languages only the reader's."""
        texts = [t for t in terms if isinstance(t, ox.Literal) and t.language]
        spoken = {t.language for t in texts}
        if self._lang in spoken and len(spoken) > 1:
            terms = [t for t in terms if t not in texts or _language(t) == self._lang]
        return [self._describe(term) for term in terms]

    def _incoming(self) -> list[tuple[str, list[str]]]:
        groups: list[tuple[str, list[str]]] = []
        for group, things in sorted(self._found.incoming.items()):
            if group[1] in _APART:
                continue
            items = [self._describe(_node(thing)) for thing in sorted(things, key=self._place)]
            more = self._found.counts[group] - len(items)
            if more:
                items.append(self._session.say(f"…ほか{more}件", f"… and {more} more"))
            kind, name = (self._term(iri) if iri else "" for iri in group)
            count = self._found.counts[group]
            groups.append((f"{kind} → {name} ({count})", items))
        return groups

    def _describe(self, term: Term, deep: bool = True) -> str:
        """A value in words: a name with its code, or the telling properties and the lines."""
        card = self._cards.get(term.value) if isinstance(term, ox.NamedNode) else None
        if card is None or not card.values:
            return figure(term)
        own = self._found.card
        telling = next((_TELLING[c] for c in card.classes if c in _TELLING), ())
        name = card.label(self._lang)
        # A row of the list has its project's name: no news on the project's own page.
        known = name == own.label(self._lang) and deep and telling
        parts = [] if known else [card.code, name]
        if deep or not name:
            parts += [self._property(card, prop) for prop in telling]
        text = "  ".join(part for part in parts if part) or words(term)
        lines = self._lines(card) if deep else ""
        return f"{text}  {lines}" if lines else text

    def _property(self, card: Card, name: str) -> str:
        """One telling property in words; nothing where it only names the page's own thing."""
        terms = [t for t in card.values.get(name, []) if t != _node(self._found.card.iri)]
        if name == ONT + "isRelisting":
            again = any(isinstance(t, ox.Literal) and t.value == "true" for t in terms)
            return self._session.say("再掲", "re-listing") if again else ""
        if name == ONT + "amountYen":
            return " ".join(f"{figure(t)}{self._session.say('円', ' yen')}" for t in terms)
        if name == ONT + "fiscalYear":
            return " ".join(self._session.say(f"{words(t)}年度", f"FY{words(t)}") for t in terms)
        if any(_language(t) for t in terms):
            return in_language(terms, self._lang)
        return " ".join(self._brief(t) for t in terms)

    def _brief(self, term: Term) -> str:
        """A neighbour's neighbour: the code alone where it has a telling one."""
        card = self._cards.get(term.value) if isinstance(term, ox.NamedNode) else None
        if card and ONT + "Measure" in card.classes and card.code:
            return card.code
        return self._describe(term, deep=False)

    def _term(self, iri: str) -> str:
        """A property or class by its label in the ontology, else by its short name."""
        card = self._cards.get(iri)
        borrowed = self._session.say(*_BORROWED.get(iri, ("", "")))
        return (card.label(self._lang) if card else "") or borrowed or words(_node(iri))

    def _place(self, thing: str) -> tuple[int, list[tuple[int, int, str]]]:
        """Where a neighbour stands in the document; those without a line come last, by name."""
        card = self._cards[thing]
        first = min((start for start, _ in self._passages(card)), default=sys.maxsize)
        return first, natural(f"{card.code} {card.label(self._lang)} {thing}")

    def _lines(self, card: Card) -> str:
        numbers = sorted({start for start, _ in self._passages(card)})
        listed = ", ".join(map(str, numbers))
        return self._session.say(f"（{listed}行）", f"(line {listed})") if numbers else ""

    def _passages(self, card: Card) -> list[tuple[int, str]]:
        found = []
        for term in card.values.get(SOURCE, []):
            passage = self._cards.get(term.value) if isinstance(term, ox.NamedNode) else None
            if passage and ONT + "startLine" in passage.values:
                start = in_language(passage.values[ONT + "startLine"], "ja")
                found.append((int(start), in_language(passage.values.get(ONT + "quote", []), "ja")))
        return sorted(found)

    def _sources(self) -> list[str]:
        """The lines of the document with their words: the thing's own, then its neighbours'."""
        own = self._passages(self._found.card)
        near = [
            p for things in self._found.incoming.values() for t in things for p in self._near(t)
        ]
        quotes = list(dict.fromkeys([*own, *sorted(near)]))
        if not quotes:
            return []
        lines = ["", self._session.say("出典（文書の行）", "Source (lines of the document)")]
        for number, quote in quotes[: max(_MOST_QUOTES, len(own))]:
            short = quote if len(quote) <= _QUOTE_LENGTH else quote[:_QUOTE_LENGTH] + "…"
            lines += self._item(f"{number}: 「{' '.join(short.split())}」")
        return lines

    def _near(self, thing: str) -> list[tuple[int, str]]:
        card = self._cards.get(thing)
        return self._passages(card) if card else []

    def _item(self, text: str) -> list[str]:
        first, *rest = wrap(text, self._places - 4)
        return [f"  {first}", *(f"    {line}" for line in rest)]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _language(term: Term) -> str | None:
    return term.language if isinstance(term, ox.Literal) else None
