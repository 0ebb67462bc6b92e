"""Digital items, printed totals, blind spots, words and corrections."""

from __future__ import annotations

from ..expectations import line, split, table
from .arithmetic import (
    BY_GOAL,
    BY_MEASURE,
    GOALS,
    MEASURES,
    PROJECTS,
    ROW,
    YEAR,
    Row,
    Rows,
    answer,
    counts,
    grouped,
    lines,
    money,
    names,
    once,
    project_of,
    project_row,
)
from .bodies import DIGITAL, _reviewed, measures_without_partner
from .indicators import (
    KPIS,
    TARGETS,
    _all_lines,
    goals_without_target,
    indicators_without_baseline,
)
from .money import zero_budgets
from .sdgs import ALIGNMENTS, sdg_never_addressed


def _digital(goal: str = "") -> Rows:
    return [
        {
            "code": row["goal"],
            "text": row["text"],
            "relisted": row["relisting"],
            "original": row["original"][:1],
            "lines": row["line"],
        }
        for row in DIGITAL.values()
        if goal in {row["goal"], ""}
    ]


@answer("digital-initiatives", dated=True)
def digital_initiatives() -> Rows:
    return _digital()


@answer("digital-initiatives@goal=3", dated=True)
def digital_initiatives_of_goal_3() -> Rows:
    return _digital("3")


QUANTITIES = {
    "ListingCount": "事業数（再掲を含む）",
    "RelistingCount": "再掲の数",
    "ProjectCount": "事業数（再掲を除く）",
    "BudgetWithRelistings": "事業費（再掲を含む）",
    "BudgetWithoutRelistings": "事業費（再掲を除く）",
}


def _about(code: str) -> str:
    return "全体" if code == "edition" else code


@answer("printed-totals", dated=True)
def printed_totals() -> Rows:
    return [
        {
            "about": _about(row["about"]),
            "quantity": QUANTITIES[row["quantity"]],
            "value": row["value"],
            # The parentheses are the table's sign for "re-listings left out".
            "printed": row["printed"].strip("()"),
            "lines": row["line"],
        }
        for row in table("printed_totals")
    ]


@answer("blind-spots")
def blind_spots() -> Rows:
    missing: list[tuple[str, str, str, str]] = []
    missing += [
        ("数値目標のない基本目標", r["goal"], r["title"], r["lines"])
        for r in goals_without_target()
    ]
    missing += [
        ("どの基本目標とも結び付かないSDG", r["number"], r["name"], r["lines"])
        for r in sdg_never_addressed()
    ]
    missing += [
        ("基準値のない指標", "", r["name"], r["lines"]) for r in indicators_without_baseline()
    ]
    missing += [("事業費が0の事業", "", r["name"], r["lines"]) for r in zero_budgets()]
    missing += [
        ("団体などの名前が出てこない施策", r["code"], r["title"], r["lines"])
        for r in measures_without_partner()
    ]
    columns = ("missing", "code", "name", "lines")
    return [dict(zip(columns, values, strict=True)) for values in missing]


@answer("goal-overview", dated=True)
def goal_overview() -> Rows:
    found: Rows = []
    for goal, rows in BY_GOAL.items():
        figures = counts(rows)
        del figures["yenListed"]
        tops = [m for m in MEASURES.values() if m["goal"] == goal and not m["parent"]]
        found.append(
            figures
            | {
                "goal": goal,
                "title": GOALS[goal]["title"],
                "measures": str(len(tops)),
                "targets": str(sum(row["goal"] == goal for row in TARGETS)),
                "kpis": str(sum(row["measures"][0] == goal for row in KPIS)),
                "offices": str(len({row["department"] for row in rows})),
                "sdgs": str(len({row["sdg"] for row in ALIGNMENTS if row["goal"] == goal})),
                "digital": str(sum(row["goal"] == goal for row in DIGITAL.values())),
                "lines": GOALS[goal]["line"],
            }
        )
    return found


@answer("measures-without-own-kpi")
def measures_without_own_kpi() -> Rows:
    found: Rows = []
    for code, rows in BY_MEASURE.items():
        mine = [row for row in KPIS if code in split(row["measures"])]
        if all("|" in row["measures"] for row in mine) and once(rows):
            found.append(
                YEAR
                | {
                    "code": code,
                    "name": MEASURES[code]["title"],
                    "projects": str(len(set(map(project_of, rows)))),
                    "yen": str(money(map(project_of, rows))),
                    "shared": names(row["name"] for row in mine),
                    "lines": ", ".join(
                        sorted({*_all_lines(mine).split(", "), *lines(rows).split(", ")}, key=int)
                    ),
                }
            )
    return found


def raw(row: Row) -> str:
    """A row of the list as the document prints it."""
    return line(row["line"])


@answer("digital-beside-projects@goal=3", dated=True)
def digital_beside_projects() -> Rows:
    wanted = ("デジタル", "オンライン", "ICT", "AI", "システム", "アプリ", "インターネット", "SNS")
    items = sum(row["goal"] == "3" for row in DIGITAL.values())
    found: Rows = []
    for key, rows in grouped(BY_GOAL["3"], project_of).items():
        words = {word for row in rows for word in wanted if word in raw(row)}
        mine = [row for row in rows if any(word in raw(row) for word in words)]
        if words:
            found.append(
                {
                    "code": "3",
                    "items": str(items),
                    "name": ROW[key]["name"],
                    "words": names(words),
                    "lines": lines(mine),
                }
            )
    return found


def _holding(word: str) -> Rows:
    found: Rows = []
    for key, rows in PROJECTS.items():
        mine = [row for row in rows if word.lower() in raw(row).lower()]
        if mine:
            # What is left when the name is taken away is the description and the department.
            rest = any(word in raw(row).replace(row["printed_name"], "", 1) for row in mine)
            places = ["名前"] * (word in ROW[key]["name"]) + ["概要"] * rest
            found.append(YEAR | project_row(key, mine) | {"found": names(places)})
    return found


@answer("project-search@text=スキー")
def projects_with_ski() -> Rows:
    return _holding("スキー")


@answer("project-search@text=妊娠")
def projects_with_pregnancy() -> Rows:
    return _holding("妊娠")


@answer("corrections", dated=True)
def corrections_made() -> Rows:
    return [
        {"printed": row["printed"], "corrected": row["corrected"], "lines": row["line"]}
        for row in _reviewed("corrections")
    ]


def _glossary(word: str = "") -> Rows:
    right = {row["line"]: row for row in _reviewed("corrections") if "DMO" in row["corrected"]}
    found: Rows = []
    for row in table("footnotes"):
        text = line(row["line"])
        start = text.index(row["definition_start"])
        definition = text[start:].strip()
        if row["line"] in right:  # the misread name of the DMO, inside its own footnote
            definition = definition.replace("ミントラ", "ミンタラ")
        # Footnote 32 has no headword: line 621, which refers to it, prints PDCA.
        term = row["headword"] or "PDCA"
        if word in term or word in definition:
            found.append(
                {
                    "number": row["number"],
                    "term": term,
                    "definition": definition,
                    "references": ", ".join(split(row["reference_lines"])),
                    "lines": row["line"],
                }
            )
    return found


@answer("glossary")
def glossary() -> Rows:
    return _glossary()


@answer("glossary@text=圏域")
def glossary_of_areas() -> Rows:
    return _glossary("圏域")
