"""The project list as triples: projects, listings, money, totals and what does not add up."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS

from ..ontology import PREFIXES, measure_key
from .claims import DERIVED, SHARED, STATED, Claims, boolean, mg
from .document import normal
from .edition import Edition
from .gazetteer import Gazetteer
from .goals import differing
from .plan_triples import PlanTriples
from .reconcile import MONEY, Comparison, FieldGap, compare, field_gaps
from .rows import Goal, Listing, Measure, PrintedTotal, Reading, Text

_FIELD_TERMS = {
    "name": "printedName",
    "department": "department",
    "yen": "amountYen",
    "continuity": "continuity",
    "grant": "grantFunded",
    "new": "newThisYear",
}


class ListTriples:
    """Writes the list part of a reading."""

    def __init__(
        self,
        claims: Claims,
        edition: Edition,
        reading: Reading,
        gazetteer: Gazetteer,
        *,
        plan: PlanTriples,
        known: dict[str, str],
    ) -> None:
        self._claims = claims
        self._edition = edition
        self._reading = reading
        self._gazetteer = gazetteer
        self._plan = plan
        self._rows = {row.code: row for row in reading.listings}
        self._projects = self._project_keys(known)

    def listing(self, code: tuple[str, int]) -> URIRef:
        """IRI of a row of the list."""
        return URIRef(self._claims.names.yearly("listing", _key(code)))

    def project(self, code: tuple[str, int]) -> URIRef:
        """IRI of the project of a row, by the code of its original listing."""
        return URIRef(self._claims.names.lasting("project", self._projects[code]))

    def _project_keys(self, known: dict[str, str]) -> dict[tuple[str, int], str]:
        """Keys by listing: of the first edition that lists a project of that name, for good.

        A name that stands twice in one edition is two projects; only the first of them can be the
        one that an earlier edition listed.
        """
        keys: dict[tuple[str, int], str] = {}
        new: dict[str, str] = {}
        for row in self._reading.listings:
            own = f"{self._edition.key}-{_key(row.code)}"
            name = normal(row.name.value)
            if row.relisting and row.original is not None:
                continue
            earlier = known.get(name)
            keys[row.code] = earlier if earlier and earlier not in keys.values() else own
            new.setdefault(name, keys[row.code])
        for name, key in new.items():
            known.setdefault(name, key)
        return keys

    def write(self) -> None:
        """State everything."""
        self._grant()
        for row in self._reading.listings:
            self._listing(row)
            if row.original is None:
                self._project(row)
        for total in self._reading.totals:
            self._total(total)
        for comparison in compare(self._reading):
            if comparison.difference:
                self._gap(comparison)
        for gap in field_gaps(self._reading):
            self._field_gap(gap)
        for row in (*self._reading.goals, *self._reading.measures):
            self._title_gap(row)

    def _grant(self) -> None:
        if self._reading.grant is None:
            return
        name, span = self._reading.grant
        node = self._funding()
        self._claims.typed(STATED, node, "FundingSource")
        self._claims.label(STATED, node, name)
        self._claims.translation(SHARED, node, self._gazetteer.english("funding", name))
        self._claims.source(STATED, node, [span])

    def _funding(self) -> URIRef:
        return URIRef(self._claims.names.lasting("funding", self._edition.grant))

    def _project(self, row: Listing) -> None:
        node = self.project(row.code)
        self._claims.typed(STATED, node, "Project")
        self._claims.text(node, SKOS.prefLabel, row.name)
        self._claims.source(STATED, node, [row.span])

    def _listing(self, row: Listing) -> None:
        claims, node = self._claims, self.listing(row.code)
        department = URIRef(claims.names.lasting("department", row.department))
        claims.typed(STATED, node, "Listing")
        if row.original is None:  # the project itself tells what was corrected in its name
            claims.repeated(node, SKOS.prefLabel, row.name)
        else:
            claims.text(node, SKOS.prefLabel, row.name)
        for prop, value in (
            ("ofEdition", self._plan.edition),
            ("underMeasure", self._plan.measure(row.measure)),
            ("inGoal", self._plan.goal(row.goal)),
            ("listNumber", Literal(row.number)),
            ("isRelisting", boolean(row.relisting)),
            ("newThisYear", boolean(row.new)),
            ("grantFunded", boolean(row.grant)),
            ("continuity", mg(row.continuity)),
            ("department", department),
            ("printedName", Literal(row.printed_name)),
            ("printedDepartment", Literal(row.printed_department)),
            ("budget", self._budget(row)),
        ):
            claims.add(STATED, node, mg(prop), value)
        claims.text(node, URIRef(PREFIXES["dcterms"] + "description"), row.description)
        claims.source(STATED, node, [row.span])
        self._pairing(row, node)

    def _pairing(self, row: Listing, node: URIRef) -> None:
        """Which project a row lists: its own, or the one of the row that it repeats."""
        claims = self._claims
        if not row.relisting or row.original is None:
            claims.add(STATED, node, mg("listsProject"), self.project(row.code))
            return
        claims.add(DERIVED, node, mg("listsProject"), self.project(row.original))
        claims.add(DERIVED, node, mg("relistingOf"), self.listing(row.original))

    def _budget(self, row: Listing) -> URIRef:
        """The amount of a row; a re-listing that prints the same amount has its original's."""
        claims = self._claims
        original = self._rows.get(row.original) if row.original else None
        shared = original is not None and original.yen == row.yen
        owner = original if original is not None and shared else row
        node = URIRef(claims.names.yearly("budget", _key(owner.code)))
        if owner is not row:
            return node
        claims.typed(STATED, node, "BudgetAmount")
        claims.add(STATED, node, mg("amountYen"), Literal(row.yen))
        yen = URIRef(PREFIXES["unit"] + "CCY_JPY")
        claims.add(STATED, node, URIRef(PREFIXES["qudt"] + "hasUnit"), yen)
        claims.fiscal_year(STATED, node, self._reading.fiscal_year)
        claims.add(STATED, node, mg("printedAmount"), Literal(row.printed_amount))
        if row.grant:
            claims.add(STATED, node, mg("fundedBy"), self._funding())
        claims.source(STATED, node, [row.span])
        return node

    def _about(self, goal: str | None) -> tuple[URIRef, str]:
        if goal is None:
            return self._plan.edition, "edition"
        return self._plan.goal(goal), f"goal-{goal}"

    def _total_node(self, total: PrintedTotal) -> URIRef:
        key = f"{self._about(total.goal)[1]}-{total.quantity}-L{total.span.start}"
        return URIRef(self._claims.names.yearly("total", key))

    def _total(self, total: PrintedTotal) -> None:
        claims, node = self._claims, self._total_node(total)
        claims.typed(STATED, node, "PrintedTotal")
        claims.add(STATED, node, mg("about"), self._about(total.goal)[0])
        claims.add(STATED, node, mg("quantity"), mg(total.quantity))
        claims.add(STATED, node, mg("value"), Literal(total.value))
        claims.add(STATED, node, mg("printedValue"), Literal(total.printed))
        claims.source(STATED, node, [total.span])

    def _gap(self, gap: Comparison) -> None:
        claims = self._claims
        about, key = self._about(gap.goal)
        node = self._discrepancy(f"{key}-{gap.quantity}-{gap.value}", about, gap.quantity)
        claims.add(DERIVED, node, mg("computedValue"), Literal(gap.computed))
        claims.add(DERIVED, node, mg("difference"), Literal(gap.difference))
        claims.add(DERIVED, node, mg("printedValue"), Literal(gap.value))
        for total in gap.printed:
            claims.add(DERIVED, node, mg("printedTotal"), self._total_node(total))
            claims.source(DERIVED, node, [total.span])
        for row in gap.explained_by:
            claims.add(DERIVED, node, mg("explainedBy"), self.listing(row.code))
        self._explain(node, gap)

    def _explain(self, node: URIRef, gap: Comparison) -> None:
        ja, en = _explanation(gap)
        self._claims.add(DERIVED, node, mg("explanation"), Literal(ja, lang="ja"))
        self._claims.add(DERIVED, node, mg("explanation"), Literal(en, lang="en"))

    def _discrepancy(self, key: str, about: URIRef, quantity: str) -> URIRef:
        node = URIRef(self._claims.names.yearly("discrepancy", key))
        self._claims.typed(DERIVED, node, "Discrepancy")
        self._claims.add(DERIVED, node, mg("about"), about)
        self._claims.add(DERIVED, node, mg("quantity"), mg(quantity))
        return node

    def _field_gap(self, gap: FieldGap) -> None:
        claims = self._claims
        key = f"listing-{_key(gap.relisting.code)}-{gap.field}"
        node = self._discrepancy(key, self.listing(gap.relisting.code), "FieldText")
        prop = _FIELD_TERMS.get(gap.field)
        described = URIRef(PREFIXES["dcterms"] + "description")
        claims.add(DERIVED, node, mg("property"), mg(prop) if prop else described)
        for text in (gap.here, gap.there):
            claims.add(DERIVED, node, mg("printedValue"), Literal(text))
        claims.source(DERIVED, node, [gap.relisting.span, gap.original.span])

    def _title_gap(self, row: Goal | Measure) -> None:
        others = differing(row)
        if not others:
            return
        goal = isinstance(row, Goal)
        about = self._plan.goal(row.number) if goal else self._plan.measure(row.notation)
        code = f"goal-{row.number}" if goal else f"measure-{measure_key(row.notation)}"
        node = self._discrepancy(f"{code}-Title", about, "Title")
        everywhere: list[Text] = [row.title, *row.variants]
        for text in (row.title, *others):
            self._claims.add(DERIVED, node, mg("printedValue"), Literal(text.value))
        for text in everywhere:
            self._claims.source(DERIVED, node, text.spans)


def _key(code: tuple[str, int]) -> str:
    return f"{measure_key(code[0])}.{code[1]}"


def _explanation(gap: Comparison) -> tuple[str, str]:
    """Why a printed total differs, in one sentence each, as far as the rows tell."""
    size = abs(gap.difference)
    unit = "円" if gap.quantity in MONEY else "件"
    less = gap.difference > 0
    ja = f"印刷された計は、行から数えた値より{size:,}{unit}{'少ない' if less else '多い'}。"
    en = f"The printed total is {size:,} {'yen' if unit == '円' else ''} "
    en = f"{en.rstrip()} {'below' if less else 'above'} what the rows add up to."
    if not gap.explained_by:
        return f"{ja}行からは説明できない。", f"{en} The rows do not explain it."
    rows_ja = "、".join(f"{row.span.start}行目「{row.name}」" for row in gap.explained_by)
    rows_en = ", ".join(f"line {row.span.start} ({row.name})" for row in gap.explained_by)
    if len(gap.explained_by) > 1:
        return (
            f"{ja}差額になる二つの行の組は{rows_ja}だけである。",
            f"{en} Only the pair {rows_en} adds up to that.",
        )
    return (
        f"{ja}差額と同じ金額の行は{rows_ja}だけである。",
        f"{en} Only {rows_en} has that amount.",
    )
