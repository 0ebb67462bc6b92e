"""The pages on commands and questions: complete, current, and their examples true."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from machigraph.cli.arguments import Parser, add_common
from machigraph.cli.main import COMMANDS
from machigraph.queries.catalogue import question_ids
from machigraph.queries.reference import reference

from .command import machigraph
from .contract_graph import write_folder

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "cli.md").read_text(encoding="utf-8")
# These need the document to have been read: they run over the real build.
ON_THE_BUILD = ("build", "check", "picture", "export")


def examples(page: str) -> list[tuple[str, list[str]]]:
    """Every example of a page: the command and the output that is promised."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


EXAMPLES = examples(PAGE)
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")
SAMPLES = [(words, output) for words, output in examples(README) if not words.startswith("make")]


@pytest.fixture(scope="module")
def contract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("contract"))


def follows(output: list[str], promised: list[str]) -> bool:
    """Whether the output is as promised; a line … stands for any lines, at an end for anything."""
    pattern = "\n".join(
        ".*" if line == "…" else re.escape(line).replace(r"\ …", ".*") for line in promised
    )
    return bool(
        re.fullmatch(pattern.replace("\n.*\n", "\n(?:.*\n)?"), "\n".join(output), re.DOTALL)
    )


@pytest.mark.parametrize(("command", "promised"), EXAMPLES, ids=[c for c, _ in EXAMPLES])
def test_an_example_does_what_the_page_says(
    command: str, promised: list[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    program, name, *rest = shlex.split(command)
    assert program == "machigraph"
    (tmp_path / "build").mkdir()
    kind = "build_folder" if name in ON_THE_BUILD else "contract_folder"
    place = [] if name == "build" else ["--store", str(request.getfixturevalue(kind))]
    done = machigraph(name, *rest, *place, cwd=tmp_path)
    assert done.code == 0, done.err
    assert follows(done.out.splitlines(), promised), done.out


@pytest.mark.parametrize(("command", "promised"), SAMPLES, ids=[c for c, _ in SAMPLES])
def test_the_readme_shows_what_really_comes_out(
    command: str, promised: list[str], build_folder: Path
) -> None:
    program, *rest = shlex.split(command)
    assert program == "machigraph"
    done = machigraph(*rest, "--store", str(build_folder))
    assert done.code == 0, done.err
    assert follows(done.out.splitlines(), promised), done.out


def test_the_readmes_query_is_answered(build_folder: Path) -> None:
    (query,) = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)
    done = machigraph("sparql", query, "--store", str(build_folder), "--format", "csv")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) > 1


def test_every_command_has_its_section_and_example() -> None:
    assert re.findall(r"^## (\w+)$", PAGE, re.MULTILINE) == list(COMMANDS)
    assert {shlex.split(command)[1] for command, _ in EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    common = PAGE.split("\n## build\n")[0]
    parser = Parser(prog=name, lang="en")
    add_common(parser, "en")
    import_module(f"machigraph.cli.{name}").configure(parser, "en")
    for action in parser._actions:
        words = [w for w in action.option_strings if w != "-h"] or [str(action.metavar)]
        assert all(f"`{word}" in section + common for word in words), words
        if action.choices and name != "sparql":
            assert all(str(choice) in section + common for choice in action.choices)


def test_the_page_of_questions_is_current() -> None:
    assert (DOCS / "questions.md").read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("name", question_ids())
def test_every_question_is_explained_in_both_languages(name: str) -> None:
    section = reference().split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert "machigraph ask " + name in section
    assert "`lines`" in section


def test_every_setting_is_documented(root: Path) -> None:
    """Environment variables that the program reads are told on the page of the commands."""
    read = {
        name
        for folder in ("app", "cli", "graph", "ontology", "queries", "viz", "web")
        for file in (root / folder).rglob("*.py")
        for name in re.findall(r"MACHIGRAPH_[A-Z_]+", file.read_text(encoding="utf-8"))
    }
    assert read
    assert {name for name in read if f"`{name}" not in PAGE} == set()
