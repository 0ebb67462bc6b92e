"""The reviewed lists of names beside a document: departments, bodies, plans, translations.

A name is found by matching text, longest name first, without overlaps; blanks and character widths
do not count. The lists hold no line numbers: adding a body is adding one line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .document import normal
from .edition import Edition
from .errors import EditionError
from .rows import ExternalFact, Named
from .tables import read_csv
from .values import Folded

KINDS = (
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
    "Department",
    "Plan",
    "Vision",
    "Agreement",
    "Guideline",
    "Law",
    "Report",
)
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
    indicators = read_csv(edition.file("indicators.csv"), ("slug", "name", "english"))
    return Gazetteer(
        departments=NameList(_named(edition, "departments.csv", fixed_kind="Department")),
        partners=NameList(_named(edition, "partners.csv")),
        plans=NameList(_named(edition, "plans.csv")),
        indicators={
            indicator_key(row["name"]): IndicatorName(row["slug"], row["english"])
            for row in indicators
        },
        translations={(row["kind"], normal(row["ja"])): row["en"] for row in translations},
        facts=tuple(_facts(edition)),
    )


def _named(edition: Edition, file: str, fixed_kind: str = "") -> Iterator[Named]:
    path = edition.file(file)
    columns = _NAMED if fixed_kind else (*_NAMED, "kind", "identifiers")
    checks = {"slug": lambda slug: _SLUG.match(slug) is not None, "name": bool}
    if not fixed_kind:
        checks["kind"] = KINDS.__contains__
        checks["identifiers"] = _known_schemes
    seen: set[str] = set()
    for row in read_csv(path, columns, checks):
        if row["slug"] in seen:
            raise EditionError(
                f"{path}: slug「{row['slug']}」が二度あります。",
                f"{path}: the slug “{row['slug']}” appears twice.",
            )
        seen.add(row["slug"])
        yield Named(
            row["slug"],
            row["name"],
            _split(row["variants"]),
            fixed_kind or row["kind"],
            row["english"],
            tuple(
                (scheme, value)
                for scheme, _, value in (
                    item.partition(":") for item in _split(row.get("identifiers", ""))
                )
            ),
        )


def _facts(edition: Edition) -> Iterator[ExternalFact]:
    columns = ("subject", "property", "value", "from", "until", "source")
    for row in read_csv(edition.file("external.csv"), columns):
        yield ExternalFact(
            row["subject"], row["property"], row["value"], row["from"], row["until"], row["source"]
        )


def _known_schemes(cell: str) -> bool:
    return all(part.partition(":")[0] in SCHEMES for part in _split(cell))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
