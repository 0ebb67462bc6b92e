"""The document's lines as the answers cite them: rows of the project list, headings above, KPIs.

Nothing of machigraph is run and no table a person made is believed, except for the reviewed
corrections: everything here is read off the lines themselves.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache

from .answers import Row
from .expectations import EDITION, document_lines, fold, line, plain

LIST_START = 687  # the heading of the project list; everything below is the list
_ROW = re.compile(r"^\t?\s*(\d+)\t")
Numbers = list[int]


def cited(row: Row) -> Numbers:
    """The lines of a row; a range stands for all lines between."""
    found: Numbers = []
    for part in row["lines"].split(", "):
        first, _, last = part.partition("-")
        if first:
            found += range(int(first), int(last or first) + 1)
    return found


@cache
def corrections() -> dict[int, list[tuple[str, str]]]:
    """What the reviewed table puts right, by line."""
    found: dict[int, list[tuple[str, str]]] = {}
    with (EDITION / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(int(row["line"]), []).append((row["printed"], row["corrected"]))
    return found


@cache
def words(number: int) -> str:
    """A line folded, as printed and with its corrections."""
    text = plain(line(number))
    right = fold(text)
    for printed, corrected in corrections().get(number, []):
        right = right.replace(fold(printed), fold(corrected))
    return fold(text) + "\n" + right


def is_row(number: int) -> bool:
    return number > LIST_START and bool(_ROW.match(line(number)))


def list_rows(row: Row) -> Numbers:
    return [number for number in cited(row) if is_row(number)]


def again(number: int) -> bool:
    return "再掲" in line(number)


def cells(number: int) -> tuple[list[str], int]:
    """The cells of a row of the list, and the place of the amount: name, department, amount.

    Cells shift between rows, so the place is found: the first number behind two texts.
    """
    found = [cell.strip() for cell in line(number).split("\t")]
    return found, next(
        place
        for place, cell in enumerate(found)
        if place > 2 and re.fullmatch(r"[\d,]+", cell) and not found[place - 1].isdecimal()
    )


def yen(number: int) -> int:
    found, place = cells(number)
    return 1000 * int(found[place].replace(",", ""))


def title(number: int) -> str:
    """The name of the project in a row of the list, corrected, without the mark (新)."""
    found, place = cells(number)
    name = fold(re.sub(r"^[(（]新[)）]", "", found[place - 2]))
    for printed, corrected in corrections().get(number, []):
        name = name.replace(fold(printed), fold(corrected))
    return name


@cache
def headings() -> dict[int, tuple[str, str]]:
    """For each line of the list, the goal's number and the measure's heading above it."""
    goal, measure, found = "", "", {}
    parent = ""
    for number in range(LIST_START, len(document_lines()) + 1):
        text = fold(plain(line(number)))
        starts_goal = re.match(r"基本目標(\d)", text)
        starts_measure = re.match(r"([ア-ケ])(?=\D)", text)
        starts_part = re.match(r"(?:[1-5]|[①-⑤])(?=\D)", text)
        if "<b>" in line(number) or line(number).startswith("#"):
            if starts_goal:
                goal, measure, parent = starts_goal[1], "", ""
            elif starts_measure:
                parent = measure = f"{goal}-{starts_measure[1]}"
            elif starts_part and parent:
                measure = f"{parent}-{'①②③④⑤'[int(starts_part[0]) - 1]}"
        found[number] = (goal, measure)
    return found


def places(row: Row) -> set[str]:
    return {headings()[number][1] for number in list_rows(row)}


def goals(row: Row) -> set[str]:
    return {headings()[number][0] for number in list_rows(row)}


def parts(cell: str, separator: str = ", ") -> list[str]:
    return [part for part in cell.split(separator) if part]


WHOLE_LIST = range(LIST_START, 986)
CHAPTER = range(116, 640)


@cache
def goal_rows(goal: str) -> tuple[int, ...]:
    """All rows of the list under a goal."""
    return tuple(n for n in WHOLE_LIST if is_row(n) and headings()[n][0] == goal)


def first_rows(goal: str) -> Numbers:
    return [n for n in goal_rows(goal) if not again(n)]


def granted_rows(goal: str) -> Numbers:
    return [n for n in first_rows(goal) if "○" in line(n)]


def large_rows(goal: str) -> Numbers:
    return [n for n in first_rows(goal) if yen(n) >= 100_000_000]


def offices(rows: Iterable[int]) -> set[str]:
    """The departments in rows of the list: the cell before the amount."""
    found = set()
    for number in rows:
        row, place = cells(number)
        found.add(fold(row[place - 1]))
    return found


@cache
def kpi_lines() -> tuple[tuple[int, str], ...]:
    """The lines of chapter 5 that print a KPI's target (…：65.0%（R6年度）), with their goal."""
    goal, found = "", []
    for number in CHAPTER:
        text = words(number).split("\n")[0]
        if starts := re.match(r"基本目標(\d)", text):
            goal = starts[1]
        if re.search(r":[^:]*\(R\d+年", text) and "\t" not in line(number):
            found.append((number, goal))
    return tuple(found)


def kpis_of_goal(goal: str) -> int:
    return sum(place == goal for _, place in kpi_lines())


def measures_of_goal(goal: str) -> int:
    """Kana headings of a goal in chapter 5."""
    here, found = "", set()
    for number in CHAPTER:
        if starts := re.match(r"基本目標(\d)", words(number).split("\n")[0]):
            here = starts[1]
        elif here == goal and (starts := re.match(r"(?:#+\s*|\*\*)?([ア-ケ])\s", line(number))):
            found.add(starts[1])
    return len(found)


def chapter_places(row: Row) -> set[str]:
    """Goals and measures in force at the cited lines of chapter 5: the headings last above."""
    found = set()
    for cited_line in cited(row):
        goal = measure = ""
        for number in range(116, cited_line + 1):
            raw = line(number)
            if starts := re.match(r"基本目標(\d)", words(number).split("\n")[0]):
                goal, measure = starts[1], ""
            elif starts := re.match(r"(?:#+\s*|\*\*)?([ア-ケ])\s", raw):
                measure = f"{goal}-{starts[1]}"
            elif starts := re.match(r"#+\s*([①-⑤])\s", raw):
                measure = f"{measure[:3]}-{starts[1]}"
        found |= {goal, measure}
    return found


def shared_places(row: Row) -> set[str]:
    """The measures that share the indicators under the heading カ～ケ共通指標."""
    above = {words(n) for number in cited(row) for n in range(max(1, number - 8), number)}
    found = [re.search(r"([ア-ケ])~([ア-ケ])共通指標", text) for text in above]
    kana = "アイウエオカキクケ"
    return {
        f"4-{kana[place]}"
        for match in found
        if match
        for place in range(kana.index(match[1]), kana.index(match[2]) + 1)
    }


def kpis_of_measure(code: str, *, shared: bool) -> int:
    """How many targets are printed under a measure's heading, or under one that it shares."""
    found = [{"lines": str(number)} for number, _ in kpi_lines()]
    if shared:
        return sum(code in shared_places(row) for row in found)
    return sum(code in chapter_places(row) and not shared_places(row) for row in found)
