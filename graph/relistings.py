"""Which listing does a re-listing (再掲) repeat? Joined by corrected project name."""

from __future__ import annotations

import difflib
from collections import defaultdict

from .document import normal
from .rows import Listing
from .source import Source


def pair(source: Source, listings: list[Listing]) -> list[Listing]:
    """Give every re-listing its original; report those that have none, or more than one."""
    originals: dict[str, list[Listing]] = defaultdict(list)
    for row in listings:
        if not row.relisting:
            originals[normal(row.name.value)].append(row)
    return [_paired(source, row, originals) for row in listings]


def _paired(source: Source, row: Listing, originals: dict[str, list[Listing]]) -> Listing:
    if not row.relisting:
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
