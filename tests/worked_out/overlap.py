"""Marks in the list, re-listings, and what goals and measures share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations, combinations_with_replacement

from .arithmetic import (
    BY_GOAL,
    GOALS,
    LISTINGS,
    MEASURES,
    PROJECTS,
    ROW,
    YEAR,
    Row,
    Rows,
    again,
    answer,
    codes,
    counts,
    goal_of,
    grouped,
    lines,
    listed,
    money,
    names,
    project_of,
    project_row,
)


@answer("new-mark-projects")
def new_mark_projects() -> Rows:
    rows = [row for row in LISTINGS if row["new"] == "true"]
    return [YEAR | project_row(key, mine) for key, mine in grouped(rows, project_of).items()]


def _continuity(mark: str, goal: str = "") -> Rows:
    return [
        YEAR
        | {
            "continuity": row["continuity"],
            "code": row["measure"],
            "name": row["name"],
            "relisted": row["relisting"],
            "new": row["new"],
            "yen": row["yen"],
            "lines": row["line"],
        }
        for row in LISTINGS
        if mark in {row["continuity"], ""} and goal in {goal_of(row), ""}
    ]


@answer("continuity-rows")
def continuity_rows() -> Rows:
    return _continuity("")


@answer("continuity-rows@mark=新規")
def shinki_rows() -> Rows:
    return _continuity("新規")


@answer("continuity-rows@mark=継続,goal=1")
def keizoku_rows_of_goal_1() -> Rows:
    return _continuity("継続", "1")


@answer("continuity-totals")
def continuity_totals() -> Rows:
    found: Rows = []
    for goal, rows in BY_GOAL.items():
        for mark, mine in grouped(rows, lambda row: row["continuity"]).items():
            marked = sum(row["new"] == "true" for row in mine)
            figures = counts(mine)
            del figures["projects"]
            found.append(YEAR | {"goal": goal, "continuity": mark, "marked": str(marked)} | figures)
    return found


@answer("cross-goal-projects")
def cross_goal_projects() -> Rows:
    found: Rows = []
    for key, rows in PROJECTS.items():
        if len(set(map(goal_of, rows))) > 1:
            mine = project_row(key, rows)
            mine["department"] = mine.pop("departments")
            mine |= {"goals": codes(map(goal_of, rows)), "listings": str(len(rows))}
            found.append(YEAR | mine)
    return found


def _relisted(goal: str = "") -> Rows:
    found: Rows = []
    for key, rows in PROJECTS.items():
        copies = [row for row in rows if again(row) and goal in {goal_of(row), ""}]
        if copies:
            found.append(
                YEAR
                | {
                    "name": ROW[key]["name"],
                    "first": ROW[key]["measure"],
                    "again": codes(row["measure"] for row in copies),
                    "relistings": str(len(copies)),
                    "yen": ROW[key]["yen"],
                    "repeated": str(listed(copies)),
                    "lines": lines([ROW[key], *copies]),
                }
            )
    return found


@answer("relisted-projects")
def relisted_projects() -> Rows:
    return _relisted()


@answer("relisted-projects@goal=3")
def relisted_projects_of_goal_3() -> Rows:
    return _relisted("3")


def _cross_measure(measure: str = "") -> Rows:
    found: Rows = []
    for key, rows in PROJECTS.items():
        places = {row["measure"] for row in rows}
        if len(places) > 1 and (not measure or measure in places):
            found.append(YEAR | project_row(key, rows) | {"places": str(len(places))})
    return found


@answer("cross-measure-projects")
def cross_measure_projects() -> Rows:
    return _cross_measure()


@answer("cross-measure-projects@measure=4-オ")
def cross_measure_projects_of_a_measure() -> Rows:
    return _cross_measure("4-オ")


@answer("within-goal-relistings")
def within_goal_relistings() -> Rows:
    return [
        YEAR | project_row(key, rows) | {"goals": goal_of(rows[0])}
        for key, rows in PROJECTS.items()
        if len(rows) > 1 and len(set(map(goal_of, rows))) == 1
    ]


def _pairs(pairs: Iterable[tuple[str, str]], place: Callable[[Row], str]) -> Rows:
    found: Rows = []
    for first, second in pairs:
        shared = [key for key, rows in PROJECTS.items() if {first, second} <= set(map(place, rows))]
        rows = [row for key in shared for row in PROJECTS[key] if place(row) in {first, second}]
        if shared:
            found.append(
                YEAR
                | {
                    "first": first,
                    "second": second,
                    "projects": str(len(shared)),
                    "names": names(ROW[key]["name"] for key in shared),
                    "yen": str(money(shared)),
                    "lines": lines(rows),
                }
            )
    return found


@answer("goal-matrix")
def goal_matrix() -> Rows:
    return _pairs(combinations_with_replacement(GOALS, 2), goal_of)


@answer("measure-matrix")
def measure_matrix() -> Rows:
    return _pairs(combinations(sorted(MEASURES), 2), lambda row: row["measure"])


@answer("measure-matrix@measure=2-エ-②")
def measure_matrix_of_a_measure() -> Rows:
    return [row for row in measure_matrix() if "2-エ-②" in {row["first"], row["second"]}]


@answer("goal-combinations")
def goal_combinations() -> Rows:
    sets = defaultdict(list)
    for key, rows in PROJECTS.items():
        sets[codes(map(goal_of, rows))].append(key)
    return [
        YEAR
        | {
            "goals": goals,
            "projects": str(len(keys)),
            "yen": str(money(keys)),
            "lines": lines(row for key in keys for row in PROJECTS[key]),
        }
        for goals, keys in sets.items()
    ]
