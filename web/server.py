"""Running the application: a socket, one line when it answers, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from ..graph.errors import MachigraphError
from .app import application
from .failure import Failure
from .limits import Limits
from .pool import Pool

_BACKLOG, _GRACE_SECONDS, _KEEP_ALIVE_SECONDS = 2048, 5, 15
_EXPECTED = (
    "without completing response",
    "Invalid HTTP request",
    "Unknown child process pid",
)
# Room for the longest URL and every other header.
_HEAD_BYTES = 128 * 1024


class CannotServe(MachigraphError):
    """The server cannot begin: its address is taken or is none, or the graph does not open."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; ``port`` 0 takes any free one. ``root_path`` is a proxy's path prefix.

    ``log`` is a file for a line of JSON a request, ``-`` for standard error.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    root_path: str = ""
    log: Path | None = None


class _Server(uvicorn.Server):
    """Uvicorn's server; signals ask it to end instead of ending the process."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM, a second one at once."""
        loop = asyncio.get_running_loop()
        kept = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.handle_exit, number, None)
            except NotImplementedError:  # Windows
                kept[number] = signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, former in kept.items():
                signal.signal(number, former)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        self._announce()


def serve(
    address: Address,
    limits: Limits,
    announce: Callable[[str], None],
    folder: Path | None = None,
    endpoint: str | None = None,
) -> None:
    """Serve a graph folder or a remote endpoint until SIGINT or SIGTERM.

    Args:
        address: where to listen.
        limits: what a request may cost.
        announce: told the URL once it answers.
        folder: a graph folder, or None where ``endpoint`` is given.
        endpoint: the query URL of a SPARQL endpoint.

    Raises:
        CannotServe: when it cannot begin.
    """
    listener = _listener(address)
    with listener:
        port = listener.getsockname()[1]
        host = f"[{address.host}]" if ":" in address.host else address.host
        url = f"http://{host}:{port}{address.root_path}/"
        pool = Pool(limits, folder, endpoint)
        asyncio.run(_serve(listener, address, pool, lambda: announce(url)))


def _listener(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise CannotServe(
            f"{address.host} の {address.port} 番で待ち受けできません: {words}",
            f"Cannot listen on {address.host} port {address.port}: {words}",
        ) from None


async def _serve(
    listener: socket.socket, address: Address, pool: Pool, announce: Callable[[], None]
) -> None:
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(_expected)
    config = uvicorn.Config(
        application(pool, address.log),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        root_path=address.root_path,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
    )
    try:
        await pool.start()
        await _Server(config, announce).serve([listener])
    except Failure as failure:
        raise CannotServe(failure.ja, failure.en) from None
    finally:
        await pool.stop()


def _expected(record: logging.LogRecord) -> bool:
    """Leave out what is meant: responses that break off, clients that do not speak HTTP.

    And that a worker which died by itself was already reaped when it was to be killed.
    """
    message = record.getMessage()
    return not any(words in message for words in _EXPECTED)
