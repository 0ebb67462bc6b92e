"""`machigraph ask ID [--PARAMETER VALUE …]`: answer a question of the catalogue."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..graph.errors import OutputError
from ..graph.files import write_file
from ..graph.result import RESULT_FORMATS
from ..queries.answer import Answer
from ..queries.asking import ask, check_names
from ..queries.catalogue import question
from ..queries.emptiness import explained
from .arguments import Parser, UsageError, add_source_and_output
from .output import write_bytes, write_text
from .rows import table, words
from .session import Session

FORMATS = ("table", *RESULT_FORMATS, "xlsx")
# Options of the command itself, each with a value; everything else names a parameter.
_OWN = ("--format", "--endpoint", "--output", "-o", "--lang", "--store")
_SWITCHES = ("--help", "--cite", "--explain")


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
        "--format",
        choices=FORMATS,
        help="形式（既定は -o の拡張子から、なければ表）"
        if ja
        else "format of the answer (default: by the name after -o, else a table)",
    )
    parser.add_argument(
        "--cite",
        action="store_true",
        help="答えの引用のしかたを添える（表以外の形式では標準エラーに出す）"
        if ja
        else "add how to cite the answer (on standard error for formats other than table)",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="答えの代わりに、尋ねる SPARQL を書き出す"
        if ja
        else "write the SPARQL that is asked instead of the answer",
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
        if not word.startswith("--") or name in (*_OWN, *_SWITCHES):
            own.append(word)
            if word in _OWN and rest:
                own.append(rest.pop(0))
        elif name[2:] in given:
            raise UsageError(f"{name} が二度あります。", f"{name} is given twice.")
        else:
            given[name[2:]] = value if equals else _value(word, rest)
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
    form = options.format or _by_name(options.output)
    if form == "xlsx" and options.output is None and not options.explain:
        raise UsageError(
            "xlsx は画面に出せません。-o FILE.xlsx を指定してください。",
            "xlsx cannot be shown on the screen: give -o FILE.xlsx.",
        )
    answer = ask(session.source(options.endpoint), found, options.given, session.lang)
    if options.explain:
        _deliver(answer.explain().encode(), options.output)
        return 0
    if form == "table":
        text = _text(answer, session) + (f"\n{answer.cite()}\n" if options.cite else "")
        write_text(text) if options.output is None else write_file(options.output, text.encode())
        return 0
    _deliver(_data(answer, form, session), options.output)
    if options.cite:
        session.progress(answer.cite("ja"), answer.cite("en"))
    if not len(answer):
        session.progress(explained(answer, "ja"), explained(answer, "en"))
    return 0


def _by_name(path: Path | None) -> str:
    """The format that a file's name asks for; a table where it asks for none."""
    name = path.suffix.lower().removeprefix(".") if path else ""
    return name if name in FORMATS else "table"


def _text(answer: Answer, session: Session) -> str:
    """The answer as a table under its title, or why there is none."""
    shown = answer.shown(session.lang)
    title = answer.question.title.text(session.lang) + _year(answer, shown, session)
    why = explained(answer, session.lang)
    return f"{title}\n\n{table(answer.result, session, shown)}" + (f"{why}\n" if why else "")


def _data(answer: Answer, form: str, session: Session) -> bytes:
    if form != "xlsx":
        return answer.result.serialize(form)
    from ..queries.workbook import About, workbook

    about = About(session.say("この答えについて", "About"), (), (answer.cite(),), None)
    return workbook([answer.table()], about, session.lang)


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
