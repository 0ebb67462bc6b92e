"""Strategy, goals, measures, indicators, SDGs, digital initiatives and terms as triples."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD

from ..ontology import PREFIXES, measure_key, sdg_goal
from .claims import DCTERMS, DERIVED, INFERRED, SHARED, STATED, Claims, boolean, decimal, mg
from .edition import Edition
from .gazetteer import Gazetteer
from .goals import differing
from .rows import DigitalInitiative, Goal, Indicator, Measure, Reading, Term, Value

PROV = PREFIXES["prov"]
QUDT_UNITS = {"%": "PERCENT", "円": "CCY_JPY"}


class PlanTriples:
    """Writes the plan part of a reading; other writers ask it for the IRIs of its things."""

    def __init__(
        self, claims: Claims, edition: Edition, reading: Reading, gazetteer: Gazetteer
    ) -> None:
        self._claims = claims
        self._edition = edition
        self._reading = reading
        self._gazetteer = gazetteer
        names = claims.names
        self.strategy = URIRef(names.lasting("strategy", reading.strategy.term))
        self.edition = URIRef(names.edition_iri)
        self._indicator_keys = self._keys()

    def goal(self, number: str) -> URIRef:
        """IRI of a basic goal."""
        return URIRef(self._claims.names.lasting("goal", number))

    def measure(self, notation: str) -> URIRef:
        """IRI of a measure."""
        return URIRef(self._claims.names.lasting("measure", measure_key(notation)))

    def indicator(self, name: str) -> URIRef:
        """IRI of an indicator by its corrected name."""
        return URIRef(self._claims.names.lasting("indicator", self._indicator_keys[name]))

    def digital(self, goal: str, number: int) -> URIRef:
        """IRI of a digital initiative."""
        return URIRef(self._claims.names.yearly("digital", f"{goal}.{number}"))

    def write(self) -> None:
        """State everything."""
        self._strategy()
        for goal in self._reading.goals:
            self._goal(goal)
        for measure in self._reading.measures:
            self._measure(measure)
        for indicator in self._reading.indicators:
            self._indicator(indicator)
        self._alignments()
        for item in self._reading.digital:
            self._digital(item)
        for term in self._reading.terms:
            self._term(term)

    def _keys(self) -> dict[str, str]:
        """Reviewed slugs; an indicator that nobody has reviewed goes by its owner and place."""
        keys: dict[str, str] = {}
        for place, indicator in enumerate(self._reading.indicators, 1):
            name = indicator.name.value
            known = self._gazetteer.indicator(name)
            owner = indicator.goal or measure_key(indicator.measures[0])
            keys[name] = known.slug if known else f"{self._edition.key}-{owner}-{place}"
        return keys

    def _strategy(self) -> None:
        claims, row, node = self._claims, self._reading.strategy, self.strategy
        claims.typed(STATED, node, "Strategy")
        claims.text(node, SKOS.prefLabel, row.title)
        claims.translation(SHARED, node, self._gazetteer.english("strategy", row.title.value))
        claims.source(STATED, node, row.title.spans)
        city = URIRef(claims.names.lasting("partner", self._edition.municipality))
        claims.add(STATED, node, mg("municipality"), city)
        key = f"strategy-{row.term}"
        claims.period(STATED, node, key, row.period[0], lasting=True)
        claims.text(node, mg("vision"), row.vision)
        english = self._gazetteer.english("vision", row.vision.value)
        if english:
            claims.add(SHARED, node, mg("vision"), Literal(english, lang="en"))
        for span in (row.period[1], *row.vision.spans, row.adopted[1]):
            claims.source(STATED, node, [span])
        claims.add(STATED, node, mg("adopted"), Literal(row.adopted[0], datatype=XSD.gYearMonth))
        for when, span in row.revised:
            claims.add(STATED, node, mg("revised"), Literal(when, datatype=XSD.gYearMonth))
            claims.source(STATED, node, [span])
        if row.parent_plan:
            slug, span = row.parent_plan
            plan = URIRef(claims.names.lasting("plan", slug))
            claims.add(STATED, node, mg("parentPlan"), plan)
            claims.source(STATED, node, [span])
        claims.prose(node, row.prose)
        self._write_edition()

    def _write_edition(self) -> None:
        claims, node, row = self._claims, self.edition, self._reading.strategy
        issued, span = row.revised[-1] if row.revised else row.adopted
        claims.typed(STATED, node, "Edition")
        claims.add(STATED, node, mg("ofStrategy"), self.strategy)
        claims.fiscal_year(STATED, node, self._reading.fiscal_year)
        claims.label(DERIVED, node, f"{row.title.value}（{self._edition.key}年度）")
        claims.label(DERIVED, node, f"Edition of fiscal year {self._edition.key}", "en")
        claims.add(
            STATED, node, URIRef(DCTERMS + "issued"), Literal(issued, datatype=XSD.gYearMonth)
        )
        claims.source(STATED, node, [span, self._reading.fiscal_year_span])
        if row.revised:
            first = URIRef(claims.names.lasting("strategy", f"{row.term}-{row.adopted[0]}"))
            claims.add(STATED, first, RDF.type, URIRef(PROV + "Entity"))
            claims.add(
                STATED,
                first,
                URIRef(DCTERMS + "issued"),
                Literal(row.adopted[0], datatype=XSD.gYearMonth),
            )
            claims.add(STATED, node, URIRef(PROV + "wasRevisionOf"), first)

    def _goal(self, row: Goal) -> None:
        claims, node = self._claims, self.goal(row.number)
        claims.typed(STATED, node, "BasicGoal")
        claims.add(STATED, node, SKOS.notation, Literal(row.number))
        claims.add(STATED, node, mg("ofStrategy"), self.strategy)
        self._titled(node, row, "goal")

    def _measure(self, row: Measure) -> None:
        claims, node = self._claims, self.measure(row.notation)
        claims.typed(STATED, node, "Measure")
        claims.add(STATED, node, SKOS.notation, Literal(row.notation))
        claims.add(STATED, node, mg("inGoal"), self.goal(row.goal))
        if row.parent:
            claims.add(STATED, node, mg("parentMeasure"), self.measure(row.parent))
        self._titled(node, row, "measure")

    def _titled(self, node: URIRef, row: Goal | Measure, kind: str) -> None:
        claims = self._claims
        claims.text(node, SKOS.prefLabel, row.title)
        claims.translation(SHARED, node, self._gazetteer.english(kind, row.title.value))
        claims.source(STATED, node, row.title.spans)
        claims.prose(node, row.prose)
        others = differing(row)
        for title in row.variants:
            if title in others:
                claims.text(node, SKOS.altLabel, title)
                claims.source(STATED, node, title.spans)
            else:
                claims.corrections(node, SKOS.altLabel, title)

    def _indicator(self, row: Indicator) -> None:
        claims, node = self._claims, self.indicator(row.name.value)
        claims.typed(STATED, node, "Indicator", "Kpi" if row.goal is None else "NumericalTarget")
        claims.text(node, SKOS.prefLabel, row.name)
        known = self._gazetteer.indicator(row.name.value)
        claims.translation(SHARED, node, known.english if known else None)
        claims.source(STATED, node, row.target.spans)
        if row.goal is not None:
            claims.add(STATED, node, mg("targetOf"), self.goal(row.goal))
        for notation in row.measures:
            claims.add(STATED, node, mg("kpiOf"), self.measure(notation))
        graph = STATED if row.direction_stated else INFERRED
        claims.add(graph, node, mg("direction"), mg(row.direction))
        self._value(row, node, "target", row.target)
        if row.baseline:
            self._value(row, node, "baseline", row.baseline)
        for number, value in enumerate(row.references, 1):
            self._value(row, node, "referenceValue", value, str(number))

    def _value(
        self, row: Indicator, indicator: URIRef, prop: str, value: Value, suffix: str = ""
    ) -> None:
        claims = self._claims
        key = f"{self._indicator_keys[row.name.value]}.{prop}{suffix}"
        node = URIRef(claims.names.yearly("indicator-value", key))
        claims.typed(STATED, node, "IndicatorValue")
        claims.add(STATED, indicator, mg(prop), node)
        claims.add(STATED, node, mg("printedValue"), Literal(value.printed))
        claims.add(STATED, node, mg("valueKind"), mg(value.kind))
        claims.add(STATED, node, mg("comparator"), mg(value.comparator))
        if value.number is not None:
            claims.add(STATED, node, mg("value"), decimal(value.number))
        if value.unit:
            claims.add(STATED, node, mg("unit"), Literal(value.unit))
        if value.unit in QUDT_UNITS:
            unit = URIRef(PREFIXES["unit"] + QUDT_UNITS[value.unit])
            claims.add(STATED, node, URIRef(PREFIXES["qudt"] + "hasUnit"), unit)
        if value.area:
            claims.add(STATED, node, mg("aboutArea"), Literal(value.area))
        if value.period:
            claims.period(STATED, node, key, value.period)
        claims.source(STATED, node, value.spans)

    def _alignments(self) -> None:
        claims = self._claims
        for row in self._reading.alignments:
            key = f"{row.goal}-{row.sdg}-{row.number}"
            node = URIRef(claims.names.yearly("alignment", key))
            claims.typed(STATED, node, "SdgAlignment")
            claims.add(STATED, node, mg("inGoal"), self.goal(row.goal))
            claims.add(STATED, node, mg("sdgGoal"), URIRef(sdg_goal(row.sdg)))
            claims.add(STATED, node, mg("basis"), mg("Stated"))
            claims.text(node, mg("element"), row.element)
            claims.text(node, mg("printedTitle"), row.title)
            claims.source(STATED, node, (*row.title.spans, *row.element.spans))

    def _digital(self, row: DigitalInitiative) -> None:
        claims, node = self._claims, self.digital(row.goal, row.number)
        claims.typed(STATED, node, "DigitalInitiative")
        claims.add(STATED, node, mg("inGoal"), self.goal(row.goal))
        claims.repeated(node, SKOS.prefLabel, row.text)
        claims.text(node, URIRef(DCTERMS + "description"), row.text)
        claims.add(STATED, node, mg("isRelisting"), boolean(row.relisting))
        claims.source(STATED, node, row.text.spans)
        if row.original:
            claims.add(DERIVED, node, mg("relistingOf"), self.digital(*row.original))

    def _term(self, row: Term) -> None:
        claims = self._claims
        node = URIRef(claims.names.lasting("term", str(row.number)))
        claims.typed(STATED, node, "GlossaryTerm")
        claims.add(STATED, node, SKOS.notation, Literal(str(row.number)))
        if row.headword_printed:
            claims.text(node, SKOS.prefLabel, row.headword)
        else:
            claims.label(DERIVED, node, row.headword.value)
        claims.translation(SHARED, node, self._gazetteer.english("term", row.headword.value))
        claims.text(node, SKOS.definition, row.definition)
        claims.source(STATED, node, row.definition.spans)
        for span in row.references:
            claims.add(STATED, node, mg("referencedAt"), claims.passage(span))
