"""The reviewed lists of names beside a document: departments, bodies, plans, translations.

A name is found by matching text, longest name first, without overlaps; blanks and character widths
do not count. The lists hold no line numbers: adding a body is adding one line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .document import normal
from .edition import Edition
from .errors import EditionError
from .rows import ExternalFact, Named
from .tables import read_csv
from .values import Folded

PLAN_KINDS = ("Plan", "Vision", "Agreement", "Guideline", "Law", "Report")
PARTNER_KINDS = (
    "Municipality",
    "Dmo",
    "Council",
    "Area",
    "School",
    "Company",
    "PublicBody",
    "Network",
    "Association",
    "Office",
    "Facility",
    "Event",
)
# What external.csv may say of a body: a day, or another body.
DATED = ("founded", "dissolved", "agreed", "inForceFrom")
RELATED = ("member", "succeededBy")
# Who gives out the identifiers of bodies: municipality code, e-Stat, 法人番号, Wikidata, ROR.
SCHEMES = ("code", "estat", "houjin", "wikidata", "ror")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_NAMED = ("slug", "name", "variants", "english")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text, at characters ``start``–``end`` of that text."""

    entry: Named
    start: int
    end: int


class NameList:
    """Named things of one kind of table, found by their name or any variant."""

    def __init__(self, entries: Iterable[Named]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[str, Named] = {}
        for entry in self.entries:
            for name in (entry.name, *entry.variants):
                self._by_name.setdefault(normal(name), entry)
        names = sorted(self._by_name, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def get(self, name: str) -> Named | None:
        """The thing that ``name`` is a spelling of, or None."""
        return self._by_name.get(normal(name))

    def by_slug(self, slug: str) -> Named | None:
        """The thing with that slug, or None."""
        return next((entry for entry in self.entries if entry.slug == slug), None)

    def nearest(self, name: str) -> list[str]:
        """Known names that look like ``name``, best first."""
        known = [entry.name for entry in self.entries]
        return difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]

    def find(self, text: str) -> Iterator[Hit]:
        """Names in ``text``, longest first at each place, without overlaps."""
        if self._pattern is None:
            return
        folded = Folded(text, normal)
        for match in self._pattern.finditer(folded.text):
            yield Hit(self._by_name[match[0]], *folded.place(*match.span()))


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """One line of indicators.csv: the slug under which an indicator outlives a year."""

    slug: str
    english: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All reviewed lists of an edition."""

    departments: NameList
    partners: NameList
    plans: NameList
    indicators: dict[str, IndicatorName]
    translations: dict[tuple[str, str], str]
    facts: tuple[ExternalFact, ...]

    def english(self, kind: str, japanese: str) -> str | None:
        """Our translation of a goal's, measure's or term's Japanese name, or None."""
        return self.translations.get((kind, normal(japanese)))

    def indicator(self, name: str) -> IndicatorName | None:
        """Slug and English name of an indicator, or None for one that nobody has reviewed."""
        return self.indicators.get(indicator_key(name))


def indicator_key(name: str) -> str:
    """The form in which indicator names are compared: stray colons do not count."""
    return normal(name).replace(":", "")


def load(edition: Edition) -> Gazetteer:
    """Read the reviewed lists of an edition; raises EditionError naming file and line."""
    translations = read_csv(edition.file("translations.csv"), ("kind", "ja", "en"))
    indicators = read_csv(
        edition.file("indicators.csv"), ("slug", "name", "english"), {"slug": _is_slug}
    )
    partners = NameList(_named(edition, "partners.csv", PARTNER_KINDS))
    plans = NameList(_named(edition, "plans.csv", PLAN_KINDS))
    _check_slugs(edition, partners, plans)
    return Gazetteer(
        departments=NameList(_named(edition, "departments.csv", ())),
        partners=partners,
        plans=plans,
        indicators={
            indicator_key(row["name"]): IndicatorName(row["slug"], row["english"])
            for row in indicators
        },
        translations={(row["kind"], normal(row["ja"])): row["en"] for row in translations},
        facts=tuple(_facts(edition, partners)),
    )


def _named(edition: Edition, file: str, kinds: tuple[str, ...]) -> Iterator[Named]:
    """Rows of one table; without ``kinds`` it is the table of departments, which has none."""
    path = edition.file(file)
    columns = (*_NAMED, "kind", "identifiers") if kinds else _NAMED
    seen: set[str] = set()
    checks: dict[str, Callable[[str], bool]] = {
        "slug": lambda slug: _is_slug(slug) and slug not in seen,
        "name": bool,
    }
    if kinds:
        checks |= {"kind": kinds.__contains__, "identifiers": _known_schemes}
    for row in read_csv(path, columns, checks, seen=lambda row: seen.add(row["slug"])):
        yield Named(
            row["slug"],
            row["name"],
            _split(row["variants"]),
            row["kind"] if kinds else "Department",
            row["english"],
            tuple(_identifiers(row.get("identifiers", ""))),
        )


def _identifiers(cell: str) -> Iterator[tuple[str, str]]:
    for item in _split(cell):
        scheme, _, value = item.partition(":")
        yield scheme, value


def _is_slug(text: str) -> bool:
    return _SLUG.match(text) is not None


def _check_slugs(edition: Edition, partners: NameList, plans: NameList) -> None:
    """A slug names one thing only, and the municipality of edition.toml is one of the bodies."""
    for entry in plans.entries:
        if partners.by_slug(entry.slug):
            raise EditionError(
                f"{edition.file('plans.csv')}: slug「{entry.slug}」は partners.csv にもあります。",
                f"{edition.file('plans.csv')}: the slug “{entry.slug}” is in partners.csv too.",
            )
    if partners.by_slug(edition.municipality) is None:
        toml = edition.file("edition.toml")
        raise EditionError(
            f"{toml}: municipality「{edition.municipality}」が partners.csv にありません。",
            f"{toml}: the municipality “{edition.municipality}” is not in partners.csv.",
        )


def _facts(edition: Edition, partners: NameList) -> Iterator[ExternalFact]:
    columns = ("subject", "property", "value", "from", "until", "source")
    checks: dict[str, Callable[[str], bool]] = {
        "subject": lambda slug: partners.by_slug(slug) is not None,
        "property": (*DATED, *RELATED).__contains__,
        "value": lambda value: _is_day(value) or partners.by_slug(value) is not None,
        "from": lambda value: not value or _is_day(value),
        "until": lambda value: not value or _is_day(value),
        "source": bool,
    }
    path = edition.file("external.csv")
    for row in read_csv(path, columns, checks):
        if (row["property"] in DATED) is not _is_day(row["value"]):
            subject, name, value = row["subject"], row["property"], row["value"]
            raise EditionError(
                f"{path}: {subject} の {name} の値「{value}」は使えません。",
                f"{path}: “{value}” is no value for {name} of {subject}.",
            )
        yield ExternalFact(
            row["subject"], row["property"], row["value"], row["from"], row["until"], row["source"]
        )


def _is_day(text: str) -> bool:
    """Whether it is 2010, 2010-10 or 2010-10-31, and a day of the calendar."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _known_schemes(cell: str) -> bool:
    return all(part.partition(":")[0] in SCHEMES for part in _split(cell))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
