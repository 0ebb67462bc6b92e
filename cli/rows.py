"""Turning an answer into a table for people: terms into words, numbers into aligned figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyoxigraph as ox

from ..graph.result import Result, Term
from ..ontology import compact
from .session import Session
from .table import Column, ambiguous_width, render, terminal_width

# What `show` takes for an IRI of a city's graph, whatever base it is published under.
_OURS = re.compile(r"https?://.*/((?:id|graph)/\d{6}/\S+)\Z")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


def words(term: Term | None) -> str:
    """A term for a person: the text of a literal, an IRI shortened where `show` knows it."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        ours = _OURS.match(term.value)
        return ours[1] if ours else compact(term.value)
    return str(term)


def figure(term: Term | None) -> str:
    """Like `words`, with thousands separators in numbers and a ring for true."""
    if not isinstance(term, ox.Literal):
        return words(term)
    kind = term.datatype.value
    if kind == _XSD + "boolean":
        return "○" if term.value in {"true", "1"} else ""
    whole, dot, rest = term.value.partition(".")
    if kind not in _NUMBERS or not whole.lstrip("+-").isdecimal():
        return term.value
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('+-')):,}{dot}{rest}"


def is_number(term: Term | None) -> bool:
    """Whether a term is a numeric literal."""
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def table(result: Result, session: Session, headings: Mapping[str, str] | None = None) -> str:
    """The rows of a SELECT, or the boolean of an ASK, as text.

    ``headings`` names the columns to show and how; their figures are then written for people.
    Without it all variables are shown as they are.
    """
    if result.form == "ASK":
        return ("true" if result.boolean else "false") + "\n"
    rows = result.rows
    if not rows:
        return session.say("該当するものはありません。\n", "Nothing matches.\n")
    shown = dict(headings) if headings is not None else {v: v for v in result.variables}
    write = words if headings is None else figure
    columns = [
        _column(shown[name], [row[place] for row in rows], write)
        for place, name in enumerate(result.variables)
        if name in shown
    ]
    text = render(columns, terminal_width(), ambiguous_width()) if columns else ""
    return f"{text}\n{session.say(f'{len(rows)}件', _count(len(rows)))}\n"


def _column(heading: str, terms: list[Term | None], write: Callable[[Term | None], str]) -> Column:
    known = [term for term in terms if term is not None]
    right = bool(known) and all(map(is_number, known))
    return Column(heading, [write(term) for term in terms], right)


def _count(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
