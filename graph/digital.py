"""The items of each goal's section on digital technology (デジタル社会への対応)."""

from __future__ import annotations

import re
from collections import defaultdict

from .document import normal
from .outline import Kind, Zone
from .rows import DigitalInitiative
from .source import Source

_AGAIN = re.compile(r"\s*[【\[(（]再掲[】\])）]\s*$")


def read_digital(source: Source) -> list[DigitalInitiative]:
    """Printed items in order; one marked 【再掲】 is paired with the item that it repeats."""
    items: list[DigitalInitiative] = []
    numbers: dict[str, int] = defaultdict(int)
    for block in source.take(Zone.DIGITAL, (Kind.BULLET, Kind.PARAGRAPH)):
        source.claim(block, "digital")
        if block.kind is Kind.PARAGRAPH or not block.place.goal:
            source.report(
                block.span.start,
                f"デジタル技術の項目「{block.text[:20]}…」が箇条書きになっていません。",
                f"“{block.text[:20]}…” is not an item of the list of digital initiatives.",
            )
            continue
        goal = block.place.goal
        numbers[goal] += 1
        again = _AGAIN.search(block.text)
        text = source.text(block, (0, again.start() if again else None))
        items.append(DigitalInitiative(goal, numbers[goal], text, again is not None))
    return [_paired(source, item, items) for item in items]


def _paired(
    source: Source, item: DigitalInitiative, items: list[DigitalInitiative]
) -> DigitalInitiative:
    if not item.relisting:
        return item
    for other in items:
        if not other.relisting and normal(other.text.value) == normal(item.text.value):
            return DigitalInitiative(
                item.goal, item.number, item.text, True, (other.goal, other.number)
            )
    source.report(
        item.text.spans[0].start,
        "再掲されたデジタル技術の項目の元が見つかりません。",
        "the digital initiative that is marked 再掲 has no original.",
    )
    return item
