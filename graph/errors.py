"""Everything that can go wrong, as one tree of exceptions.

::

    MachigraphError            anything a user can cause or meet; carries .ja, .en, .exit_code
    ├── ReadingError           the document or its tables could not be read; carries .problems
    ├── EditionError           an edition folder is missing, incomplete or contradicts itself
    ├── BuildError             the graph could not be built or written
    ├── StoreError             a store cannot be opened, read or written
    ├── QueryError             a SPARQL query is malformed, refused or cannot be answered
    │   └── RefusedQuery       SERVICE, LOAD or an update: never run
    ├── EndpointError          a remote endpoint is away, slow, or answers nonsense
    ├── CatalogueError         a question file is itself faulty (for authors of questions)
    ├── UnknownQuestion        no such question in the catalogue
    ├── ParameterError         a question's parameter is unknown, missing or has no such value
    ├── NothingFound           no thing in the graph answers to that name
    ├── AmbiguousName          several things answer to it, where one was asked for
    └── OutputError            the result cannot be written in that format or to that place

Every message exists in Japanese (``.ja``) and English (``.en``); ``str(error)`` is the
English one, ``error.message(lang)`` either. Commands print one of them on standard error
and leave with ``exit_code`` (2: the request or its input is wrong). Nothing here imports
anything heavy: every module of the package may import this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# How many faults a message lists; the error itself holds all of them.
MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at one place of an input file.

    ``file`` is the name to show, ``line`` its 1-based line (0: the file as a whole),
    ``ja`` and ``en`` one sentence each, without file and line.
    """

    file: str
    line: int
    ja: str
    en: str

    @property
    def place(self) -> str:
        """``file:line``, or the file alone where no line is to blame."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def message(self, lang: str = "en") -> str:
        """The place and the sentence in ``lang`` (``ja`` or ``en``)."""
        return f"{self.place}: {self.ja if lang == 'ja' else self.en}"

    def __str__(self) -> str:
        return self.message("en")


class MachigraphError(Exception):
    """The root: ``ja`` and ``en`` are one clear sentence each, for a person."""

    exit_code = 2

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en

    def __reduce__(self) -> tuple[object, ...]:
        """Survive a worker process: rebuild without calling the subclass's constructor."""
        return _revive, (type(self), self.args, self.__dict__.copy())

    def message(self, lang: str = "en") -> str:
        """The sentence in ``lang``: Japanese for ``ja``, English for anything else."""
        return self.ja if lang == "ja" else self.en


def _revive(
    kind: type[MachigraphError], args: tuple[object, ...], state: dict[str, object]
) -> MachigraphError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class ReadingError(MachigraphError):
    """The source could not be read; ``problems`` holds every fault met, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        shown = self.problems[:MOST_PROBLEMS]
        more = len(self.problems) - len(shown)
        ja = [*(p.message("ja") for p in shown), *([f"ほか{more}件。"] if more else [])]
        en = [*(p.message("en") for p in shown), *([f"{more} more."] if more else [])]
        super().__init__(
            "\n".join(ja) or "読み取れませんでした。",
            "\n".join(en) or "The source could not be read.",
        )


class EditionError(MachigraphError):
    """An edition folder is missing, incomplete or contradicts itself."""


class BuildError(MachigraphError):
    """The graph could not be built or written; the previous build is untouched."""


class StoreError(MachigraphError):
    """A store cannot be opened, read or written."""


class QueryError(MachigraphError):
    """A SPARQL query is malformed, refused, or cannot be answered."""


class RefusedQuery(QueryError):
    """The query would reach outside (SERVICE, LOAD) or change the data: it was not run."""


class EndpointError(MachigraphError):
    """A remote SPARQL endpoint is away, too slow, or answers something else than results."""


class CatalogueError(MachigraphError):
    """A question file of the catalogue is faulty: a message for its author."""


class UnknownQuestion(MachigraphError):
    """No question of that id; ``nearest`` holds ids that look like it."""

    def __init__(self, question: str, nearest: Iterable[str] = ()) -> None:
        self.question = question
        self.nearest = tuple(nearest)
        near_ja = f"近いもの: {'、'.join(self.nearest)}。" if self.nearest else ""
        near_en = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(
            f"「{question}」という質問はありません。{near_ja}"
            "一覧は machigraph questions で見られます。",
            f"There is no question “{question}”.{near_en} List them with: machigraph questions",
        )


class ParameterError(MachigraphError):
    """A parameter is unknown, missing, or its value is not one of the ``allowed``."""

    def __init__(self, parameter: str, ja: str, en: str, allowed: Iterable[str] = ()) -> None:
        self.parameter = parameter
        self.allowed = tuple(allowed)
        super().__init__(ja, en)


class NothingFound(MachigraphError):
    """No thing in the graph has that name, code or IRI; ``nearest`` holds similar names."""

    def __init__(self, ja: str, en: str, nearest: Iterable[str] = ()) -> None:
        self.nearest = tuple(nearest)
        super().__init__(ja, en)


class AmbiguousName(MachigraphError):
    """Several things have that name; ``candidates`` holds their IRIs."""

    def __init__(self, text: str, candidates: Iterable[str]) -> None:
        self.candidates = tuple(candidates)
        listed = ", ".join(self.candidates[:MOST_PROBLEMS])
        super().__init__(
            f"「{text}」に当てはまるものが {len(self.candidates)} あります: {listed}",
            f"“{text}” fits {len(self.candidates)} things: {listed}",
        )


class OutputError(MachigraphError):
    """The result does not fit the format asked for, or the place cannot be written."""
