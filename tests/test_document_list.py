"""The project list of the built graph, cell by cell, and the printed totals beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pyoxigraph as ox
import pytest

from .expectations import fold, line, split, table
from .facts import TRUE, Row, ask, corrections, key_of, listings_of, same


@pytest.fixture(scope="module")
def listings(dataset: ox.Store) -> list[Row]:
    return listings_of(dataset)


def test_listings(listings: list[Row]) -> None:
    expected = [
        {**row, "goal": row["measure"][0], "end": row["line"], "year": "2024"}
        for row in table("listings")
    ]
    same(listings, expected, ("listing",))


def test_listings_keep_what_was_printed(listings: list[Row]) -> None:
    cells = {row["line"]: line(row["line"]).split("\t") for row in table("listings")}
    for row in listings:
        printed = cells[row["line"]]
        assert row["printed_department"] in printed, row["listing"]
        amounts = {cell.replace(",", "") for cell in printed}
        assert row["printed_amount"].replace(",", "") in amounts, row["listing"]


def test_listings_have_the_whole_description(listings: list[Row]) -> None:
    faults: list[str] = []
    for row in listings:
        want = fold(max(line(row["line"]).split("\t"), key=len))
        for fix in corrections():
            if fix["line"] == row["line"]:
                want = want.replace(fold(fix["printed"]), fold(fix["corrected"]))
        if fold(row["description"]) != want:
            faults.append(f"{row['listing']}: expected {want}\n  found {row['description']}")
    assert not faults, "\n" + "\n".join(faults)


def test_a_relisting_shares_project_and_budget_with_its_original(listings: list[Row]) -> None:
    by_key = {row["listing"]: row for row in listings}
    for row in listings:
        if row["original"]:
            original = by_key[row["original"]]
            assert row["project"] == original["project"], row["listing"]
            assert row["budget"] == original["budget"], row["listing"]
    once = Counter(row["budget"] for row in listings if row["relisting"] != TRUE)
    assert len(once) == 153
    assert set(once.values()) == {1}


def test_cross_goal_projects(listings: list[Row]) -> None:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(listings, key=lambda r: int(r["line"])):
        groups[row["project"]].append(row)
    found = [
        {
            "project": rows[0]["name"],
            "goals": "|".join(sorted({r["goal"] for r in rows})),
            "listings": "|".join(r["listing"] for r in rows),
        }
        for rows in groups.values()
        if len(rows) > 1
    ]
    fields = ("project", "goals", "listings")
    same(found, [{k: row[k] for k in fields} for row in table("cross_goal")], ("project",))


def test_departments(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?name (COUNT(DISTINCT ?l) AS ?listings) (COUNT(DISTINCT ?p) AS ?projects) WHERE {
          ?l a mg:Listing ; mg:department ?d ; mg:listsProject ?p . ?d skos:prefLabel ?name .
          FILTER(LANG(?name) = "ja") } GROUP BY ?name""",
    )
    money = ask(
        dataset,
        """SELECT ?name (SUM(?yen) AS ?yen_once) WHERE {
          { SELECT DISTINCT ?name ?b ?yen WHERE { ?l mg:department/skos:prefLabel ?name ;
             mg:budget ?b . ?b mg:amountYen ?yen . FILTER(LANG(?name) = "ja") } } }
          GROUP BY ?name""",
    )
    once = {row["name"]: row["yen_once"] for row in money}
    fields = ("name", "listings", "projects", "yen_once")
    same(
        [{**row, "yen_once": once[row["name"]]} for row in found],
        [{k: row[k] for k in fields} for row in table("departments")],
        ("name",),
    )


ABOUT = """?x mg:about ?thing . OPTIONAL { ?thing a mg:BasicGoal ; skos:notation ?goal }
    BIND(COALESCE(?goal, "edition") AS ?about)"""


def test_printed_totals(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        f"""SELECT ?about ?quantity ?value ?line ?end WHERE {{
            ?x a mg:PrintedTotal ; mg:value ?value ; mg:quantity ?quantity ;
               mg:source [ mg:startLine ?line ; mg:endLine ?end ] . {ABOUT} }}""",
    )
    fields = ("about", "quantity", "value", "line")
    same(
        found,
        [{k: r[k] for k in fields} | {"end": r["line"]} for r in table("printed_totals")],
        ("about", "quantity", "line"),
    )


def test_discrepancies(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        f"""SELECT ?about ?quantity ?printed ?computed ?difference ?measure ?number WHERE {{
          ?x a mg:Discrepancy ; mg:quantity ?quantity ; mg:printedValue ?printed ;
             mg:computedValue ?computed ; mg:difference ?difference ; mg:explainedBy ?l .
          ?l mg:underMeasure/skos:notation ?measure ; mg:listNumber ?number . {ABOUT} }}""",
    )
    for row in found:
        row["explained_by"] = key_of(row["measure"], row["number"])
    fields = ("about", "quantity", "printed", "computed", "difference", "explained_by")
    same(
        found,
        [{k: row[k] for k in fields} for row in table("discrepancies")],
        ("about", "quantity"),
    )


def test_discrepancies_name_the_printed_totals(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        f"""SELECT ?about ?quantity ?line WHERE {{ ?x a mg:Discrepancy ; mg:quantity ?quantity ;
          mg:difference ?d ; mg:printedTotal [ a mg:PrintedTotal ;
          mg:source/mg:startLine ?line ] . {ABOUT} }}""",
    )
    got: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in found:
        got[row["about"], row["quantity"]].add(row["line"])
    want = {
        (r["about"], r["quantity"]): set(split(r["total_lines"])) for r in table("discrepancies")
    }
    assert got == want


def test_differing_texts_have_no_numeric_difference(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?x ?q WHERE { ?x a mg:Discrepancy ; mg:quantity ?q ; mg:difference ?d .
           FILTER(?q IN (mg:Title, mg:FieldText) || !isNumeric(?d)) }""",
    )
    assert found == []


def test_listing_numbers_run_without_a_gap(listings: list[Row]) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in listings:
        numbers[row["measure"]].append(int(row["number"]))
    for measure, found in numbers.items():
        ordered = sorted(found)
        assert ordered[0] == 1, measure
        assert all(b - a == 1 for a, b in pairwise(ordered)), measure
