"""What one request may cost: the numbers that keep the server alive."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MIB = 1 << 20


def _cores() -> int:
    return max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a server; the defaults suit a machine of a few cores.

    ``timeout``, ``patience``, ``wait`` and ``stall`` are seconds; ``memory``, ``max_bytes``,
    ``max_body``, ``max_url`` and ``buffer`` bytes; ``max_rows`` rows or triples of one answer.
    ``workers`` long queries run at a time, beside ``quick`` places that a query has to leave
    after ``patience`` and one place for tiny ones; ``spare`` more processes stand ready for those
    that are ended. ``queue`` requests may wait, ``wait`` long for a quick place and ``timeout``
    for a long one. A client that takes nothing for ``stall`` seconds is let go.
    """

    timeout: float = 30.0
    max_rows: int = 1_000_000
    max_bytes: int = 512 * MIB
    memory: int = 1024 * MIB
    workers: int = field(default_factory=_cores)
    quick: int = 2
    spare: int = 1
    patience: float = 0.1
    wait: float = 60.0
    queue: int = 1000
    max_body: int = 4 * MIB
    max_url: int = 32 * 1024
    buffer: int = MIB
    stall: float = 30.0

    @property
    def processes(self) -> int:
        """How many worker processes there are."""
        return self.workers + self.quick + 1 + self.spare
