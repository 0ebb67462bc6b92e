"""Where an engine writes its answer: counted, cut into chunks, stopped at a limit."""

from __future__ import annotations

from collections.abc import Callable

from ..graph.errors import QueryError

_CHUNK = 32 * 1024
# What stands once in every row or triple, and nowhere inside a value: values escape it.
_MARKS = {"xml": b"<result>", "tsv": b"\n", "nt": b"\n"}


class AnswerTooLarge(QueryError):
    """The answer passed the limit of rows or bytes and was stopped."""


class Sink:
    """A writable that hands on chunks of 32 KiB, the first as soon as there is one.

    Args:
        hand_on: called with each chunk.
        name: the format that is written, of RESULT_FORMATS or GRAPH_FORMATS. Rows are counted
            exactly in XML, TSV, CSV and N-Triples and by their separators in JSON; in other
            formats of graphs lines are counted instead, which are at least as many as subjects.
        max_rows: rows or triples.
        max_bytes: bytes.
    """

    def __init__(
        self, hand_on: Callable[[bytes], None], name: str, max_rows: int, max_bytes: int
    ) -> None:
        self._hand_on, self._name = hand_on, name
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._waiting = bytearray()
        self._began = False
        self._quotes = 0
        self.rows = self.bytes = 0

    def write(self, data: bytes) -> int:
        """Take what the engine has written. Raises AnswerTooLarge past a limit."""
        self.bytes += len(data)
        self._waiting += data
        if len(self._waiting) >= _CHUNK or not self._began:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Nothing: chunks leave when they are full, the last with `close`."""

    def close(self) -> None:
        """Hand on what is left. Raises AnswerTooLarge past a limit."""
        self._send()

    def _send(self) -> None:
        chunk = bytes(self._waiting)
        self._waiting.clear()
        self.rows += self._count(chunk)
        if self.rows > self._max_rows + 1 or self.bytes > self._max_bytes:
            raise AnswerTooLarge(
                f"答えが大きすぎるので止めました（上限は {self._max_rows:,} 行、"
                f"{self._max_bytes:,} バイト）。LIMIT で分けて尋ねてください。",
                f"The answer is too large and was stopped (the limits are {self._max_rows:,} rows "
                f"and {self._max_bytes:,} bytes): ask for it in parts with LIMIT.",
            )
        if chunk:
            self._began = True
            self._hand_on(chunk)

    def _count(self, chunk: bytes) -> int:
        """Rows that begin or end in a chunk; one at the seam of two may be missed."""
        if self._name == "csv":
            parts = chunk.split(b'"')
            outside = parts[self._quotes % 2 :: 2]
            self._quotes += len(parts) - 1
            return sum(part.count(b"\n") for part in outside)
        if self._name == "json":
            plain = chunk.replace(b"\\\\", b"")  # now a quotation mark is escaped or it is none
            return plain.count(b'"}},{') - plain.count(b'\\"}},{') + plain.count(b"{},{")
        return chunk.count(_MARKS.get(self._name, b"\n"))
