"""The answer to a question of the catalogue: rows with their sources, citable, in many forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..graph.origin import Origin
from ..graph.result import Result, Value
from .catalogue import Question

if TYPE_CHECKING:
    from ..graph.result_table import Table
    from .picklist import Source

_LINES = "lines"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, what its parameters were bound to, and what came back.

    ``given`` holds the parameters as they were written, ``terms`` the RDF terms they mean,
    ``query`` the SPARQL that was run, ``asked`` the day. Rows come in the question's order.
    """

    question: Question
    terms: dict[str, ox.NamedNode | ox.Literal]
    result: Result
    given: dict[str, str] = field(default_factory=dict)
    query: str = ""
    lang: str = "ja"
    asked: date = field(default_factory=date.today)
    source: Source | None = field(default=None, repr=False, compare=False)

    @property
    def origin(self) -> Origin:
        """The dataset that answered."""
        return self.source.origin if self.source is not None else Origin()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns for programs, hidden ones (IRIs) among them."""
        return self.result.variables

    @property
    def lines(self) -> list[list[int]]:
        """For each row the lines of the document on which it rests; a range gives all its lines."""
        if _LINES not in self.columns:
            return [[] for _ in self.result.rows]
        place = self.columns.index(_LINES)
        return [_numbers(getattr(row[place], "value", "")) for row in self.result.rows]

    def shown(self, lang: str | None = None) -> dict[str, str]:
        """The columns for a person, in the result's order: variable to heading in ``lang``."""
        known = {column.name: column for column in self.question.columns}
        return {
            name: known[name].label.text(lang or self.lang) if name in known else name
            for name in self.result.variables
            if not (name in known and known[name].hidden)
        }

    def cite(self, lang: str | None = None) -> str:
        """One paragraph with which the answer can be cited and had again."""
        from .citation import citation

        return citation(self, lang or self.lang)

    def explain(self, lang: str | None = None) -> str:
        """The query as it was run, behind comments saying what it counts: valid SPARQL."""
        from .citation import explanation

        return explanation(self, lang or self.lang)

    def to_dicts(self) -> list[dict[str, Value]]:
        """The rows as dictionaries of plain values; see `Result.to_dicts`."""
        return self.result.to_dicts()

    def to_pandas(self) -> Any:
        """A pandas DataFrame with typed columns. Raises OutputError without pandas."""
        from ..graph.frames import to_pandas

        return to_pandas(self.table())

    def to_polars(self) -> Any:
        """A polars DataFrame with typed columns. Raises OutputError without polars."""
        from ..graph.frames import to_polars

        return to_polars(self.table())

    def to_rdf(self) -> Any:
        """The rows as an rdflib Graph in W3C's result-set vocabulary; see `Result.to_rdf`."""
        return self.result.to_rdf()

    def table(self) -> Table:
        """The rows under the headings of the reader's language, as every writer takes them."""
        from ..graph.result_table import Heading, table_of

        asked = self.question
        headings = {
            column.name: Heading(column.label.text(self.lang), column.type, column.hidden)
            for column in asked.columns
        }
        title, words = asked.title.text(self.lang), asked.description.text(self.lang)
        return table_of(self.result, headings, asked.id, title, words)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.result)

    def __iter__(self) -> Any:
        """The rows as dictionaries."""
        return iter(self.to_dicts())

    def __repr__(self) -> str:
        """One short line: the fields hold the whole query and the whole result."""
        asked = " ".join([self.question.id, *(f"{k}={v}" for k, v in self.given.items())])
        return f"<Answer {asked}: {len(self)} {'row' if len(self) == 1 else 'rows'}>"

    def _repr_html_(self) -> str:
        """The table for a notebook, with title, row count and source."""
        from .html import answer_html

        return answer_html(self)


def _numbers(cell: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, cell.split(", ")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
