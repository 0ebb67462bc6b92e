"""Numbers about the server, as Prometheus reads them; none of them tells who asked what."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import IO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from .pool import Pool

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30)


class Metrics:
    """Counts requests, and reads the pool's numbers when it is asked."""

    def __init__(self, pool: Pool) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "machigraph_requests",
            "Requests by route and status; broken ones ended before the answer was whole.",
            ("route", "status", "broken"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "machigraph_request_seconds",
            "Time from a request's head to the end of its answer.",
            ("route",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        counts = pool.counts
        for name, told, read in (
            ("workers", "Worker processes.", lambda: len(pool.workers)),
            ("waiting", "Requests that wait for a worker.", lambda: counts.waiting),
            ("workers_started", "Worker processes started.", lambda: counts.started),
            ("workers_ended", "Worker processes ended or lost.", lambda: counts.killed),
            ("requeued", "Queries that turned out to be long.", lambda: counts.requeued),
            ("dataset_quads", "Quads of the dataset.", lambda: pool.dataset.quads),
        ):
            Gauge(f"machigraph_{name}", told, registry=self._registry).set_function(read)

    def count(self, route: str, status: int, seconds: float, broken: str) -> None:
        """Note one request."""
        self._requests.labels(route, str(status), broken).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All numbers in Prometheus's text format."""
        return generate_latest(self._registry)


class Log:
    """One line of JSON a request, without its query, its parameters or its sender's address."""

    def __init__(self, path: Path | None) -> None:
        self._file: IO[str] | None = None
        if path is not None:
            standard = str(path) == "-"
            self._file = sys.stderr if standard else path.open("a", encoding="utf-8", buffering=1)

    def line(self, route: str, method: str, status: int, seconds: float, broken: str) -> None:
        """Note one request; ``broken`` says why its answer is not whole."""
        if self._file is None:
            return
        told = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "route": route,
            "method": method,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        self._file.write(json.dumps(told | ({"broken": broken} if broken else {})) + "\n")
        self._file.flush()
