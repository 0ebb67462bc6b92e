"""Answers and things as HTML for a notebook: every text escaped, no script, no link."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..graph.html import framed, table_html
from ..graph.origin import Origin
from ..graph.result import Term
from ..ontology import compact

if TYPE_CHECKING:
    from .answer import Answer
    from .things import Neighbourhood


def answer_html(answer: Answer) -> str:
    """The answer as a table with its title, how many rows, and how to cite it."""
    table = answer.table()
    note = answer.cite() if len(answer) else answer.question.description.text(answer.lang)
    return framed(table_html(table, answer.lang), note)


def thing_html(found: Neighbourhood, lang: str) -> str:
    """A thing with its properties and what points to it, each with its number of lines."""
    card = found.card
    rows = [
        (_word(name, found, lang), "; ".join(_word(_text(term), found, lang) for term in terms))
        for name, terms in sorted(card.values.items())
    ]
    rows += [
        (
            f"← {_word(kind, found, lang)}（{_word(prop, found, lang)}）",
            f"{found.counts[kind, prop]}: {names}",
        )
        for (kind, prop), things in found.incoming.items()
        for names in [", ".join(_word(iri, found, lang) for iri in things)]
    ]
    body = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    title = " ".join(filter(None, (card.code, card.label(lang)))) or card.iri
    return framed(f"<table><caption>{escape(title)}</caption>{body}</table>", card.iri)


def graph_html(origin: Origin, quads: int, lang: str) -> str:
    """What was opened."""
    ja = lang == "ja"
    facts = {
        ("版", "editions"): ", ".join(origin.editions),
        ("四つ組", "quads"): f"{quads:,}",
        ("SHA-256", "SHA-256"): origin.hash,
        ("エンドポイント", "endpoint"): origin.url,
    }
    rows = "".join(
        f"<tr><th>{names[0 if ja else 1]}</th><td>{escape(value)}</td></tr>"
        for names, value in facts.items()
        if value
    )
    return framed(f"<table><caption>machigraph</caption>{rows}</table>")


def _word(value: str, found: Neighbourhood, lang: str) -> str:
    """A name for an IRI where the graph has one; a literal as it is."""
    card = found.cards.get(value)
    return (card.label(lang) if card else "") or compact(value)


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))
