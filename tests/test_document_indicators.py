"""Numerical targets and KPIs of the built graph, value by value and period by period."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from .expectations import fold, split, table
from .facts import Row, ask, number

INDICATOR_VALUE = """
  OPTIONAL {{ ?i mg:{role} ?{role} . ?{role} a mg:IndicatorValue .
    OPTIONAL {{ ?{role} mg:value ?{role}_value }}
    OPTIONAL {{ ?{role} mg:unit ?{role}_unit }}
    OPTIONAL {{ ?{role} mg:printedValue ?{role}_printed }}
    OPTIONAL {{ ?{role} mg:comparator ?{role}_comparator }}
    OPTIONAL {{ ?{role} mg:valueKind ?{role}_kind }}
    OPTIONAL {{ ?{role} mg:period ?{role}_p . ?{role}_p a dcterms:PeriodOfTime ;
       dcat:startDate ?{role}_start ; dcat:endDate ?{role}_end ;
       mg:printedPeriod ?{role}_period }} }}"""


def indicators(dataset: ox.Store, kind: str, link: str) -> dict[str, Row]:
    """Rows of one class of indicator by folded name, ``of`` holding the codes it belongs to."""
    body = INDICATOR_VALUE.format(role="baseline") + INDICATOR_VALUE.format(role="target")
    found = ask(
        dataset,
        f"""SELECT * WHERE {{ ?i a mg:{kind} ; skos:prefLabel ?name ; mg:{link} ?thing .
            ?thing skos:notation ?of . FILTER(LANG(?name) = "ja") {body} }}""",
    )
    rows: dict[str, Row] = {}
    for row in sorted(found, key=lambda r: r["of"]):
        # A colon or bracket of footnote and layout must not make two names of one.
        key = name_key(row["name"])
        if key in rows and rows[key]["i"] == row["i"]:
            assert row["of"] not in rows[key]["of"].split("|"), f"{row['name']} has two values"
            rows[key]["of"] += "|" + row["of"]
        else:
            assert key not in rows, f"two indicators are called {row['name']}"
            rows[key] = row
    return rows


def name_key(name: str) -> str:
    return fold(name).replace(":", "")


def value_faults(row: Row, got: Row, role: str) -> list[str]:
    """Differences between an expected value and the one found, in words."""
    printed, found_printed = fold(row[f"printed_{role}"]), fold(got[f"{role}_printed"])
    period, found_period = fold(row[f"printed_{role}_period"]), fold(got[f"{role}_period"])
    checks = {
        "value": (number(row[role]), number(got[f"{role}_value"])),
        "start": (row[f"{role}_start"], got[f"{role}_start"]),
        "end": (row[f"{role}_end"], got[f"{role}_end"]),
        "printed": (printed, printed if printed and printed in found_printed else found_printed),
        "period": (period, period if period and period in found_period else found_period),
    }
    if row[role]:
        checks["unit"] = (row["unit"], got[f"{role}_unit"])
    return [
        f"{row['name']}: {role} {what}: expected {want!r}, found {have!r}"
        for what, (want, have) in checks.items()
        if want != have
    ]


def indicator_faults(row: Row, got: Row) -> list[str]:
    faults = value_faults(row, got, "baseline") + value_faults(row, got, "target")
    if got["target_comparator"] != row["comparator"]:
        faults.append(
            f"{row['name']}: comparator: expected {row['comparator']}, "
            f"found {got['target_comparator']!r}"
        )
    return faults


def test_kpis(dataset: ox.Store) -> None:
    found = indicators(dataset, "Kpi", "kpiOf")
    expected = {name_key(row["name"]): row for row in table("kpis")}
    assert set(found) == set(expected)
    faults: list[str] = []
    for key, row in expected.items():
        got = found[key]
        faults += indicator_faults(row, got)
        if got["of"] != row["measures"]:
            faults.append(f"{row['name']}: measures {row['measures']!r}, found {got['of']!r}")
        for role in ("baseline", "target"):
            kind = got[f"{role}_kind"]
            if kind not in (split(row[f"{role}_kind"]) or [""]):
                faults.append(f"{row['name']}: {role} kind {row[f'{role}_kind']}, found {kind!r}")
    assert not faults, "\n" + "\n".join(faults)


def test_numerical_targets(dataset: ox.Store) -> None:
    found = indicators(dataset, "NumericalTarget", "targetOf")
    expected = {name_key(row["name"]): row for row in table("numerical_targets")}
    assert set(found) == set(expected)
    faults: list[str] = []
    for key, row in expected.items():
        faults += indicator_faults(row, found[key])
        if found[key]["of"] != row["goal"]:
            faults.append(f"{row['name']}: goal {row['goal']}, found {found[key]['of']}")
    assert not faults, "\n" + "\n".join(faults)


def test_reference_values(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT DISTINCT ?name ?area ?value ?start ?end WHERE {
          ?i skos:prefLabel ?name . FILTER(LANG(?name) = "ja")
          ?i (mg:referenceValue|mg:target/mg:referenceValue) ?v . ?v mg:value ?value .
          OPTIONAL { ?v mg:aboutArea ?area }
          OPTIONAL { ?v mg:period [ dcat:startDate ?start ; dcat:endDate ?end ] } }""",
    )
    got = sorted(
        (name_key(r["name"]), number(r["value"]), r["start"], r["end"], r["area"]) for r in found
    )
    want = sorted(
        (name_key(row["name"]), number(value), start, end, area)
        for row in table("numerical_targets")
        for area, value, start, end in (ref.split(":") for ref in split(row["references"]))
    )
    assert [row[:4] for row in got] == [row[:4] for row in want]
    for have, expected in zip(got, want, strict=True):
        assert expected[4] in have[4], (have, expected)


def test_every_indicator_has_a_direction_and_stands_in_its_lines(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?i ?name (COUNT(DISTINCT ?d) AS ?directions) (COUNT(DISTINCT ?p) AS ?passages)
           WHERE { VALUES ?kind { mg:Kpi mg:NumericalTarget }
             ?i a ?kind ; skos:prefLabel ?name . FILTER(LANG(?name) = "ja")
             OPTIONAL { ?i mg:direction ?d . FILTER(?d IN (mg:Increase, mg:Decrease)) }
             OPTIONAL { ?i mg:source ?p } } GROUP BY ?i ?name""",
    )
    assert len(found) == 36
    assert [r for r in found if r["directions"] != "1" or r["passages"] == "0"] == []


def test_indicator_values_cite_the_lines_they_stand_in(dataset: ox.Store) -> None:
    found = ask(
        dataset,
        """SELECT ?name ?start ?end WHERE { VALUES ?role { mg:target mg:baseline }
           ?i ?role ?v ; skos:prefLabel ?name . FILTER(LANG(?name) = "ja")
           ?v mg:source [ mg:startLine ?start ; mg:endLine ?end ] }""",
    )
    places: dict[str, set[int]] = defaultdict(set)
    for row in found:
        places[name_key(row["name"])] |= set(range(int(row["start"]), int(row["end"]) + 1))
    for row in table("kpis"):
        assert int(split(row["lines"])[-1]) in places[name_key(row["name"])], row["name"]
    for row in table("numerical_targets"):
        assert int(row["line"]) in places[name_key(row["name"])], row["name"]
