"""The tables that a person read, and the arithmetic that answers share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from ..expectations import HERE, table

FOLDER = HERE / "expected" / "answers"
Row = dict[str, str]
Rows = list[Row]
LISTINGS = table("listings")
ROW = {row["listing"]: row for row in LISTINGS}
MEASURES = {row["notation"]: row for row in table("measures")}
GOALS = {row["notation"]: row for row in table("goals")}
BASIS_ON_GOAL = "基本目標を通した推測"
BASIS_ON_MEASURE = "施策を通した推測"
RANGE_OF_SDGS = "644-683"  # the first and last line of the table of chapter 7 that states a link
Answer = Callable[[], Rows]
ANSWERS: dict[str, Answer] = {}


def answer(name: str, *, dated: bool = False) -> Callable[[Answer], Answer]:
    """Register a function as the answer of the file ``name``.

    ``dated`` puts the fiscal year of the only edition before each row.
    """

    def register(function: Answer) -> Answer:
        ANSWERS[name] = (
            (lambda: [{"year": "2024"} | row for row in function()]) if dated else function
        )
        return function

    return register


def goal_of(row: Row) -> str:
    return row["measure"][0]


def project_of(row: Row) -> str:
    """The key of the row that lists the project for the first time."""
    return row["original"] or row["listing"]


def again(row: Row) -> bool:
    return row["relisting"] == "true"


def once(rows: Iterable[Row]) -> int:
    """Yen of the rows that are no re-listings."""
    return sum(int(row["yen"]) for row in rows if not again(row))


def listed(rows: Iterable[Row]) -> int:
    return sum(int(row["yen"]) for row in rows)


def money(projects: Iterable[str]) -> int:
    """Yen of distinct projects, each once."""
    return sum(int(ROW[key]["yen"]) for key in set(projects))


def lines(rows: Iterable[Row]) -> str:
    return ", ".join(sorted({row["line"] for row in rows}, key=int))


def share(part: int, whole: int) -> str:
    """Percent with one decimal, halves up."""
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def codes(values: Iterable[str]) -> str:
    order = [*GOALS, *MEASURES]
    return ", ".join(sorted(set(values), key=order.index))


def names(values: Iterable[str]) -> str:
    return " / ".join(sorted(set(values)))


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Rows]:
    groups: dict[str, Rows] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def counts(rows: Rows) -> Row:
    """The usual figures of a set of rows."""
    return {
        "listings": str(len(rows)),
        "relistings": str(sum(map(again, rows))),
        "projects": str(len(set(map(project_of, rows)))),
        "yenListed": str(listed(rows)),
        "yen": str(once(rows)),
        "lines": lines(rows),
    }


def project_row(key: str, rows: Rows) -> Row:
    """A project with the rows that the question is about."""
    return {
        "name": ROW[key]["name"],
        "measures": codes(row["measure"] for row in rows),
        "departments": names(row["department"] for row in rows),
        "yen": ROW[key]["yen"],
        "lines": lines(rows),
    }


PROJECTS = grouped(LISTINGS, project_of)
BY_GOAL = grouped(LISTINGS, goal_of)
BY_MEASURE = grouped(LISTINGS, lambda row: row["measure"])
BY_DEPARTMENT = grouped(LISTINGS, lambda row: row["department"])
WHOLE = once(LISTINGS)
YEAR = {"year": "2024"}
