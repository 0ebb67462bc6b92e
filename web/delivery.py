"""From a job to a response: validators, the head, chunks, and an honest end."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from .failure import Failure
from .jobs import Head, Job
from .pool import Pool
from .reply import Reply

HeadersOf = Callable[[Head], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be delivered.

    ``headers`` makes the response's headers from the answer's head; ``identity`` is what
    decides the answer beside the dataset, None where it may differ from time to time.
    """

    job: Job
    headers: HeadersOf
    identity: tuple[str, ...] | None = None
    tiny: bool = False


async def deliver(order: Order, pool: Pool, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the request; a client that goes away ends the work for it.

    Raises:
        Failure: as long as nothing has been sent.
    """
    tag = _tag(order, pool.dataset.hash)
    if tag and scope["method"] in {"GET", "HEAD"} and _known(tag, Headers(scope=scope)):
        await send(_start(304, {"etag": tag, "cache-control": "no-cache"}))
        await send({"type": "http.response.body", "body": b""})
        return
    work = asyncio.ensure_future(_work(order, pool, scope, send))
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        gone.cancel()
        work.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _work(order: Order, pool: Pool, scope: Scope, send: Send) -> None:
    async with pool.run(order.job, order.tiny) as reply:
        headers = {"cache-control": "no-cache", **order.headers(reply.head)}
        tag = _tag(order, reply.dataset.hash)
        if tag:
            headers["etag"] = tag
        if scope["method"] == "HEAD":
            await send(_start(200, headers))
            await send({"type": "http.response.body", "body": b""})
            return
        await _stream(reply, headers, scope, send, pool.limits.stall)


async def _stream(
    reply: Reply, headers: dict[str, str], scope: Scope, send: Send, stall: float
) -> None:
    """Send the chunks. Where they break off the response is left unfinished.

    A client then sees a chunked body without its end, or fewer bytes than announced: the server
    closes the connection. Clients of HTTP/1.0 cannot see that, so they get nothing before all.
    """
    chunks = reply.chunks()
    if scope["http_version"] == "1.0" and reply.size is None:
        whole = b"".join([chunk async for chunk in chunks])
        headers["content-length"] = str(len(whole))
        chunks = _one(whole)
    elif reply.size is not None:
        headers["content-length"] = str(reply.size)
    await send(_start(200, headers))
    try:
        async for chunk in chunks:
            async with asyncio.timeout(stall):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (Failure, TimeoutError) as failure:
        scope["state"]["broken"] = failure.code if isinstance(failure, Failure) else "stall"
        return
    await send({"type": "http.response.body", "body": b""})


async def _one(chunk: bytes) -> AsyncIterator[bytes]:
    yield chunk


def _start(status: int, headers: Mapping[str, str]) -> Message:
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def _tag(order: Order, dataset: str) -> str:
    """A weak validator: compression on the way does not change what is said."""
    if order.identity is None or not dataset:
        return ""
    parts = "\x1f".join((dataset, *order.identity))
    return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'


def _known(tag: str, headers: Headers) -> bool:
    named = {part.strip() for part in headers.get("if-none-match", "").split(",")}
    return "*" in named or bool({tag, tag.removeprefix("W/")} & named)
