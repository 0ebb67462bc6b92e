"""The expected answers of the questions, and how a found answer is held against them.

``tests/expected/answers`` holds one CSV per question and interesting parameter value; the file's
name tells both: ``largest-budgets@goal=2,least=100000000.csv``. Nothing here imports machigraph.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from .expectations import HERE, fold

FOLDER = HERE / "expected" / "answers"
# Columns that hold our own words, not the document's: reasons, explanations, sources elsewhere.
OURS = {
    "corrections": {"reason", "confidence", "name"},
    "discrepancies": {"explanation"},
}
Row = dict[str, str]


class Expected(NamedTuple):
    """One file: the question, its parameters as a person writes them, and the rows."""

    name: str
    question: str
    given: dict[str, str]
    rows: list[Row]


@cache
def expected() -> tuple[Expected, ...]:
    """Every expected answer."""
    return tuple(_read(path.stem) for path in sorted(FOLDER.glob("*.csv")))


def _read(name: str) -> Expected:
    question, _, words = name.partition("@")
    given = dict(word.split("=", 1) for word in words.split(",") if word)
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return Expected(name, question, given, list(csv.DictReader(stream)))


def normal(text: str, separator: str) -> str:
    """A cell as it is compared: typography and the order inside a list do not matter."""
    if separator:
        return separator.join(sorted(fold(part) for part in text.split(separator)))
    try:
        return str(Decimal(text).normalize() + 0)
    except InvalidOperation:
        return fold(text)


def differences(found: list[Row], wanted: list[Row], separators: dict[str, str]) -> list[str]:
    """What one table has and the other lacks, as sentences; ``found`` may have more columns."""
    columns = list(wanted[0])

    def keys(rows: list[Row]) -> Counter[tuple[str, ...]]:
        return Counter(
            tuple(normal(row[name], separators.get(name, "")) for name in columns) for row in rows
        )

    have, want = keys(found), keys(wanted)
    lacking = [f"not answered: {dict(zip(columns, k, strict=True))}" for k in want - have]
    extra = [
        f"answered but not expected: {dict(zip(columns, k, strict=True))}" for k in have - want
    ]
    return lacking + extra
