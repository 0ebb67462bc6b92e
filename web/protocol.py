"""The SPARQL 1.1 Protocol: from an HTTP request to a query and the graphs it is asked over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from .failure import Failure
from .limits import Limits

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = "application/sparql-update"
_HINTS = ("format", "output", "results")
_MOST_PARAMETERS = 200
_NEVER_THE_SAME = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One query operation. ``hint`` is the format that a parameter asks for."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    hint: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether the same dataset gives the same answer; in doubt it does not."""
        return _NEVER_THE_SAME.search(self.query) is None


Pairs = list[tuple[str, str]]


async def asked(scope: Scope, receive: Receive, limits: Limits) -> Asked | None:
    """Read a request for /sparql; None for a GET without a query, which asks what this is.

    Raises:
        Failure: 400 for a request that the protocol does not know, 405, 413, 414, 415.
    """
    in_url = url_parameters(scope, limits)
    if scope["method"] in {"GET", "HEAD"}:
        if "update" in dict(in_url):
            raise no_updates()
        return _asked(in_url) if "query" in dict(in_url) else None
    if scope["method"] != "POST":
        raise bad_method(scope["method"], "GET, HEAD, POST, OPTIONS")
    return await _posted(scope, receive, limits, in_url)


async def _posted(scope: Scope, receive: Receive, limits: Limits, in_url: Pairs) -> Asked:
    headers = Headers(scope=scope)
    media, _, parameters = headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == _UPDATE:
        raise no_updates()
    if media not in {FORM, DIRECT}:
        raise Failure(
            415,
            "media-type",
            f"POST の本文は {FORM} か {DIRECT} で送ってください。",
            f"A POST has a body of {FORM} or {DIRECT}.",
        )
    text = _decoded(await body(headers, receive, limits.max_body), parameters)
    if media == DIRECT:
        if "query" in dict(in_url):
            raise _twice("query")
        return _asked([*in_url, ("query", text)])
    pairs = [*in_url, *_pairs(text)]
    if "update" in dict(pairs):
        raise no_updates()
    return _asked(pairs)


def _asked(pairs: Pairs) -> Asked:
    queries = _all(pairs, ("query",))
    if len(queries) > 1:
        raise _twice("query")
    if not queries:
        raise Failure(
            400,
            "no-query",
            "query の指定がありません。",
            "The parameter query is missing.",
        )
    hints = _all(pairs, _HINTS)
    return Asked(
        queries[0],
        tuple(_all(pairs, ("default-graph-uri",))),
        tuple(_all(pairs, ("named-graph-uri",))),
        hints[0] if hints else "",
    )


def _all(pairs: Pairs, names: Iterable[str]) -> list[str]:
    return [value for name, value in pairs if name in names]


def url_parameters(scope: Scope, limits: Limits) -> Pairs:
    """The parameters of the URL, percent-decoded exactly once. Raises Failure (400, 414)."""
    raw: bytes = scope["query_string"]
    if len(raw) + len(scope.get("raw_path") or b"") > limits.max_url:
        raise Failure(
            414,
            "url-length",
            f"URL が長すぎます（上限は {limits.max_url:,} バイト）。長い問合せは POST で"
            "送ってください。",
            f"The URL is longer than {limits.max_url:,} bytes; send long queries by POST.",
        )
    return _pairs(_utf8(raw))


def _pairs(text: str) -> Pairs:
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Failure(
            400,
            "parameters",
            f"指定が多すぎます（上限は {_MOST_PARAMETERS} 個）。",
            f"There are more than {_MOST_PARAMETERS} parameters.",
        ) from None


async def body(headers: Headers, receive: Receive, most: int) -> bytes:
    """The body of a request, of at most ``most`` bytes. Raises Failure (413, 400)."""
    declared = headers.get("content-length", "0")
    size = int(declared) if declared.isdecimal() else 0
    data = bytearray()
    while size <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Failure(400, "gone", "本文が途中で切れました。", "The body broke off.")
        data += message.get("body", b"")
        size = max(size, len(data))
        if not message.get("more_body", False) and size <= most:
            return bytes(data)
    raise Failure(
        413,
        "body-size",
        f"本文が大きすぎます（上限は {most:,} バイト）。",
        f"The body is larger than {most:,} bytes.",
    )


def _decoded(data: bytes, parameters: str) -> str:
    named = re.search(r"charset\s*=\s*\"?([\w.:-]+)", parameters, re.IGNORECASE)
    if named and named[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise Failure(
            415,
            "charset",
            "本文は UTF-8 で送ってください。",
            "The body has to be in UTF-8.",
        )
    return _utf8(data)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Failure:
    return Failure(
        400, "encoding", "UTF-8 として読めない文字があります。", "Something is not in UTF-8."
    )


def _twice(name: str) -> Failure:
    return Failure(
        400, "twice", f"{name} は一度だけ指定してください。", f"{name} may be given only once."
    )


def no_updates() -> Failure:
    """Updates are refused, whatever they would do."""
    return Failure(
        400,
        "RefusedQuery",
        "このエンドポイントは更新を受け付けません。",
        "This endpoint takes no updates.",
    )


def bad_method(method: str, allowed: str) -> Failure:
    """The method is none of the resource's."""
    return Failure(
        405,
        "method",
        f"{method} はここでは使えません（使えるもの: {allowed}）。",
        f"{method} cannot be used here (there are {allowed}).",
        {"allow": allowed},
    )
