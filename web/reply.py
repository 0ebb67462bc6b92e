"""An answer on its way from a worker to a client: a head, and a bounded buffer of chunks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from .failure import Failure
from .jobs import Head


@dataclass(frozen=True, slots=True)
class Dataset:
    """The dataset a worker answers from, as it told: ``stamp`` is its manifest's time in ns."""

    hash: str = ""
    editions: tuple[str, ...] = ()
    stamp: int = 0
    quads: int = 0


class Reply:
    """Filled by the pool, emptied by whoever delivers.

    A worker may run ahead of its client by ``limit`` bytes: an answer up to that size frees its
    worker whatever the client does.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._failure: Failure | None = None
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._opened = asyncio.Event()
        self.head: Head = {}
        self.dataset = Dataset()
        self.whole = False

    # --- the pool's side -----------------------------------------------------------------

    def open(self, head: Head, dataset: Dataset) -> None:
        """The answer begins: from here on it can only be aborted, not be replaced."""
        self.head, self.dataset = head, dataset
        self._opened.set()

    async def put(self, chunk: bytes) -> None:
        """Add a chunk, waiting for room."""
        while self._size >= self._limit:
            self._room.clear()
            await self._room.wait()
        self._chunks.append(chunk)
        self._size += len(chunk)
        self._changed.set()

    def end(self) -> None:
        """Nothing more comes."""
        self.whole = True
        self._changed.set()

    def fail(self, failure: Failure) -> None:
        """It went wrong; chunks that were put before are still delivered."""
        self._failure = failure
        self._opened.set()
        self._changed.set()

    # --- the client's side ---------------------------------------------------------------

    async def opened(self) -> None:
        """Wait until there is an answer. Raises the Failure when there is none."""
        await self._opened.wait()
        if self._failure is not None and not self.head:
            raise self._failure

    @property
    def size(self) -> int | None:
        """The size of the whole answer in bytes, where it is already known."""
        return self._size if self.whole else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is left of the answer. Raises the Failure where it breaks off."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._size -= len(chunk)
                self._room.set()
                yield chunk
            if self._failure is not None:
                raise self._failure
            if self.whole:
                return
            self._changed.clear()
            await self._changed.wait()
