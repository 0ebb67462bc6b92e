"""What a SPARQL query answers, wherever it was asked.

A `Result` keeps the answer in one plain serialisation (SPARQL 1.1 Results JSON, or N-Triples
for graphs). That makes it independent of the store that gave it: it can be read twice, sent
to another process, and written in every format by the same code, local or remote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from ..ontology import PREFIXES
from .errors import OutputError

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

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

    def _solutions(self) -> Iterator[ox.QuerySolution]:
        found = ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions), "only a SELECT has rows"
        return iter(found)


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
