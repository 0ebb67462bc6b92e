"""The catalogue: one ``.rq`` file per question, its metadata in a ``#+`` header.

The header is YAML behind ``#+`` (the convention of grlc), so a question file is valid SPARQL
as it lies and runs unchanged on any engine. Its keys::

    id, version, theme, users          identity; id is the file's name
    title, description                 each with ja and en
    parameters: NAME:                  type, label (ja, en), optional picklist, required
    columns: NAME:                     ja, en; hidden: true for IRIs beside their label;
                                       list: true (or the separator) where a cell holds several;
                                       type: integer, number or boolean, for typed exports

A parameter is bound by replacing the ``UNDEF`` of ``VALUES ?NAME { UNDEF }`` with one
serialised RDF term: strings are never pasted into a query. Unbound, it leaves the question
open. ``?lang`` is bound the same way to the language of the reader; queries fall back to
Japanese labels. Asking one question reads one file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..graph.errors import CatalogueError, UnknownQuestion

FOLDER = Path(__file__).parent
SEPARATOR = ", "
# Types whose values are things of the graph, chosen from a list; the rest are plain values.
LISTED_TYPES = (
    "goal",
    "measure",
    "department",
    "project",
    "sdg",
    "partner",
    "area",
    "plan",
    "continuity",
    "year",
)
PLAIN_TYPES = ("text", "integer", "date")
# What questions are about and who asks them, in the order of the lists.
THEMES = {
    "goals": ("基本目標", "Basic goals"),
    "projects": ("事業", "Projects"),
    "overlap": ("再掲と重なり", "Re-listings and overlap"),
    "money": ("事業費", "Money"),
    "departments": ("部局", "Departments"),
    "indicators": ("数値目標とKPI", "Targets and KPIs"),
    "sdgs": ("SDGs", "SDGs"),
    "partners": ("団体・圏域・施設・催し", "Bodies, areas, facilities, events"),
    "digital": ("デジタル", "Digital"),
    "document": ("文書と用語", "The document and its terms"),
    "checks": ("照合と訂正", "Checks and corrections"),
}
USERS = {
    "researcher": ("研究者", "researcher"),
    "planner": ("計画の担当者", "planner"),
    "presenter": ("説明する人", "presenter"),
}
COLUMN_TYPES = ("", "text", "integer", "number", "boolean")
_UNDEF = re.compile(r"(VALUES\s+\?(\w+)\s*\{\s*)UNDEF(\s*\})")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_REQUIRED = ("id", "version", "theme", "users", "title", "description", "columns")


class Bilingual(NamedTuple):
    """One text in Japanese and English."""

    ja: str
    en: str

    def text(self, lang: str) -> str:
        """The text in ``lang``: English for ``en``, Japanese for anything else."""
        return self.en if lang == "en" else self.ja


@dataclass(frozen=True, slots=True)
class Parameter:
    """A blank in a question. ``picklist`` names a query of ``picklists/`` with its values."""

    name: str
    type: str
    label: Bilingual
    picklist: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer.

    ``separator`` stands between the values of a cell that holds several; tables for people
    leave out what is ``hidden``. ``type`` is promised to typed exports even for a column without
    values; where it is empty, the values decide.
    """

    name: str
    label: Bilingual
    separator: str = ""
    hidden: bool = False
    type: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the catalogue; ``text`` is its SPARQL without the header."""

    id: str
    version: str
    theme: str
    users: tuple[str, ...]
    title: Bilingual
    description: Bilingual
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str

    def bind(self, terms: Mapping[str, ox.NamedNode | ox.Literal], lang: str = "ja") -> str:
        """The query with each parameter of ``terms`` and the reader's language filled in."""
        bound = {"lang": ox.Literal(lang), **terms}

        def fill(match: re.Match[str]) -> str:
            term = bound.get(match[2])
            return match[0] if term is None else f"{match[1]}{term}{match[3]}"

        return _UNDEF.sub(fill, self.text)

    def __repr__(self) -> str:
        """One short line, so that a list of questions can be read."""
        return f"<Question {self.id}: {self.title.ja}>"


def question_ids(folder: Path = FOLDER) -> list[str]:
    """The ids of all questions, sorted; no file is opened."""
    return sorted(path.stem for path in folder.glob("*.rq"))


def question(name: str, folder: Path = FOLDER) -> Question:
    """Read one question. Raises UnknownQuestion with the nearest ids, CatalogueError."""
    wanted = name.strip().lower().replace("_", "-")
    path = folder / f"{wanted}.rq"
    if not _ID.match(wanted) or not path.is_file():
        from difflib import get_close_matches

        raise UnknownQuestion(name, get_close_matches(wanted, question_ids(folder), n=3))
    return read_question(path)


def questions(folder: Path = FOLDER) -> list[Question]:
    """All questions, in the order of their ids."""
    return [question(name, folder) for name in question_ids(folder)]


def matching(
    words: Iterable[str] = (), theme: str | None = None, user: str | None = None
) -> list[Question]:
    """The questions of a theme and user whose texts hold all the words, by theme and id.

    Words are looked for in id, titles, descriptions, parameters and column headings of both
    languages, whatever the width and case.
    """
    wanted = [_folded(word) for word in words]
    order = list(THEMES)
    found = [
        one
        for one in questions()
        if theme in {None, one.theme}
        and (user is None or user in one.users)
        and all(word in _folded(_texts(one)) for word in wanted)
    ]
    return sorted(found, key=lambda one: (order.index(one.theme), one.id))


def _texts(one: Question) -> str:
    labels = [p.label for p in one.parameters] + [c.label for c in one.columns]
    pairs = [one.title, one.description, Bilingual(*THEMES[one.theme]), *labels]
    return "\n".join([one.id, *(text for pair in pairs for text in pair)])


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_question(path: Path) -> Question:
    """Read one question file. Raises CatalogueError naming the file and the fault."""
    header, text = split_header(path)
    missing = [key for key in _REQUIRED if key not in header]
    if missing or header["id"] != path.stem:
        raise faulty(path, f"missing {', '.join(missing)}" if missing else "id is not its name")
    try:
        found = Question(
            id=header["id"],
            version=str(header["version"]),
            theme=str(header["theme"]),
            users=tuple(header["users"]),
            title=_bilingual(header["title"]),
            description=_bilingual(header["description"]),
            parameters=tuple(_parameter(*item) for item in header.get("parameters", {}).items()),
            columns=tuple(_column(*item) for item in header["columns"].items()),
            text=text,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise faulty(path, f"{type(error).__name__}: {error}") from error
    if path.parent == FOLDER and not (found.theme in THEMES and set(found.users) <= USERS.keys()):
        raise faulty(path, f"unknown theme or user: {found.theme}, {', '.join(found.users)}")
    blanks = {match[2] for match in _UNDEF.finditer(text)}
    unused = [p.name for p in found.parameters if p.name not in blanks]
    if unused:
        raise faulty(path, f"no VALUES ?{unused[0]} {{ UNDEF }}")
    return found


def split_header(path: Path) -> tuple[dict[str, Any], str]:
    """The ``#+`` header of a query file as data, and the query below it.

    Raises CatalogueError when the file has no header or the header is no YAML mapping.
    """
    import yaml

    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next((i for i, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    source = "".join(line[2:].removeprefix(" ") for line in lines[:end])
    try:
        header = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise faulty(path, " ".join(str(error).split())) from error
    if not isinstance(header, dict):
        raise faulty(path, "no #+ header")
    return header, "".join(lines[end:])


def faulty(path: Path, words: str) -> CatalogueError:
    """The error for a query file with a fault, in words for its author."""
    return CatalogueError(
        f"質問ファイル {path.name} に誤りがあります: {words}",
        f"Question file {path.name} is faulty: {words}",
    )


def _bilingual(value: Mapping[str, str]) -> Bilingual:
    ja, en = (" ".join(str(value[lang]).split()) for lang in ("ja", "en"))
    # A folded YAML line break becomes a blank, which Japanese does not want.
    return Bilingual(re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", ja), en)


def _parameter(name: str, value: Mapping[str, Any]) -> Parameter:
    kind = value["type"]
    if kind not in LISTED_TYPES + PLAIN_TYPES:
        raise ValueError(f"unknown type {kind}")
    picklist = value.get("picklist", kind if kind in LISTED_TYPES else None)
    return Parameter(
        name, kind, _bilingual(value["label"]), picklist, bool(value.get("required", False))
    )


def _column(name: str, value: Mapping[str, Any]) -> Column:
    listed = value.get("list", "")
    separator = SEPARATOR if listed is True else str(listed)
    kind = value.get("type", "")
    if kind not in COLUMN_TYPES:
        raise ValueError(f"unknown type {kind} of column {name}")
    return Column(name, _bilingual(value), separator, bool(value.get("hidden", False)), kind)
