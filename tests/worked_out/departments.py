"""Departments, and lists of projects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .arithmetic import (
    ANSWERS,
    BY_DEPARTMENT,
    BY_GOAL,
    BY_MEASURE,
    GOALS,
    LISTINGS,
    MEASURES,
    YEAR,
    Rows,
    answer,
    codes,
    counts,
    goal_of,
    grouped,
    lines,
    names,
    once,
    project_of,
    project_row,
)


def _portfolio(department: str = "") -> Rows:
    found: Rows = []
    for name, rows in BY_DEPARTMENT.items():
        if department in {name, ""}:
            for key, mine in grouped(rows, project_of).items():
                row = project_row(key, mine)
                del row["departments"]
                found.append(YEAR | row | {"office": name, "goals": codes(map(goal_of, mine))})
    return found


@answer("department-portfolio")
def department_portfolio() -> Rows:
    return _portfolio()


@answer("department-portfolio@department=観光スポーツ交流部")
def department_portfolio_of_one() -> Rows:
    return _portfolio("観光スポーツ交流部")


@answer("department-goal-matrix")
def department_goal_matrix() -> Rows:
    found: Rows = []
    for name, rows in BY_DEPARTMENT.items():
        for goal, mine in grouped(rows, goal_of).items():
            figures = counts(mine)
            del figures["relistings"]
            found.append(YEAR | {"office": name, "goal": goal} | figures)
    return found


def _profile(department: str = "") -> Rows:
    return [
        YEAR | {"office": name, "code": code, "title": MEASURES[code]["title"]} | counts(mine)
        for name, rows in BY_DEPARTMENT.items()
        if department in {name, ""}
        for code, mine in grouped(rows, lambda row: row["measure"]).items()
    ]


@answer("department-profile")
def department_profile() -> Rows:
    return _profile()


@answer("department-profile@department=経済部")
def department_profile_of_one() -> Rows:
    return _profile("経済部")


@answer("measures-across-departments")
def measures_across_departments() -> Rows:
    return [
        YEAR
        | {
            "code": code,
            "title": MEASURES[code]["title"],
            "offices": str(len({row["department"] for row in rows})),
            "departments": names(row["department"] for row in rows),
            "projects": str(len(set(map(project_of, rows)))),
            "yen": str(once(rows)),
            "lines": lines(rows),
        }
        for code, rows in BY_MEASURE.items()
    ]


@answer("department-pairs")
def department_pairs() -> Rows:
    found: Rows = []
    for pair in combinations(BY_DEPARTMENT, 2):
        shared = [
            code
            for code, rows in BY_MEASURE.items()
            if set(pair) <= {r["department"] for r in rows}
        ]
        rows = [r for code in shared for r in BY_MEASURE[code] if r["department"] in pair]
        if shared:
            first, second = sorted(pair)
            found.append(
                YEAR
                | {
                    "first": first,
                    "second": second,
                    "shared": str(len(shared)),
                    "measures": codes(shared),
                    "lines": lines(rows),
                }
            )
    return found


def _rows_of_goal(goal: str) -> Rows:
    return [
        YEAR
        | {
            "measure": row["measure"],
            "number": row["number"],
            "name": row["name"],
            "department": row["department"],
            "yen": row["yen"],
            "relisted": row["relisting"],
            "new": row["new"],
            "continuity": row["continuity"],
            "grant": row["grant"],
            "lines": row["line"],
        }
        for row in BY_GOAL[goal]
    ]


for _goal in GOALS:
    ANSWERS[f"goal-projects@goal={_goal}"] = lambda goal=_goal: _rows_of_goal(goal)


def _rows_of_measure(measures: Sequence[str]) -> Rows:
    return [
        YEAR
        | {
            "code": row["measure"],
            "number": row["number"],
            "name": row["name"],
            "office": row["department"],
            "yen": row["yen"],
            "relisted": row["relisting"],
            "lines": row["line"],
        }
        for row in LISTINGS
        if row["measure"] in measures
    ]


@answer("measure-projects@measure=1-イ")
def projects_of_1_i() -> Rows:
    return _rows_of_measure(["1-イ"])


@answer("measure-projects@measure=2-エ")
def projects_of_2_e() -> Rows:
    return _rows_of_measure(["2-エ-①", "2-エ-②", "2-エ-③"])
