"""The worker processes: who does which job, within which limits, over which dataset."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .failure import Failure, busy, ended, timed_out, told
from .frames import DATA, DONE, ERROR, HEAD
from .jobs import Head, Job
from .lanes import Lane, Place
from .limits import Limits
from .process import Process
from .reply import Dataset, Reply
from .worker import manifest_stamp

# An answer up to this many bytes need not leave its quick place to be sent.
_HELD = 64 * 1024
_SLOW_SECONDS, _RETRY_SECONDS = 0.3, 0.5


@dataclass(slots=True)
class Counts:
    """What the pool did, for /metrics."""

    started: int = 0
    killed: int = 0
    requeued: int = 0
    waiting: int = 0


class Pool:
    """Workers over one graph folder, or over one remote endpoint.

    When the folder's graph is built anew, workers with the new dataset replace the old ones;
    those go on until the first new one is ready and finish what they are doing.
    """

    def __init__(
        self, limits: Limits, folder: Path | None = None, endpoint: str | None = None
    ) -> None:
        self.limits, self._folder = limits, folder
        self._config: dict[str, Any] = {
            "folder": None if folder is None else str(folder),
            "endpoint": endpoint,
            "timeout": limits.timeout,
            "memory": limits.memory,
            "max_rows": limits.max_rows,
            "max_bytes": limits.max_bytes,
        }
        self._tiny, self._quick, self._long = Lane(1), Lane(limits.quick), Lane(limits.workers)
        self._idle: list[Process] = []
        self._alive: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._freed = asyncio.Condition()
        self._closed = self._renewing = False
        self.dataset = Dataset()
        self.counts = Counts()

    # --- life ----------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the workers, wait for the first. Raises Failure when it cannot open the graph."""
        self._adopt(await self._new())
        self._fill()

    async def stop(self) -> None:
        """End all workers and wait until they are gone."""
        self._closed = True
        for worker in list(self._alive):
            self._retire(worker)
        # Workers that are just starting are let in first: a half-started one cannot be ended.
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def workers(self) -> list[Process]:
        """The workers that are ready or at work."""
        return list(self._alive)

    # --- jobs ----------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def run(self, job: Job, tiny: bool = False) -> AsyncIterator[Reply]:
        """Run a job; leaving the block early frees its worker.

        Args:
            job: see `machigraph.web.jobs`.
            tiny: it looks as if it took next to nothing, and begins in a place of its own.

        Raises:
            Failure: when there is no answer. One that breaks off raises from its chunks.
        """
        self._look_for_rebuild()
        if self.counts.waiting >= self.limits.queue:
            raise busy()
        reply = Reply(self.limits.buffer)
        task = asyncio.create_task(self._drive(job, tiny, reply))
        try:
            await reply.opened()
            yield reply
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _drive(self, job: Job, tiny: bool, reply: Reply) -> None:
        place = Place(self._tiny if tiny else self._quick, self._long)
        try:
            await self._waited(place.enter(self.limits.wait))
            while not await self._attempt(job, place, reply, tiny):
                if not place.is_long:
                    self.counts.requeued += 1
                    await self._waited(place.wait_for_long(self.limits.timeout))
        except Failure as failure:
            reply.fail(failure)
        finally:
            place.leave()

    async def _waited(self, turn: Any) -> None:
        self.counts.waiting += 1
        try:
            await turn
        finally:
            self.counts.waiting -= 1

    async def _attempt(self, job: Job, place: Place, reply: Reply, tiny: bool) -> bool:
        """Run the job once. False when it has to begin again, in a long place or a new worker."""
        worker = await self._fetch(kept=0 if tiny and not place.is_long else 1)
        run = _Run(worker, place, reply)
        run.wait_patiently(self.limits.patience)
        slowing = asyncio.get_running_loop().call_later(_SLOW_SECONDS, worker.slow_down)
        try:
            async with asyncio.timeout(self.limits.timeout):
                await run.relay(job)
        except TimeoutError:
            raise timed_out(self.limits.timeout) from None
        except Failure:
            outdated = worker.dataset != self.dataset
            if run.stopped or (outdated and not run.opened and not run.idle):
                return False
            raise
        finally:
            run.close()
            slowing.cancel()
            self._put_back(worker, run.idle)
        return True

    # --- workers -------------------------------------------------------------------------

    async def _fetch(self, kept: int) -> Process:
        """An idle worker, as long as more than ``kept`` are there: the last is for tiny queries.

        Raises Failure when none comes up in time.
        """
        try:
            async with asyncio.timeout(self.limits.wait), self._freed:
                while True:
                    # Where no more can be started, the only one is for everybody.
                    while len(self._idle) > (kept if len(self._alive) > 1 else 0):
                        worker = self._idle.pop()
                        if worker.alive:
                            return worker
                        self._retire(worker)
                    await self._freed.wait()
        except TimeoutError:
            raise busy() from None

    def _put_back(self, worker: Process, idle: bool) -> None:
        if idle and worker.alive and not worker.slowed and worker.dataset == self.dataset:
            self._offer(worker)
        else:
            self._retire(worker)

    def _offer(self, worker: Process) -> None:
        self._idle.append(worker)
        self._spawn(self._tell())

    async def _tell(self) -> None:
        async with self._freed:
            self._freed.notify_all()

    def _retire(self, worker: Process) -> None:
        self._alive.discard(worker)
        self.counts.killed += 1
        worker.kill()
        self._spawn(worker.stop())
        self._fill()

    def _fill(self) -> None:
        while not self._closed and len(self._alive) + self._starting < self.limits.processes:
            self._starting += 1
            self._spawn(self._replace())

    async def _replace(self) -> None:
        try:
            while not self._closed:
                try:
                    self._adopt(await self._new())
                except Failure:
                    await asyncio.sleep(_RETRY_SECONDS)
                else:
                    return
        finally:
            self._starting -= 1

    async def _new(self) -> Process:
        self.counts.started += 1
        return await Process.start(self._config)

    def _adopt(self, worker: Process) -> None:
        """Take in a worker that is ready: over the newest dataset, else it is useless."""
        self._alive.add(worker)
        self._spawn(self._watch(worker))
        if self._closed or worker.dataset.stamp < self.dataset.stamp:
            self._retire(worker)
            return
        if worker.dataset != self.dataset:
            self.dataset = worker.dataset
            old, self._idle = self._idle, []
            for one in old:
                self._retire(one)
        self._offer(worker)

    async def _watch(self, worker: Process) -> None:
        """Replace a worker that somebody ends while it is idle."""
        await worker.gone()
        if worker in self._idle:
            self._idle.remove(worker)
            self._retire(worker)

    def _look_for_rebuild(self) -> None:
        if self._folder is None or self._renewing:
            return
        if manifest_stamp(self._folder) > self.dataset.stamp > 0:
            self._renewing = True
            self._spawn(self._renew())

    async def _renew(self) -> None:
        """Bring up a first worker over the new graph while the old ones go on."""
        try:
            self._adopt(await self._new())
        except Failure:
            await asyncio.sleep(_RETRY_SECONDS)
        finally:
            self._renewing = False

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Run:
    """One attempt at a job: ``stopped`` for a long place, ``idle`` once the worker is free again.

    An answer is shown to the client (``opened``) when it is whole or when its place is a long
    one. Until then it is held back, and the query can be stopped and begun again unnoticed.
    """

    def __init__(self, worker: Process, place: Place, reply: Reply) -> None:
        self._worker, self._place, self._reply = worker, place, reply
        self._held: list[bytes] = []
        self._head: Head = {}
        self.stopped = self.idle = self.opened = False

    def wait_patiently(self, seconds: float) -> None:
        """After that much of its time ask for a long place.

        On a machine under load a query may not have had its time by then: it gets another
        moment, lest the shortest queries be stopped because of the longest.
        """
        before = self._worker.cpu_seconds()

        def over() -> None:
            now = self._worker.cpu_seconds()
            if before is not None and now is not None and now - before < seconds / 2:
                self.wait_patiently(seconds)
            else:
                self._ask_for_long_place()

        self._timer = asyncio.get_running_loop().call_later(seconds, over)

    def close(self) -> None:
        """Forget about time."""
        self._timer.cancel()

    def _ask_for_long_place(self) -> None:
        """Change to a long place, else stop."""
        if not self.idle and not self._place.try_promote():
            self.stopped = True
            self._worker.kill()

    async def relay(self, job: Job) -> None:
        """From the worker to the reply. Raises Failure when it told of one or has ended."""
        self._worker.send(job)
        size = 0
        while True:
            kind, payload = await self._worker.read()
            if kind == HEAD:
                self._head = json.loads(payload)
            elif kind == DATA:
                size += len(payload)
                await self._data(payload, size)
            elif kind == DONE:
                self.idle = True
                await self._show()
                self._reply.end()
                return
            elif kind == ERROR:
                self.idle = True
                raise told(payload)
            else:
                raise ended()

    async def _data(self, payload: bytes, size: int) -> None:
        if self.opened:
            await self._reply.put(payload)
            return
        self._held.append(payload)
        if self._place.is_long:
            await self._show()
        elif size > _HELD:
            self._ask_for_long_place()
            if not self.stopped:
                await self._show()

    async def _show(self) -> None:
        """Let the client see what there is."""
        if self.opened:
            return
        self.opened = True
        held, self._held = self._held, []
        # The whole of a short answer goes in before anybody looks: its size is then known.
        for chunk in held:
            await self._reply.put(chunk)
        self._reply.open(self._head, self._worker.dataset)
