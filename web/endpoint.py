"""`/sparql`, `/rdf-graph-store` and `/.well-known/void`: what SPARQL 1.1 says of reading."""

from __future__ import annotations

from starlette.datastructures import URL, Headers
from starlette.types import Receive, Scope, Send

from .delivery import Order, deliver
from .failure import Failure
from .jobs import Head, Job
from .negotiation import GRAPH, ROWS, choose
from .pool import Pool
from .protocol import Asked, asked, bad_method, url_parameters

# Queries of so few characters are mostly somebody's check whether the server is there. They have
# a place of their own, and leave it like all others if they are not small after all.
_TINY = 40


class SparqlEndpoint:
    """An ASGI application for one path."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Failure."""
        found = await asked(scope, receive, self._pool.limits)
        accept = Headers(scope=scope).get("accept")
        order = describe_order(scope, accept) if found is None else sparql_order(found, accept)
        await deliver(order, self._pool, scope, receive, send)


def sparql_order(found: Asked, accept: str | None) -> Order:
    """What to run and how to answer, for a query."""
    rows, graph = (choose(accept, offers, found.hint) for offers in (ROWS, GRAPH))
    job = {
        "do": "sparql",
        "query": found.query,
        "default": found.default_graphs,
        "named": found.named_graphs,
        "rows": rows and rows.name,
        "graph": graph and graph.name,
    }

    def headers(head: Head) -> dict[str, str]:
        chosen = graph if head["form"] in {"CONSTRUCT", "DESCRIBE"} else rows
        assert chosen is not None, "the worker refuses what cannot be written"
        return {"content-type": chosen.content_type, "vary": "Accept"}

    identity = None
    if found.repeatable:
        formats = (str(rows), str(graph))
        graphs = ("\x1e".join(found.default_graphs), "\x1e".join(found.named_graphs))
        identity = ("sparql", found.query, *graphs, *formats)
    return Order(job, headers, identity, len(found.query) <= _TINY)


class DescriptionEndpoint:
    """`/.well-known/void`: the description of the dataset and of the service."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Failure."""
        _reading(scope)
        order = describe_order(scope, Headers(scope=scope).get("accept"))
        await deliver(order, self._pool, scope, receive, send)


class GraphStoreEndpoint:
    """`/rdf-graph-store`: the SPARQL 1.1 Graph Store Protocol, for reading."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Failure."""
        _reading(scope)
        pairs = dict(url_parameters(scope, self._pool.limits))
        if ("graph" in pairs) == ("default" in pairs):
            raise Failure(
                400,
                "which-graph",
                "?graph=IRI か ?default のどちらか一つを指定してください。",
                "Give either ?graph=IRI or ?default.",
            )
        iri = pairs.get("graph")
        job: Job = {"do": "graph", "iri": iri}
        accept = Headers(scope=scope).get("accept")
        order = _graph_order(job, accept, ("graph", str(iri)), pairs.get("format", ""))
        await deliver(order, self._pool, scope, receive, send)


def describe_order(scope: Scope, accept: str | None) -> Order:
    """What to run and how to answer, for what the endpoint says of itself."""
    root = scope.get("root_path", "") + "/"
    base = str(URL(scope=scope).replace(path=root, query="", fragment=""))
    return _graph_order({"do": "describe", "base": base}, accept, ("describe", base))


def _graph_order(job: Job, accept: str | None, identity: tuple[str, ...], hint: str = "") -> Order:
    chosen = choose(accept, GRAPH, hint)
    if chosen is None:
        raise Failure(
            406,
            "Unacceptable",
            f"Accept にある形式では書けません（書けるもの: {', '.join(GRAPH)}）。",
            f"No format of Accept can be written (there are {', '.join(GRAPH)}).",
        )
    headers = {"content-type": chosen.content_type, "vary": "Accept"}
    return Order(job | {"graph": chosen.name}, lambda _head: headers, (*identity, chosen.media))


def _reading(scope: Scope) -> None:
    if scope["method"] not in {"GET", "HEAD"}:
        raise bad_method(scope["method"], "GET, HEAD, OPTIONS")
