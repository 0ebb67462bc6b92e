"""The door for Python: open a graph, ask it, and take the answers where they are needed.

::

    import machigraph

    g = machigraph.open()
    g.ask("goal-projects", goal=2).to_pandas()

Everything here only joins what the subpackages do; `machigraph.open` is its entrance.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .graph.endpoint import Endpoint
from .graph.errors import AmbiguousName, OutputError
from .graph.opening import open_store
from .graph.origin import Origin
from .graph.result import Result
from .graph.store import Store
from .queries.answer import Answer
from .queries.asking import ask
from .queries.catalogue import Question, question, questions
from .queries.picklist import Choice, choices
from .queries.things import Card, Neighbourhood, find, neighbourhood

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

__all__ = ["Machigraph", "Thing", "open_graph"]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the graph with what stands around it; a notebook shows it as a table."""

    around: Neighbourhood
    lang: str

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.around.card.iri

    @property
    def name(self) -> str:
        """Its name in the reader's language, with its printed code where it has one."""
        card: Card = self.around.card
        return " ".join(filter(None, (card.code, card.label(self.lang)))) or card.iri

    def _repr_html_(self) -> str:
        from .queries.html import thing_html

        return thing_html(self.around, self.lang)

    def __repr__(self) -> str:
        return f"<Thing {self.name} {self.iri}>"


class Machigraph:
    """An opened graph; `machigraph.open` makes one.

    ``lang`` (ja or en) is the language of labels, headings and citations; each call can choose
    another. Errors are those of `machigraph.errors`, one sentence each in both languages.
    """

    def __init__(self, source: Store | Endpoint, lang: str = "ja") -> None:
        self._source = source
        self.lang = lang

    @property
    def origin(self) -> Origin:
        """Which dataset this is: its hash and editions, or the endpoint's address."""
        return self._source.origin

    @property
    def questions(self) -> list[Question]:
        """The catalogue, in the order of the ids."""
        return questions()

    def ask(self, name: str, *, lang: str | None = None, **parameters: object) -> Answer:
        """Answer the question ``name`` of the catalogue.

        Parameters take what a person would write: ``goal=2``, ``goal="基本目標2"``,
        ``department="農政部"``, ``date=datetime.date(2024, 4, 1)``; None leaves one open.
        Raises UnknownQuestion and ParameterError, both naming the nearest right ones.
        """
        given = {key: _written(value) for key, value in parameters.items() if value is not None}
        return ask(self._source, question(name), given, lang or self.lang)

    def sparql(self, query: str) -> Result:
        """Answer a SPARQL 1.1 query; the project's prefixes (mg:, skos: …) need no declaration.

        Raises QueryError when it cannot be read or answered, RefusedQuery for SERVICE and updates.
        """
        return self._source.query(query)

    def choices(self, picklist: str) -> list[Choice]:
        """The values that a parameter of that type may take: ``g.choices("department")``."""
        return choices(self._source, picklist)

    def things(self, text: str) -> list[Thing]:
        """Everything that a name, printed code or IRI fits. Raises NothingFound."""
        return [self._thing(iri) for iri in find(self._source, text)]

    def thing(self, text: str) -> Thing:
        """The one thing that a name, printed code or IRI fits.

        Raises NothingFound where there is none, AmbiguousName where there are several.
        """
        found = find(self._source, text)
        if len(found) > 1:
            raise AmbiguousName(text, found)
        return self._thing(found[0])

    def rdflib(self) -> rdflib.Dataset:
        """The whole dataset in rdflib, its named graphs as they are, queried as their union.

        Raises OutputError for a remote endpoint, which does not hand out its dataset.
        """
        from rdflib import Dataset

        dataset = Dataset(default_union=True)
        dataset.parse(data=self._nquads(), format="nquads")
        return dataset

    def networkx(self) -> nx.MultiDiGraph:
        """Things as nodes, their relations as edges: see `machigraph.graph.network.network`.

        Raises OutputError for a remote endpoint.
        """
        from .graph.network import network

        return network(self._store().quads())

    def _thing(self, iri: str) -> Thing:
        return Thing(neighbourhood(self._source, iri), self.lang)

    def _store(self) -> Store:
        if isinstance(self._source, Store):
            return self._source
        url = self._source.url
        raise OutputError(
            f"{url} は問合せに答えるだけで、データセット全体は渡せません。",
            f"{url} answers queries but does not hand out its whole dataset.",
        )

    def _nquads(self) -> bytes:
        return b"".join(f"{quad} .\n".encode() for quad in self._store().quads())

    def __len__(self) -> int:
        """How many quads (a remote endpoint: triples of its default graph)."""
        if isinstance(self._source, Store):
            return len(self._source)
        count = self._source.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return int(str(count.to_dicts()[0]["n"]))

    def __repr__(self) -> str:
        told = self.origin.url or f"{', '.join(self.origin.editions)} {self.origin.hash[:12]}"
        return f"<Machigraph {told.strip() or 'in memory'}>"

    def _repr_html_(self) -> str:
        from .queries.html import graph_html

        return graph_html(self.origin, len(self), self.lang)


def open_graph(
    folder: str | os.PathLike[str] | None = None,
    *,
    endpoint: str | None = None,
    lang: str = "ja",
) -> Machigraph:
    """Open a graph: the bundled editions' own, built on first use, unless told otherwise.

    Args:
        folder: a folder made by ``machigraph build --out``.
        endpoint: the query URL of a SPARQL 1.1 endpoint to ask instead.
        lang: ``ja`` or ``en``, the language of labels, headings and citations.

    Raises:
        StoreError: where no graph lies in ``folder``.
        EndpointError: for a URL that is none.
        OutputError: when the automatic graph cannot be written.
        ValueError: for another language, or a folder and an endpoint together.
    """
    if lang not in {"ja", "en"}:
        raise ValueError(f"lang is ja or en, not {lang!r}")
    if endpoint is not None and folder is not None:
        raise ValueError("give a folder or an endpoint, not both")
    if endpoint is not None:
        return Machigraph(Endpoint(endpoint), lang)
    place = None if folder is None else Path(folder)
    return Machigraph(open_store(place, _quietly, many_questions=True), lang)


def _quietly(ja: str, en: str) -> None:
    """A library does not print; the first build takes a few seconds in silence."""


def _written(value: object) -> str:
    """A parameter as a person would write it on the command line."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        raise TypeError("a parameter takes one value, not a mapping")
    return str(value)
