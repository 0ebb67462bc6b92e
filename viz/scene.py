"""A scene: what a picture shows, where, and where each mark comes from; made once, drawn often."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Words = tuple[str, str]
"""A text in Japanese and in English."""


@dataclass(frozen=True, slots=True)
class Node:
    """A mark: ``kind`` is goal, measure or project; ``x`` and ``y`` its place on the canvas.

    ``facts`` are (label, value) pairs for its card, ``lines`` the document lines with quotes,
    ``yen`` is a project's money, counted once.
    """

    iri: str
    kind: str
    label: Words
    x: float
    y: float
    size: float
    colour: str
    shape: str
    facts: tuple[tuple[Words, Words], ...]
    lines: tuple[tuple[int, str], ...]
    goals: tuple[str, ...] = ()
    department: str = ""
    yen: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A link; ``kind`` is original, relisting (of a project) or part (measure of a goal)."""

    source: str
    target: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture; ``rows`` is its table twin, ``summary`` its description."""

    title: Words
    summary: Words
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    departments: tuple[tuple[str, Words, str], ...]
    goals: tuple[tuple[str, Words], ...]
    columns: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    row_iris: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The scene as plain values for the page."""
        return asdict(self)
