"""Who may run now. Short queries have places of their own, which nobody holds for long.

Every query begins in a *quick* place. One that is not done after a moment needs a *long* place;
where none is free it is stopped and waits for one in the queue of long queries. So a query that
takes milliseconds never waits for queries that take half a minute, however many there are.
"""

from __future__ import annotations

import asyncio
from collections import deque

from .failure import busy


class Lane:
    """A number of places; whoever waits is served in order."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[asyncio.Future[None]] = deque()

    def try_take(self) -> bool:
        """Take a place if one is free now."""
        if self._free == 0:
            return False
        self._free -= 1
        return True

    async def take(self, within: float) -> None:
        """Take a place. Raises Failure (busy) after ``within`` seconds."""
        if self.try_take():
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(within):
                await turn
        except TimeoutError:
            self._give_back(turn)
            raise busy() from None
        except asyncio.CancelledError:
            self._give_back(turn)
            raise

    def leave(self) -> None:
        """Give the place to who waits longest, else free it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _give_back(self, turn: asyncio.Future[None]) -> None:
        """The turn may have come in the same moment in which waiting for it was given up."""
        if turn.done() and not turn.cancelled():
            self.leave()
        else:
            turn.cancel()


class Place:
    """One request's place in the quick or the long lane."""

    def __init__(self, quick: Lane, long: Lane) -> None:
        self._quick, self._long = quick, long
        self._lane: Lane | None = None

    async def enter(self, within: float) -> None:
        """Take a quick place. Raises Failure (busy) after ``within`` seconds."""
        await self._quick.take(within)
        self._lane = self._quick

    @property
    def is_long(self) -> bool:
        """Whether it may be held for long."""
        return self._lane is self._long

    def try_promote(self) -> bool:
        """Change to a long place where one is free."""
        if self.is_long:
            return True
        if not self._long.try_take():
            return False
        self.leave()
        self._lane = self._long
        return True

    async def wait_for_long(self, within: float) -> None:
        """Give up the quick place and wait for a long one. Raises Failure (busy)."""
        self.leave()
        await self._long.take(within)
        self._lane = self._long

    def leave(self) -> None:
        """Give the place up."""
        if self._lane is not None:
            lane, self._lane = self._lane, None
            lane.leave()
