"""An answer as a table of plain values: what every writer of tables takes.

CSV, Excel, Parquet, data frames and notebooks are written from a `Table`; what a cell's RDF term
was is no longer seen in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from ..ontology import PREFIXES
from .result import Result, Term, value_of

# What a cell may hold; a date is the text by which every spreadsheet knows it.
Cell: TypeAlias = str | int | Decimal | bool | None

_YEAR = PREFIXES["xsd"] + "gYear"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name for programs, its heading, what it holds, and how it is shown.

    ``type`` is text, integer, number or boolean; ``plain`` integers (years) are written without
    separators.
    """

    name: str
    heading: str
    type: str = "text"
    hidden: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values under headings of one language."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Heading:
    """How a variable is shown: its words, the type promised for it, whether people see it."""

    text: str
    type: str = ""
    hidden: bool = False


def table_of(
    result: Result,
    headings: dict[str, Heading] | None = None,
    name: str = "",
    title: str = "",
    description: str = "",
) -> Table:
    """The rows of a SELECT as a table; a variable without heading is its own."""
    known = headings or {}
    rows = [tuple(map(_cell, row)) for row in result.rows]
    years = {
        result.variables[place]
        for row in result.rows
        for place, cell in enumerate(row)
        if isinstance(cell, ox.Literal) and cell.datatype.value == _YEAR
    }
    fields = []
    for place, variable in enumerate(result.variables):
        heading = known.get(variable, Heading(variable))
        kind = _type([row[place] for row in rows], heading.type)
        fields.append(Field(variable, heading.text, kind, heading.hidden, variable in years))
    return Table(name, title, description, tuple(fields), rows)


def _cell(term: Term | None) -> Cell:
    value = value_of(term)
    return value.isoformat() if isinstance(value, date) else value


def _type(values: list[Cell], promised: str) -> str:
    """The promised type of a column, or the narrowest that holds all its values; else text."""
    known = [value for value in values if value is not None]
    if not known:
        return promised or "text"
    fitting = [kind for kind, fits in _FITS.items() if all(map(fits, known))]
    return promised if promised in fitting else next(iter(fitting), "text")


# Narrowest first. A column of mixed values is text, lest a typed export loses one.
_FITS: dict[str, Callable[[Cell], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: type(value) is int and abs(value) < 2**63,
    "number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
}
