"""The application: routes, errors as sentences, and what every response carries."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from .endpoint import DescriptionEndpoint, GraphStoreEndpoint, SparqlEndpoint
from .envelope import Envelope
from .failure import Failure
from .metrics import CONTENT_TYPE, Log, Metrics
from .pool import Pool

_LEVEL, _SMALLEST = 4, 1024


def application(pool: Pool, log: Path | None = None) -> Starlette:
    """The whole server as an ASGI application, over a pool that has been started.

    ``log`` is a file for a line of JSON a request, ``-`` for standard error.
    """
    metrics = Metrics(pool)

    def numbers(_request: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    def health(_request: Request) -> Response:
        ready = len(pool.workers)
        told = {"status": "ok" if ready else "no worker", "dataset": pool.dataset.hash}
        return JSONResponse(told, 200 if ready else 503, {"cache-control": "no-store"})

    routes = [
        Route("/sparql", SparqlEndpoint(pool)),
        Route("/rdf-graph-store", GraphStoreEndpoint(pool)),
        Route("/.well-known/void", DescriptionEndpoint(pool)),
        Route("/healthz", health),
        Route("/metrics", numbers),
    ]
    paths = tuple(route.path for route in routes)
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Envelope, metrics=metrics, log=Log(log), routes=paths),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST, compresslevel=_LEVEL),
        ],
        exception_handlers={Failure: _failed, HTTPException: _unknown},
    )


async def _failed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Failure)
    allow = {"allow": error.extra["allow"]} if "allow" in error.extra else {}
    return PlainTextResponse(error.text, error.status, {**error.headers, **allow})


async def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        path = request.url.path[:200]
        ja, en = f"{path} というものはありません。", f"There is nothing at {path}."
    else:
        ja, en = "この方法では使えません。", "It cannot be used in this way."
    return PlainTextResponse(f"{ja}\n{en}\n", error.status_code, error.headers)
