"""A dataset with the names of the contract, made from the tables that a person read.

It lets the questions and commands be tested without reading, building or validating anything:
what they answer over it can only be wrong by their own fault. Nothing of machigraph is used.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from .expectations import line, split, table
from .facts import MG, ONTOLOGY, SDG, SKOS, XSD, key_of

BASE = "https://w3id.org/machigraph/"
CITY = BASE + "id/012041/"
YEAR = CITY + "2024/"
EDITION = YEAR + "edition"
STATED, DERIVED, CORRECTED, EXTERNAL, SHARED = (
    BASE + "graph/012041/" + name
    for name in ("2024/stated", "2024/derived", "2024/corrected", "external", "shared")
)
ORG = "http://www.w3.org/ns/org#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SPACES = {"skos": SKOS, "org": ORG, "dcterms": DCTERMS, "dcat": DCAT, "mg": MG}
_CODE_LISTS = {
    "ListingCount": ("掲載数", "listings"),
    "BudgetWithRelistings": ("事業費（再掲を含む）", "budget with re-listings"),
    "BudgetWithoutRelistings": ("事業費（再掲を除く）", "budget without re-listings"),
    "Shinki": ("新規", "shinki"),
    "Keizoku": ("継続", "keizoku"),
    "MemberRole": ("構成員", "member"),
    "AreaServed": ("対象区域", "area served"),
    "CooperationRole": ("連携", "cooperation"),
}


class Writer:
    """Collects quads; a predicate or class without prefix is the vocabulary's."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def say(self, graph: str, subject: str, **values: object) -> str:
        """State properties: ``skos_notation="2"``; lists give several, ``a`` is the class."""
        for name, value in values.items():
            for one in value if isinstance(value, list) else [value]:
                predicate = RDF_TYPE if name == "a" else _iri(name)
                term = ox.NamedNode(_iri(one)) if name == "a" else _term(one)
                quad = ox.Quad(
                    ox.NamedNode(subject), ox.NamedNode(predicate), term, ox.NamedNode(graph)
                )
                self.store.add(quad)
        return subject

    def label(self, graph: str, subject: str, ja: str, en: str = "") -> None:
        """Give a Japanese and perhaps an English label."""
        english = [ox.Literal(en, language="en")] if en else []
        self.say(graph, subject, skos_prefLabel=[ox.Literal(ja, language="ja"), *english])

    def passage(self, number: str) -> ox.NamedNode:
        """The passage of one line."""
        iri = f"{YEAR}passage/L{number}"
        self.say(STATED, iri, a="Passage", startLine=int(number), endLine=int(number))
        self.say(STATED, iri, quote=line(number).strip(), dcterms_isPartOf=ox.NamedNode(EDITION))
        return ox.NamedNode(iri)


def _iri(name: object) -> str:
    text = str(name)
    if text.startswith("http"):
        return text
    prefix, _, local = text.rpartition("_")
    return _SPACES.get(prefix, MG) + local


def _term(value: object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, str) and value.startswith("http"):
        return ox.NamedNode(value)
    return ox.Literal(value)  # type: ignore[arg-type]  # str, int or bool


def slug(kind: str, name: str) -> str:
    """An IRI for a name, by its place in the order of first use."""
    keys = _slugs()
    return f"{CITY}{kind}/n{keys.setdefault((kind, name), len(keys) + 1)}"


@cache
def _slugs() -> dict[tuple[str, str], int]:
    return {}


@cache
def nquads() -> bytes:
    """The dataset as N-Quads, sorted."""
    writer = Writer()
    for part in (_codes, _plan, _list, _totals, _indicators, _sdgs, _bodies, _checks):
        part(writer)
    text = writer.store.dump(format=ox.RdfFormat.N_QUADS) or b""
    return b"\n".join(sorted(text.splitlines())) + b"\n"


def _codes(w: Writer) -> None:
    for name, (ja, en) in _CODE_LISTS.items():
        w.label(ONTOLOGY, MG + name, ja, en)
    for number in range(1, 18):
        iri = w.say(ONTOLOGY, f"{SDG}{number}", a="http://metadata.un.org/sdg/ontology#Goal")
        w.label(ONTOLOGY, iri, f"目標{number}の名", f"Goal {number}")
    year = ox.Literal("2024", datatype=ox.NamedNode(XSD + "gYear"))
    w.label(STATED, w.say(STATED, EDITION, a="Edition", fiscalYear=year), "2024年度", "FY2024")


def _plan(w: Writer) -> None:
    for row in table("goals"):
        iri = w.say(STATED, f"{CITY}goal/{row['notation']}", a="BasicGoal")
        w.say(STATED, iri, skos_notation=row["notation"], source=w.passage(row["line"]))
        w.label(STATED, iri, row["title"], f"Goal title {row['notation']}")
    for row in table("measures"):
        iri = w.say(STATED, _measure(row["notation"]), a="Measure", skos_notation=row["notation"])
        w.say(STATED, iri, inGoal=f"{CITY}goal/{row['goal']}", source=w.passage(row["line"]))
        w.label(STATED, iri, row["title"], f"Measure title {row['notation']}")


def _measure(notation: str) -> str:
    return f"{CITY}measure/{key_of(notation, '0').removesuffix('.0')}"


def _list(w: Writer) -> None:
    for row in table("listings"):
        key, original = row["listing"], row["original"] or row["listing"]
        project, budget = f"{CITY}project/2024-{original}", f"{YEAR}budget/{original}"
        department = w.say(SHARED, slug("department", row["department"]), a="Department")
        w.label(SHARED, department, row["department"], f"Department, of {row['department']}")
        iri = w.say(STATED, f"{YEAR}listing/{key}", a="Listing", ofEdition=EDITION)
        w.say(STATED, iri, listsProject=project, budget=budget, department=department)
        w.say(STATED, iri, underMeasure=_measure(row["measure"]), source=w.passage(row["line"]))
        w.say(STATED, iri, inGoal=f"{CITY}goal/{row['measure'][0]}", listNumber=int(row["number"]))
        w.say(
            STATED, iri, isRelisting=row["relisting"] == "true", grantFunded=row["grant"] == "true"
        )
        w.say(STATED, iri, newThisYear=row["new"] == "true", printedName=row["printed_name"])
        w.label(STATED, iri, row["name"])
        mark = {"新規": "Shinki", "継続": "Keizoku"}[row["continuity"]]
        w.say(STATED, iri, continuity=MG + mark)
        if not row["original"]:
            w.say(STATED, budget, a="BudgetAmount", amountYen=int(row["yen"]))
            w.label(STATED, w.say(STATED, project, a="Project"), row["name"])


def _about(code: str) -> str:
    return EDITION if code == "edition" else f"{CITY}goal/{code}"


def _totals(w: Writer) -> None:
    for row in table("printed_totals"):
        key = f"{row['about']}-{row['quantity']}-L{row['line']}"
        iri = w.say(STATED, f"{YEAR}total/{key}", a="PrintedTotal", about=_about(row["about"]))
        w.say(STATED, iri, quantity=MG + row["quantity"], value=int(row["value"]))
        w.say(STATED, iri, printedValue=row["printed"], source=w.passage(row["line"]))


def _indicators(w: Writer) -> None:
    for row in (*table("kpis"), *table("numerical_targets")):
        kpi = "measures" in row
        iri = w.say(STATED, slug("indicator", row["name"]), a="Kpi" if kpi else "NumericalTarget")
        w.label(STATED, iri, row["name"], f"Indicator, {row['name']}")
        lines = [w.passage(n) for n in split(row["lines"] if kpi else row["line"])]
        owners = [_measure(m) for m in split(row["measures"])] if kpi else []
        w.say(STATED, iri, kpiOf=owners, source=lines)
        if not kpi:
            w.say(STATED, iri, targetOf=f"{CITY}goal/{row['goal']}")
        for name in ("baseline", "target"):
            if row[f"printed_{name}"]:
                _value(w, iri, name, row, lines)


def _value(
    w: Writer, indicator: str, name: str, row: dict[str, str], lines: list[ox.NamedNode]
) -> None:
    iri = indicator.replace(CITY, YEAR) + "." + name
    w.say(STATED, indicator, **{name: iri})
    w.say(STATED, iri, a="IndicatorValue", printedValue=row[f"printed_{name}"], source=lines)
    w.say(STATED, iri, unit=row["unit"] or [], period=iri + ".period")
    w.say(STATED, iri + ".period", printedPeriod=row[f"printed_{name}_period"])
    if row[name]:
        number = ox.Literal(row[name], datatype=ox.NamedNode(XSD + "decimal"))
        w.say(STATED, iri, value=number)


def _sdgs(w: Writer) -> None:
    for row in table("sdg_alignments"):
        iri = f"{YEAR}alignment/{row['goal']}-{row['sdg']}-{row['number']}"
        w.say(STATED, iri, a="SdgAlignment", inGoal=f"{CITY}goal/{row['goal']}")
        w.say(STATED, iri, sdgGoal=SDG + row["sdg"], source=w.passage(row["element_line"]))


def _bodies(w: Writer) -> None:
    for row in table("memberships"):
        body, member = (slug("partner", row[name]) for name in ("body", "member"))
        for node, name in ((body, row["body"]), (member, row["member"])):
            w.label(SHARED, w.say(SHARED, node, a="Partner"), name)
        iri = f"{YEAR}membership/{body.rpartition('/')[2]}.{member.rpartition('/')[2]}"
        w.say(STATED, iri, a="org_Membership", org_organization=body, org_member=member)
        w.say(STATED, iri, org_role=MG + row["role"], source=w.passage(row["line"]))
    dmo = slug("partner", "大雪カムイミンタラDMO")
    w.say(SHARED, dmo, skos_altLabel=ox.Literal("大雪カムイミントラDMO", language="ja"))
    iri = w.say(DERIVED, f"{YEAR}involvement/dmo.2.4.3", a="Involvement", partner=dmo)
    w.say(DERIVED, iri, inThing=_measure("2-エ-③"), role=MG + "CooperationRole")
    w.say(DERIVED, iri, source=w.passage("336"))


def _checks(w: Writer) -> None:
    for row in table("discrepancies"):
        iri = w.say(DERIVED, f"{YEAR}discrepancy/{row['about']}-{row['quantity']}", a="Discrepancy")
        w.say(DERIVED, iri, about=_about(row["about"]), quantity=MG + row["quantity"])
        w.say(DERIVED, iri, printedValue=f"{int(row['printed']):,}")
        w.say(DERIVED, iri, computedValue=int(row["computed"]), difference=int(row["difference"]))
        w.say(DERIVED, iri, explainedBy=f"{YEAR}listing/{row['explained_by']}")
        w.say(DERIVED, iri, source=[w.passage(n) for n in split(row["total_lines"])])
    iri = w.say(CORRECTED, f"{YEAR}correction/L807-1", a="Correction", source=w.passage("807"))
    w.say(CORRECTED, iri, printed="ミントラ", corrected="ミンタラ", confidence="high")
    w.say(CORRECTED, iri, reason=ox.Literal("誤読", language="ja"))


def write_folder(folder: Path) -> Path:
    """Write the dataset as an Oxigraph store into an empty folder; returns the folder."""
    store = ox.Store(str(folder))
    store.bulk_load(nquads(), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return folder
