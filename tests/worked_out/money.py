"""Counts and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from ..expectations import table
from .arithmetic import (
    BY_DEPARTMENT,
    BY_GOAL,
    BY_MEASURE,
    LISTINGS,
    MEASURES,
    PROJECTS,
    ROW,
    WHOLE,
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
    names,
    once,
    project_of,
    project_row,
    share,
)


@answer("goal-totals")
def goal_totals() -> Rows:
    printed = defaultdict(list)
    for row in table("printed_totals"):
        printed[row["about"], row["quantity"]].append(row)
    found: Rows = []
    for goal, rows in (*BY_GOAL.items(), ("全体", list(LISTINGS))):
        span = f"{rows[0]['line']}-{rows[-1]['line']}"
        about = "edition" if goal == "全体" else goal
        figures = (
            ("掲載数（再掲を含む）", "ListingCount", len(rows)),
            ("うち再掲", "RelistingCount", sum(map(again, rows))),
            ("事業数（再掲を除く）", "ProjectCount", sum(not again(row) for row in rows)),
            ("重複しない事業", "", len(set(map(project_of, rows)))),
            ("事業費（円、再掲を含む）", "BudgetWithRelistings", listed(rows)),
            ("事業費（円、再掲を除く）", "BudgetWithoutRelistings", once(rows)),
        )
        for words, quantity, value in figures:
            totals = printed.get((about, quantity), [])
            figure = {row["value"] for row in totals}
            assert len(figure) <= 1
            found.append(
                YEAR
                | {
                    "goal": goal,
                    "quantity": words,
                    "computed": str(value),
                    "printed": "".join(figure),
                    "difference": "".join(str(value - int(f)) for f in figure),
                    "lines": lines(totals) or span,
                }
            )
    return found


@answer("measure-totals")
def measure_totals() -> Rows:
    return [
        YEAR | {"code": code, "title": MEASURES[code]["title"]} | counts(rows)
        for code, rows in BY_MEASURE.items()
    ]


@answer("measure-totals@goal=3,year=2024")
def measure_totals_of_goal_3() -> Rows:
    return [row for row in measure_totals() if row["code"][0] == "3"]


@answer("department-totals")
def department_totals() -> Rows:
    return [
        YEAR | {"office": name} | counts(rows) | {"share": share(once(rows), WHOLE)}
        for name, rows in BY_DEPARTMENT.items()
    ]


@answer("year-totals")
def year_totals() -> Rows:
    granted = [row for row in LISTINGS if row["grant"] == "true"]
    return [
        YEAR
        | counts(list(LISTINGS))
        | {
            "offices": str(len(BY_DEPARTMENT)),
            "yenGrant": str(once(granted)),
            "lines": f"{LISTINGS[0]['line']}-{LISTINGS[-1]['line']}",
        }
    ]


def _budget_row(key: str) -> Row:
    rows = PROJECTS[key]
    return YEAR | {
        "name": ROW[key]["name"],
        "goals": codes(map(goal_of, rows)),
        "departments": names(row["department"] for row in rows),
        "yen": ROW[key]["yen"],
        "share": share(int(ROW[key]["yen"]), WHOLE),
        "lines": lines(rows),
    }


@answer("largest-budgets")
def largest_budgets() -> Rows:
    return [_budget_row(key) for key in PROJECTS]


@answer("largest-budgets@goal=2,least=100000000,year=令和6年度")
def largest_budgets_of_goal_2() -> Rows:
    return [
        _budget_row(key)
        for key, rows in PROJECTS.items()
        if "2" in map(goal_of, rows) and int(ROW[key]["yen"]) >= 100_000_000
    ]


@answer("largest-budgets@department=子育て支援部")
def largest_budgets_of_a_department() -> Rows:
    return [
        _budget_row(key)
        for key, rows in PROJECTS.items()
        if "子育て支援部" in {row["department"] for row in rows}
    ]


@answer("zero-budgets")
def zero_budgets() -> Rows:
    return [
        YEAR | project_row(key, rows) for key, rows in PROJECTS.items() if ROW[key]["yen"] == "0"
    ]


def _granted(keep: Callable[[Row], bool]) -> Rows:
    rows = [row for row in LISTINGS if row["grant"] == "true" and keep(row)]
    return [YEAR | project_row(key, mine) for key, mine in grouped(rows, project_of).items()]


@answer("grant-projects")
def grant_projects() -> Rows:
    return _granted(lambda _: True)


@answer("grant-projects@goal=3")
def grant_projects_of_goal_3() -> Rows:
    return _granted(lambda row: goal_of(row) == "3")


@answer("grant-totals")
def grant_totals() -> Rows:
    found: Rows = []
    for goal, rows in BY_GOAL.items():
        first = [row for row in rows if not again(row)]
        granted = [row for row in first if row["grant"] == "true"]
        found.append(
            YEAR
            | {
                "goal": goal,
                "projects": str(len(first)),
                "granted": str(len(granted)),
                "yen": str(once(first)),
                "yenGrant": str(once(granted)),
                "share": share(once(granted), once(first)),
                "lines": lines(granted) or f"{first[0]['line']}-{first[-1]['line']}",
            }
        )
    return found


@answer("budget-concentration")
def budget_concentration() -> Rows:
    found: Rows = []
    for goal, rows in BY_GOAL.items():
        first = [row for row in rows if not again(row)]
        top = max(first, key=lambda row: int(row["yen"]))
        over = [row for row in first if int(row["yen"]) >= 100_000_000]
        found.append(
            YEAR
            | {
                "goal": goal,
                "projects": str(len(first)),
                "yen": str(once(first)),
                "name": top["name"],
                "largest": top["yen"],
                "share": share(int(top["yen"]), once(first)),
                "over": str(len(over)),
                "yenOver": str(once(over)),
                "shareOver": share(once(over), once(first)),
                "lines": top["line"],
            }
        )
    return found
