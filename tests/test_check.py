"""`machigraph check`: what the document prints, what the rows say, and when it must fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from machigraph.graph.check import Report, check
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store
from machigraph.ontology import ONT

from . import variants as v
from .command import machigraph
from .expectations import table

GAP = 25_141_000


@pytest.fixture(scope="module")
def quads(build_folder: Path) -> list[ox.Quad]:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    path = build_folder / manifest.dataset
    return list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def report(quads: list[ox.Quad]) -> dict[str, Any]:
    return checked(quads).as_dict()


def checked(quads: list[ox.Quad]) -> Report:
    """The check of a graph in memory."""
    engine = ox.Store()
    engine.extend(quads)
    return check(Store(engine))


def mended(quads: list[ox.Quad], change: Callable[[ox.Quad], ox.Quad | None]) -> list[ox.Quad]:
    """A copy of the graph with each quad changed or left out."""
    changed = [new for quad in quads if (new := change(quad)) is not None]
    assert changed != quads, "the change changes nothing"
    return changed


def test_every_printed_total_is_reconciled(report: dict[str, Any]) -> None:
    printed = {
        (row["about"], row["quantity"], int(row["value"])) for row in table("printed_totals")
    }
    found = {(e["goal"] or "edition", e["quantity"], e["printed"]) for e in report["totals"]}
    assert found == printed
    gaps = {
        (e["goal"], e["quantity"]): e["difference"] for e in report["totals"] if e["difference"]
    }
    assert gaps == {
        (goal, quantity): GAP
        for goal in ("2", None)
        for quantity in ("BudgetWithRelistings", "BudgetWithoutRelistings")
    }
    assert all(e["recorded"] for e in report["totals"] if e["difference"])
    assert all("780行目" in e["explanation_ja"] for e in report["totals"] if e["difference"])


def test_relistings_titles_and_ended_bodies(report: dict[str, Any]) -> None:
    assert report["ok"] is True
    assert report["relistings"]["paired"] == 38
    assert report["relistings"]["without_original"] == []
    # What is left after corrections: names and a department that are printed differently.
    fields = {(gap["field"], gap["line"]) for gap in report["relistings"]["differences"]}
    assert fields == {("name", 819), ("name", 935)}
    assert {entry["code"] for entry in report["titles"]} == {"3", "4"}
    assert {entry["line"] for entry in report["dissolved"]} == {468, 539}
    assert {entry["body"] for entry in report["dissolved"]} == {"上川中部定住自立圏"}
    assert report["shacl"]["violation"] == 0
    infos = {result["focus"].partition("/id/")[2] for result in report["shacl"]["results"]}
    assert {"012041/goal/4", "012041/term/17", "012041/term/18"} <= infos


def test_a_gap_that_nobody_recorded_fails(quads: list[ox.Quad]) -> None:
    """Alter an amount in the finished graph: the sums no longer agree with any Discrepancy."""

    def change(quad: ox.Quad) -> ox.Quad | None:
        if quad.predicate.value == f"{ONT}amountYen" and str(quad.subject).endswith("/1.1.1>"):
            return ox.Quad(quad.subject, quad.predicate, ox.Literal(1), quad.graph_name)
        return quad

    found = checked(mended(quads, change)).as_dict()
    assert found["ok"] is False
    wrong = {(e["goal"], e["quantity"]) for e in found["totals"] if e["recorded"] is False}
    assert ("1", "BudgetWithRelistings") in wrong


def test_a_recorded_gap_that_was_taken_away_fails(quads: list[ox.Quad]) -> None:
    found = checked(
        mended(quads, lambda quad: None if "/discrepancy/edition-" in str(quad.subject) else quad)
    )
    assert found.ok is False


def test_a_violation_of_the_shapes_fails(quads: list[ox.Quad]) -> None:
    found = checked(
        mended(
            quads,
            lambda quad: (
                None
                if quad.predicate.value == f"{ONT}continuity"
                and str(quad.subject).endswith("/1.1.1>")
                else quad
            ),
        )
    ).as_dict()
    assert found["ok"] is False
    assert found["shacl"]["violation"] == 1


def test_a_relisting_without_original_fails(quads: list[ox.Quad]) -> None:
    found = checked(
        mended(
            quads,
            lambda quad: (
                None
                if quad.predicate.value == f"{ONT}relistingOf"
                and str(quad.subject).endswith("/4.5.4>")
                else quad
            ),
        )
    ).as_dict()
    assert found["ok"] is False
    assert found["relistings"]["without_original"] == [942]


def test_the_command_prints_both_ways(build_folder: Path) -> None:
    done = machigraph("check", "--store", str(build_folder), "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["ok"] is True
    for lang, words in (("ja", "林業担い手確保・育成支援事業"), ("en", "+25,141,000")):
        shown = machigraph("--lang", lang, "check", "--store", str(build_folder))
        assert shown.code == 0
        assert words in shown.out


def test_an_altered_edition_is_built_with_its_gap_recorded(
    edition_folder: Path, tmp_path: Path
) -> None:
    folder = v.variant(edition_folder, tmp_path / "e", v.cell("病児保育事業", "24,114", "24,214"))
    assert machigraph("build", str(folder), "--out", str(tmp_path / "g")).code == 0
    done = machigraph("check", "--store", str(tmp_path / "g"), "--format", "json")
    assert done.code == 0
    gaps = [e for e in json.loads(done.out)["totals"] if e["goal"] == "1" and e["difference"]]
    assert {e["difference"] for e in gaps} == {100_000}
    assert all(e["recorded"] for e in gaps)


def test_a_field_gap_counts_only_when_it_is_recorded(edition_folder: Path, tmp_path: Path) -> None:
    edit = v.cell("はたらく環境づくり支援事業", "786", "787", again=True)
    folder = v.variant(edition_folder, tmp_path / "e", edit)
    assert machigraph("build", str(folder), "--out", str(tmp_path / "g")).code == 0
    manifest = read_manifest(tmp_path / "g")
    assert manifest is not None
    path = tmp_path / "g" / manifest.dataset
    quads = list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))
    found = checked(quads).as_dict()
    (gap,) = [g for g in found["relistings"]["differences"] if g["field"] == "amount"]
    assert (gap["line"], gap["recorded"]) == (881, True)
    assert found["ok"] is True
    bare = mended(quads, lambda q: None if "/discrepancy/listing-" in str(q.subject) else q)
    assert checked(bare).ok is False


def test_lenient_building_records_each_fault(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "e", v.cell("病児保育事業", "24,114", "不明"))
    strict = machigraph("--lang", "ja", "build", str(folder), "--out", str(tmp_path / "g"))
    assert strict.code == 2
    assert "document.txt:724" in strict.err
    assert "不明" in strict.err
    assert not (tmp_path / "g" / "manifest.json").exists()
    assert machigraph("build", str(folder), "--lenient", "--out", str(tmp_path / "g")).code == 0
    asked = machigraph(
        "sparql",
        "SELECT ?reason ?line { ?p a mg:ReadingProblem ; mg:reason ?reason ; "
        "mg:source/mg:startLine ?line FILTER(lang(?reason) = 'en' && CONTAINS(?reason, '不明')) }",
        "--store",
        str(tmp_path / "g"),
        "--format",
        "json",
    )
    rows = json.loads(asked.out)["results"]["bindings"]
    assert [row["line"]["value"] for row in rows] == ["724"]
    shutil.rmtree(tmp_path / "g")
