"""`machigraph ask ID [--PARAMETER VALUE …]`: answer a question of the catalogue."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..graph.errors import OutputError
from ..graph.result import RESULT_FORMATS
from ..queries.asking import Answer, ask, check_names
from ..queries.catalogue import question
from .arguments import Parser, UsageError, add_source_and_output
from .output import write_bytes, write_file, write_text
from .rows import table, words
from .session import Session

FORMATS = ("table", *RESULT_FORMATS)
# Options of the command itself, each with a value; everything else names a parameter.
_OWN = ("--format", "--endpoint", "--output", "-o", "--lang", "--store")


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.usage = "machigraph ask ID [--PARAMETER VALUE …] [--format FORMAT] [-o FILE]"
    parser.epilog = (
        "質問の一覧と指定できる値の名前: machigraph questions"
        if ja
        else "The questions and their parameters: machigraph questions"
    )
    parser.add_argument("id", metavar="ID", help="質問の名前" if ja else "the question's name")
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="形式" if ja else "format of the answer"
    )
    add_source_and_output(parser, lang)


def parse(parser: Parser, words: list[str]) -> argparse.Namespace:
    """Parse the command line; ``given`` holds the question's parameters as they were written."""
    own: list[str] = []
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("--") or name in _OWN or name == "--help":
            own.append(word)
            if word in _OWN and rest:
                own.append(rest.pop(0))
        elif equals:
            given[name[2:]] = value
        else:
            given[word[2:]] = _value(word, rest)
    options = parser.parse_args(own)
    options.given = given
    return options


def _value(word: str, rest: list[str]) -> str:
    if rest and not rest[0].startswith("--"):
        return rest.pop(0)
    raise UsageError(f"{word} の後に値を書いてください。", f"{word} needs a value after it.")


def run(options: argparse.Namespace, session: Session) -> int:
    """Answer the question."""
    found = question(options.id)
    check_names(found, options.given)
    answer = ask(session.source(options.endpoint), found, options.given, session.lang)
    if options.format != "table":
        _deliver(answer.result.serialize(options.format), options.output)
        return 0
    shown = answer.shown(session.lang)
    title = found.title.text(session.lang) + _year(answer, shown, session)
    text = f"{title}\n\n{table(answer.result, session, shown)}"
    if options.output is None:
        write_text(text)
    else:
        write_file(options.output, text.encode())
    return 0


def _year(answer: Answer, shown: dict[str, str], session: Session) -> str:
    """The fiscal year for the title, when all rows are of one; its column is then dropped."""
    years = {words(record.get("year")) for record in answer.result.records}
    if "year" not in shown or len(years) != 1 or not all(years):
        return ""
    del shown["year"]
    return session.say(f"（{min(years)}年度）", f" (fiscal year {min(years)})")


def _deliver(data: bytes, path: Path | None) -> None:
    if path is None:
        write_bytes(data)
    elif path.is_dir():
        raise OutputError(f"{path} はフォルダーです。", f"{path} is a folder.")
    else:
        write_file(path, data)
