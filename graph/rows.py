"""The typed rows that a reading yields: one class per kind of thing the document states.

Every row knows where it stands: ``spans`` are line ranges with a verbatim quote. Money is in yen,
dates are ``datetime.date``, and text is :class:`Text`, which remembers what was printed and which
corrections made it what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .errors import Problem


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Lines ``start``–``end`` (1-based, inclusive) and a verbatim ``quote`` from inside them."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A conversion error put right: one line of corrections.csv that took effect.

    ``line`` is where the printed text stands in the document that was read.
    """

    line: int
    printed: str
    corrected: str
    reason: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it should read, as it was printed, where, and what was corrected in it.

    ``pieces`` are the parts of a text that a page break tore apart: the length of each part of
    ``value`` with its span, so that a word can be followed to the line where it stands.
    """

    value: str
    printed: str
    pieces: tuple[tuple[int, Span], ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the text stands, in document order."""
        return tuple(span for _, span in self.pieces)

    def span_at(self, position: int) -> Span:
        """The span of the character at ``position`` of ``value``."""
        for length, span in self.pieces:
            if position < length:
                return span
            position -= length
        return self.pieces[-1][1]

    def __str__(self) -> str:
        return self.value


class Quantity(StrEnum):
    """What a printed total counts or sums (local names of the mg: code list)."""

    LISTINGS = "ListingCount"
    RELISTINGS = "RelistingCount"
    PROJECTS = "ProjectCount"
    MONEY = "BudgetWithRelistings"
    MONEY_ONCE = "BudgetWithoutRelistings"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, both days included, and how the document prints it."""

    start: date
    end: date
    printed: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an indicator, scale multiplied out (465千泊 is 465000 泊).

    ``number`` is None where the text gives no number; ``kind`` and ``comparator`` are local names
    of the mg: code lists; ``area`` names the area of a figure given for comparison.
    """

    printed: str
    spans: tuple[Span, ...]
    number: Decimal | None = None
    unit: str = ""
    period: Period | None = None
    kind: str = "Level"
    comparator: str = "Equal"
    area: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """Title, dates, period, vision and parent plan of the strategy (front page, chapters 1–5).

    ``notes`` are its publisher and the notes above the project list: they name bodies and plans
    without being prose.
    """

    title: Text
    term: str
    adopted: tuple[str, Span]
    revised: tuple[tuple[str, Span], ...]
    period: tuple[Period, Span]
    vision: Text
    parent_plan: tuple[str, Span] | None
    prose: tuple[Text, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A basic goal (基本目標); ``title`` from its own chapter, ``variants`` from elsewhere."""

    number: str
    title: Text
    variants: tuple[Text, ...]
    prose: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure (施策) or sub-measure, by its full code such as ``2-エ-②``."""

    notation: str
    goal: str
    parent: str | None
    title: Text
    variants: tuple[Text, ...]
    prose: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A numerical target (``goal`` set) or a KPI (``measures`` set, four when it is shared)."""

    name: Text
    goal: str | None
    measures: tuple[str, ...]
    target: Value
    baseline: Value | None
    references: tuple[Value, ...]
    direction: str
    direction_stated: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One row of the project list.

    ``yen`` is 事業費 in yen; ``original`` the code of the listing that a re-listing repeats, as
    (measure notation, number), once paired.
    """

    measure: str
    goal: str
    number: int
    name: Text
    printed_name: str
    department: str
    printed_department: str
    yen: int
    printed_amount: str
    description: Text
    continuity: str
    new: bool
    grant: bool
    relisting: bool
    span: Span
    original: tuple[str, int] | None = None

    @property
    def code(self) -> tuple[str, int]:
        """Measure notation and number: what identifies a row of the list."""
        return self.measure, self.number

    def paired(self, original: tuple[str, int]) -> Listing:
        """The same row, knowing which listing it repeats."""
        return replace(self, original=original)


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A printed count or sum (yen). ``goal`` is None for the whole list."""

    goal: str | None
    quantity: Quantity
    value: int
    printed: str
    span: Span


@dataclass(frozen=True, slots=True)
class SdgAlignment:
    """Goal × SDG × one printed element of the table that relates them (chapter 7)."""

    goal: str
    sdg: int
    number: int
    title: Text
    element: Text


@dataclass(frozen=True, slots=True)
class DigitalInitiative:
    """One item of a section on digital technology; ``original`` is (goal, number) if repeated."""

    goal: str
    number: int
    text: Text
    relisting: bool
    original: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A footnote: ``headword`` is taken from the marked word where none is printed."""

    number: int
    headword: Text
    headword_printed: bool
    definition: Text
    references: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """One line of a gazetteer: a body, facility, event or plan that texts may mention."""

    slug: str
    name: str
    variants: tuple[str, ...]
    kind: str
    english: str
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A gazetteer entry found in the text of one thing, at every place where it stands.

    ``thing`` is (kind, key): ("strategy", ""), ("goal", "2"), ("measure", "2-ア"),
    ("indicator", name), ("project", listing code), ("digital", (goal, number)).
    """

    slug: str
    thing: tuple[str, object]
    role: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` belongs to ``body`` (role MemberRole) or lies in its area (AreaServed).

    ``stated`` is False where the text only gives the number of members (1市8町) of an area.
    """

    body: str
    member: str
    role: str
    span: Span
    stated: bool = True


@dataclass(frozen=True, slots=True)
class ExternalFact:
    """One line of external.csv: a fact from outside the document, with its source in words."""

    subject: str
    property: str
    value: str
    since: str
    until: str
    source: str


@dataclass(slots=True)
class Reading:
    """All that one edition states. ``problems`` is empty unless the reading was lenient.

    ``lines`` are the document's; ``line_kinds`` says what each line was read as.
    """

    lines: tuple[str, ...]
    strategy: Strategy
    fiscal_year: int
    fiscal_year_span: Span
    grant: tuple[str, Span] | None
    goals: list[Goal] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    alignments: list[SdgAlignment] = field(default_factory=list)
    digital: list[DigitalInitiative] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    line_kinds: dict[int, str] = field(default_factory=dict)
