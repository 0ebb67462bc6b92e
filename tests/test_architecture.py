"""What holds the code together: one direction of dependencies, and no document in the code."""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from .link_tree import ROOT, package_folders
from .sources import package_of, package_sources, source_files

# Each folder may import from those before it. `editions` is data. Folders of later issues stand
# here already, so that the order is decided once.
ORDER = ("editions", "ontology", "graph", "queries", "analysis", "viz", "web", "cli")
# The Python door stands above the folders that it joins, beside the command line.
DOOR = {"app/__init__.py": {"graph", "queries"}, "app/door.py": {"graph", "queries"}}
# Folders that know the document: no number of it may stand in their code.
READERS = {"ontology", "graph", "queries", "cli"}
GENERIC = {name.rpartition(".")[2] for name in package_folders()} - {"machigraph"}

SOURCES = package_sources()
BY_FILE = pytest.mark.parametrize("path", SOURCES, ids=[path.as_posix() for path in SOURCES])


@cache
def text_of(path: Path) -> str:
    """A source file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


# --- dependencies --------------------------------------------------------------------------


def imported(source: str, package: str) -> Iterator[str]:
    """The dotted names that a module imports, made absolute; `from a import b` gives `a.b`.

    Imports inside functions and under TYPE_CHECKING count: they are dependencies as well.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = parts[: len(parts) - node.level + 1] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def folders_used(source: str, package: str) -> set[str]:
    """The machigraph folders that a module depends on; `app` stands for the import root."""
    used = set()
    for name in imported(source, package):
        first, *rest = name.split(".")
        if first == "machigraph":
            used.add(rest[0] if rest and rest[0] in ORDER else "app")
    return used


def forbidden(source: str, package: str) -> set[str]:
    """The folders that a module may not depend on and does."""
    _, _, own = package.partition(".")
    allowed = {"app", *ORDER[: ORDER.index(own) + 1]} if own else {"app"}
    return folders_used(source, package) - allowed


@BY_FILE
def test_dependencies_run_one_way(path: Path) -> None:
    package = package_of(path)
    assert package is not None
    found = forbidden(text_of(path), package)
    # `python -m machigraph` is the command; the door joins what the folders do, for Python.
    found -= {"app/__main__.py": {"cli"}, **DOOR}.get(path.as_posix(), set())
    assert found == set()


def test_nothing_but_the_import_root_goes_through_the_door() -> None:
    for path in SOURCES:
        if path.parts[0] != "app":
            package = package_of(path)
            assert package is not None
            used = imported(text_of(path), package)
            assert not [name for name in used if name.startswith("machigraph.door")], path


@BY_FILE
def test_no_module_imports_a_folder_by_its_bare_name(path: Path) -> None:
    package = package_of(path)
    assert package is not None
    firsts = {name.split(".")[0] for name in imported(text_of(path), package)}
    assert firsts & GENERIC == set()


def test_every_package_has_its_place_in_the_order() -> None:
    assert set(ORDER) >= GENERIC


@pytest.mark.parametrize(
    ("line", "package", "found"),
    [
        ("from ..queries.catalogue import ask", "machigraph.graph", {"queries"}),
        ("from .. import viz", "machigraph.graph", {"viz"}),
        ("import machigraph.cli", "machigraph.viz", {"cli"}),
        ("def f():\n    from machigraph.web import app", "machigraph.queries", {"web"}),
        ("from .graph import store", "machigraph", {"graph"}),
        ("from .store import Store", "machigraph.graph", set()),
        ("from ..ontology import MG", "machigraph.graph", set()),
        ("from .. import __version__", "machigraph.cli", set()),
        ("from ..settings import cache", "machigraph.ontology", set()),
        ("import queries_of_others", "machigraph.ontology", set()),
    ],
)
def test_the_dependency_test_sees_what_it_must(line: str, package: str, found: set[str]) -> None:
    assert forbidden(line, package) == found


# --- the document stays out of the code ----------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table in every edition that has it."""
    found: list[dict[str, str]] = []
    for path in source_files():
        if path.parts[0] == "editions" and path.name == name:
            with (ROOT / path).open(encoding="utf-8", newline="") as file:
                found += csv.DictReader(file)
    return found


@cache
def table_cells() -> tuple[tuple[str, ...], ...]:
    """The cells of every tab-separated line of the editions' documents."""
    files = [path for path in source_files() if path.parts[0] == "editions"]
    documents = [path for path in files if path.name == "document.txt"]
    lines = [line for path in documents for line in text_of(path).splitlines()]
    return tuple(tuple(c.strip() for c in line.split("\t")) for line in lines if "\t" in line)


@cache
def project_names() -> frozenset[str]:
    """The names before a department, an amount and a prose cell, read without the reader.

    Both as printed and without the mark of a new project.
    """
    names = set()
    for cells in table_cells():
        for name, _, amount, prose in zip(cells, cells[1:], cells[2:], cells[3:], strict=False):
            if re.fullmatch(r"[\d,]+", amount) and len(prose) > 12:
                names |= {name, re.sub(r"^[(（]新[)）]", "", name)}
    return frozenset(name for name in names if len(name) >= 4)


@cache
def corrections() -> frozenset[tuple[str, str]]:
    """The pairs (printed, corrected) of corrections.csv."""
    return frozenset((row["printed"], row["corrected"]) for row in rows("corrections.csv"))


@cache
def document_numbers() -> frozenset[int]:
    """Corrected lines, printed counts, sums and amounts, as far as a number betrays its origin.

    Small numbers, round ones, powers of two and years have too many honest uses.
    """
    numbers = {int(row["line"]) for row in rows("corrections.csv")}
    for cell in (cell for cells in table_cells() for cell in cells):
        if re.fullmatch(r"[\d,]+( ?[(（][\d,]+[)）])?", cell):
            numbers |= {int(n) for n in re.findall(r"\d+", cell.replace(",", ""))}
    return frozenset(n for n in numbers if _is_telling(n))


def _is_telling(number: int) -> bool:
    """Whether a number in code can hardly be there for another reason than the document."""
    is_year, is_power = 1850 <= number <= 2100, number & (number - 1) == 0
    return number > 100 and number % 50 != 0 and not is_year and not is_power


def constants(source: str) -> Iterator[object]:
    """The values of the literals in a module, docstrings among them."""
    nodes = ast.walk(ast.parse(source))
    return (node.value for node in nodes if isinstance(node, ast.Constant))


def neighbours(source: str) -> set[tuple[object, object]]:
    """The pairs of literals that stand side by side in a call, a sequence or a mapping."""
    pairs: set[tuple[object, object]] = set()
    for node in ast.walk(ast.parse(source)):
        items: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            items = [*node.args]
        elif isinstance(node, ast.Tuple | ast.List):
            items = [*node.elts]
        elif isinstance(node, ast.Dict):
            items = [x for pair in zip(node.keys, node.values, strict=True) for x in pair]
        values = [item.value if isinstance(item, ast.Constant) else None for item in items]
        pairs |= set(pairwise(values))
    return pairs


def quoted_numbers(source: str) -> set[int]:
    """The numbers of a module: integer literals, and numbers with commas inside strings."""
    found = set()
    for value in constants(source):
        if type(value) is int:
            found.add(value)
        elif isinstance(value, str):
            grouped = re.findall(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])", value)
            found |= {int(text.replace(",", "")) for text in grouped}
    return found


def test_the_documents_were_read() -> None:
    assert len(project_names()) > 100
    assert len(document_numbers()) > 100
    assert corrections()


@BY_FILE
def test_no_project_name_stands_in_code(path: Path) -> None:
    assert [name for name in project_names() if name in text_of(path)] == []


@BY_FILE
def test_no_correction_stands_in_code(path: Path) -> None:
    text = text_of(path)
    both = neighbours(text)
    for pair in corrections():
        assert pair not in both
        assert [part for part in pair if len(part) >= 4 and part in text] == []


@BY_FILE
def test_no_number_of_the_document_stands_in_code(path: Path) -> None:
    if path.parts[0] in READERS:
        assert quoted_numbers(text_of(path)) & document_numbers() == set()


def test_only_corrections_name_lines() -> None:
    for path in source_files():
        if path.parts[0] == "editions" and path.suffix == ".csv":
            with (ROOT / path).open(encoding="utf-8", newline="") as file:
                columns = set(next(csv.reader(file)))
            named = columns & {"line", "lines", "start_line", "end_line", "行"}
            assert named == ({"line"} if path.name == "corrections.csv" else set()), path


def test_the_number_test_sees_what_it_must() -> None:
    assert quoted_numbers("TOTAL = 1_234_567\nx = 'of 98,765 yen'\ny = True") == {1234567, 98765}
    assert ("a", "b") in neighbours("text.replace('a', 'b')")
    assert ("a", "b") in neighbours("{'a': 'b'}")
    assert ("a", "b") in neighbours("[('a', 'b')]")


# --- nothing of one machine ----------------------------------------------------------------

# Put together here, so that this file does not hold them.
REGISTRIES = [
    r"pypi" + r"\.(org|io)",
    r"python" + r"hosted\.",
    r"registry\." + r"npm|npm" + r"js\.",
    r"(deb|security|snapshot)\." + r"debian\.|ubuntu" + r"\.com",
    r"proxy\." + r"golang|crates" + r"\.io|anaconda" + r"\.org",
]
PATHS = [
    r"(?<![\w.:/}-])/(" + r"work|root|home|Users|mnt)/\w",
    r"(?<![\w.:/}-])/(" + r"tmp|opt|var)/\w",
    r"\b[A-Z]:\\" + r"\w",
]


def text_files() -> list[Path]:
    """The committed files that are text."""
    return [path for path in source_files() if b"\0" not in (ROOT / path).read_bytes()[:8192]]


@pytest.mark.parametrize("pattern", REGISTRIES)
def test_no_registry_is_named(pattern: str) -> None:
    named = re.compile(pattern, re.IGNORECASE)
    assert [path for path in text_files() if named.search(text_of(path))] == []


@pytest.mark.parametrize("pattern", PATHS)
def test_no_path_of_one_machine_is_named(pattern: str) -> None:
    path_of = re.compile(pattern)
    found = {path: path_of.search(text_of(path)) for path in text_files()}
    assert {path: match[0] for path, match in found.items() if match} == {}


def test_text_files_are_utf_8_with_unix_line_ends() -> None:
    for path in text_files():
        content = (ROOT / path).read_bytes()
        content.decode("utf-8")
        assert b"\r\n" not in content or path.name == "document.txt", path


def test_no_name_of_a_reviewed_table_stands_in_code(root: Path) -> None:
    """Bodies, departments, plans and indicators are data: no program text knows one of them."""
    names: set[str] = set()
    for table in ("departments", "partners", "plans", "indicators"):
        path = root / "editions" / "asahikawa-2024" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                names |= {row["name"], *row.get("variants", "").split("|")}
    # Words that are also the field's own (総合計画, 北海道 …) are shorter than five characters.
    wanted = {name for name in names if len(name) >= 5}
    for folder in ("app", "cli", "graph", "ontology", "queries", "viz", "web"):
        for file in sorted((root / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            assert {name for name in wanted if name in text} == set(), file
