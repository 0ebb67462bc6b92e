"""Why a request was not answered: a status of HTTP and one sentence in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

# The first kind of the error's ancestry that stands here decides.
_STATUS = {
    "AnswerTooLarge": 503,
    "Unacceptable": 406,
    "QueryError": 400,
    "EndpointError": 502,
    "UnknownQuestion": 404,
    "ParameterError": 400,
    "NothingFound": 404,
    "OutputError": 406,
    "StoreError": 503,
}
_RETRY_SECONDS = 5


class Failure(Exception):
    """What the client is told instead of an answer.

    ``code`` is a short name for programs (``timeout``, ``RefusedQuery`` …), ``extra`` what would
    have been right: ``parameter``, ``allowed``, ``nearest``.
    """

    def __init__(
        self, status: int, code: str, ja: str, en: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(en)
        self.status, self.code, self.ja, self.en = status, code, ja, en
        self.extra = dict(extra or {})

    @property
    def headers(self) -> dict[str, str]:
        """Headers that belong to the status."""
        return {"retry-after": str(_RETRY_SECONDS)} if self.status == 503 else {}

    @property
    def text(self) -> str:
        """Both sentences, Japanese first."""
        return f"{self.ja}\n{self.en}\n"


def told(payload: bytes) -> Failure:
    """The failure that a worker told of."""
    found = json.loads(payload)
    kinds = found.pop("kinds")
    status = next((_STATUS[kind] for kind in kinds if kind in _STATUS), 500)
    return Failure(status, kinds[0], found.pop("ja"), found.pop("en"), found)


def timed_out(seconds: float) -> Failure:
    """The query was stopped for its time."""
    return Failure(
        504,
        "timeout",
        f"{seconds:g} 秒以内に答えられなかったので、問合せを止めました。",
        f"The query was stopped: it took longer than {seconds:g} seconds.",
    )


def ended() -> Failure:
    """The worker is gone: out of memory, or killed."""
    return Failure(
        503,
        "ended",
        "問合せの処理が途中で終わりました（メモリーが足りないときに起こります）。"
        "範囲を狭めて尋ねてください。",
        "The query's process ended before the answer was whole, as it does when memory runs out; "
        "ask for less.",
    )


def busy() -> Failure:
    """Nobody could begin with it in time."""
    return Failure(
        503,
        "busy",
        "混み合っていて、この問合せを始められませんでした。しばらくして、もう一度お尋ねください。",
        "The server is too busy to begin with this query; please ask again in a moment.",
    )
