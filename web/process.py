"""A worker process as the server holds it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from .failure import ended, told
from .frames import ERROR, HEADER, HELLO, JOB, frame
from .jobs import Job
from .reply import Dataset

_NICE = 10


class Process:
    """One worker: idle, or doing one job."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._jobs, self._answers = process, process.stdin, process.stdout
        self.dataset = Dataset()
        self.slowed = False

    @classmethod
    async def start(cls, config: dict[str, Any]) -> Process:
        """Start one and wait until it has opened the graph.

        Raises Failure when it cannot.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a module in the folder where the server was started must not shadow another
            "-m",
            "machigraph.web.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # What the engine says when it dies may hold parts of a query.
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server, which then ends its workers
        )
        worker = cls(process)
        try:
            worker.send(config)
            kind, payload = await worker.read()
            if kind == ERROR:
                raise told(payload)
            assert kind == HELLO
            hello = json.loads(payload)
            worker.dataset = Dataset(**hello | {"editions": tuple(hello["editions"])})
        except BaseException:
            await worker.stop()
            raise
        return worker

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can take a job."""
        return self._process.returncode is None and not self._answers.at_eof()

    def send(self, job: Job) -> None:
        """Hand over a job; the pipe takes what it can and the loop does the rest."""
        self._jobs.write(frame(JOB, json.dumps(job).encode()))

    async def read(self) -> tuple[bytes, bytes]:
        """The next frame. Raises Failure when the process has ended."""
        try:
            kind, size = HEADER.unpack(await self._answers.readexactly(HEADER.size))
            return kind, await self._answers.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ended() from None

    def cpu_seconds(self) -> float | None:
        """The processor time it has used; None where the system does not tell."""
        try:
            words = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
            user, system = words.rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, AttributeError):
            return None

    def slow_down(self) -> None:
        """Let short queries have the processor first. It cannot be undone."""
        self.slowed = True
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self) -> None:
        """End it now; whoever reads from it gets a Failure."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def gone(self) -> None:
        """Wait until it has ended, however that comes."""
        await self._process.wait()

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        self.kill()
        # Before waiting: what nobody will read any more keeps its pipe open, and asyncio waits
        # for the pipes as well.
        getattr(self._process, "_transport").close()  # noqa: B009
        await self._process.wait()
