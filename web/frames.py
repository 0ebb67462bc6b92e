"""How server and worker talk over a pipe: frames of one kind byte, a length and that many bytes.

The server sends ``JOB``; the worker answers ``HEAD`` (what comes), any number of ``DATA``, then
``DONE``, or ``ERROR`` at any point. ``HELLO`` is the worker's first word.
"""

from __future__ import annotations

import struct
from typing import IO

HELLO, JOB, HEAD, DATA, DONE, ERROR = b"h", b"j", b"a", b"d", b"z", b"e"
HEADER = struct.Struct("!cI")


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame, ready to be written."""
    return HEADER.pack(kind, len(payload)) + payload


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame of a blocking stream; None at its end."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, size = HEADER.unpack(header)
    payload = stream.read(size)
    return (kind, payload) if len(payload) == size else None
