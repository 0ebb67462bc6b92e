"""The facts behind the cross-goal page: every project, measure and goal, each with its lines.

A scene holds what is drawn at first. The page also filters, searches, explains and, on demand,
shows every project; for that it needs what the graph says about all of them, read here once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from ..graph.store import Store
from .scene import Words

_LISTINGS = """
SELECT ?project ?name ?nameEn ?measure ?goal ?relisting ?department ?budget ?yen ?grant ?new
       ?line ?quote ?description WHERE {
  ?listing mg:listsProject ?project ; mg:underMeasure ?measure ; mg:inGoal ?goal ;
           mg:isRelisting ?relisting ; mg:department ?department ; mg:grantFunded ?grant ;
           mg:newThisYear ?new ; mg:budget ?budget ; mg:source ?passage .
  ?budget mg:amountYen ?yen .
  ?passage mg:startLine ?line ; mg:quote ?quote .
  ?project skos:prefLabel ?name . FILTER(lang(?name) = "ja")
  OPTIONAL { ?project skos:prefLabel ?nameEn . FILTER(lang(?nameEn) = "en") }
  OPTIONAL { ?listing dcterms:description ?description }
} ORDER BY ?relisting ?line ?listing"""

_PLACES = """
SELECT ?thing ?kind ?code ?ja ?en ?line ?quote WHERE {
  VALUES (?class ?kind) { (mg:BasicGoal "goal") (mg:Measure "measure") }
  ?thing a ?class ; skos:notation ?code ; skos:prefLabel ?ja ; mg:source ?passage .
  ?passage mg:startLine ?line ; mg:quote ?quote .
  FILTER(lang(?ja) = "ja")
  OPTIONAL { ?thing skos:prefLabel ?en . FILTER(lang(?en) = "en") }
} ORDER BY ?line"""

_NAMES = """
SELECT DISTINCT ?thing ?ja ?en WHERE {
  { ?listing mg:department ?thing } UNION { ?alignment mg:sdgGoal ?thing }
  ?thing skos:prefLabel ?ja . FILTER(lang(?ja) = "ja")
  OPTIONAL { ?thing skos:prefLabel ?en . FILTER(lang(?en) = "en") }
} ORDER BY ?thing"""

_SDGS = """
SELECT ?goal ?sdg ?line ?quote WHERE {
  ?alignment a mg:SdgAlignment ; mg:inGoal ?goal ; mg:sdgGoal ?sdg ; mg:source ?passage .
  ?passage mg:startLine ?line ; mg:quote ?quote .
} ORDER BY ?line"""

Row = dict[str, str]


@dataclass(slots=True)
class Fact:
    """A line of a card: what, the value, and the lines of the document that say so."""

    label: Words
    value: Words
    lines: list[int]


@dataclass(slots=True)
class Thing:
    """A goal, a measure or a project, with all that the page filters and shows by.

    ``sdgs`` of a project are inferred: those that the document prints for its goals. ``listed``
    holds, for a project, each measure with whether that is a re-listing, and the line.
    """

    id: str
    kind: str
    label: Words
    code: str = ""
    goals: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    sdgs: list[int] = field(default_factory=list)
    listed: list[tuple[str, bool, int]] = field(default_factory=list)
    yen: int = 0
    grant: bool = False
    new: bool = False
    lines: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def relistings(self) -> int:
        """How often it is re-listed."""
        return sum(again for _, again, _ in self.listed)

    @property
    def reach(self) -> str:
        """Whether it is listed across goals, within one goal, or once."""
        if not self.relistings:
            return "once"
        return "across" if len(self.goals) > 1 else "within"


@dataclass(slots=True)
class Facts:
    """All things by IRI, the names of departments and SDGs, and the quoted lines."""

    things: dict[str, Thing]
    departments: dict[str, Words]
    sdgs: dict[int, Words]
    quotes: dict[int, str]

    def of(self, kind: str) -> list[Thing]:
        """The things of one kind, in order."""
        return [thing for thing in self.things.values() if thing.kind == kind]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the page."""
        things = [
            {**asdict(thing), "reach": thing.reach if thing.kind == "project" else ""}
            for thing in self.things.values()
        ]
        departments = list(self.departments.items())
        sdgs, quotes = list(self.sdgs.items()), list(self.quotes.items())
        return {"things": things, "departments": departments, "sdgs": sdgs, "quotes": quotes}


def read_facts(store: Store) -> Facts:
    """Read the facts of all projects, measures and goals from the graph."""
    rows, places = _values(store, _LISTINGS), _values(store, _PLACES)
    printed, names = _values(store, _SDGS), _names(store)
    quotes = {int(row["line"]): row["quote"] for row in (*rows, *places, *printed)}
    goals, measures = _places(places, "goal"), _places(places, "measure")
    for row in rows:
        measures[row["measure"]].goals = [goals[row["goal"]].code]
    by_goal: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in printed:
        by_goal[goals[row["goal"]].code][_number(row["sdg"])].append(int(row["line"]))
    projects = _projects(rows, goals, measures)
    facts = Facts(
        {**goals, **{iri: m for iri, m in measures.items() if m.goals}, **projects},
        {row["department"]: names[row["department"]] for row in rows},
        {_number(iri): names[iri] for iri in sorted({r["sdg"] for r in printed}, key=_number)},
        dict(sorted(quotes.items())),
    )
    for thing in facts.things.values():
        thing.sdgs = sorted({number for goal in thing.goals for number in by_goal[goal]})
    _describe(facts, rows, by_goal)
    return facts


def _values(store: Store, query: str) -> list[Row]:
    return [
        {name: getattr(term, "value", "") for name, term in record.items() if term is not None}
        for record in store.query(query).records
    ]


def _names(store: Store) -> dict[str, Words]:
    rows = _values(store, _NAMES)
    return {row["thing"]: (row["ja"], row.get("en", row["ja"])) for row in rows}


def _number(sdg: str) -> int:
    return int(sdg.rpartition("/")[2])


def _places(rows: list[Row], kind: str) -> dict[str, Thing]:
    """Goals or measures, by code; the line of a thing is the first that carries its name."""
    own: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == kind:
            own[row["thing"]].append(row)
    things: dict[str, Thing] = {}
    for iri, found in sorted(own.items(), key=lambda item: item[1][0]["code"]):
        best = next((row for row in found if row["ja"] in row["quote"]), found[0])
        code = best["code"]
        ja, en = best["ja"], best.get("en", best["ja"])
        label = (f"{code} {ja}", f"{code} {en}")
        if kind == "goal":
            label = (f"基本目標{code} {ja}", f"Goal {code}: {en}")
        goals = [code] if kind == "goal" else []
        things[iri] = Thing(iri, kind, label, code, goals, lines=[int(best["line"])])
    return things


def _projects(
    rows: list[Row], goals: dict[str, Thing], measures: dict[str, Thing]
) -> dict[str, Thing]:
    projects: dict[str, Thing] = {}
    money: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        iri, name = row["project"], row["name"]
        label = (name, row.get("nameEn", name))
        thing = projects.setdefault(iri, Thing(iri, "project", label))
        money[iri][row["budget"]] = int(row["yen"])
        again, line = row["relisting"] == "true", int(row["line"])
        thing.listed.append((row["measure"], again, line))
        thing.lines.append(line)
        thing.goals = sorted({*thing.goals, goals[row["goal"]].code})
        thing.departments = list(dict.fromkeys([*thing.departments, row["department"]]))
        thing.grant |= row["grant"] == "true"
        thing.new |= row["new"] == "true"
    for iri, thing in projects.items():
        thing.yen = sum(money[iri].values())
        thing.code = measures[thing.listed[0][0]].code
    return projects


def _describe(facts: Facts, rows: list[Row], by_goal: dict[str, dict[int, list[int]]]) -> None:
    """Give each thing the facts of its card."""
    prose = {row["project"]: row.get("description", "") for row in reversed(rows)}
    for thing in facts.things.values():
        if thing.kind == "project":
            thing.facts = _project_facts(thing, facts, prose[thing.id])
        else:
            thing.facts = _place_facts(thing, facts)
        lines = sorted({n for goal in thing.goals for ns in by_goal[goal].values() for n in ns})
        if thing.sdgs:
            thing.facts.append(Fact(*_sdg_words(thing), lines))


def _sdg_words(thing: Thing) -> tuple[Words, Words]:
    numbers = "・".join(map(str, thing.sdgs))
    if thing.kind == "goal":
        return ("SDGs", "SDGs"), (numbers, numbers)
    return ("SDGs(推定)", "SDGs (inferred)"), (
        f"{numbers}(基本目標を通じた推定。文書が結び付けるのは目標とSDGsです)",
        f"{numbers} (inferred through the goal: the document links goals, not projects, to SDGs)",
    )


def _project_facts(thing: Thing, facts: Facts, prose: str) -> list[Fact]:
    first = [thing.lines[0]]
    names = [facts.departments[iri] for iri in thing.departments]
    codes = [(facts.things[measure].code, again) for measure, again, _ in thing.listed]
    goals = "・".join(thing.goals)
    found = [
        Fact(
            ("部局", "Department"),
            ("・".join(n[0] for n in names), " / ".join(n[1] for n in names)),
            first,
        ),
        Fact(
            ("事業費", "Budget"),
            (f"{thing.yen:,}円(一度だけ計上)", f"¥{thing.yen:,} (counted once)"),
            first,
        ),
        Fact(("基本目標", "Goals"), (goals, goals), thing.lines),
        Fact(
            ("掲載", "Listed under"),
            (
                "、".join(f"{code}{'(再掲)' if again else ''}" for code, again in codes),
                ", ".join(f"{code}{' (re-listed)' if again else ''}" for code, again in codes),
            ),
            thing.lines,
        ),
        Fact(("交付金", "Grant"), ("あり", "yes") if thing.grant else ("なし", "no"), thing.lines),
        Fact(
            ("(新)の印", "New mark"), ("あり", "yes") if thing.new else ("なし", "no"), thing.lines
        ),
    ]
    return [*found, Fact(("概要", "Summary"), (prose, prose), first)] if prose else found


def _place_facts(thing: Thing, facts: Facts) -> list[Fact]:
    here = [project for project in facts.of("project") if _is_under(project, thing)]
    lines = sorted({n for p in here for m, _, n in p.listed if _holds(thing, facts.things[m])})
    again = sum(project.relistings > 0 for project in here)
    yen = sum(project.yen for project in here)
    return [
        Fact(("名称", "Title"), thing.label, thing.lines),
        Fact(("掲載事業", "Projects listed"), (f"{len(here)}件", f"{len(here)}"), lines),
        Fact(("うち再掲のある事業", "Of these re-listed"), (f"{again}件", f"{again}"), lines),
        Fact(
            ("事業費の合計", "Budget in all"),
            (f"{yen:,}円(一度だけ計上)", f"¥{yen:,} (each counted once)"),
            lines,
        ),
    ]


def _is_under(project: Thing, place: Thing) -> bool:
    if place.kind == "goal":
        return place.code in project.goals
    return any(measure == place.id for measure, _, _ in project.listed)


def _holds(place: Thing, measure: Thing) -> bool:
    return measure.id == place.id or (place.kind == "goal" and place.code in measure.goals)
