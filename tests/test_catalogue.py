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
from machigraph.queries.answer import Answer
from machigraph.queries.asking import ask
from machigraph.queries.catalogue import (
    FOLDER,
    THEMES,
    USERS,
    matching,
    question,
    question_ids,
    questions,
    read_question,
)
from machigraph.queries.picklist import choices

from .answers import expected
from .command import complains, machigraph
from .contract_graph import nquads, write_folder

PICKLISTS = sorted(path.stem for path in (FOLDER / "picklists").glob("*.rq"))


@pytest.fixture(scope="module")
def contract() -> Store:
    return Store.from_bytes(nquads())


@pytest.fixture(scope="module")
def store(build_folder: Path) -> Store:
    """The graph that was built from the document."""
    manifest = read_manifest(build_folder)
    assert manifest is not None
    return Store.open(build_folder / manifest.store)


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


def sample(name: str) -> dict[str, str]:
    """Parameters with which the question has an expected answer."""
    return next(case.given for case in expected() if case.question == name)


def answer(store: Store, name: str, lang: str = "ja", **given: str) -> list[dict[str, str]]:
    return rows(ask(store, question(name), given, lang))


# --- the files -----------------------------------------------------------------------------


def test_the_catalogue_has_fifty_questions_for_every_user() -> None:
    found = questions()
    assert len(found) >= 50
    for user in ("researcher", "planner", "presenter"):
        assert sum(user in one.users for one in found) >= 10


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
    assert found.theme in THEMES
    assert found.users
    assert set(found.users) <= USERS.keys()
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
    given = sample(name)
    answered = rows(ask(store, found, given, lang))
    assert answered, name
    for row in answered:
        # What comes from outside the document names its source instead.
        assert row["lines"] or row.get("source"), row
        assert all(part.replace("-", "").isdecimal() for part in row["lines"].split(", ") if part)


@pytest.mark.parametrize("name", question_ids())
def test_english_tells_the_same_rows(name: str, store: Store) -> None:
    found = question(name)
    japanese, english = (rows(ask(store, found, sample(name), lang)) for lang in ("ja", "en"))
    numbers = [c for c in japanese[0] if all(r[c].isdecimal() or not r[c] for r in japanese)]
    kept = [column for column in ("lines", *numbers) if column in japanese[0]]

    def figures(answered: list[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(row[column] for column in kept) for row in answered)

    assert figures(japanese) == figures(english)
    assert len({tuple(row.items()) for row in english}) == len(english), "a row comes twice"


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


# --- the answers (what they say is held by test_answers) ------------------------------------


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


# --- finding a question ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["ｓｄｇｓ", "部局"], {"sdg-departments"}),
        (["fiscal", "year", "totals"], set()),
        (["UPSET"], set()),
        (["圏域", "構成", "違い"], {"area-difference"}),
    ],
)
def test_words_find_questions(words: list[str], found: set[str]) -> None:
    assert {one.id for one in matching(words)} >= found
    if not found:
        assert not matching([*words, "zzz"])


def test_themes_and_users_narrow_the_list() -> None:
    money = matching(theme="money", user="presenter")
    assert {one.theme for one in money} == {"money"}
    assert all("presenter" in one.users for one in money)
    assert 0 < len(money) < len(matching(theme="money")) < len(matching())


def test_questions_shows_one_whole() -> None:
    shown = machigraph("questions", "area-at-date").out
    for word in ("area-at-date", "--date*", "構成員", "主題: 団体・圏域・施設・催し"):
        assert word in shown
    assert "No question fits" in machigraph("--lang", "en", "questions", "zzz").out


# --- the commands --------------------------------------------------------------------------


def test_questions_as_json_lists_ids_titles_and_parameters() -> None:
    done = machigraph("questions", "--format", "json")
    listed = json.loads(done.out)
    assert sorted(entry["id"] for entry in listed) == question_ids()
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
