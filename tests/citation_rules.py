"""How each column of an expected answer is held against the lines that its row cites.

A rule takes a row and its cell and says whether the cell stands in the cited lines or follows from
what is printed there. Columns that mean the same everywhere have one rule; a question's own
columns have theirs in `SPECIAL`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from .answers import Row, expected
from .expectations import EDITION, document_lines, fold, line
from .printed import (
    LIST_START,
    WHOLE_LIST,
    again,
    chapter_places,
    cited,
    first_rows,
    goal_rows,
    goals,
    granted_rows,
    headings,
    is_row,
    kpis_of_goal,
    kpis_of_measure,
    large_rows,
    list_rows,
    measures_of_goal,
    offices,
    parts,
    places,
    shared_places,
    title,
    words,
    yen,
)

# --- rules ---------------------------------------------------------------------------------


def stands(row: Row, text: str) -> bool:
    """Whether a text stands in a cited line, or across two neighbouring ones."""
    numbers = cited(row)
    joined = "".join(words(number).split("\n")[-1] for number in numbers)
    return any(fold(text) in words(number) for number in numbers) or fold(text) in joined


def in_lines(row: Row, cell: str) -> bool:
    return all(stands(row, part) for part in parts(cell, " / "))


@cache
def whole_document() -> str:
    numbers = range(1, len(document_lines()) + 1)
    return "".join(words(number).replace("\n", "") for number in numbers)


def in_document(row: Row, cell: str) -> bool:
    """A name of something that the row's lines belong to: printed somewhere in the document."""
    return all(fold(part) in whole_document() for part in parts(cell, " / "))


def rows_count(row: Row, cell: str) -> bool:
    return int(cell) == len(list_rows(row))


def relistings_count(row: Row, cell: str) -> bool:
    return int(cell) == sum(map(again, list_rows(row)))


def projects_count(row: Row, cell: str) -> bool:
    return int(cell) == len({title(number) for number in list_rows(row)})


def money_listed(row: Row, cell: str) -> bool:
    return int(cell) == sum(map(yen, list_rows(row)))


def money_without(row: Row, cell: str) -> bool:
    return int(cell) == sum(yen(number) for number in list_rows(row) if not again(number))


def money_once(row: Row, cell: str) -> bool:
    """Each project once, by its name."""
    return int(cell) == sum({title(number): yen(number) for number in list_rows(row)}.values())


def printed_number(row: Row, cell: str) -> bool:
    """A number printed in the lines, with its scale word multiplied out."""
    scales = {"": 1, "千": 1000, "万": 10_000, "百万": 1_000_000}
    text = "".join(words(number).split("\n")[-1] for number in cited(row)).replace("、", "")
    found = {
        Decimal(n.replace("▲", "-")) * scales[scale]
        for n, scale in re.findall(r"(▲?\d+(?:\.\d+)?)(百万|万|千)?", text)
    }
    return Decimal(cell) in found


def footnote(row: Row, cell: str) -> bool:
    return all(f"<sup>{cell}</sup>" in line(number) for number in cited(row))


def marks(mark: str) -> Callable[[Row, str], bool]:
    """true exactly when the one cited row has the mark."""

    def rule(row: Row, cell: str) -> bool:
        (number,) = list_rows(row) or cited(row)
        return (cell == "true") == (mark in fold(line(number)))

    return rule


def codes_of_rows(row: Row, cell: str) -> bool:
    return set(parts(cell)) == places(row)


def verbatim(row: Row, cell: str) -> bool:
    """The quote stands in a cited line exactly as it is."""
    return any(cell in line(number) for number in cited(row))


def goals_of_rows(row: Row, cell: str) -> bool:
    return set(parts(cell)) == goals(row)


Rule = Callable[[Row, str], bool]
Check = Callable[[Row], bool]


def holds(check: Check) -> Rule:
    return lambda row, _: check(row)


def percent(part: str, whole: str) -> Rule:
    return lambda row, cell: (
        abs(Decimal(cell) - Decimal(100 * int(row[part])) / int(row[whole])) <= Decimal("0.05")
    )


WHOLE = sum(yen(number) for number in WHOLE_LIST if is_row(number) and not again(number))


def of_all(row: Row, cell: str) -> bool:
    return abs(Decimal(cell) - Decimal(100 * int(row["yen"])) / WHOLE) <= Decimal("0.05")


def change(row: Row, cell: str) -> bool:
    """Target minus baseline, by the two numbers printed."""
    if not cell:
        return True
    scales = {"": 1, "千": 1000, "万": 10_000, "百万": 1_000_000}

    def value(text: str) -> Decimal:
        found = re.search(r"(▲?[\d,]+(?:\.\d+)?)\s*(百万|万|千)?", text)
        assert found, text
        return Decimal(found[1].replace(",", "").replace("▲", "-")) * scales[found[2] or ""]

    return Decimal(cell) == value(row["target"]) - value(row["baseline"])


def unit(row: Row, cell: str) -> bool:
    return not cell or stands(row, cell) or in_lines(row, cell)


# Columns that mean the same in every question.
RULES: dict[str, Rule] = {
    "body": in_document,
    "code": lambda row, cell: not cell or not list_rows(row) or cell in places(row) | goals(row),
    "continuity": in_lines,
    "department": in_lines,
    "departments": in_lines,
    "goals": goals_of_rows,
    "listings": rows_count,
    "measures": codes_of_rows,
    "name": in_document,
    "names": in_document,
    "number": in_lines,
    "office": in_lines,
    "places": lambda row, cell: int(cell) == len(places(row)),
    "printed": in_lines,
    "projects": projects_count,
    "quote": verbatim,
    "relistings": relistings_count,
    "title": in_document,
    "unit": unit,
    "variant": in_lines,
    "year": lambda _, cell: cell == "2024" and "令和6年度" in fold(line(LIST_START)),
    "yen": money_without,
    "yenListed": money_listed,
}
# Columns that hold our words for what was found (kinds, roles, bases, names of quantities), or
# what comes from outside the document and names its source.
OUR_WORDS = {
    "basis", "comparator", "dissolved", "fact", "found", "from", "kind", "missing", "quantity",
    "role", "source", "successor", "until",
}  # fmt: skip


def goals_above(row: Row) -> set[str]:
    """The goal in whose part of the list, or in whose line of the totals, a row stands."""
    found = {headings().get(number, ("", ""))[0] for number in cited(row)}
    for number in cited(row):
        found |= set(re.findall(r"基本目標(\d)", words(number)))
    return found


def total_of(row: Row) -> int:
    """The figure of a row of goal-totals, from the rows of the list."""
    rows = [n for n in WHOLE_LIST if is_row(n)] if row["goal"] == "全体" else goal_rows(row["goal"])
    figures = {
        "掲載数（再掲を含む）": len(rows),
        "うち再掲": sum(map(again, rows)),
        "事業数（再掲を除く）": sum(not again(n) for n in rows),
        "重複しない事業": len({title(n) for n in rows}),
        "事業費（円、再掲を含む）": sum(map(yen, rows)),
        "事業費（円、再掲を除く）": sum(yen(n) for n in rows if not again(n)),
    }
    return figures[row["quantity"]]


def printed_total(row: Row, cell: str) -> bool:
    """A total printed in each of the cited lines that prints totals: money in thousands."""
    value = int(cell) // 1000 if "費" in row["quantity"] else int(cell)
    totals = [n for n in cited(row) if not is_row(n)]
    pattern = rf"(?<![\d,]){value:,}(?![\d,])"
    return bool(totals) and all(re.search(pattern, line(n)) for n in totals)


def last_year(period: str) -> int:
    """The calendar year in which a printed period ends: R6年度 ends in March 2025."""
    era, year, kind = re.findall(r"(R|H)(\d+)(年度|年)", period)[-1]
    start = int(year) + (2018 if era == "R" else 1988)
    return start + (kind == "年度")


def number_of(column: str) -> Rule:
    """A column that counts the parts of another."""
    return lambda row, cell: (
        int(cell) == len(parts(row[column], " / ")) or int(cell) == len(parts(row[column]))
    )


def behind_sdg(row: Row) -> list[int]:
    """The rows of the list under the goals that the cited table links to the SDG."""
    wanted = set(parts(row["goals"]))
    return [n for n in WHOLE_LIST if is_row(n) and headings()[n][0] in wanted]


def sdg_goals(row: Row, cell: str) -> bool:
    """The goal stands at the head of its part of the table: in a cited line or the last above."""
    found = set()
    for number in cited(row):
        for above in range(number, 640, -1):
            head = re.search(r"基本目標(\d)", words(above))
            if head:
                found.add(head[1])
                break
    return set(parts(cell)) == found


def indicator_lines(row: Row, cell: str) -> bool:
    return all(stands(row, part) for part in parts(cell, " / "))


def measures_by_place(row: Row, cell: str) -> bool:
    """Codes of measures (or a goal) whose chapter holds the cited lines: heading last above."""
    return set(parts(cell)) <= chapter_places(row) | shared_places(row)


def file(name: str) -> list[Row]:
    """The rows of another expected answer."""
    return next(case.rows for case in expected() if case.name == name)


def count_in(name: str, column: str, distinct: str = "") -> Rule:
    """A count that follows from another expected answer: its rows for the same goal or number."""

    def rule(row: Row, cell: str) -> bool:
        key = row.get("goal") or row.get("code") or row["number"]
        mine = [other for other in file(name) if other[column] == key]
        return int(cell) == (len({other[distinct] for other in mine}) if distinct else len(mine))

    return rule


@cache
def gazetteer() -> dict[str, list[str]]:
    """The names under which each body, facility, event and plan appears."""
    found: dict[str, list[str]] = {}
    for table in ("partners", "plans"):
        with (EDITION / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                variants = row["variants"].split("|") if row["variants"] else []
                found[row["name"]] = [fold(name) for name in (row["name"], *variants)]
    return found


def named(row: Row, cell: str) -> bool:
    """The name, or one of its reviewed variants, stands in every cited line."""
    return all(any(name in words(number) for name in gazetteer()[cell]) for number in cited(row))


def naming(row: Row, cell: str) -> bool:
    """What names a body: the project of the cited rows, or something printed in the document."""
    rows = list_rows(row)
    return {fold(cell)} == {title(n) for n in rows} if rows else in_document(row, cell)


def goals_of_mention(row: Row) -> set[str]:
    """The goals of a row of partner-involvements; none for the strategy as a whole."""
    if row["kind"] == "戦略":
        return set()
    if row["kind"] == "事業":
        return {headings()[n][0] for n in WHOLE_LIST if is_row(n) and title(n) == fold(row["name"])}
    return {place[0] for place in chapter_places(row) if place}


def mentions(body: str, goal: str = "") -> list[Row]:
    found = [row for row in file("partner-involvements") if row["body"] == body]
    return [row for row in found if not goal or goal in goals_of_mention(row)]


def kinds_named(kind: str) -> Rule:
    return lambda row, cell: int(cell) == sum(r["kind"] == kind for r in mentions(row["body"]))


def unnamed(row: Row, cell: str) -> bool:
    """No involvement names the measure or one of its projects; as many projects as told."""
    mine = {title(n) for n in WHOLE_LIST if is_row(n) and headings()[n][1] == row["code"]}
    involved = file("partner-involvements")
    return int(cell) == len(mine) and not any(
        r["code"] == row["code"] or (r["kind"] == "事業" and fold(r["name"]) in mine)
        for r in involved
    )


def corrected(row: Row, cell: str) -> bool:
    return all(stands(row, bit) for part in parts(cell, " / ") for bit in part.split(" -> "))


def not_linked(row: Row, cell: str) -> bool:
    """The number of an SDG does not stand in the table."""
    return not re.search(rf"目標{cell}\D", "".join(words(n) for n in cited(row)))


def united_nations(row: Row, cell: str) -> bool:
    """The short title of an SDG is the United Nations'; the document prints its number."""
    return bool(row.get("number") or row.get("code"))


ONE_ROW_MONEY = {"yen": money_listed}
COUNTED_ONCE = {"yen": money_once}

SPECIAL: dict[str, dict[str, Rule]] = {
    "goal-totals": {
        "goal": lambda row, cell: cell == "全体" or cell in goals_above(row),
        "computed": lambda row, cell: int(cell) == total_of(row),
        "printed": lambda row, cell: not cell or printed_total(row, cell),
        "difference": lambda row, cell: (
            not cell or int(cell) == int(row["computed"]) - int(row["printed"])
        ),
    },
    "cross-goal-projects": COUNTED_ONCE,
    "cross-measure-projects": COUNTED_ONCE,
    "within-goal-relistings": COUNTED_ONCE,
    "department-portfolio": COUNTED_ONCE,
    "grant-projects": COUNTED_ONCE,
    "new-mark-projects": COUNTED_ONCE,
    "project-search": COUNTED_ONCE,
    "largest-budgets": COUNTED_ONCE | {"share": of_all},
    "zero-budgets": COUNTED_ONCE,
    "goal-combinations": COUNTED_ONCE,
    "department-totals": {"share": of_all},
    "goal-matrix": COUNTED_ONCE
    | {
        "first": lambda row, cell: cell in goals(row),
        "second": lambda row, cell: cell in goals(row),
    },
    "measure-matrix": COUNTED_ONCE
    | {
        "first": lambda row, cell: cell in places(row),
        "second": lambda row, cell: cell in places(row),
    },
    "year-totals": {
        "offices": lambda row, cell: int(cell) == len(offices(list_rows(row))),
        "yenGrant": lambda row, cell: (
            int(cell) == sum(yen(n) for n in list_rows(row) if "○" in line(n) and not again(n))
        ),
    },
    "grant-totals": {
        "goal": lambda row, cell: {cell} == goals(row),
        "projects": lambda row, cell: int(cell) == len(first_rows(row["goal"])),
        "granted": lambda row, cell: int(cell) == len(granted_rows(row["goal"])),
        "yen": lambda row, cell: int(cell) == sum(map(yen, first_rows(row["goal"]))),
        "yenGrant": lambda row, cell: int(cell) == sum(map(yen, granted_rows(row["goal"]))),
        "share": percent("yenGrant", "yen"),
    },
    "budget-concentration": {
        "goal": lambda row, cell: {cell} == goals(row),
        "projects": lambda row, cell: int(cell) == len(first_rows(row["goal"])),
        "yen": lambda row, cell: int(cell) == sum(map(yen, first_rows(row["goal"]))),
        "largest": lambda row, cell: (
            int(cell) == yen(*cited(row)) == max(map(yen, first_rows(row["goal"])))
        ),
        "share": percent("largest", "yen"),
        "over": lambda row, cell: int(cell) == len(large_rows(row["goal"])),
        "yenOver": lambda row, cell: int(cell) == sum(map(yen, large_rows(row["goal"]))),
        "shareOver": percent("yenOver", "yen"),
    },
    "continuity-rows": ONE_ROW_MONEY | {"relisted": marks("再掲"), "new": marks("(新)")},
    "continuity-totals": {
        "goal": lambda row, cell: {cell} == goals(row),
        "marked": lambda row, cell: (
            int(cell) == sum("(新)" in fold(line(n)) for n in list_rows(row))
        ),
    },
    "goal-projects": ONE_ROW_MONEY
    | {
        "measure": lambda row, cell: {cell} == places(row),
        "relisted": marks("再掲"),
        "new": marks("(新)"),
        "grant": marks("○"),
    },
    "measure-projects": ONE_ROW_MONEY | {"relisted": marks("再掲")},
    "project-listings": {
        "amount": in_lines,
        "relisted": marks("再掲"),
        "description": in_lines,
    },
    "relisted-projects": {
        "first": lambda row, cell: (
            {cell} == {p for n in list_rows(row) if not again(n) for p in [headings()[n][1]]}
        ),
        "again": lambda row, cell: (
            set(parts(cell)) == {headings()[n][1] for n in list_rows(row) if again(n)}
        ),
        "yen": money_without,
        "repeated": lambda row, cell: int(cell) == sum(yen(n) for n in list_rows(row) if again(n)),
    },
    "department-goal-matrix": {"goal": lambda row, cell: {cell} == goals(row)},
    "measures-across-departments": {
        "offices": lambda row, cell: int(cell) == len(offices(list_rows(row)))
    },
    "department-pairs": {
        "first": in_lines,
        "second": in_lines,
        "shared": number_of("measures"),
    },
    # --- indicators: names, values and periods are printed; the rest is arithmetic on them
    "kpi-progress": {
        "measures": measures_by_place,
        "baseline": lambda row, cell: not cell or in_lines(row, cell),
        "target": in_lines,
        "change": change,
    },
    "numerical-targets": {
        "code": measures_by_place,
        "baseline": in_lines,
        "target": in_lines,
        "reference": lambda row, cell: all(
            stands(row, bit) for part in parts(cell, " / ") for bit in re.split("[（）]", part)
        ),
        "change": lambda row, cell: not cell or change(row, cell),
    },
    "indicator-change": {
        "places": measures_by_place,
        "baseline": printed_number,
        "baselinePeriod": in_lines,
        "target": printed_number,
        "targetPeriod": in_lines,
        "change": lambda row, cell: (
            Decimal(cell) == Decimal(row["target"]) - Decimal(row["baseline"])
        ),
        "years": lambda row, cell: (
            int(cell) == last_year(row["targetPeriod"]) - last_year(row["baselinePeriod"])
        ),
        "perYear": lambda row, cell: (
            abs(Decimal(cell) - Decimal(row["change"]) / int(row["years"])) <= Decimal("0.005")
        ),
    },
    "shared-indicators": {"measures": measures_by_place, "shared": number_of("measures")},
    "indicators-not-a-number": {"places": measures_by_place, "target": in_lines},
    "indicators-without-baseline": {"places": measures_by_place, "target": in_lines},
    "indicators-by-unit": {"names": indicator_lines, "indicators": number_of("names")},
    "indicators-by-kind": {"names": indicator_lines, "indicators": number_of("names")},
    "measure-money-and-kpis": {
        "own": lambda row, cell: int(cell) == kpis_of_measure(row["code"], shared=False),
        "shared": lambda row, cell: int(cell) == kpis_of_measure(row["code"], shared=True),
    },
    "measures-without-own-kpi": {
        "yen": money_once,
        "shared": in_lines,
    },
    "goals-without-target": {
        "goal": measures_by_place,
        "kpis": lambda row, cell: int(cell) == kpis_of_goal(row["goal"]),
    },
    "department-indicators": {"office": in_document, "measures": measures_by_place},
    # --- SDGs: a table of links; what stands behind a goal is counted in the list
    "sdg-shared": {
        "name": united_nations,
        "goals": sdg_goals,
        "number": in_lines,
        "elements": count_in("sdg-elements", "number"),
    },
    "sdg-single": {
        "name": united_nations,
        "goals": sdg_goals,
        "number": in_lines,
        "elements": count_in("sdg-elements", "number"),
    },
    "sdg-never-addressed": {"name": united_nations, "number": not_linked},
    "sdg-elements": {
        "name": united_nations,
        "code": sdg_goals,
        "number": in_lines,
        "element": in_lines,
    },
    "sdg-money": {
        "name": united_nations,
        "goals": sdg_goals,
        "number": in_lines,
        "projects": lambda row, cell: int(cell) == len({title(n) for n in behind_sdg(row)}),
        "yen": lambda row, cell: (
            int(cell) == sum({title(n): yen(n) for n in behind_sdg(row)}.values())
        ),
    },
    "sdg-departments": {
        "name": united_nations,
        # The goals of the cited rows are among those that the table links to the SDG.
        "number": lambda row, cell: (
            goals(row) <= {r["code"] for r in file("sdg-elements") if r["number"] == cell}
        ),
        "yen": money_once,
    },
    # --- bodies and plans
    "partner-involvements": {
        "body": named,
        "name": naming,
        "code": lambda row, cell: cell in chapter_places(row),
    },
    "partner-reach": {
        "body": named,
        "goals": lambda row, cell: (
            set(parts(cell))
            == {goal for r in mentions(row["body"]) for goal in goals_of_mention(r)}
        ),
        "measures": kinds_named("施策"),
        "projects": kinds_named("事業"),
        "involvements": lambda row, cell: int(cell) == len(mentions(row["body"])),
    },
    "goal-partners": {
        "body": named,
        "goals": lambda row, cell: bool(mentions(row["body"], cell)),
        "things": lambda row, cell: int(cell) == len(mentions(row["body"], row["goals"])),
    },
    "cited-plans": {
        "name": named,
        "thing": naming,
        "code": lambda row, cell: cell in chapter_places(row),
    },
    "measures-without-partner": {"code": measures_by_place, "projects": unnamed},
    "area-membership": {
        "name": in_document,
        "asOf": lambda _, cell: cell == "2024-03" and "(2024年)3月改訂" in words(7),
    },
    "area-at-date": {"name": in_document},
    "area-difference": {"name": in_lines, "belongs": in_lines},
    "dissolved-bodies": {"body": in_lines, "things": in_document},
    # --- digital items and words
    "digital-initiatives": {
        "code": measures_by_place,
        "text": in_lines,
        "relisted": marks("再掲"),
        "original": lambda row, cell: any(
            r["code"] == cell
            and r["relisted"] == "false"
            and fold(r["text"][:20]) in fold(row["text"])
            for r in file("digital-initiatives")
        ),
    },
    "digital-beside-projects": {
        "items": count_in("digital-initiatives", "code"),
        "words": in_lines,
    },
    "glossary": {
        "number": footnote,
        "term": in_document,
        "definition": in_lines,
        "references": lambda row, cell: all(
            f"<sup>{row['number']}</sup>" in line(n).replace(" ", "") for n in parts(cell)
        ),
    },
    "word-search": {"things": in_document},
    "thing-lines": {"code": footnote, "name": in_document, "corrected": corrected},
    "line-facts": {"name": in_lines, "corrected": corrected},
    "strategy-facts": {
        "value": lambda row, cell: all(
            bit in "".join(words(n) for n in cited(row)) or bit in {"04", "01", "03", "31", "2025"}
            for bit in re.findall(r"\w+", fold(cell))
        )
    },
    "title-variants": {"code": lambda row, cell: cell in goals_above(row)},
    "printed-totals": {
        "about": lambda row, cell: cell == "全体" or cell in goals_above(row),
        "value": lambda row, cell: (
            int(cell)
            == int(row["printed"].replace(",", "")) * (1000 if "事業費" in row["quantity"] else 1)
        ),
        "printed": in_lines,
    },
    "discrepancies": {
        "about": lambda row, cell: cell == "全体" or cell in goals_above(row),
        "printed": lambda row, cell: (
            in_lines(row, cell) if row["quantity"] == "題" else printed_total(row, cell)
        ),
        "computed": lambda row, cell: (
            not cell or int(cell) == int(row["printed"]) + int(row["difference"])
        ),
        "difference": lambda row, cell: not cell or 1000 * 25_141 == int(cell) == yen(780),
        "explained": lambda row, cell: not cell or stands(row, cell.split(" ", 1)[1]),
    },
    "corrections": {"printed": in_lines, "corrected": in_lines},
    "blind-spots": {
        "code": lambda row, cell: (
            not_linked(row, cell) if "SDG" in row["missing"] else cell in chapter_places(row)
        ),
        "name": lambda row, cell: (
            united_nations(row, cell) if "SDG" in row["missing"] else in_document(row, cell)
        ),
    },
    "goal-overview": {
        "goal": measures_by_place,
        "listings": lambda row, cell: int(cell) == len(goal_rows(row["goal"])),
        "relistings": lambda row, cell: int(cell) == sum(map(again, goal_rows(row["goal"]))),
        "projects": lambda row, cell: int(cell) == len({title(n) for n in goal_rows(row["goal"])}),
        "offices": lambda row, cell: int(cell) == len(offices(goal_rows(row["goal"]))),
        "yen": lambda row, cell: int(cell) == sum(map(yen, first_rows(row["goal"]))),
        "kpis": lambda row, cell: int(cell) == kpis_of_goal(row["goal"]),
        "measures": lambda row, cell: int(cell) == measures_of_goal(row["goal"]),
        "targets": count_in("numerical-targets", "code"),
        "sdgs": count_in("sdg-elements", "code", "number"),
        "digital": count_in("digital-initiatives", "code"),
    },
}
