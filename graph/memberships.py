"""Who belongs to what, as footnotes state it: 区域とする, 構成する, 構成団体は."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from .gazetteer import Gazetteer
from .rows import Membership, Term, Text
from .source import Source
from .values import fold

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_LIST = r"(?P<members>(?:[^、,。:]+[、,])+[^、,。]+?)"
_COUNTED = r"(?P<counted>(?:\d+[市町村区])*)"
_NUMBER = re.compile(r"(\d+)([市町村区])")
_ANNOUNCED = ("を区域とする", "を構成する", "構成団体は")
_FORMS = (
    ("AreaServed", re.compile(rf"は[、,]{_LIST}の{_COUNTED}を区域とする")),
    ("MemberRole", re.compile(rf"を構成する{_COUNTED}。?{_LIST}(?:。|$)")),
    ("MemberRole", re.compile(rf"構成団体は{_COUNTED}{_LIST}(?:。|$)")),
)


def read_memberships(
    source: Source, terms: list[Term], gazetteer: Gazetteer
) -> Iterator[Membership]:
    """Memberships that the footnotes state of the body which is their headword."""
    for term in terms:
        body = gazetteer.partners.get(term.headword.value)
        if body is None:
            continue
        text = fold(_BRACKETS.sub("", term.definition.value))
        span = term.definition.spans[0]
        found = [(role, match) for role, form in _FORMS if (match := form.search(text))]
        if not found and any(words in text for words in _ANNOUNCED):
            source.report(
                span.start,
                f"「{body.name}」の構成が、名を「、」で並べた形で読めません。",
                f"the members of “{body.name}” are not a list of names parted by 、.",
            )
        for role, match in found:
            names = re.split(r"[、,]", match["members"])
            _check_count(source, span.start, match, names)
            for name in names:
                member = gazetteer.partners.get(name)
                if member:
                    yield Membership(body.slug, member.slug, role, span)
                else:
                    source.report(
                        span.start,
                        f"「{body.name}」の構成員「{name}」が partners.csv にありません。",
                        f"“{name}”, a member of “{body.name}”, is not in partners.csv.",
                    )


def infer_memberships(
    texts: list[Text], stated: list[Membership], gazetteer: Gazetteer
) -> list[Membership]:
    """Members of an area of which the text gives only their number (Xを構成する1市8町).

    They are taken to be those of the one stated area of the same size, and marked as inferred.
    """
    listed: dict[str, list[Membership]] = defaultdict(list)
    for membership in stated:
        if membership.role == "MemberRole":
            listed[membership.body].append(membership)
    found: list[Membership] = []
    for text in texts:
        for hit in gazetteer.partners.find(text.value):
            match = _SIZED.match(fold(text.value[hit.end :]))
            known = {*listed, *(membership.body for membership in found)}
            if match is None or hit.entry.kind != "Area" or hit.entry.slug in known:
                continue
            alike = [
                members
                for members in listed.values()
                if _size(members, gazetteer) == _numbers(match["counted"])
            ]
            span = text.span_at(hit.start)
            if len(alike) == 1:
                found += [
                    Membership(hit.entry.slug, other.member, other.role, span, stated=False)
                    for other in alike[0]
                ]
    return found


_SIZED = re.compile(r"^を構成する(?P<counted>(?:\d+[市町村区])+)")


def _numbers(counted: str) -> dict[str, int]:
    """``1市8町`` as {市: 1, 町: 8}."""
    return {suffix: int(number) for number, suffix in _NUMBER.findall(counted)}


def _size(members: list[Membership], gazetteer: Gazetteer) -> dict[str, int]:
    """How many municipalities of each kind."""
    entries = [gazetteer.partners.by_slug(membership.member) for membership in members]
    return dict(Counter(entry.name[-1] for entry in entries if entry))


def _check_count(source: Source, line: int, match: re.Match[str], names: list[str]) -> None:
    for suffix, number in _numbers(match["counted"]).items():
        counted = sum(name.endswith(suffix) for name in names)
        if counted != number:
            source.report(
                line,
                f"「{number}{suffix}」とありますが、挙げられているのは{counted}です。",
                f"the text says {number}{suffix} but lists {counted}.",
            )
