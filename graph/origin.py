"""Where an answer comes from: which dataset, how it can be told apart from every other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The dataset or endpoint that answered.

    ``hash`` is the SHA-256 of the dataset's sorted N-Quads, empty where nobody computed it (a
    remote endpoint, a store that was not made by `machigraph build`); ``editions`` the ids of the
    editions in it; ``url`` the endpoint that was asked, empty for the embedded store.
    """

    hash: str = ""
    editions: tuple[str, ...] = ()
    url: str = ""
