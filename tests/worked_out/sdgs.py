"""What chapter 7 links to the SDGs, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..expectations import table
from .arithmetic import (
    BASIS_ON_GOAL,
    LISTINGS,
    RANGE_OF_SDGS,
    Row,
    Rows,
    answer,
    codes,
    goal_of,
    grouped,
    lines,
    money,
    project_of,
)

# The Japanese short titles of the 17 goals, as the United Nations Information Centre gives them.
SDGS = (
    "貧困をなくそう",
    "飢餓をゼロに",
    "すべての人に健康と福祉を",
    "質の高い教育をみんなに",
    "ジェンダー平等を実現しよう",
    "安全な水とトイレを世界中に",
    "エネルギーをみんなに そしてクリーンに",
    "働きがいも経済成長も",
    "産業と技術革新の基盤をつくろう",
    "人や国の不平等をなくそう",
    "住み続けられるまちづくりを",
    "つくる責任 つかう責任",
    "気候変動に具体的な対策を",
    "海の豊かさを守ろう",
    "陸の豊かさも守ろう",
    "平和と公正をすべての人に",
    "パートナーシップで目標を達成しよう",
)
ALIGNMENTS = table("sdg_alignments")


def _links(rows: Iterable[Row]) -> str:
    found = {row[name] for row in rows for name in ("sdg_line", "element_line")}
    return ", ".join(sorted(found, key=int))


def _sdg(number: str) -> Row:
    return {"number": number, "name": SDGS[int(number) - 1]}


def _sdg_goals(keep: Callable[[set[str]], bool]) -> Rows:
    return [
        _sdg(number)
        | {
            "goals": codes(row["goal"] for row in rows),
            "elements": str(len(rows)),
            "lines": _links(rows),
        }
        for number, rows in grouped(ALIGNMENTS, lambda row: row["sdg"]).items()
        if keep({row["goal"] for row in rows})
    ]


@answer("sdg-shared", dated=True)
def sdg_shared() -> Rows:
    return _sdg_goals(lambda goals: len(goals) > 1)


@answer("sdg-single", dated=True)
def sdg_single() -> Rows:
    return _sdg_goals(lambda goals: len(goals) == 1)


@answer("sdg-never-addressed")
def sdg_never_addressed() -> Rows:
    touched = {row["sdg"] for row in ALIGNMENTS}
    return [_sdg(str(n)) | {"lines": RANGE_OF_SDGS} for n in range(1, 18) if str(n) not in touched]


@answer("sdg-elements", dated=True)
def sdg_elements() -> Rows:
    return [
        {"code": row["goal"]}
        | _sdg(row["sdg"])
        | {"element": row["element"], "lines": _links([row])}
        for row in ALIGNMENTS
    ]


@answer("sdg-elements@goal=4,sdg=11", dated=True)
def sdg_elements_of_one() -> Rows:
    return [row for row in sdg_elements() if (row["code"], row["number"]) == ("4", "11")]


def _behind(number: str) -> Rows:
    """The rows of the list under the goals that chapter 7 links to an SDG."""
    goals = {row["goal"] for row in ALIGNMENTS if row["sdg"] == number}
    return [row for row in LISTINGS if goal_of(row) in goals]


@answer("sdg-money", dated=True)
def sdg_money() -> Rows:
    return [
        _sdg(number)
        | {
            "goals": codes(row["goal"] for row in rows),
            "projects": str(len(set(map(project_of, _behind(number))))),
            "yen": str(money(map(project_of, _behind(number)))),
            "basis": BASIS_ON_GOAL,
            "lines": _links(rows),
        }
        for number, rows in grouped(ALIGNMENTS, lambda row: row["sdg"]).items()
    ]


def _sdg_departments(numbers: Iterable[str]) -> Rows:
    return [
        _sdg(number)
        | {
            "office": name,
            "projects": str(len(set(map(project_of, rows)))),
            "yen": str(money(map(project_of, rows))),
            "basis": BASIS_ON_GOAL,
            "lines": lines(rows),
        }
        for number in numbers
        for name, rows in grouped(_behind(number), lambda row: row["department"]).items()
    ]


@answer("sdg-departments", dated=True)
def sdg_departments() -> Rows:
    return _sdg_departments(grouped(ALIGNMENTS, lambda row: row["sdg"]))


@answer("sdg-departments@sdg=11", dated=True)
def sdg_departments_of_one() -> Rows:
    return _sdg_departments(["11"])
