"""What every request gets: CORS headers for pages of other sites, a count, a line in the log."""

from __future__ import annotations

import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Log, Metrics

_METHODS = "GET, HEAD, POST, OPTIONS"
_SHOWN = "ETag, Link, Retry-After, X-Machigraph-Dataset"
_ONE_DAY = "86400"


class Envelope:
    """Adds the headers, and answers OPTIONS. Nothing here is secret: any origin may read it.

    ``routes`` are the paths that are named in numbers and logs; all others are "other".
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, log: Log, routes: tuple[str, ...]) -> None:
        self._app, self._metrics, self._log, self._routes = app, metrics, log, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        began, status = time.monotonic(), 499

        async def enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["access-control-allow-origin"] = "*"
                headers["access-control-expose-headers"] = _SHOWN
                headers["x-content-type-options"] = "nosniff"
            await send(message)

        try:
            if scope["method"] == "OPTIONS":
                await _options(scope, enveloped)
            else:
                await self._app(scope, receive, enveloped)
        finally:
            self._note(scope, status, time.monotonic() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count the request; 499 is one whose client had gone before there was an answer."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route = next((one for one in self._routes if path.startswith(one)), "other")
        broken = scope.get("state", {}).get("broken", "")
        self._metrics.count(route, status, seconds, broken)
        self._log.line(route, scope["method"], status, seconds, broken)


async def _options(scope: Scope, send: Send) -> None:
    wanted = Headers(scope=scope).get("access-control-request-headers", "Accept, Content-Type")
    pairs = {
        "allow": _METHODS,
        "access-control-allow-methods": _METHODS,
        "access-control-allow-headers": wanted,
        "access-control-max-age": _ONE_DAY,
    }
    headers = [(name.encode(), value.encode("latin-1")) for name, value in pairs.items()]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
