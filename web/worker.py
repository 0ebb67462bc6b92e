"""A worker process: opens the graph, then does one job after another until its pipe closes.

It is started as ``python -m machigraph.web.worker`` with pipes for standard input and output.
The server may kill it at any time; nothing here has to be put in order then.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import IO, Any

from ..graph.endpoint import Endpoint
from ..graph.errors import MachigraphError
from ..graph.opening import open_store
from ..graph.publication import MANIFEST
from ..graph.store import Store
from .frames import DATA, DONE, ERROR, HEAD, HELLO, frame, read_frame
from .jobs import Head, run
from .sink import Sink

# The address space that Python and the engine need beside the data and a query's own memory.
_STATUS = Path("/proc/self/status")
_OOM_SCORE = Path("/proc/self/oom_score_adj")
_SLACK_SECONDS = 5.0


class PipeChannel:
    """The way of one job's answer to the server."""

    def __init__(self, pipe: IO[bytes], max_rows: int, max_bytes: int) -> None:
        self._pipe, self._max_rows, self._max_bytes = pipe, max_rows, max_bytes

    def head(self, head: Head) -> None:
        """Say what comes."""
        self.send(HEAD, json.dumps(head).encode())

    def sink(self, name: str) -> Sink:
        """Where to write an answer in the format ``name``."""
        return Sink(lambda chunk: self.send(DATA, chunk), name, self._max_rows, self._max_bytes)

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """One frame."""
        self._pipe.write(frame(kind, payload))
        self._pipe.flush()


def main() -> None:
    """Serve jobs from standard input."""
    jobs, pipe = sys.stdin.buffer, sys.stdout.buffer
    first = read_frame(jobs)
    if first is None:
        return
    config: dict[str, Any] = json.loads(first[1])
    channel = PipeChannel(pipe, config["max_rows"], config["max_bytes"])
    try:
        source, stamp = _opened(config)
    except MachigraphError as error:
        channel.send(ERROR, _told(error))
        return
    _limit_memory(config["memory"])
    origin = source.origin
    quads = len(source) if isinstance(source, Store) else 0
    hello = {"hash": origin.hash, "editions": origin.editions, "stamp": stamp, "quads": quads}
    channel.send(HELLO, json.dumps(hello).encode())
    while (job := read_frame(jobs)) is not None:
        _limit_time(config["timeout"])
        _do(json.loads(job[1]), source, channel)


def _opened(config: dict[str, Any]) -> tuple[Store | Endpoint, int]:
    """The source, and when its manifest was put in its place (ns; 0 without one)."""
    if config["endpoint"] is not None:
        return Endpoint(config["endpoint"], timeout=config["timeout"]), 0
    folder = Path(config["folder"])
    # Read before opening: a graph that is swapped in between is newer than its stamp, never older.
    stamp = manifest_stamp(folder)
    return open_store(folder, lambda _ja, _en="": None, many_questions=True), stamp


def manifest_stamp(folder: Path) -> int:
    """The time of the folder's manifest in ns, 0 where there is none."""
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


def _do(job: dict[str, Any], source: Store | Endpoint, channel: PipeChannel) -> None:
    try:
        run(job, source, channel)
    except MachigraphError as error:
        channel.send(ERROR, _told(error))
    except MemoryError:
        os._exit(1)  # as the engine does when it gets no memory: the server sees it end
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        words = f"{type(error).__name__}: {error}"[:300]
        fault = MachigraphError(f"プログラムの誤りです（{words}）。", f"A fault ({words}).")
        channel.send(ERROR, _told(fault))
    else:
        channel.send(DONE)


def _told(error: MachigraphError) -> bytes:
    """An error as the server needs it: its kind, its words and what would have been right."""
    names = [kind.__name__ for kind in type(error).__mro__]
    told: dict[str, Any] = {"kinds": names, "ja": error.ja, "en": error.en}
    for name in ("parameter", "allowed", "nearest", "question"):
        if hasattr(error, name):
            told[name] = getattr(error, name)
    return json.dumps(told).encode()


def _limit_memory(budget: int) -> None:
    """Let a query allocate ``budget`` bytes beyond what is in use once the graph is open.

    RLIMIT_DATA and not RLIMIT_AS: a large store maps its files. Without the module (Windows)
    only time and size are limited.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _data_bytes() + budget
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with contextlib.suppress(OSError):
        _OOM_SCORE.write_text("500", encoding="ascii")  # rather a worker than the server


def _data_bytes() -> int:
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def _limit_time(seconds: float) -> None:
    """End by itself soon after the server should have killed it: the server may be gone."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soon = math.ceil(time.process_time() + seconds + _SLACK_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (soon, hard))


if __name__ == "__main__":
    main()
