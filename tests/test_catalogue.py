"""The catalogue: every file is sound, every question answers what the document says."""

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.graph.errors import CatalogueError, ParameterError, UnknownQuestion
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store
from machigraph.queries.asking import Answer, ask, natural
from machigraph.queries.catalogue import FOLDER, question, question_ids, questions, read_question
from machigraph.queries.picklist import choices

from .command import complains, machigraph
from .contract_graph import nquads, write_folder
from .expectations import fold, split, table

LISTINGS = {row["listing"]: row for row in table("listings")}
PICKLISTS = sorted(path.stem for path in (FOLDER / "picklists").glob("*.rq"))
FIRST = {
    "cross-goal-projects",
    "relisted-projects",
    "goal-totals",
    "measures-without-own-kpi",
    "sdg-never-addressed",
    "goal-projects",
    "department-portfolio",
    "kpi-progress",
    "partner-involvements",
    "area-membership",
    "discrepancies",
    "corrections",
}


@pytest.fixture(scope="module")
def contract() -> Store:
    return Store.from_bytes(nquads())


@pytest.fixture(scope="module", params=["contract", "built"])
def store(request: pytest.FixtureRequest, contract: Store) -> Store:
    """The tables of the document, and the graph that was built from the document itself."""
    if request.param == "contract":
        return contract
    folder: Path = request.getfixturevalue("build_folder")
    manifest = read_manifest(folder)
    assert manifest is not None
    return Store.open(folder / manifest.store)


@pytest.fixture(scope="module")
def contract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("contract"))


def rows(answer: Answer) -> list[dict[str, str]]:
    """The answer's rows as text."""
    names = answer.result.variables
    return [
        {
            name: "" if term is None else str(getattr(term, "value", term))
            for name, term in zip(names, row, strict=True)
        }
        for row in answer.result.rows
    ]


def bare(name: str) -> str:
    return fold(name).replace(":", "")


def answer(store: Store, name: str, lang: str = "ja", **given: str) -> list[dict[str, str]]:
    return rows(ask(store, question(name), given, lang))


# --- the files -----------------------------------------------------------------------------


def test_the_first_questions_are_there() -> None:
    assert set(question_ids()) >= FIRST


@pytest.mark.parametrize("name", question_ids())
def test_a_question_file_is_valid_sparql_as_it_lies(name: str) -> None:
    ox.Store().query((FOLDER / f"{name}.rq").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PICKLISTS)
def test_a_picklist_file_is_valid_sparql_as_it_lies(name: str) -> None:
    found = ox.Store().query((FOLDER / "picklists" / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    assert [v.value for v in found.variables][:4] == ["value", "code", "ja", "en"]


@pytest.mark.parametrize("name", question_ids())
def test_a_question_says_what_it_is_in_both_languages(name: str) -> None:
    found = question(name)
    texts = [found.title, found.description, *(p.label for p in found.parameters)]
    texts += [column.label for column in found.columns]
    assert all(text.ja and text.en for text in texts)
    assert found.version
    assert found.users
    assert len(found.description.ja) > 40
    assert {p.picklist for p in found.parameters} - {None} <= set(PICKLISTS)


@pytest.mark.parametrize("name", question_ids())
def test_a_question_declares_the_columns_it_selects(name: str, contract: Store) -> None:
    found = question(name)
    selected = contract.query(found.text).variables
    assert selected == tuple(column.name for column in found.columns)
    assert all(column.isascii() and len(column) <= 16 for column in selected)


@pytest.mark.parametrize("name", question_ids())
def test_no_question_names_a_thing_of_one_city(name: str) -> None:
    text = (FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    assert "machigraph/id/" not in text
    assert "machigraph/graph/" not in text


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", question_ids())
def test_every_row_can_be_followed_to_its_lines(name: str, lang: str, store: Store) -> None:
    found = question(name)
    given = {p.name: "2" for p in found.parameters if p.required}
    answered = rows(ask(store, found, given, lang))
    assert answered, name
    for row in answered:
        elsewhere = row.get("source", "") if name == "area-membership" else ""
        assert row["lines"] or elsewhere, row
        assert all(part.replace("-", "").isdecimal() for part in row["lines"].split(", ") if part)


@pytest.mark.parametrize("name", question_ids())
def test_no_row_comes_twice(name: str, store: Store) -> None:
    found = question(name)
    given = {p.name: "2" for p in found.parameters if p.required}
    answered = rows(ask(store, found, given))
    # A fact told in two languages would come twice, the same but for one column.
    for column in answered[0]:
        rest = [tuple(v for k, v in row.items() if k != column) for row in answered]
        doubled = {row for row in rest if rest.count(row) > 1}
        assert not doubled, (column, doubled)


def test_reading_one_question_reads_no_other(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("#+ [", encoding="utf-8")
    good = (FOLDER / "corrections.rq").read_text(encoding="utf-8")
    (tmp_path / "corrections.rq").write_text(good, encoding="utf-8")
    assert question("corrections", tmp_path).id == "corrections"
    with pytest.raises(CatalogueError, match=r"broken\.rq"):
        questions(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("#+ id: kpi-progress", "#+ id: other"), "id is not its name"),
        (("#+ version: 1.0.0\n", ""), "missing version"),
        (("type: goal", "type: colour"), "unknown type colour"),
        (("VALUES ?goal { UNDEF }", ""), "no VALUES ?goal"),
        (("#+ ", "# "), "no #+ header"),
    ],
)
def test_a_faulty_question_file_names_its_fault(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    path = tmp_path / "kpi-progress.rq"
    good = (FOLDER / path.name).read_text(encoding="utf-8")
    path.write_text(good.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_question(path)
    assert words in str(caught.value)
    assert path.name in caught.value.ja


# --- the answers ---------------------------------------------------------------------------


def test_cross_goal_projects(store: Store) -> None:
    expected = {r["project"]: r for r in table("cross_goal") if r["cross_goal"] == "true"}
    found = {row["name"]: row for row in answer(store, "cross-goal-projects")}
    assert found.keys() == expected.keys()
    for name, row in found.items():
        places = [LISTINGS[key] for key in split(expected[name]["listings"])]
        assert row["goals"] == ", ".join(split(expected[name]["goals"]))
        assert row["lines"] == ", ".join(split(expected[name]["lines"]))
        assert row["measures"].split(", ") == sorted((p["measure"] for p in places), key=natural)
        assert row["yen"] == places[0]["yen"], "money is counted once"
        assert row["department"] == places[0]["department"]
        assert row["year"] == "2024"


def test_relisted_projects(store: Store) -> None:
    again = [row for row in LISTINGS.values() if row["relisting"] == "true"]
    found = {row["name"]: row for row in answer(store, "relisted-projects")}
    assert found.keys() == {row["name"] for row in again}
    assert len(found) == len(table("cross_goal"))
    for name, row in found.items():
        copies = [r for r in again if r["name"] == name]
        first = LISTINGS[copies[0]["original"]]
        assert row["first"] == first["measure"]
        assert row["again"].split(", ") == sorted((r["measure"] for r in copies), key=natural)
        assert (row["relistings"], row["yen"]) == (str(len(copies)), first["yen"])
        assert int(row["repeated"]) == sum(int(r["yen"]) for r in copies)
        assert set(row["lines"].split(", ")) == {r["line"] for r in [first, *copies]}


@pytest.mark.parametrize("goal", ["1", "2", "3", "4"])
def test_relisted_projects_of_a_goal(store: Store, goal: str) -> None:
    again = [r for r in LISTINGS.values() if r["relisting"] == "true" and r["measure"][0] == goal]
    found = answer(store, "relisted-projects", goal=goal)
    assert {row["name"] for row in found} == {row["name"] for row in again}
    assert sum(int(row["relistings"]) for row in found) == len(again)


def _computed(goal: str) -> list[int]:
    listed = [r for r in LISTINGS.values() if goal in {r["measure"][0], "全体"}]
    once = [r for r in listed if r["relisting"] == "false"]
    return [
        len(listed),
        len(listed) - len(once),
        len(once),
        len({r["original"] or r["listing"] for r in listed}),
        sum(int(r["yen"]) for r in listed),
        sum(int(r["yen"]) for r in once),
    ]


@pytest.mark.parametrize("goal", ["1", "2", "3", "4", "全体"])
def test_goal_totals_stand_beside_the_printed_ones(store: Store, goal: str) -> None:
    found = [row for row in answer(store, "goal-totals") if row["goal"] == goal]
    assert [int(row["computed"]) for row in found] == _computed(goal)
    about = "edition" if goal == "全体" else goal
    printed = {
        (r["quantity"], r["value"]): r for r in table("printed_totals") if r["about"] == about
    }
    assert sorted(row["printed"] for row in found if row["printed"]) == sorted(
        value for _, value in printed
    )
    gaps = {r["difference"] for r in table("discrepancies") if r["about"] == about}
    assert {row["difference"] for row in found} - {"", "0"} == gaps


def test_measures_without_own_kpi(store: Store) -> None:
    owned = {split(row["measures"])[0] for row in table("kpis") if "|" not in row["measures"]}
    listed = {row["measure"] for row in LISTINGS.values() if int(row["yen"])}
    found = answer(store, "measures-without-own-kpi")
    assert {row["code"] for row in found} == listed - owned
    shared = {row["name"] for row in table("kpis") if "|" in row["measures"]}
    assert all(set(row["shared"].split(" / ")) == shared for row in found)


def test_sdg_never_addressed(store: Store) -> None:
    touched = {row["sdg"] for row in table("sdg_alignments")}
    found = [row["number"] for row in answer(store, "sdg-never-addressed")]
    assert found == [str(n) for n in range(1, 18) if str(n) not in touched]


@pytest.mark.parametrize("goal", ["1", "2", "3", "4"])
def test_goal_projects(store: Store, goal: str) -> None:
    expected = [row for row in LISTINGS.values() if row["measure"][0] == goal]
    found = answer(store, "goal-projects", goal=goal)
    fields = ("measure", "number", "name", "department", "yen", "new", "continuity", "grant")
    for row, wanted in zip(found, expected, strict=True):
        assert {f: row[f] for f in fields} == {f: wanted[f] for f in fields}
        assert (row["relisted"], row["lines"]) == (wanted["relisting"], wanted["line"])


def test_department_portfolio(store: Store) -> None:
    found = answer(store, "department-portfolio")
    for row in table("departments"):
        mine = [f for f in found if f["office"] == row["name"]]
        assert len(mine) == int(row["projects"])
        assert sum(int(f["yen"]) for f in mine) == int(row["yen_once"])
        assert answer(store, "department-portfolio", department=row["name"]) == mine


def test_kpi_progress(store: Store) -> None:
    # Where a name's own punctuation ends is for the tests of the reader to judge.
    found = {bare(row["name"]): row for row in answer(store, "kpi-progress")}
    assert found.keys() == {bare(row["name"]) for row in table("kpis")}
    for row in table("kpis"):
        mine = found[bare(row["name"])]
        assert mine["measures"] == ", ".join(split(row["measures"]))
        assert mine["baseline"].startswith(row["printed_baseline"])
        assert mine["target"].startswith(row["printed_target"])
        if row["baseline"] and row["target"]:
            change = float(row["target"]) - float(row["baseline"])
            assert float(mine["change"]) == pytest.approx(change)
        else:
            assert mine["change"] == ""


def test_numerical_targets_invent_no_number(store: Store) -> None:
    found = {row["name"]: row for row in answer(store, "numerical-targets")}
    for row in table("numerical_targets"):
        mine = found[row["name"]]
        assert mine["target"].startswith(row["printed_target"])
        assert bool(mine["change"]) == bool(row["target"] and row["baseline"])
    assert len(found) == len(table("numerical_targets"))


@pytest.mark.parametrize("body", sorted({row["body"] for row in table("memberships")}))
def test_area_membership(store: Store, body: str) -> None:
    stated = [r for r in answer(store, "area-membership", area=body) if r["basis"] == "文書"]
    expected = [row for row in table("memberships") if row["body"] == body]
    assert {r["name"] for r in stated} == {row["member"] for row in expected}
    assert {(r["name"], r["lines"]) for r in stated} == {(r["member"], r["line"]) for r in expected}


def test_partner_involvements(store: Store) -> None:
    found = answer(store, "partner-involvements", partner="大雪カムイミンタラＤＭＯ")
    assert {row["body"] for row in found} == {"大雪カムイミンタラDMO"}
    assert "2-エ-③" in {row["code"] for row in found}


def test_discrepancies(store: Store) -> None:
    found = [row for row in answer(store, "discrepancies") if row["difference"]]
    expected = table("discrepancies")
    key = ("printed", "computed", "difference")
    assert sorted(tuple(row[k] for k in key) for row in found) == sorted(
        tuple(row[k] for k in key) for row in expected
    )
    row_of = LISTINGS[expected[0]["explained_by"]]
    assert {row["explained"] for row in found} == {f"{row_of['measure']} {row_of['name']}"}
    assert all(row_of["line"] in row["lines"].split(", ") for row in found)


def test_corrections_name_printed_corrected_and_line(store: Store) -> None:
    found = answer(store, "corrections")
    assert any(
        (row["printed"], row["corrected"]) == ("ミントラ", "ミンタラ")
        or "ミンタラ" in row["corrected"]
        for row in found
    )
    assert all(row["reason"] and row["confidence"] for row in found)


def test_labels_follow_the_language(contract: Store) -> None:
    japanese, english = (answer(contract, "goal-totals", lang) for lang in ("ja", "en"))
    assert "掲載数（再掲を含む）" in {row["quantity"] for row in japanese}
    assert "listings, re-listings included" in {row["quantity"] for row in english}
    assert {row["goal"] for row in english} >= {"1", "total"}


# --- parameters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "２",
        " 2 ",
        "基本目標2",
        "基本目標２",
        "新しい人の流れをつくり、留まれる中核拠点を創出する",
    ],
)
def test_a_goal_is_known_by_code_name_and_iri(store: Store, text: str) -> None:
    wanted = answer(store, "goal-projects", goal="2")
    assert answer(store, "goal-projects", goal=text) == wanted
    iri = choices(store, "goal")[1].value.value
    assert answer(store, "goal-projects", goal=iri) == wanted


def test_a_parameter_is_bound_as_a_term_never_as_text(contract: Store) -> None:
    found = question("goal-projects")
    bound = found.bind({"goal": ox.Literal('" } DROP ALL #')})
    assert "VALUES ?goal { " + str(ox.Literal('" } DROP ALL #')) + " }" in bound
    assert len(contract.query(bound)) == 0


@pytest.mark.parametrize("name", PICKLISTS)
def test_a_picklist_offers_every_thing_once(store: Store, name: str) -> None:
    found = choices(store, name)
    assert found
    assert len({choice.value.value for choice in found}) == len(found)
    assert all(choice.code and choice.label.ja for choice in found)


def test_an_impossible_value_names_the_allowed_ones(contract: Store) -> None:
    with pytest.raises(ParameterError) as caught:
        answer(contract, "goal-projects", goal="9")
    assert caught.value.allowed == ("1", "2", "3", "4")
    for code in caught.value.allowed:
        assert f"{code} " in caught.value.ja
        assert f"{code} " in caught.value.en


def test_a_misspelt_value_names_the_nearest(contract: Store) -> None:
    with pytest.raises(ParameterError, match="観光スポーツ交流部"):
        answer(contract, "department-portfolio", department="観光スポーツ部")


def test_a_missing_parameter_is_told_with_its_values(contract: Store) -> None:
    with pytest.raises(ParameterError, match="--goal"):
        answer(contract, "goal-projects")


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(UnknownQuestion) as caught:
        question("cross-goal-project")
    assert caught.value.nearest[0] == "cross-goal-projects"


@pytest.mark.parametrize("name", ["../asking", "goal totals", "", "goal-totals.rq", "GOAL/TOTALS"])
def test_a_strange_question_name_opens_no_file(name: str) -> None:
    with pytest.raises(UnknownQuestion):
        question(name)


# --- the commands --------------------------------------------------------------------------


def test_questions_as_json_lists_ids_titles_and_parameters() -> None:
    done = machigraph("questions", "--format", "json")
    listed = json.loads(done.out)
    assert [entry["id"] for entry in listed] == question_ids()
    for entry in listed:
        assert {"id", "title", "parameters"} <= entry.keys()
    goal = next(e for e in listed if e["id"] == "goal-projects")["parameters"][0]
    assert (goal["name"], goal["type"], goal["required"]) == ("goal", "goal", True)


def test_ask_writes_every_format(contract_folder: Path, contract: Store) -> None:
    place = ("--store", str(contract_folder))
    words = ("ask", "goal-projects", "--goal", "3", *place)
    wanted = answer(contract, "goal-projects", goal="3")
    data = json.loads(machigraph(*words, "--format", "json").out)
    assert [row["name"]["value"] for row in data["results"]["bindings"]] == [
        r["name"] for r in wanted
    ]
    assert machigraph(*words, "--format", "csv").raw.count(b"\r\n") == len(wanted) + 1
    assert machigraph(*words, "--format", "tsv").out.startswith("?year\t?project\t")
    assert "<sparql" in machigraph(*words, "--format=xml").out
    shown = machigraph(*words).out
    assert shown.startswith("一つの基本目標に掲げられている事業（2024年度）\n")
    assert "事業費（円）" in shown
    assert f"{len(wanted)}件" in shown
    english = machigraph("--lang", "en", *words).out
    assert "Budget (yen)" in english
    assert f"{len(wanted)} rows" in english


def test_ask_writes_to_a_file(contract_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    words = ("ask", "goal-totals", "--format", "csv", "--store", str(contract_folder))
    done = machigraph(*words, "-o", str(target))
    assert (done.code, done.out) == (0, "")
    assert target.read_bytes() == machigraph(*words).raw
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]
    complains(machigraph(*words, "-o", str(tmp_path / "no" / "such.csv")), "such.csv")


def test_asking_loads_no_heavy_library(contract_folder: Path) -> None:
    code = (
        "import sys; from machigraph.cli import main; "
        f"main(['ask', 'cross-goal-projects', '--store', {str(contract_folder)!r}]); "
        "heavy = {'rdflib', 'networkx', 'pyvis', 'pyshacl', 'SPARQLWrapper', 'tabulate', 'wcwidth',"
        " 'IPython', 'jinja2'}; print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"
