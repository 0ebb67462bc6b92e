"""Completion as a shell asks for it: through the environment, and in the shells themselves."""

import os
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from machigraph.cli.arguments import Parser, add_common
from machigraph.cli.completion import SHELLS
from machigraph.cli.main import COMMANDS
from machigraph.graph import edition
from machigraph.graph.inputs import fingerprint
from machigraph.graph.store import Store
from machigraph.queries.catalogue import question_ids, questions
from machigraph.queries.picklist import choices
from machigraph.viz import PICTURES

from .command import complains, machigraph

BREAKS = " \t\n\"'@><=;|&(:"
GOALS = {"1", "2", "3", "4"}
Offered = Callable[..., dict[str, str]]
HEAVY = ("rdflib", "networkx", "pyvis", "pyshacl", "SPARQLWrapper")


def asking(
    line: str, answer: Path, shell: str = "fish", point: int | None = None
) -> dict[str, str]:
    """The environment in which a shell asks: fish's form gives a description with each word."""
    return {
        "COMP_LINE": line,
        "COMP_POINT": str(len(line) if point is None else point),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": shell,
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_DFS": "\t",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
    }


@pytest.fixture
def offered(tmp_path: Path) -> Offered:
    """A function that gives what is offered for a line, in a folder with a few files."""
    place = tmp_path / "place"
    for name in ("図 一.html", "query.rq", ".hidden", "資料/表.csv", "empty/.keep"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).touch()

    def ask(line: str, env: dict[str, str] | None = None, **how: Any) -> dict[str, str]:
        answer = tmp_path / "answer"
        answer.write_bytes(b"")
        asked = asking(line, answer, **how)
        done = machigraph(
            env={"MACHIGRAPH_CACHE": str(tmp_path / "none")} | asked | (env or {}), cwd=place
        )
        assert (done.out, done.err) == ("", "")
        assert not (tmp_path / "none").exists()
        text = answer.read_bytes().decode("utf-8")
        assert done.code == 0 or not text
        pairs = (entry.partition("\t") for entry in text.split("\n") if entry)
        return {word: about for word, _, about in pairs}

    return ask


# --- what is offered -----------------------------------------------------------------------

CASES: list[tuple[str, set[str]]] = [
    ("machigraph ", set(COMMANDS)),
    ("machigraph qu", {"questions"}),
    ("machigraph nonsense ", set()),
    ("machigraph ask nonsense-with-no-ques", set()),
    ("machigraph --", {"--help", "--lang", "--store", "--version"}),
    ("machigraph --lang ", {"ja", "en"}),
    ("machigraph --lang=e", {"--lang=en"}),
    ("machigraph --lang en qu", {"questions"}),
    ("machigraph --store somewhere --lang en qu", {"questions"}),
    ("machigraph --store ", {"資料/", "empty/"}),
    ("machigraph ask ", set(question_ids())),
    ("machigraph --lang=en ask goal-p", {"goal-partners", "goal-projects"}),
    ("machigraph ask --format csv goal-t", {"goal-totals"}),
    ("machigraph ask --goal 2 goal-t", {"goal-totals"}),
    ("machigraph ask goal-projects --g", {"--goal"}),
    ("machigraph ask goal_projects --g", {"--goal"}),
    ("machigraph ask goal-projects --goal 2 --g", set()),
    ("machigraph ask corrections --g", set()),
    ("machigraph ask corrections --format ", {"table", "csv", "tsv", "json", "xml", "xlsx"}),
    ("machigraph ask corrections --format=t", {"--format=table", "--format=tsv"}),
    ("machigraph ask corrections --endpoint ", set()),
    ("machigraph ask corrections -o ", {"図 一.html", "query.rq", "資料/", "empty/"}),
    ("machigraph ask corrections -o .", {".hidden"}),
    ("machigraph ask corrections --output 資料/", {"資料/表.csv"}),
    ("machigraph ask corrections --output no/such/", set()),
    ("machigraph ask corrections --format csv -o", {"-o"}),
    ("machigraph sparql ", {"--help", "--lang", "--store", "--format", "--endpoint", "--output"}),
    ("machigraph sparql @q", {"@query.rq"}),
    ("machigraph sparql 'ASK {}' --format r", {"rdfxml"}),
    ("machigraph show 資", set()),
    ("machigraph build ", {"資料/", "empty/"}),
    ("machigraph build --out e", {"empty/"}),
    ("machigraph build --base ", set()),
    ("machigraph picture ", set(PICTURES)),
    ("machigraph picture cross-goal -o 図", {"図 一.html"}),
    ("machigraph completion ", set(SHELLS)),
    ("machigraph check --format ", {"table", "json"}),
    ("cd machigraph && X=1 .venv/bin/machigraph que", {"questions"}),
]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=[line for line, _ in CASES])
def test_what_fits_is_offered(line: str, expected: set[str], offered: Offered) -> None:
    assert set(offered(line)) == expected


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_offered(name: str, offered: Offered) -> None:
    parser = Parser(prog=name, lang="en")
    add_common(parser, "en")
    import_module(f"machigraph.cli.{name}").configure(parser, "en")
    expected = {word for action in parser._actions for word in action.option_strings}
    assert set(offered(f"machigraph {name} -")) == expected


@pytest.mark.parametrize("name", question_ids())
def test_every_question_s_parameters_are_offered(name: str, offered: Offered) -> None:
    (found,) = [question for question in questions() if question.id == name]
    without = set(offered("machigraph ask corrections --"))
    given = offered(f"machigraph --lang en ask {name} --")
    assert {word: about for word, about in given.items() if word not in without} == {
        f"--{parameter.name}": parameter.label.en for parameter in found.parameters
    }


def test_every_file_and_folder_is_asked_for_by_its_placeholder() -> None:
    """Completion knows files by FILE and FOLDER: an option that takes a path must say so."""
    for name in COMMANDS:
        parser = Parser(prog=name, lang="en")
        import_module(f"machigraph.cli.{name}").configure(parser, "en")
        paths = [action for action in parser._actions if action.type is Path]
        assert all(re.search(r"(FILE|FOLDER)\Z", str(action.metavar)) for action in paths), name


def test_a_line_is_completed_at_the_cursor(offered: Offered) -> None:
    assert set(offered("machigraph que --format csv", point=len("machigraph que"))) == {"questions"}


def test_descriptions_are_in_the_language_of_the_reader(offered: Offered) -> None:
    english = {"LANG": "en_GB.UTF-8"}
    assert offered("machigraph que")["questions"] == COMMANDS["questions"][0]
    assert offered("machigraph que", english)["questions"] == COMMANDS["questions"][1]
    assert offered("machigraph --lang ja que", english)["questions"] == COMMANDS["questions"][0]
    titles = {question.id: question.title for question in questions()}
    for lang in ("ja", "en"):
        shown = offered(f"machigraph ask --lang {lang} ")
        assert shown == {name: title.text(lang) for name, title in titles.items()}


# --- values from the graph -----------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("after", [False, True])
def test_the_values_of_a_parameter(
    lang: str, after: bool, offered: Offered, build_folder: Path
) -> None:
    place = f"--store {build_folder} --lang {lang}"
    before, behind = ("", f"{place} ") if after else (f"{place} ", "")
    shown = offered(f"machigraph {before}ask goal-projects {behind}--goal ")
    listed = choices(Store.open(next(build_folder.glob("store-*"))), "goal")
    assert shown == {choice.code: choice.label.text(lang) for choice in listed}
    assert set(shown) == GOALS


def test_every_picklist_s_values_are_offered(offered: Offered, build_folder: Path) -> None:
    store = Store.open(next(build_folder.glob("store-*")))
    for found in questions():
        for parameter in found.parameters:
            if parameter.picklist:
                codes = {choice.code for choice in choices(store, parameter.picklist)}
                line = f"machigraph --store {build_folder} ask {found.id} --{parameter.name} "
                assert codes
                assert set(offered(line)) == codes


def test_a_name_is_completed_as_well(offered: Offered, build_folder: Path) -> None:
    line = f"machigraph --store {build_folder} ask department-portfolio --department "
    assert offered(f"{line}経") == {"経済部": "economy"}
    assert offered(f"{line}econ") == {"economy": "経済部"}
    assert offered(f"{line.rstrip()}=econ") == {"--department=economy": "経済部"}
    assert offered(f"{line}zzz") == {}


def test_the_automatic_store_answers_where_it_is(
    offered: Offered, build_folder: Path, tmp_path: Path
) -> None:
    name = fingerprint(edition.bundled())[:16]
    shutil.copytree(build_folder, tmp_path / "cache" / name)
    env = {"MACHIGRAPH_CACHE": str(tmp_path / "cache")}
    line = "machigraph ask goal-projects --goal "
    assert set(offered(line, env)) == GOALS
    # The fixture's own cache is empty, and it holds that it stays so: nothing is ever built.
    assert offered(line) == {}
    manifest = tmp_path / "cache" / name / "manifest.json"
    manifest.write_text("{", encoding="utf-8")
    assert offered(line, env) == {}
    assert manifest.read_text(encoding="utf-8") == "{"


def test_a_store_is_found_where_the_shell_would_find_it(
    offered: Offered, build_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "my graph").symlink_to(build_folder)
    env = {"HOME": str(tmp_path)}
    for written in (r"~/my\ graph", '"$HOME/my graph"'):
        line = f"machigraph --store {written} ask goal-projects --goal "
        assert set(offered(line, env)) == GOALS
    assert set(offered("machigraph --store ~/my", env)) == {"~/my graph/"}


# --- nothing else happens ------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"COMP_POINT": "x"},
        {"_ARGCOMPLETE_STDOUT_FILENAME": "no/such/folder/answer"},
        {"_ARGCOMPLETE_IFS": ""},
        {"COMP_LINE": "machigraph --store nowhere ask goal-projects --goal ", "COMP_POINT": "52"},
        {"COMP_LINE": "machigraph sparql 'ASK", "COMP_POINT": "22"},
        {"COMP_LINE": "", "COMP_POINT": "0"},
    ],
    ids=str,
)
def test_whatever_goes_wrong_nothing_is_said(change: dict[str, str], tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    done = machigraph(env=asking("machigraph nonsense ", answer) | change, cwd=tmp_path)
    assert (done.out, done.err) == ("", "")
    offers = answer.read_bytes() if answer.exists() else b""
    assert offers == b"" or change["COMP_LINE"] == ""
    assert set(tmp_path.iterdir()) <= {answer}


def test_without_a_listener_nothing_is_said() -> None:
    env = asking("machigraph ", Path("x"))
    del env["_ARGCOMPLETE_STDOUT_FILENAME"]
    done = machigraph(env=env)
    assert (done.out, done.err) == ("", "")


def imported(words: list[str], env: dict[str, str]) -> set[str]:
    """The top modules that a run of the command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "machigraph", *words],
        capture_output=True,
        check=False,
        env=dict(os.environ) | env,
    )
    names = re.findall(r"\| +([\w.]+)$", done.stderr.decode(), re.MULTILINE)
    assert "machigraph.cli.main" in names
    return {name.partition(".")[0] for name in names}


def test_values_come_without_heavy_libraries(build_folder: Path, tmp_path: Path) -> None:
    line = f"machigraph --store {build_folder} ask goal-projects --goal "
    found = imported([], asking(line, tmp_path / "answer"))
    assert "argcomplete" in found
    assert found & set(HEAVY) == set()
    answer = (tmp_path / "answer").read_text(encoding="utf-8")
    assert {entry.partition("\t")[0] for entry in answer.split("\n")} == GOALS
    for name in COMMANDS:
        found = imported([], asking(f"machigraph {name} --", tmp_path / "answer"))
        assert found & set(HEAVY) == set(), name


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["questions"], ["ask", "no-such"]])
def test_other_runs_do_not_pay_for_it(words: list[str]) -> None:
    assert "argcomplete" not in imported(words, {})


# --- the shells' ways ----------------------------------------------------------------------


def test_an_answer_is_quoted_for_the_shell(offered: Offered) -> None:
    line = "machigraph ask corrections -o 図"
    assert set(offered(line, shell="fish")) == {"図 一.html"}
    assert set(offered(line, shell="bash")) == {r"図\ 一.html"}
    breaks = {"_ARGCOMPLETE_COMP_WORDBREAKS": BREAKS}
    given = offered("machigraph ask corrections --format=t", breaks, shell="bash")
    assert set(given) == {"table", "tsv"}
    assert set(offered("machigraph sparql @q", breaks, shell="bash")) == {"@query.rq"}


def test_bash_may_count_in_bytes(offered: Offered) -> None:
    line = "machigraph show 2-エ-② --la"
    for point in (len(line), len(line.encode())):
        assert set(offered(line, shell="bash", point=point)) == {"--lang"}


def test_zsh_gets_every_word_with_its_description(offered: Offered, build_folder: Path) -> None:
    line = f"machigraph --store {build_folder} --lang en ask department-portfolio --department"
    for given in (f"{line} econ", f"{line}=econ"):
        (answer,) = offered(given, {"_ARGCOMPLETE_DFS": ""}, shell="zsh")
        assert re.fullmatch(r"(--department=)?economy:.*[A-Z].*", answer)


def test_powershell_leaves_out_the_last_blank_and_wants_a_mark(
    offered: Offered, build_folder: Path
) -> None:
    line = f"machigraph --store {build_folder} ask department-portfolio --department"
    given = offered(line, {"_ARGCOMPLETE_DFS": ""}, shell="powershell", point=len(line) + 1)
    assert "economy" in given
    assert next(iter(given)).startswith("\ufeff")


def test_the_language_of_the_terminal_does_not_matter(offered: Offered, build_folder: Path) -> None:
    line = f"machigraph --store {build_folder} ask department-portfolio --department 経"
    for locale in ("C", "POSIX", "C.UTF-8", "xx_XX.UTF-8"):
        env = {"LC_ALL": locale, "PYTHONIOENCODING": "ascii"}
        assert offered(line, env) == {"経済部": "economy"}


# --- the command ---------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(shell: str) -> None:
    done = machigraph("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "_ARGCOMPLETE" in done.out
    assert "machigraph" in done.out
    assert done.raw.isascii()


def test_an_unknown_shell_is_told_in_one_sentence() -> None:
    complains(machigraph("completion", "tcsh"), "tcsh", *SHELLS)
    complains(machigraph("completion", "tcsh", "--lang", "en"), "tcsh", *SHELLS)
    complains(machigraph("completion"), "SHELL")


# --- in the shells themselves --------------------------------------------------------------


def program(name: str) -> str:
    """A shell that is here; else the test is skipped."""
    path = shutil.which(name)
    if path is None:
        # No development dependency can bring a shell; those that are here are tested.
        pytest.skip(f"{name} is not installed")
    return path


def surroundings(folder: Path) -> dict[str, str]:
    """A person's environment: the command on PATH, a UTF-8 locale, a plain terminal."""
    door = Path(sys.executable).parent
    if not (door / "machigraph").exists():
        pytest.fail("the machigraph script is not beside the interpreter")
    return {
        "PATH": os.pathsep.join([str(door), os.environ["PATH"]]),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "MACHIGRAPH_CACHE": str(folder / "none"),
    }


def scripted(shell: str, code: str, folder: Path) -> list[str]:
    """The lines that a shell prints for a piece of its code, and nothing on standard error."""
    done = subprocess.run(
        [program(shell), *(["--no-config"] if shell == "fish" else []), "-c", code],
        capture_output=True,
        env=surroundings(folder),
        cwd=folder,
        timeout=60,
        check=False,
    )
    assert done.stderr.decode() == ""
    return done.stdout.decode().splitlines()


LINES = [
    ("machigraph ask goal-pr", {"goal-projects"}),
    ("machigraph ask goal-projects --goal ", GOALS),
    ("machigraph ask goal-projects --goal=", GOALS),
    ("machigraph ask department-portfolio --department 経", {"経済部"}),
    ("machigraph show 2-エ-② --la", {"--lang"}),
    ("machigraph nonsense ", set()),
]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_bash_completes(line: str, expected: set[str], build_folder: Path, tmp_path: Path) -> None:
    line = line.replace("machigraph", f"machigraph --store {shlex.quote(str(build_folder))}", 1)
    code = (
        'eval "$(machigraph completion bash)"\n'
        f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)} COMP_TYPE=9\n"
        f"COMP_WORDBREAKS={shlex.quote(BREAKS)}\n"
        "_python_argcomplete machigraph\n"
        r"""((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"; complete -p machigraph"""
    )
    *words, registered = scripted("bash", code, tmp_path)
    assert {word.strip() for word in words} == expected
    assert "_python_argcomplete" in registered


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_fish_completes(line: str, expected: set[str], build_folder: Path, tmp_path: Path) -> None:
    line = line.replace("machigraph", f"machigraph --store {shlex.quote(str(build_folder))}", 1)
    code = f"machigraph completion fish | source; complete -C {shlex.quote(line)}"
    pairs = [text.partition("\t") for text in scripted("fish", code, tmp_path)]
    assert {word.removeprefix("--goal=") for word, _, _ in pairs} == expected
    if expected:
        assert all(about for _, _, about in pairs)


@contextmanager
def interactive(shell: str, *options: str, folder: Path) -> Iterator[tuple]:
    """A shell at a terminal: functions to type into it, and to wait for what it shows."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [program(shell), *options],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=surroundings(folder),
        cwd=folder,
        start_new_session=True,
    )
    os.close(theirs)
    seen = bytearray()

    def type_in(text: str) -> None:
        seen.clear()
        os.write(ours, text.encode())

    def wait_for(text: str) -> None:
        until = time.monotonic() + 30
        while text.encode() not in seen and time.monotonic() < until:
            if select.select([ours], [], [], 0.2)[0]:
                seen.extend(os.read(ours, 4096))
        assert text in seen.decode(errors="replace")

    try:
        yield type_in, wait_for
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize(
    ("shell", "options", "begin"),
    [
        ("bash", ("--norc", "--noprofile", "-i"), ""),
        ("zsh", ("-f", "-i"), "autoload -Uz compinit; compinit -D -u; "),
    ],
)
def test_the_tab_key_completes(
    shell: str, options: tuple[str, ...], begin: str, build_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "g").symlink_to(build_folder)
    with interactive(shell, *options, folder=tmp_path) as (type_in, wait_for):
        type_in(f'{begin}eval "$(machigraph completion {shell})"; echo rea""dy\n')
        wait_for("ready")
        type_in("machigraph --store g ask cross-g\t")
        wait_for("oal-projects ")
        type_in("\x15machigraph --store g ask department-portfolio --department 経\t")
        wait_for("済部 ")
        type_in("\x15machigraph --store g ask department-portfolio --department \t\t")
        wait_for("welfare-insurance")
        if shell == "zsh":
            wait_for("福祉保険部")
