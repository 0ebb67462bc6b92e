"""Where everything stands when all projects are shown: columns of goals, measures, projects."""

from __future__ import annotations

from .facts import Facts, Thing
from .layout import Place

COLUMN, ROW, INDENT = 330.0, 28.0, 20.0
_COLUMNS = 6
# A title of a measure may take two lines; a goal stands in a box with air around it.
_HEAD, _TITLE, _GAP = 1.6, 1.8, 0.5
# The title's middle, so that it is near its projects and far from those above.
_MIDDLE = 0.45


def place_columns(facts: Facts) -> dict[str, Place]:
    """Each goal begins a column; under its measures stand the projects listed there first.

    A long goal goes on in the next column, broken between two measures.
    """
    own: dict[str, list[Thing]] = {measure.id: [] for measure in facts.of("measure")}
    for project in facts.of("project"):
        own[project.listed[0][0]].append(project)
    blocks = {iri: _TITLE + len(projects) + _GAP for iri, projects in own.items()}
    mine = {
        g.id: [m.id for m in facts.of("measure") if g.code in m.goals] for g in facts.of("goal")
    }
    sizes = {goal: sum(blocks[m] for m in measures) for goal, measures in mine.items()}
    places: dict[str, Place] = {}
    column = -1
    for goal, parts in _parts(sizes).items():
        column += 1
        places[goal] = Place(column * COLUMN, 0.0)
        used = 0.0
        for iri in mine[goal]:
            if used and used + blocks[iri] / 2 > sizes[goal] / parts:
                column, used = column + 1, 0.0
            top = _HEAD + used
            places[iri] = Place(column * COLUMN, round((top + _MIDDLE) * ROW, 1))
            for row, project in enumerate(own[iri]):
                y = round((top + _TITLE + row) * ROW, 1)
                places[project.id] = Place(column * COLUMN + INDENT, y)
            used += blocks[iri]
    return places


def _parts(sizes: dict[str, float]) -> dict[str, int]:
    """How many columns each goal gets: the longest one is broken until all columns are used."""
    parts = dict.fromkeys(sizes, 1)
    while parts and sum(parts.values()) < _COLUMNS:
        parts[max(parts, key=lambda goal: sizes[goal] / parts[goal])] += 1
    return parts
