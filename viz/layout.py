"""Where marks stand: computed once, the same each time, without overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

GOAL_X, MEASURE_X, PROJECT_X = 900.0, 590.0, 165.0
PROJECT_STEP = 46.0


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the canvas; y grows downwards."""

    x: float
    y: float


def place_tanglegram(network: nx.Graph[str]) -> dict[str, Place]:
    """Goals and their measures at two sides, projects in two zigzag columns between them.

    Nodes carry ``kind`` (goal, measure, project) and ``order``. The first half of the goals
    stands at the left, the second at the right. Projects are ordered by the mean height of
    their measures, and measures by that of their projects, in turns, which untangles the lines.
    """
    goals = _of_kind(network, "goal")
    left = set(goals[: (len(goals) + 1) // 2])
    sides = {
        measure: -1.0 if _goal_of(network, measure) in left else 1.0
        for measure in _of_kind(network, "measure")
    }
    projects = _of_kind(network, "project")
    span = PROJECT_STEP * (len(projects) - 1)
    rows: dict[str, float] = {}
    heights = _measure_heights(network, goals, sides, span)
    for _ in range(8):
        projects.sort(
            key=lambda node: (_mean(network, node, heights), network.nodes[node]["order"])
        )
        rows = {node: PROJECT_STEP * place - span / 2 for place, node in enumerate(projects)}
        heights = _measure_heights(network, goals, sides, span, rows)
    places = {
        node: Place(-PROJECT_X if place % 2 else PROJECT_X, rows[node])
        for place, node in enumerate(projects)
    }
    places |= {node: Place(sides[node] * MEASURE_X, heights[node]) for node in sides}
    for goal in goals:
        own = [heights[node] for node in network[goal] if node in heights]
        side = -1.0 if goal in left else 1.0
        places[goal] = Place(side * GOAL_X, sum(own) / len(own) if own else side * span / 2)
    return places


def _of_kind(network: nx.Graph[str], kind: str) -> list[str]:
    nodes = [node for node, data in network.nodes(data=True) if data["kind"] == kind]
    return sorted(nodes, key=lambda node: network.nodes[node]["order"])


def _goal_of(network: nx.Graph[str], measure: str) -> str:
    return next(node for node in network[measure] if network.nodes[node]["kind"] == "goal")


def _mean(network: nx.Graph[str], node: str, heights: Mapping[str, float]) -> float:
    own = [heights[other] for other in network[node] if other in heights]
    return sum(own) / len(own) if own else 0.0


def _measure_heights(
    network: nx.Graph[str],
    goals: list[str],
    sides: Mapping[str, float],
    span: float,
    rows: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Heights of the measures of each side, evenly spread, those of one goal kept together."""
    heights: dict[str, float] = {}
    for side in (-1.0, 1.0):
        group: list[str] = []
        for goal in goals:
            own = [node for node in network[goal] if sides.get(node) == side]
            own.sort(
                key=lambda node: (
                    _mean(network, node, rows) if rows else 0.0,
                    network.nodes[node]["order"],
                )
            )
            group += own
        step = span / max(1, len(group) - 1)
        for place, node in enumerate(group):
            heights[node] = place * step - span / 2 if len(group) > 1 else 0.0
    return heights
