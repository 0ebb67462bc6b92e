"""Numerical targets and KPIs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from ..expectations import split, table
from .arithmetic import (
    BASIS_ON_MEASURE,
    BY_DEPARTMENT,
    BY_MEASURE,
    GOALS,
    MEASURES,
    YEAR,
    Row,
    Rows,
    answer,
    codes,
    grouped,
    lines,
    names,
    once,
    project_of,
)

KPIS = [row | {"owners": row["measures"]} for row in table("kpis")]
TARGETS = [
    row | {"owners": row["goal"], "lines": row["line"]} for row in table("numerical_targets")
]
INDICATORS = [*KPIS, *TARGETS]


def own(row: Row) -> str:
    return ", ".join(split(row["owners"]))


def printed(row: Row, name: str) -> str:
    """A value with its period, as the document writes the two: 65.0%（R6年度）."""
    value, period = row[f"printed_{name}"], row[f"printed_{name}_period"]
    # The period of one numerical target stands in the line above, not beside the value.
    beside = name == "baseline" or row.get("period_line", row["lines"]) == row["lines"]
    return f"{value}（{period}）" if value and period and beside else value


def cited(row: Row) -> str:
    return ", ".join(split(row["lines"]))


def plain_number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def change(row: Row) -> str:
    """Target minus baseline, where both are numbers."""
    both = row["target"] and row["baseline"]
    return plain_number(Decimal(row["target"]) - Decimal(row["baseline"])) if both else ""


@answer("kpi-progress")
def kpi_progress() -> Rows:
    return [
        YEAR
        | {
            "measures": own(row),
            "name": row["name"],
            "baseline": printed(row, "baseline"),
            "target": printed(row, "target"),
            "change": change(row),
            "unit": row["unit"],
            "lines": cited(row),
        }
        for row in KPIS
    ]


@answer("kpi-progress@goal=3")
def kpi_progress_of_goal_3() -> Rows:
    return [row for row in kpi_progress() if row["measures"][0] == "3"]


@answer("indicator-change")
def indicator_change() -> Rows:
    found: Rows = []
    for row in INDICATORS:
        if not row["baseline"] or not row["target"] or row["comparator"] != "Equal":
            continue
        years = int(row["target_end"][:4]) - int(row["baseline_end"][:4])
        whole = Decimal(change(row))
        yearly = (whole / years).quantize(Decimal("0.01"), ROUND_HALF_UP)
        found.append(
            YEAR
            | {
                "places": own(row),
                "name": row["name"],
                "baseline": plain_number(Decimal(row["baseline"])),
                "baselinePeriod": row["printed_baseline_period"],
                "target": plain_number(Decimal(row["target"])),
                "targetPeriod": row["printed_target_period"],
                "change": change(row),
                "years": str(years),
                "perYear": plain_number(yearly),
                "unit": row["unit"],
                "lines": cited(row),
            }
        )
    return found


@answer("shared-indicators")
def shared_indicators() -> Rows:
    return [
        YEAR
        | {
            "name": row["name"],
            "shared": str(len(split(row["measures"]))),
            "measures": own(row),
            "lines": cited(row),
        }
        for row in KPIS
        if "|" in row["measures"]
    ]


@answer("indicators-not-a-number")
def indicators_not_a_number() -> Rows:
    words = {
        "AtLeast": "以上",
        "UpToReference": "参照する水準まで",
        "BetterThan": "参照する値より良い",
    }
    return [
        YEAR
        | {
            "places": own(row),
            "name": row["name"],
            "target": printed(row, "target"),
            "comparator": words[row["comparator"]],
            "lines": cited(row),
        }
        for row in INDICATORS
        if row["comparator"] != "Equal"
    ]


@answer("indicators-without-baseline")
def indicators_without_baseline() -> Rows:
    return [
        YEAR
        | {
            "places": own(row),
            "name": row["name"],
            "target": printed(row, "target"),
            "lines": cited(row),
        }
        for row in INDICATORS
        if not row["printed_baseline"]
    ]


def _all_lines(rows: Iterable[Row]) -> str:
    return ", ".join(sorted({n for row in rows for n in split(row["lines"])}, key=int))


def _by(key: Callable[[Row], str], column: str, rows: Iterable[Row]) -> Rows:
    return [
        YEAR
        | {
            column: value,
            "indicators": str(len(mine)),
            "names": names(row["name"] for row in mine),
            "lines": _all_lines(mine),
        }
        for value, mine in grouped(rows, key).items()
    ]


@answer("indicators-by-unit")
def indicators_by_unit() -> Rows:
    return _by(lambda row: row["unit"], "unit", INDICATORS)


@answer("measure-money-and-kpis")
def measure_money_and_kpis() -> Rows:
    found: Rows = []
    for code, rows in BY_MEASURE.items():
        mine = [row for row in KPIS if code in split(row["measures"])]
        shared = sum("|" in row["measures"] for row in mine)
        found.append(
            YEAR
            | {
                "code": code,
                "title": MEASURES[code]["title"],
                "projects": str(len(set(map(project_of, rows)))),
                "yen": str(once(rows)),
                "own": str(len(mine) - shared),
                "shared": str(shared),
                "lines": lines(rows),
            }
        )
    return found


@answer("goals-without-target")
def goals_without_target() -> Rows:
    served = {row["goal"] for row in TARGETS}
    return [
        {
            "goal": goal,
            "title": row["title"],
            "kpis": str(sum(kpi["measures"][0] == goal for kpi in KPIS)),
            "lines": row["line"],
        }
        for goal, row in GOALS.items()
        if goal not in served
    ]


def _indicators_of(department: str = "") -> Rows:
    found: Rows = []
    for name, rows in BY_DEPARTMENT.items():
        places = {row["measure"] for row in rows}
        for kpi in KPIS:
            mine = [code for code in split(kpi["measures"]) if code in places]
            if mine and department in {name, ""}:
                found.append(
                    YEAR
                    | {
                        "office": name,
                        "name": kpi["name"],
                        "measures": codes(mine),
                        "basis": BASIS_ON_MEASURE,
                        "lines": cited(kpi),
                    }
                )
    return found


@answer("department-indicators")
def department_indicators() -> Rows:
    return _indicators_of()


@answer("department-indicators@department=農政部")
def department_indicators_of_one() -> Rows:
    return _indicators_of("農政部")


@answer("indicators-by-kind")
def indicators_by_kind() -> Rows:
    words = {"Level": "水準", "Annual": "年度ごと", "Cumulative": "累計", "AsOfDate": "時点"}
    # No numerical target says 累計 or 各年度: each is a level. Where a person could read a KPI
    # either way, its wording names neither, so it is a level too.
    return _by(lambda row: words[split(row.get("target_kind", "Level"))[-1]], "kind", INDICATORS)


@answer("numerical-targets")
def numerical_targets() -> Rows:
    found: Rows = []
    for row in TARGETS:
        references = []
        for reference in split(row["references"]):
            area, value, start, _ = reference.split(":")
            # Line 131 prints one date for all its figures, line 222 the fiscal year 2015.
            when = row["printed_baseline_period"] if area else f"H{int(start[:4]) - 1988}年実績"
            printed_value = f"{area}{value}" if area else value.replace("-", "▲") + row["unit"]
            references.append(f"{printed_value}（{when}）")
        beside = "市" if references and not row["unit"] else ""
        found.append(
            YEAR
            | {
                "code": row["goal"],
                "name": row["name"],
                "baseline": beside + row["printed_baseline"],
                "target": printed(row, "target"),
                "reference": names(references),
                "change": change(row),
                "unit": row["unit"],
                "lines": row["line"],
            }
        )
    return found
