"""The built graph says what the document says: strategy, goals, measures and what hangs on them.

Every row of ``tests/expected`` (written by reading the document, see its README) is compared with
what SPARQL finds under the names of the contract, field by field; the message shows expected and
found. ``dataset`` is a pyoxigraph Store with the build's N-Quads. The indicators, the project
list, single figures and the contract itself have modules of their own (``test_document_*``).
"""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest

from .expectations import fold, split, table
from .facts import SDG, ask, corrected, corrections, same


def test_strategy(dataset: ox.Store) -> None:
    want = {row["fact"]: row["value"] for row in table("strategy")}
    (found,) = ask(
        dataset,
        """SELECT ?name ?municipality ?adopted ?revised ?start ?end ?vision ?plan ?year WHERE {
          ?s a mg:Strategy ; skos:prefLabel ?name ; mg:municipality/skos:prefLabel ?municipality ;
             mg:adopted ?adopted ; mg:revised ?revised ; mg:vision ?vision ; mg:period ?p .
          ?p a dcterms:PeriodOfTime ; dcat:startDate ?start ; dcat:endDate ?end .
          ?s mg:parentPlan [ a mg:Plan ; skos:prefLabel ?plan ] .
          ?e a mg:Edition ; mg:ofStrategy ?s ; mg:fiscalYear ?year .
          FILTER(LANG(?name) = "ja" && LANG(?municipality) = "ja" && LANG(?plan) = "ja"
                 && LANG(?vision) = "ja") }""",
    )
    assert fold(found["name"]).startswith(fold(want["name"]))
    assert want["term"] in found["name"]
    assert fold(found["plan"]) == fold(want["parent_plan"])
    keys = ("municipality", "adopted", "revised", "vision")
    assert {k: found[k] for k in keys} == {k: want[k] for k in keys}
    assert (found["start"], found["end"]) == (want["period_start"], want["period_end"])
    assert found["year"] == want["fiscal_year"]


def test_funding_source(dataset: ox.Store) -> None:
    want = {row["fact"]: row["value"] for row in table("strategy")}
    found = ask(
        dataset,
        """SELECT DISTINCT ?name WHERE { ?b a mg:BudgetAmount ; mg:fundedBy ?f .
           ?f a mg:FundingSource ; skos:prefLabel ?name . FILTER(LANG(?name) = "ja") }""",
    )
    assert found == [{"name": want["grant"]}]


def test_goals(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?notation ?title WHERE { ?g a mg:BasicGoal ; mg:ofStrategy/a mg:Strategy ;
           skos:notation ?notation ; skos:prefLabel ?title . FILTER(LANG(?title) = "ja") }""",
    )
    same(
        [{**row, "title": fold(row["title"])} for row in found],
        [{"notation": r["notation"], "title": fold(r["title"])} for r in table("goals")],
        ("notation",),
    )


def test_titles_that_differ_are_alternative_labels(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        "SELECT ?n ?alt WHERE { ?g a mg:BasicGoal ; skos:notation ?n ; skos:altLabel ?alt }",
    )
    alternatives = {(row["n"], fold(row["alt"])) for row in found}
    for row in table("goals"):
        for variant in split(row["variants"]):
            assert (row["notation"], fold(variant)) in alternatives


def test_measures(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?notation ?title ?goal ?parent WHERE {
          ?m a mg:Measure ; skos:notation ?notation ; skos:prefLabel ?title ;
             mg:inGoal/skos:notation ?goal .
          FILTER(LANG(?title) = "ja")
          OPTIONAL { ?m mg:parentMeasure/skos:notation ?parent } }""",
    )
    same(
        [{**row, "title": fold(row["title"])} for row in found],
        [
            {k: r[k] for k in ("notation", "goal", "parent")} | {"title": fold(r["title"])}
            for r in table("measures")
        ],
        ("notation",),
    )


@pytest.mark.parametrize(("name", "kind"), [("goals", "BasicGoal"), ("measures", "Measure")])
def test_prose_is_whole_and_nothing_else(dataset: ox.Store, name: str, kind: str) -> None:
    found = ask(
        dataset,
        f"""SELECT ?n ?text WHERE {{ ?x a mg:{kind} ; skos:notation ?n .
            OPTIONAL {{ ?x dcterms:description ?text . FILTER(LANG(?text) = "ja") }} }}""",
    )
    prose: dict[str, str] = defaultdict(str)
    for row in found:
        prose[row["n"]] += fold(row["text"])
    faults: list[str] = []
    for row in table(name):
        rest = prose[row["notation"]]
        for where in split(row["prose_lines"]):
            if corrected(where) not in rest:
                faults.append(f"{row['notation']}: line {where} is not in the description")
            rest = rest.replace(corrected(where), "", 1)
        # The heading inside 2-ア may be kept; anything longer is foreign to the thing.
        if len(rest) > 45:
            faults.append(f"{row['notation']}: foreign text {rest!r}")
    assert not faults, "\n" + "\n".join(faults)


def test_sdg_alignments(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?goal ?sdg ?element ?basis WHERE { ?a a mg:SdgAlignment ;
           mg:inGoal/skos:notation ?goal ; mg:sdgGoal ?sdg ; mg:element ?element ;
           mg:basis ?basis . FILTER(LANG(?element) = "ja") }""",
    )
    for row in found:
        row["sdg"] = row["sdg"].removeprefix(SDG)
        row["element"] = fold(row["element"])
    want = [
        {"goal": r["goal"], "sdg": r["sdg"], "element": fold(r["element"]), "basis": "Stated"}
        for r in table("sdg_alignments")
    ]
    same(found, want, ("goal", "sdg", "element"))


def test_sdg_alignments_cite_the_line_of_their_element(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?goal ?sdg ?element ?start ?end WHERE { ?a a mg:SdgAlignment ;
           mg:inGoal/skos:notation ?goal ; mg:sdgGoal ?sdg ; mg:element ?element ;
           mg:source [ mg:startLine ?start ; mg:endLine ?end ] }""",
    )
    where = {
        (r["goal"], r["sdg"], fold(r["element"])): int(r["element_line"])
        for r in table("sdg_alignments")
    }
    met: set[tuple[str, str, str]] = set()
    for row in found:
        key = (row["goal"], row["sdg"].removeprefix(SDG), fold(row["element"]))
        if int(row["start"]) <= where[key] <= int(row["end"]):
            met.add(key)
    assert set(where) - met == set()


def test_all_seventeen_sdgs_are_there_in_both_languages(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        f"""SELECT ?sdg ?lang WHERE {{ ?sdg skos:prefLabel|rdfs:label ?label .
            FILTER(STRSTARTS(STR(?sdg), "{SDG}")) BIND(LANG(?label) AS ?lang) }}""",
    )
    for language in ("ja", "en"):
        have = {row["sdg"].removeprefix(SDG) for row in found if row["lang"] == language}
        assert {str(n) for n in range(1, 18)} <= have


def test_digital_initiatives(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?goal ?text ?relisting ?original ?line ?end WHERE { ?d a mg:DigitalInitiative ;
          mg:inGoal/skos:notation ?goal ; dcterms:description ?text ; mg:isRelisting ?relisting ;
          mg:source [ mg:startLine ?line ; mg:endLine ?end ] . FILTER(LANG(?text) = "ja")
          OPTIONAL { ?d mg:relistingOf/mg:source/mg:startLine ?original } }""",
    )
    lines = {row["item"]: row["line"] for row in table("digital")}
    want = [
        {
            "goal": row["goal"],
            "text": fold(row["text"]),
            "relisting": row["relisting"],
            "original": lines.get(row["original"], ""),
            "line": row["line"],
            "end": row["line"],
        }
        for row in table("digital")
    ]
    same([{**row, "text": fold(row["text"])} for row in found], want, ("line",))


def test_glossary_terms(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?number ?headword ?definition ?line WHERE { ?t a mg:GlossaryTerm ;
           skos:notation ?number ; skos:prefLabel ?headword ; skos:definition ?definition ;
           mg:source/mg:startLine ?line .
           FILTER(LANG(?headword) = "ja" && LANG(?definition) = "ja") }""",
    )
    by_number = {row["number"]: row for row in found}
    assert len(by_number) == len(found)
    assert set(by_number) == {row["number"] for row in table("footnotes")}
    for row in table("footnotes"):
        got = by_number[row["number"]]
        assert got["line"] == row["line"]
        whole = corrected(row["line"])
        if row["headword"]:
            assert fold(got["headword"]) == fold(row["headword"])
            whole = whole.partition(":")[2]
        else:  # named by the word that the mark stands behind
            assert got["headword"]
            assert fold(got["headword"]) in corrected(row["reference_lines"])
        assert fold(got["definition"]) == whole


def test_footnote_references(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?number ?start ?end WHERE { ?t a mg:GlossaryTerm ; skos:notation ?number ;
           mg:referencedAt [ mg:startLine ?start ; mg:endLine ?end ] }""",
    )
    got: dict[str, list[str]] = defaultdict(list)
    for row in found:
        assert row["start"] == row["end"], f"footnote {row['number']}: a mark stands in one line"
        got[row["number"]].append(row["start"])
    want = {r["number"]: split(r["reference_lines"]) for r in table("footnotes")}
    assert {n: sorted(lines, key=int) for n, lines in got.items()} == {
        n: lines for n, lines in want.items() if lines
    }


def test_memberships(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?body ?member ?role ?line WHERE { ?m a org:Membership ;
           org:organization/skos:prefLabel ?body ; org:member/skos:prefLabel ?member ;
           org:role ?role ; mg:source/mg:startLine ?line .
           FILTER(LANG(?body) = "ja" && LANG(?member) = "ja") }""",
    )
    cited = {row["line"] for row in table("memberships")}
    same(
        [row for row in found if row["line"] in cited],
        [{k: r[k] for k in ("body", "member", "role", "line")} for r in table("memberships")],
        ("body", "member"),
    )


def test_corrections_are_all_in_the_graph(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?printed ?corrected ?confidence ?start ?end ?thing WHERE { ?c a mg:Correction ;
           mg:appliesTo ?thing ; mg:property ?property ; mg:printed ?printed ;
           mg:corrected ?corrected ; mg:confidence ?confidence ; mg:reason ?reason ;
           mg:source [ mg:startLine ?start ; mg:endLine ?end ] }""",
    )
    for row in corrections():
        assert any(
            fold(got["printed"]) == fold(row["printed"])
            and fold(got["corrected"]) == fold(row["corrected"])
            and got["confidence"] == row["confidence"]
            and int(got["start"]) <= int(row["line"]) <= int(got["end"])
            for got in found
        ), row
