"""Which listing does a re-listing (再掲) repeat? Joined by corrected project name."""

from __future__ import annotations

import difflib
from collections import defaultdict
from itertools import pairwise

from .document import normal
from .rows import Listing
from .source import Source


def pair(source: Source, listings: list[Listing], unread: set[str]) -> list[Listing]:
    """Give every re-listing its original; report those that have none, or more than one.

    ``unread`` are names of rows that could not be read: a re-listing of one of them is no news. An
    original that equals an earlier one in name, department and amount has lost its mark 再掲.
    """
    originals: dict[str, list[Listing]] = defaultdict(list)
    for row in listings:
        if not row.relisting:
            originals[normal(row.name.value)].append(row)
    for rows in originals.values():
        for first, second in pairwise(rows):
            if (first.department, first.yen) == (second.department, second.yen):
                source.report(
                    second.span.start,
                    f"「{second.name}」は{first.span.start}行目と同じですが、再掲の印がありません。",
                    f"“{second.name}” repeats line {first.span.start} but is not marked 再掲.",
                )
    known = {normal(name) for name in unread}
    return [_paired(source, row, originals, known) for row in listings]


def _paired(
    source: Source, row: Listing, originals: dict[str, list[Listing]], unread: set[str]
) -> Listing:
    if not row.relisting or normal(row.name.value) in unread:
        return row
    found = originals.get(normal(row.name.value), [])
    if len(found) == 1:
        return row.paired(found[0].code)
    name = row.name.value
    if found:
        source.report(
            row.span.start,
            f"再掲「{name}」の元になる行が{len(found)}つあり、どれか決められません。",
            f"the re-listing “{name}” has {len(found)} possible originals.",
        )
        return row
    near = difflib.get_close_matches(normal(name), originals, n=1, cutoff=0.6)
    hint = originals[near[0]][0] if near else None
    source.report(
        row.span.start,
        f"再掲「{name}」の元になる行がありません"
        + (f"(近いもの: {hint.span.start}行目「{hint.name}」)。" if hint else "。"),
        f"the re-listing “{name}” has no original"
        + (f" (nearest: line {hint.span.start}, “{hint.name}”)." if hint else "."),
    )
    return row
