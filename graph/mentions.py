"""Every place where a text names a body, facility, event or plan of the gazetteer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from .gazetteer import NameList
from .rows import Mention, Reading, Span, Text

# Further names and words of the kind that may stand between a name and what is said of it.
_AND = (
    r"(?:(?:など|等|や|・|と(?!と?も?連携|の?連携|協力)|をはじめ|構成自治体|を構成する|の各?自治体)"
    r"(?!による)[^。を]{0,60}?(?:をはじめ[^。を]{0,60}?)?)?"
)
# What follows a name tells in which role it appears; the first that fits decides.
_ROLES = (
    ("LeadRole", re.compile(r"^(?:法人)?(?:が|を)中心")),
    (
        "SupportedRole",
        re.compile(
            r"^(?:(?:など|等)[^、。]{0,20}を[^、。]{0,6}支援"
            r"|(?:の(?:運営|取組|開催|活動|施設整備|[^、。]{0,12}?(?:開催|活動等)))?(?:を|への)支援)"
        ),
    ),
    ("OperatorRole", re.compile(r"^(?:や[^、。]{0,40})?が(?:主催|実施|運営|行う|管理)")),
    (
        "CooperationRole",
        re.compile(rf"^{_AND}(?:とも|と|との)(?:の)?(?:[^、。]{{0,6}})(?:連携|協力|共同)"),
    ),
)
MENTIONED = "MentionedRole"

Thing = tuple[str, object]


def find_mentions(reading: Reading, names: NameList) -> list[Mention]:
    """Mentions of ``names``, one per name and thing, with every place where they stand.

    Bodies and plans are looked for together, since one's name may stand inside another's.
    """
    found: dict[tuple[str, Thing], list[tuple[str, Span]]] = defaultdict(list)
    for thing, text in _texts(reading):
        for hit in names.find(text.value):
            # Places and occasions have no role to play, only bodies have.
            acts = hit.entry.kind not in ("Facility", "Event")
            role = _role(text.value[hit.end :]) if acts else MENTIONED
            found[hit.entry.slug, thing].append((role, text.span_at(hit.start)))
    return [_mention(slug, thing, places) for (slug, thing), places in found.items()]


def _texts(reading: Reading) -> Iterator[tuple[Thing, Text]]:
    """Every text of the reading with the thing that it speaks of; footnotes speak for the whole."""
    strategy: Thing = ("strategy", "")
    whole = reading.strategy
    for text in (whole.title, whole.vision, *whole.prose, *whole.notes):
        yield strategy, text
    for goal in reading.goals:
        for text in (goal.title, *goal.prose):
            yield ("goal", goal.number), text
    for measure in reading.measures:
        for text in (measure.title, *measure.prose):
            yield ("measure", measure.notation), text
    for indicator in reading.indicators:
        yield ("indicator", indicator.name.value), indicator.name
    for row in reading.listings:
        thing: Thing = ("project", row.original or row.code)
        yield thing, row.name
        yield thing, row.description
    for item in reading.digital:
        yield ("digital", (item.goal, item.number)), item.text
    for term in reading.terms:
        yield strategy, term.headword
        yield strategy, term.definition


def _role(after: str) -> str:
    return next((role for role, pattern in _ROLES if pattern.match(after)), MENTIONED)


def _mention(slug: str, thing: Thing, places: list[tuple[str, Span]]) -> Mention:
    roles = [role for role, _ in places if role != MENTIONED]
    spans = tuple(sorted({span for _, span in places}))
    return Mention(slug, thing, roles[0] if roles else MENTIONED, spans)
