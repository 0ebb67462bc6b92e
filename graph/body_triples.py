"""Departments, partner bodies, facilities, events and plans as triples, with where they appear."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from ..ontology import PREFIXES, measure_key
from .claims import DCTERMS, DERIVED, EXTERNAL, INFERRED, SHARED, STATED, Claims, day, mg
from .edition import Edition
from .gazetteer import DATED, PLAN_KINDS, Gazetteer
from .list_triples import ListTriples
from .plan_triples import PlanTriples
from .rows import ExternalFact, Membership, Mention, Named, Reading

ORG = PREFIXES["org"]
_IDENTIFIERS = {
    "estat": (SKOS.exactMatch, "http://data.e-stat.go.jp/lod/sac/"),
    "wikidata": (SKOS.exactMatch, "http://www.wikidata.org/entity/"),
    "ror": (SKOS.exactMatch, "https://ror.org/"),
    "houjin": (RDFS.seeAlso, "http://hojin-info.go.jp/data/basic/"),
}
# Who issues each kind of identifier: the source of these facts from outside the document.
_ISSUERS = {
    "code": (
        "全国地方公共団体コード(総務省)",
        "municipality codes of the Ministry of Internal Affairs",
    ),
    "estat": ("統計LOD(e-Stat)の地域コード", "area codes of e-Stat's statistical linked data"),
    "wikidata": ("Wikidata", "Wikidata"),
    "ror": ("ROR(研究機関の識別子)", "ROR, the registry of research organisations"),
    "houjin": ("法人番号(国税庁)", "corporate numbers of the National Tax Agency"),
}


class BodyTriples:
    """Writes the named bodies of a reading and its gazetteer."""

    def __init__(
        self,
        claims: Claims,
        edition: Edition,
        reading: Reading,
        gazetteer: Gazetteer,
        *,
        plan: PlanTriples,
        projects: ListTriples,
    ) -> None:
        self._claims = claims
        self._edition = edition
        self._reading = reading
        self._plan = plan
        self._projects = projects
        self._gazetteer = gazetteer
        entries = (*gazetteer.partners.entries, *gazetteer.plans.entries)
        self._entries = {entry.slug: entry for entry in entries}

    def body(self, slug: str) -> URIRef:
        """IRI of a body, facility, event or plan."""
        return URIRef(self._claims.names.lasting(_folder(self._entries[slug].kind), slug))

    def write(self) -> None:
        """State everything."""
        for entry in self._gazetteer.departments.entries:
            self._department(entry)
        for entry in self._entries.values():
            self._named(entry)
        for mention in self._reading.mentions:
            self._mention(mention)
        for membership in self._reading.memberships:
            self._membership(membership)
        for fact in self._gazetteer.facts:
            self._fact(fact)

    def _department(self, entry: Named) -> None:
        claims = self._claims
        node = URIRef(claims.names.lasting("department", entry.slug))
        claims.typed(SHARED, node, "Department")
        claims.add(SHARED, node, URIRef(ORG + "unitOf"), self.body(self._edition.municipality))
        self._labels(node, entry)

    def _named(self, entry: Named) -> None:
        node = self.body(entry.slug)
        kind = _folder(entry.kind)
        if kind == "plan":
            self._claims.typed(SHARED, node, "Plan")
        elif kind == "partner":
            self._claims.typed(SHARED, node, "Partner", entry.kind)
        else:
            self._claims.typed(SHARED, node, entry.kind)
        self._labels(node, entry)
        for scheme, value in entry.identifiers:
            self._identifier(node, scheme, value)

    def _labels(self, node: URIRef, entry: Named) -> None:
        self._claims.label(SHARED, node, entry.name)
        self._claims.translation(SHARED, node, entry.english)
        for variant in entry.variants:
            self._claims.add(SHARED, node, SKOS.altLabel, Literal(variant, lang="ja"))

    def _identifier(self, node: URIRef, scheme: str, value: str) -> None:
        for text, lang in zip(_ISSUERS[scheme], ("ja", "en"), strict=True):
            source = URIRef(DCTERMS + "source")
            self._claims.add(EXTERNAL, node, source, Literal(text, lang=lang))
        if scheme in _IDENTIFIERS:
            prop, namespace = _IDENTIFIERS[scheme]
            self._claims.add(EXTERNAL, node, prop, URIRef(namespace + value))
        else:
            self._claims.add(EXTERNAL, node, URIRef(DCTERMS + "identifier"), Literal(value))

    def _thing(self, mention: Mention) -> tuple[URIRef, str]:
        """IRI of what a mention speaks of, and the part of the mention's own IRI."""
        kind, key = mention.thing
        match kind:
            case "goal":
                return self._plan.goal(str(key)), f"goal-{key}"
            case "measure":
                return self._plan.measure(str(key)), f"measure-{measure_key(str(key))}"
            case "indicator":
                node = self._plan.indicator(str(key))
                return node, f"indicator-{node.rpartition('/')[2]}"
            case "project" if isinstance(key, tuple):
                node = self._projects.project(key)
                return node, f"project-{node.rpartition('/')[2]}"
            case "digital" if isinstance(key, tuple):
                return self._plan.digital(*key), f"digital-{key[0]}.{key[1]}"
            case _:
                return self._plan.strategy, "strategy"

    def _mention(self, mention: Mention) -> None:
        claims, body = self._claims, self.body(mention.slug)
        thing, key = self._thing(mention)
        plan = self._entries[mention.slug].kind in PLAN_KINDS
        kind = "citation" if plan else "involvement"
        node = URIRef(claims.names.yearly(kind, f"{mention.slug}.{key}"))
        claims.typed(DERIVED, node, "Citation" if plan else "Involvement")
        claims.add(DERIVED, node, mg("plan" if plan else "partner"), body)
        claims.add(DERIVED, node, mg("inThing"), thing)
        claims.source(DERIVED, node, mention.spans)
        claims.add(DERIVED, body, mg("citedIn" if plan else "involvedIn"), thing)
        if not plan:
            claims.add(DERIVED, node, mg("role"), mg(mention.role))

    def _membership(self, row: Membership) -> None:
        claims = self._claims
        node = URIRef(claims.names.yearly("membership", f"{row.body}.{row.member}"))
        claim = STATED if row.stated else INFERRED
        self._member(claim, node, row.body, row.member, row.role)
        claims.add(claim, node, mg("basis"), mg("Stated" if row.stated else "Inferred"))
        claims.source(claim, node, [row.span])
        if row.stated:  # the document speaks of the state of things at its own date
            issued = (self._reading.strategy.revised or (self._reading.strategy.adopted,))[-1][0]
            when = claims.dated(claim, f"membership-{issued}")
            claims.add(claim, when, URIRef(DCTERMS + "date"), day(issued))
            claims.add(claim, node, URIRef(ORG + "memberDuring"), when)

    def _member(self, claim: str, node: URIRef, body: str, member: str, role: str) -> None:
        claims = self._claims
        claims.add(claim, node, RDF.type, URIRef(ORG + "Membership"))
        claims.add(claim, node, URIRef(ORG + "organization"), self.body(body))
        claims.add(claim, node, URIRef(ORG + "member"), self.body(member))
        claims.add(claim, node, URIRef(ORG + "role"), mg(role))

    def _fact(self, fact: ExternalFact) -> None:
        claims, subject = self._claims, self.body(fact.subject)
        if fact.property == "member":
            self._external_member(fact)
            return
        if fact.property in DATED:
            claims.add(EXTERNAL, subject, mg(fact.property), day(fact.value))
        elif fact.property == "succeededBy":
            claims.add(EXTERNAL, subject, mg("succeededBy"), self.body(fact.value))
        self._sourced(subject, fact)

    def _external_member(self, fact: ExternalFact) -> None:
        claims = self._claims
        key = f"{fact.subject}.{fact.value}-{fact.since}"
        node = URIRef(claims.names.lasting("membership", key))
        # The document speaks of the area that a DMO serves; these facts, of who takes part in it.
        self._member(EXTERNAL, node, fact.subject, fact.value, "MemberRole")
        during = claims.dated(EXTERNAL, f"membership-{key}", fact.since, fact.until, lasting=True)
        claims.add(EXTERNAL, node, URIRef(ORG + "memberDuring"), during)
        self._sourced(node, fact)

    def _sourced(self, node: URIRef, fact: ExternalFact) -> None:
        japanese, _, english = fact.source.partition(" / ")
        source = URIRef(DCTERMS + "source")
        self._claims.add(EXTERNAL, node, source, Literal(japanese, lang="ja"))
        if english:
            self._claims.add(EXTERNAL, node, source, Literal(english, lang="en"))


def _folder(kind: str) -> str:
    if kind in PLAN_KINDS:
        return "plan"
    return kind.lower() if kind in ("Facility", "Event") else "partner"
