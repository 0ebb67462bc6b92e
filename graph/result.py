"""What a SPARQL query answers, wherever it was asked.

A `Result` keeps the answer in one plain serialisation (SPARQL 1.1 Results JSON, or N-Triples
for graphs). That makes it independent of the store that gave it: it can be read twice, sent
to another process, and written in every format by the same code, local or remote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from ..ontology import PREFIXES
from .errors import OutputError

if TYPE_CHECKING:
    from rdflib import Graph

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value: TypeAlias = str | int | Decimal | bool | date | None

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_FRACTIONS = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_YEAR, _BOOLEAN, _DATE = _XSD + "gYear", _XSD + "boolean", _XSD + "date"

RESULT_FORMATS: dict[str, ox.QueryResultsFormat] = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
}


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one query.

    ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE; ``body`` the answer in SPARQL 1.1 Results
    JSON, or in N-Triples for the last two. ``variables`` are the columns of a SELECT, in the
    order of its projection.
    """

    form: str
    body: bytes
    variables: tuple[str, ...] = ()

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a set of triples (CONSTRUCT, DESCRIBE)."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}

    @property
    def rows(self) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT in its column order; None where a variable is unbound."""
        return [tuple(solution[name] for name in self.variables) for solution in self._solutions()]

    @property
    def records(self) -> list[dict[str, Term]]:
        """The rows of a SELECT as dictionaries, without the unbound variables."""
        return [
            {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]

    @property
    def boolean(self) -> bool:
        """The answer of an ASK."""
        found = ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QueryBoolean), "only an ASK has a boolean"
        return bool(found)

    @property
    def triples(self) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        return [q.triple for q in ox.parse(self.body, format=ox.RdfFormat.N_TRIPLES)]

    def to_dicts(self) -> list[dict[str, Value]]:
        """The rows of a SELECT as dictionaries of plain values; None where unbound.

        Integers and years become int, decimals Decimal, booleans bool, dates date, everything
        else (IRIs among it) str. Raises OutputError for other queries, which have no rows.
        """
        self._check_rows()
        return [dict(zip(self.variables, map(value_of, row), strict=True)) for row in self.rows]

    def to_rdf(self) -> Graph:
        """The answer as an rdflib Graph.

        The triples of a CONSTRUCT or DESCRIBE as they are; a SELECT or ASK in W3C's vocabulary
        for result sets (rs:ResultSet, http://www.w3.org/2001/sw/DataAccess/tests/result-set#).
        """
        from .result_set import as_graph

        return as_graph(self)

    def to_pandas(self) -> Any:
        """The rows of a SELECT as a pandas DataFrame with typed columns.

        Raises OutputError where pandas is not installed, and for other queries.
        """
        self._check_rows()
        from .frames import to_pandas
        from .result_table import table_of

        return to_pandas(table_of(self))

    def to_polars(self) -> Any:
        """The rows of a SELECT as a polars DataFrame with typed columns.

        Raises OutputError where polars is not installed, and for other queries.
        """
        self._check_rows()
        from .frames import to_polars
        from .result_table import table_of

        return to_polars(table_of(self))

    def __repr__(self) -> str:
        """One short line: ``body`` may hold megabytes."""
        if self.form == "ASK":
            return f"<Result ASK: {str(self.boolean).lower()}>"
        one = "triple" if self.is_graph else "row"
        return f"<Result {self.form}: {len(self)} {one if len(self) == 1 else one + 's'}>"

    def _repr_html_(self) -> str:
        """The answer for a notebook: a table, a boolean, or triples."""
        from .html import result_html

        return result_html(self, "en")

    def __len__(self) -> int:
        """How many rows or triples (an ASK counts as one)."""
        if self.is_graph:
            return len(self.triples)
        return len(self.rows) if self.form == "SELECT" else 1

    def serialize(self, name: str) -> bytes:
        """The answer in a format of `RESULT_FORMATS` or `GRAPH_FORMATS`, as UTF-8 bytes.

        Raises OutputError when that format does not fit this form of query.
        """
        check_format(self.form, name)
        if self.is_graph:
            return self._serialize_graph(GRAPH_FORMATS[name])
        found = ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)
        return found.serialize(format=RESULT_FORMATS[name]) or b""

    def _serialize_graph(self, form: ox.RdfFormat) -> bytes:
        triples = self.triples
        used = {p: n for p, n in PREFIXES.items() if any(n in str(t) for t in triples)}
        return ox.serialize(triples, format=form, prefixes=used) or b""

    def _check_rows(self) -> None:
        if self.form != "SELECT":
            other = "boolean" if self.form == "ASK" else "triples"
            raise OutputError(
                f"{self.form} の結果に行はありません（{other} か to_rdf を使います）。",
                f"{self.form} has no rows (use {other} or to_rdf).",
            )

    def _solutions(self) -> Iterator[ox.QuerySolution]:
        found = ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions), "only a SELECT has rows"
        return iter(found)


def value_of(term: Term | None) -> Value:
    """A term as a plain value; what is of no known type stays the text it is."""
    if not isinstance(term, ox.Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value
    if kind == _BOOLEAN:
        return term.value in {"true", "1"}
    try:
        if kind == _DATE:
            return date.fromisoformat(term.value)
        if kind in _INTEGERS or kind == _YEAR:
            return int(term.value)
        number = Decimal(term.value) if kind in _FRACTIONS else None
    except (ValueError, InvalidOperation):
        return term.value
    return term.value if number is None or not number.is_finite() else number


def check_format(form: str, name: str) -> None:
    """Raise OutputError when answers to a query of that form cannot be written as ``name``.

    ``table`` is for SELECT and ASK; turning a result into a table is the command line's job.
    """
    graph = form in {"CONSTRUCT", "DESCRIBE"}
    fitting = list(GRAPH_FORMATS) if graph else ["table", *RESULT_FORMATS]
    if name in fitting:
        return
    raise OutputError(
        f"{form} の結果は{'グラフ' if graph else '表'}なので、"
        f"形式 {name} では書けません。使える形式: {'、'.join(fitting)}。",
        f"{form} answers with {'a graph' if graph else 'a table'}, which cannot be written "
        f"as {name}. Formats that fit: {', '.join(fitting)}.",
    )
