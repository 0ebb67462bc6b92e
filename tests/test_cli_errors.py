"""Whatever a user gets wrong: one clear sentence in their language, a code, never a traceback."""

from pathlib import Path

import pytest
from machigraph.cli.arguments import default_lang
from machigraph.cli.main import COMMANDS
from machigraph.graph import errors
from machigraph.graph.errors import MachigraphError, Problem, ReadingError

from .command import complains, machigraph
from .contract_graph import write_folder


@pytest.fixture(scope="module")
def contract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("contract"))


CASES: list[tuple[list[str], list[str], list[str]]] = [
    ([], ["コマンド", "ask"], ["Which command", "ask"]),
    (["aks"], ["aks", "ask"], ["aks", "ask"]),
    (["frobnicate"], ["frobnicate", "sparql"], ["frobnicate", "sparql"]),
    (["ask"], ["ID"], ["ID"]),
    (["ask", "goal-projcts"], ["goal-projcts", "goal-projects"], ["goal-projcts", "goal-projects"]),
    (["ask", "goal-projects"], ["--goal", "基本目標", "1 "], ["--goal", "Basic goal", "1 "]),
    (["ask", "goal-projects", "--goal", "9"], ["9", "1 ", "4 "], ["9", "1 ", "4 "]),
    (["ask", "goal-projects", "--goal"], ["--goal", "値"], ["--goal", "value"]),
    (["ask", "goal-projects", "--gaol", "2"], ["--gaol", "--goal"], ["--gaol", "--goal"]),
    (["ask", "corrections", "--goal", "2"], ["corrections", "--goal"], ["corrections", "--goal"]),
    (["ask", "corrections", "--format", "docx"], ["docx", "csv"], ["docx", "csv"]),
    (["ask", "corrections", "--format", "xlsx"], ["-o FILE.xlsx"], ["-o FILE.xlsx"]),
    (["ask", "corrections", "extra"], ["extra"], ["extra"]),
    (["ask", "partner-involvements", "--partner", "大雪"], ["大雪カムイ"], ["大雪カムイ"]),
    (["sparql"], ["QUERY"], ["QUERY"]),
    (["sparql", "ASK {}", "--fromat", "csv"], ["--fromat"], ["--fromat"]),
    (["sparql", "SELECT * {"], ["SPARQL", "1行"], ["SPARQL", "line 1"]),
    (["show"], ["THING"], ["THING"]),
    (["show", "雪対策事行"], ["雪対策事行", "雪対策事業"], ["雪対策事行", "雪対策事業"]),
    (["show", "mg:NoSuchThing"], ["mg:NoSuchThing"], ["mg:NoSuchThing"]),
    (["questions", "--format", "csv"], ["csv", "json"], ["csv", "json"]),
    (["--lang", "fr", "questions"], ["fr", "ja"], ["fr", "ja"]),
]


@pytest.mark.parametrize("case", CASES, ids=[" ".join(words) or "nothing" for words, _, _ in CASES])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_slip_is_told_in_one_sentence(
    case: tuple[list[str], list[str], list[str]], lang: str, contract_folder: Path
) -> None:
    words, ja, en = case
    env = {"LANG": "en_GB.UTF-8" if lang == "en" else "ja_JP.UTF-8"}
    done = machigraph(*words, "--store", str(contract_folder), env=env)
    complains(done, *(ja if lang == "ja" else en))
    # Names of things stay Japanese in English sentences, so only the beginning tells.
    beginning = done.err.removeprefix("machigraph: ")[:6]
    assert any("ぁ" <= char <= "ん" for char in done.err) if lang == "ja" else beginning.isascii()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_folder_without_a_graph(tmp_path: Path, lang: str) -> None:
    place = ("--store", str(tmp_path), "--lang", lang)
    for words in (["ask", "corrections"], ["sparql", "ASK {}"], ["show", "x"]):
        complains(machigraph(*words, *place), str(tmp_path), "machigraph build")


def test_a_slip_is_told_before_any_graph_is_opened(tmp_path: Path) -> None:
    place = ("--store", str(tmp_path / "nowhere"))
    complains(machigraph("ask", "goal-projcts", *place), "goal-projects")
    complains(machigraph("ask", "corrections", "--goal", "1", *place), "--goal")
    complains(machigraph("sparql", "ASK {}", "--format", "ttl", *place), "ttl")


def test_options_stand_before_or_after_the_command(contract_folder: Path) -> None:
    place = ("--store", str(contract_folder))
    after = machigraph("ask", "corrections", "--lang", "en", *place)
    before = machigraph("--lang=en", *place, "ask", "corrections")
    assert after.code == before.code == 0
    assert after.out == before.out
    assert after.out.startswith("Where conversion errors were corrected")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "ja"),
        ({"LANG": "C"}, "ja"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_comes_from_the_locale(environment: dict[str, str], lang: str) -> None:
    assert default_lang(environment) == lang


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_every_command_explains_itself(name: str | None, lang: str) -> None:
    words = ["--lang", lang, *([name] if name else []), "--help"]
    done = machigraph(*words)
    assert (done.code, done.err) == (0, "")
    assert (done.out.startswith("使い方: ")) == (lang == "ja")
    if name:
        assert COMMANDS[name][lang == "en"] in done.out
    else:
        assert all(command in done.out for command in COMMANDS)


def test_the_version() -> None:
    assert machigraph("--version").out.startswith("machigraph ")


# --- show ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "thing",
    [
        "ICTパーク運営事業",
        "ＩＣＴパーク運営事業",
        "id/012041/project/2024-2.4.2.3",
        "<https://w3id.org/machigraph/id/012041/project/2024-2.4.2.3>",
    ],
)
def test_a_thing_is_shown_with_its_neighbours_and_lines(contract_folder: Path, thing: str) -> None:
    done = machigraph("show", thing, "--store", str(contract_folder))
    assert done.code == 0, done.err
    assert done.out.startswith("ICTパーク運営事業\n")
    for part in ("2-エ-②", "3-ウ", "4-イ", "経済部", "46,766,000円", "（801行）", "再掲"):
        assert part in done.out
    assert "801: 「" in done.out
    assert "eスポーツを核とした" in "".join(done.out.split())


@pytest.mark.parametrize("code", ["2-エ-②", "2-エ-2", "２-エ-②", "2ーエー②"])
def test_a_measure_is_shown_by_its_code(contract_folder: Path, code: str) -> None:
    done = machigraph("show", code, "--store", str(contract_folder))
    assert done.out.startswith("2-エ-② 観光客の滞在とリピート率増加に向けた街全体の魅力向上\n")


def test_labels_follow_the_language(contract_folder: Path) -> None:
    done = machigraph("show", "2-エ-②", "--lang", "en", "--store", str(contract_folder))
    assert done.out.startswith("2-エ-② Measure title 2-エ-②\n")
    assert "(line 801)" in done.out


def test_a_name_that_fits_several_things_lists_them(contract_folder: Path) -> None:
    done = machigraph("show", "子育て支援", "--store", str(contract_folder))
    assert done.code == 0
    assert "子育て支援ナビゲーター活動事業" in done.out
    assert "id/012041/project/" in done.out


# --- the exceptions themselves -------------------------------------------------------------


def test_every_exception_stands_in_the_tree_of_the_docstring() -> None:
    assert errors.__doc__
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, Exception)]
    assert {kind.__name__ for kind in kinds} >= {"MachigraphError", "ReadingError"}
    assert all(f" {kind.__name__} " in errors.__doc__ for kind in kinds)


def test_a_reading_error_tells_every_problem_with_its_place() -> None:
    problems = [
        Problem("document.txt", 3, "金額ではありません。", "not an amount"),
        Problem("partners.csv", 0, "空です。", "is empty"),
    ]
    error = ReadingError(problems)
    assert error.message("ja") == "document.txt:3: 金額ではありません。\npartners.csv: 空です。"
    assert str(error) == "document.txt:3: not an amount\npartners.csv: is empty"


def test_an_exception_survives_a_worker_process() -> None:
    import pickle

    for error in (
        MachigraphError("あ", "a"),
        errors.UnknownQuestion("x", ["y"]),
        errors.ParameterError("goal", "あ", "a", ["1"]),
        ReadingError([Problem("f", 1, "あ", "a")]),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (again.ja, again.en, str(again)) == (error.ja, error.en, str(error))
        assert vars(again) == vars(error)
