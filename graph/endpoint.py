"""A remote SPARQL 1.1 endpoint, asked through SPARQLWrapper.

SPARQLWrapper guesses the form of a query with regular expressions (the word "delete" in a
comment misleads it) and adds format parameters that some servers refuse. So form, method and
Accept header are set here, and the answer is read as bytes and parsed by our own code.

What the endpoint's default graph is, whether it follows SERVICE and how long it works are its
own affair; updates are refused before anything is sent.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..ontology import PREFIXES
from .errors import EndpointError, QueryError
from .origin import Origin
from .result import Result
from .sparql_text import query_form, with_prefixes

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

TIMEOUT_SECONDS = 60.0
_XSD_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_ROWS_ACCEPT = "application/sparql-results+json"
_GRAPH_ACCEPT = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_GRAPH_MEDIA = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


class Endpoint:
    """One endpoint by its query URL (http or https); ``timeout`` in seconds for each answer."""

    def __init__(self, url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EndpointError(
                f"エンドポイントは http か https の URL で指定します（「{url}」は使えません）。",
                f"An endpoint is an http or https URL; “{url}” is not.",
            )
        self.url = url
        self.timeout = timeout
        self.origin = Origin(url=url)

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Result:
        """Send one query and return its answer. The project's prefixes need not be declared.

        ``default_graphs`` and ``named_graphs`` are IRIs that the endpoint is told as the SPARQL
        protocol says; they go before FROM.

        Raises QueryError when the endpoint rejects the query, RefusedQuery for an update,
        EndpointError when the endpoint is away, slow or answers with something else.
        """
        form = query_form(text)
        chosen = {"default-graph-uri": default_graphs, "named-graph-uri": named_graphs}
        media, body = self._send(form, with_prefixes(text, PREFIXES), chosen)
        try:
            if form in {"CONSTRUCT", "DESCRIBE"}:
                return Result(form, _triples(media, body))
            return rows_of(form, body)
        except (SyntaxError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise EndpointError(
                f"{self.url} の応答を読めません（{media or '種類不明'}、{len(body)} バイト）。",
                f"The answer of {self.url} is not readable as SPARQL results "
                f"({media or 'no media type'}, {len(body)} bytes).",
            ) from error

    def _send(self, form: str, text: str, chosen: Mapping[str, Sequence[str]]) -> tuple[str, bytes]:
        wrapper = _wrapper(self.url, form, text, self.timeout)
        for name, iris in chosen.items():
            for iri in iris:
                wrapper.addParameter(name, iri)
        from SPARQLWrapper import SPARQLExceptions

        try:
            response: Any = wrapper.query().response
            with response:
                return response.headers.get_content_type(), response.read()
        except SPARQLExceptions.QueryBadFormed as error:
            raise _rejected(self.url, error) from error
        except SPARQLExceptions.SPARQLWrapperException as error:
            raise self._failed(_first_line(str(error))) from error
        except urllib.error.HTTPError as error:
            with error:
                raise self._failed(f"HTTP {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise self._away(error) from error

    def _failed(self, words: str) -> EndpointError:
        return EndpointError(
            f"{self.url} は答えられませんでした: {words}",
            f"{self.url} could not answer: {words}",
        )

    def _away(self, error: Exception) -> EndpointError:
        """Tell a timeout, a refused connection and the rest apart."""
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(cause, TimeoutError):
            return EndpointError(
                f"{self.url} から {self.timeout:g} 秒以内に応答がありません。",
                f"{self.url} did not answer within {self.timeout:g} seconds.",
            )
        if isinstance(cause, ConnectionRefusedError):
            return EndpointError(
                f"{self.url} に接続が拒否されました。動いているか確かめてください。",
                f"{self.url} refused the connection: is it running?",
            )
        return EndpointError(
            f"{self.url} と通信できません: {cause}", f"No answer from {self.url}: {cause}"
        )


def _wrapper(url: str, form: str, text: str, timeout: float) -> SPARQLWrapper:
    """A request set up by hand: nothing in it is guessed from the text of the query."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its optional parsers warn when they are missing
        from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

        request = SPARQLWrapper(url)
        request.setQuery(text)
    request.queryType = form
    request.setMethod(POST)
    request.setRequestMethod(URLENCODED)
    request.setOnlyConneg(True)
    request.timeout = timeout  # type: ignore[assignment]  # setTimeout() would cut the fraction
    graph = form in {"CONSTRUCT", "DESCRIBE"}
    request.addCustomHttpHeader("Accept", _GRAPH_ACCEPT if graph else _ROWS_ACCEPT)
    return request


def _rejected(url: str, error: Exception) -> QueryError:
    words = _first_line(str(error))
    return QueryError(
        f"{url} は問合せを受け付けません: {words}", f"{url} rejected the query: {words}"
    )


def _first_line(words: str) -> str:
    r"""What a server said, without SPARQLWrapper's framing and its b'…\n' spelling."""
    _, _, said = words.partition("Response:")
    said = said.strip() or words
    if said[:2] in {"b'", 'b"'}:
        said = said[2:-1].encode("latin-1", "replace").decode("unicode_escape")
        said = said.encode("latin-1", "replace").decode("utf-8", "replace")
    return " ".join(said.split())[:300]


def _triples(media: str, body: bytes) -> bytes:
    form = _GRAPH_MEDIA.get(media)
    if form is None:
        raise ValueError(media)
    quads = ox.parse(body, format=form)
    return ox.serialize((q.triple for q in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def rows_of(form: str, body: bytes) -> Result:
    """An answer in results JSON, as whatever engine wrote it, to a SELECT or ASK.

    Raises ValueError, LookupError, TypeError or AttributeError when it is no such thing.
    """
    answer = _standard(json.loads(body), form)
    found = ox.parse_query_results(
        json.dumps(answer, ensure_ascii=False).encode(), format=ox.QueryResultsFormat.JSON
    )
    if isinstance(found, ox.QueryBoolean) != (form == "ASK"):
        raise ValueError("the answer is of another form than the query")
    names: tuple[str, ...] = ()
    if isinstance(found, ox.QuerySolutions):
        names = tuple(variable.value for variable in found.variables)
    return Result(form, found.serialize(format=ox.QueryResultsFormat.JSON) or b"", names)


def _standard(answer: dict[str, Any], form: str) -> dict[str, Any]:
    """Results JSON as the standard writes it: the one place for what servers do differently.

    Virtuoso 7 answers ASK with a row holding ``__ASK_RETVAL`` (or with no row), calls typed
    literals ``typed-literal`` and writes booleans as 0 and 1.
    """
    rows = answer["results"]["bindings"] if "results" in answer else []
    for cell in (cell for row in rows for cell in row.values()):
        if cell["type"] == "typed-literal":
            cell["type"] = "literal"
        if cell.get("datatype") == _XSD_BOOLEAN:
            cell["value"] = {"1": "true", "0": "false"}.get(cell["value"], cell["value"])
    if form == "ASK" and "boolean" not in answer:
        values = [str(row["__ASK_RETVAL"]["value"]).lower() for row in rows]
        return {"head": {}, "boolean": values in (["1"], ["true"])}
    return {"head": {"vars": answer.get("head", {}).get("vars", [])}, **_body(answer, rows)}


def _body(answer: dict[str, Any], rows: list[Any]) -> dict[str, Any]:
    if "boolean" in answer:
        return {"boolean": bool(answer["boolean"])}
    return {"results": {"bindings": rows}}
