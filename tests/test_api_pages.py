"""The API pages: whole, made without a warning; docs/api.md: true."""

import doctest
import re
import subprocess
import sys
from html import unescape
from importlib import import_module
from inspect import cleandoc, getdoc
from pathlib import Path
from types import ModuleType

import machigraph
import pytest
from machigraph import door
from machigraph.graph import errors

from .api_pages import modules

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
# Public names that are a value: their docstring is a literal below the assignment.
VALUES = {"__version__": "The installed distribution's version"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("api")
    command = [sys.executable, "-W", "error", root / "tests" / "api_pages.py", folder]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder


def words(text: str) -> str:
    """What is read of a page or a docstring, without markup and blanks."""
    plain = unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"[\s`*]+|::?", "", plain)


def page_of(pages: Path, module: str) -> str:
    return pages.joinpath(*module.split(".")).with_suffix(".html").read_text(encoding="utf-8")


def first_paragraph(text: str | None) -> str:
    assert text
    return cleandoc(text).split("\n\n")[0]


@pytest.mark.parametrize("name", modules())
def test_every_public_module_has_a_page_with_its_docstring(pages: Path, name: str) -> None:
    assert words(first_paragraph(import_module(name).__doc__)) in words(page_of(pages, name))


@pytest.mark.parametrize("name", machigraph.__all__)
def test_every_public_name_has_its_docstring_on_a_page(pages: Path, name: str) -> None:
    told = VALUES.get(name) or getdoc(getattr(machigraph, name))
    module = "machigraph.graph.errors" if name == "errors" else "machigraph"
    page = page_of(pages, module)
    assert name == "errors" or f'id="{name}"' in page
    assert words(first_paragraph(told)) in words(page)


def test_the_pages_lead_to_one_another(pages: Path) -> None:
    assert "machigraph.html" in (pages / "index.html").read_text(encoding="utf-8")
    assert 'href="machigraph/graph/errors.html"' in page_of(pages, "machigraph")
    assert 'href="../machigraph/graph/errors.html"' in page_of(pages, "machigraph.door")
    for page in pages.rglob("*.html"):
        assert "<p>::</p>" not in page.read_text(encoding="utf-8"), page


def test_no_page_names_a_folder_of_this_machine(pages: Path, root: Path) -> None:
    for page in pages.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert str(root) not in text
        assert str(Path.home()) + "/" not in text


def test_the_guides_example_gives_what_it_shows(
    build_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = machigraph.open(build_folder)
    monkeypatch.setattr(machigraph, "open", lambda: opened)
    (example,) = re.findall(r"```pycon\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest(example, {}, "api.md", str(GUIDE), 0)
    told: list[str] = []
    failed, tried = doctest.DocTestRunner().run(test, out=told.append)
    assert tried > 5
    assert failed == 0, "".join(told)


@pytest.mark.parametrize("module", [machigraph, door])
def test_the_examples_of_docstrings_run(
    module: ModuleType, build_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = machigraph.open(build_folder)
    monkeypatch.setattr(machigraph, "open", lambda: opened)
    (example,) = re.findall(r"::\n\n((?:    .*\n|\n)+)", cleandoc(module.__doc__ or ""))
    exec(compile(cleandoc(f"\n{example}"), module.__name__, "exec"), {})


def test_the_guide_shows_the_tree_of_errors() -> None:
    (shown,) = re.findall(r"```\n(MachigraphError.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    tree = re.findall(r"::\n\n(.*?)\n\n(?=\S)", cleandoc(errors.__doc__ or ""), re.DOTALL)
    assert shown == cleandoc(f"\n{tree[0]}") + "\n"


def test_the_tree_of_errors_holds_every_error() -> None:
    drawn = re.findall(r"(\w+)  ", (errors.__doc__ or "").split("Every message")[0])
    made = [
        kind.__name__
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.MachigraphError)
    ]
    assert sorted(drawn) == sorted(made)


def test_the_guide_names_everything_public() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in machigraph.__all__ if f"`machigraph.{name}" not in text] == []
    for row, kind in re.findall(r"^\| `machigraph\.((\w+))` \|.*$", text, re.MULTILINE):
        assert hasattr(machigraph, kind), row
    for kind in (machigraph.Machigraph, machigraph.Answer, machigraph.Thing):
        (row,) = re.findall(rf"^\| `machigraph\.{kind.__name__}` \|(.*)$", text, re.MULTILINE)
        assert [name for name in re.findall(r"`(\w+)`", row) if not hasattr(kind, name)] == []
