"""Does the document agree with itself? Printed counts and sums against the rows, field by field.

Nothing is repaired here: a gap is described, and explained as far as the rows allow.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from .document import normal
from .rows import Listing, PrintedTotal, Quantity, Reading

MONEY = (Quantity.MONEY, Quantity.MONEY_ONCE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Printed totals of one quantity and value beside what the rows add up to (yen or count).

    ``goal`` is None for the whole list; ``explained_by`` are the rows that account for the gap.
    """

    goal: str | None
    quantity: Quantity
    printed: tuple[PrintedTotal, ...]
    computed: int
    explained_by: tuple[Listing, ...] = ()

    @property
    def value(self) -> int:
        """The printed value."""
        return self.printed[0].value

    @property
    def difference(self) -> int:
        """Computed − printed."""
        return self.computed - self.value


@dataclass(frozen=True, slots=True)
class FieldGap:
    """A re-listing whose ``field`` differs from its original's after corrections.

    ``here`` and ``there`` are the two values as printed.
    """

    relisting: Listing
    original: Listing
    field: str
    here: str
    there: str


def compare(reading: Reading) -> list[Comparison]:
    """Every printed total with its computed counterpart, goals first, then the whole list."""
    printed: dict[tuple[str, Quantity, int], list[PrintedTotal]] = defaultdict(list)
    for total in reading.totals:
        printed[total.goal or "", total.quantity, total.value].append(total)
    order = sorted(printed, key=lambda key: (key[0] == "", key[0], list(Quantity).index(key[1])))
    return [_comparison(reading, tuple(printed[key])) for key in order]


def _comparison(reading: Reading, printed: tuple[PrintedTotal, ...]) -> Comparison:
    goal, quantity = printed[0].goal, printed[0].quantity
    rows = [row for row in reading.listings if goal in (None, row.goal)]
    computed = _computed(rows, quantity)
    found = Comparison(goal, quantity, printed, computed)
    if not found.difference or quantity not in MONEY:
        return found
    counted = rows if quantity is Quantity.MONEY else [row for row in rows if not row.relisting]
    explained = explain(found.difference, counted)
    return Comparison(goal, quantity, printed, computed, explained)


def _computed(rows: list[Listing], quantity: Quantity) -> int:
    match quantity:
        case Quantity.LISTINGS:
            return len(rows)
        case Quantity.RELISTINGS:
            return sum(row.relisting for row in rows)
        case Quantity.PROJECTS:
            return sum(not row.relisting for row in rows)
        case Quantity.MONEY:
            return sum(row.yen for row in rows)
        case Quantity.MONEY_ONCE:
            return sum(row.yen for row in rows if not row.relisting)


def explain(gap: int, rows: list[Listing]) -> tuple[Listing, ...]:
    """Rows that a printed sum must have left out (gap above zero, in yen) to come out as it does.

    One row with that amount, else the only pair that makes it up; nothing where several would do,
    and nothing for a sum that is too large, since what was added to it stands in no row.
    """
    if gap <= 0:
        return ()
    single = [row for row in rows if row.yen == gap]
    if single:
        return tuple(single) if len(single) == 1 else ()
    pairs = [pair for pair in combinations(rows, 2) if pair[0].yen + pair[1].yen == gap]
    return pairs[0] if len(pairs) == 1 else ()


FIELDS = ("name", "department", "yen", "description", "continuity", "grant", "new")


def field_gaps(reading: Reading) -> list[FieldGap]:
    """Fields in which a re-listing still differs from its original; widths do not count."""
    rows = {row.code: row for row in reading.listings}
    gaps: list[FieldGap] = []
    for row in reading.listings:
        original = rows.get(row.original) if row.original else None
        if original is None:
            continue
        for name in FIELDS:
            here, there = str(getattr(row, name)), str(getattr(original, name))
            if normal(here) != normal(there):
                gaps.append(
                    FieldGap(row, original, name, _printed(row, name), _printed(original, name))
                )
    return gaps


def _printed(row: Listing, name: str) -> str:
    """A field as the document prints it."""
    return {
        "name": row.printed_name,
        "new": row.printed_name,
        "department": row.printed_department,
        "yen": row.printed_amount,
        "description": row.description.printed,
        "continuity": {"Shinki": "新規", "Keizoku": "継続"}[row.continuity],
        "grant": "○" if row.grant else "",
    }[name]
