"""What a worker can be told to do. Every job answers through a `Channel`: a head, then chunks."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, Protocol, cast

import pyoxigraph as ox

from ..graph.dataset_clause import graphs_named
from ..graph.endpoint import Endpoint
from ..graph.errors import NothingFound, OutputError, QueryError
from ..graph.result import GRAPH_FORMATS, RESULT_FORMATS
from ..graph.sparql_text import names_graphs, query_form, refuse_monstrous, refuse_outside
from ..graph.store import Found, Store
from ..ontology import PREFIXES
from .sink import Sink

Job = dict[str, Any]
Head = dict[str, Any]


class Unacceptable(OutputError):
    """None of the formats that the client takes fits the form of the query."""


class Channel(Protocol):
    """How a job answers."""

    def head(self, head: Head) -> None:
        """Say what comes, once, before any chunk."""
        ...

    def sink(self, name: str) -> Sink:
        """Where to write an answer in the format ``name``."""
        ...


def run(job: Job, source: Store | Endpoint, channel: Channel) -> None:
    """Do one job. Raises MachigraphError when it cannot be done."""
    JOBS[job["do"]](job, source, channel)


def _sparql(job: Job, source: Store | Endpoint, channel: Channel) -> None:
    """``query``; ``default`` and ``named`` graphs; ``rows`` and ``graph``: formats or None."""
    text = job["query"].removeprefix("\ufeff")
    form = query_form(text)
    name = job["graph" if form in {"CONSTRUCT", "DESCRIBE"} else "rows"]
    _check_graphs(source, job, text)
    if name is None:
        raise _unacceptable(form)
    if isinstance(source, Endpoint):
        refuse_monstrous(text)
        refuse_outside(text)
        body = source.query(text, job["default"], job["named"]).serialize(name)
        _whole(channel, {"form": form, "format": name}, body, name)
        return
    _, found = source.evaluate(text, job["default"], job["named"])
    channel.head({"form": form, "format": name})
    sink = channel.sink(name)
    try:
        _write(found, name, cast("IO[bytes]", sink))
    except (OSError, RuntimeError, ValueError) as error:
        words = " ".join(str(error).split())
        raise QueryError(
            f"この問合せには答えられません: {words}", f"This query cannot be answered: {words}"
        ) from error
    sink.close()


def _write(found: Found, name: str, target: IO[bytes]) -> None:
    if not isinstance(found, ox.QueryTriples):
        found.serialize(output=target, format=RESULT_FORMATS[name])
    elif name in {"nt", "jsonld"}:
        found.serialize(output=target, format=GRAPH_FORMATS[name])
    else:
        # The detour through Python's triples is what it costs to have prefixes.
        ox.serialize(found, output=target, format=GRAPH_FORMATS[name], prefixes=PREFIXES)


def _check_graphs(source: Store | Endpoint, job: Job, text: str) -> None:
    """Raise QueryError for a graph that the dataset does not have."""
    chosen = [*job["default"], *job["named"]]
    if not chosen and names_graphs(text):
        chosen = graphs_named(text, PREFIXES)
    for iri in chosen:
        if not _has_graph(source, iri):
            raise QueryError(
                f"このデータセットに <{iri}> というグラフはありません。",
                f"This dataset has no graph <{iri}>.",
            )


def _has_graph(source: Store | Endpoint, iri: str) -> bool:
    if isinstance(source, Store):
        return source.has_graph(iri)
    try:
        name = ox.NamedNode(iri)
    except ValueError:
        return False
    return source.query(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}").boolean


def _unacceptable(form: str) -> Unacceptable:
    fitting = GRAPH_FORMATS if form in {"CONSTRUCT", "DESCRIBE"} else RESULT_FORMATS
    listed = ", ".join(fitting)
    return Unacceptable(
        f"{form} の答えは、Accept にある形式では書けません（書けるもの: {listed}）。",
        f"The answer to {form} cannot be written in any format of Accept (there are {listed}).",
    )


def _whole(channel: Channel, head: Head, body: bytes, name: str) -> None:
    channel.head(head)
    sink = channel.sink(name)
    sink.write(body)
    sink.close()


def _graph(job: Job, source: Store | Endpoint, channel: Channel) -> None:
    """The triples of one graph: ``iri``, or None for the union of all; ``graph``: a format."""
    where = "{ ?s ?p ?o }"
    if job["iri"] is not None:
        if not _has_graph(source, job["iri"]):
            raise NothingFound(
                f"<{job['iri']}> というグラフはありません。", f"There is no graph <{job['iri']}>."
            )
        where = f"{{ GRAPH {ox.NamedNode(job['iri'])} {where} }}"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {where}"
    _sparql({**job, "query": query, "default": [], "named": [], "rows": None}, source, channel)


def _describe(job: Job, source: Store | Endpoint, channel: Channel) -> None:
    """The description of the endpoint at ``base``; ``graph``: a format."""
    from .description import SPACES, description

    name = job["graph"]
    if name is None:
        raise _unacceptable("DESCRIBE")
    triples = description(source, job["base"])
    body = ox.serialize(triples, format=GRAPH_FORMATS[name], prefixes=SPACES) or b""
    _whole(channel, {"form": "DESCRIBE", "format": name}, body, name)


JOBS: dict[str, Callable[[Job, Store | Endpoint, Channel], None]] = {
    "sparql": _sparql,
    "graph": _graph,
    "describe": _describe,
}
