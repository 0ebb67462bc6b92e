"""Reading the command line, with help and errors in the user's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from ..graph.errors import MachigraphError

# argparse words its errors in English; these are the ones a user can cause.
_ERRORS_JA = (
    (r"the following arguments are required: (.*)", r"\1 を指定してください"),
    (r"unrecognized arguments: (.*)", r"\1 という指定はありません"),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        r"\1 に \2 は使えません（使えるもの: \3）",
    ),
    (r"argument (.*): expected (?:one|at least one) argument", r"\1 の後に値を書いてください"),
    (r"argument (.*): invalid \w+ value: (.*)", r"\1 に \2 は使えません"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1 は値 \2 を取りません"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 と \2 は一緒に使えません"),
)


class UsageError(MachigraphError):
    """The command line itself is wrong."""


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of leaving, and speaks ``lang``."""

    def __init__(self, *args: object, lang: str = "ja", **options: object) -> None:
        options |= {"add_help": False, "allow_abbrev": False}
        super().__init__(*args, **options)  # type: ignore[arg-type]  # argparse checks them
        self.lang = lang
        ja = lang == "ja"
        self._positionals.title = "引数" if ja else "arguments"
        self._optionals.title = "オプション" if ja else "options"
        self.add_argument(
            "-h",
            "--help",
            action="help",
            help="この説明を表示して終わる" if ja else "show this help and leave",
        )

    def error(self, message: str) -> NoReturn:
        """Raise UsageError, worded in both languages."""
        ja = next(
            (re.sub(p, words, message) for p, words in _ERRORS_JA if re.match(p, message)), ""
        )
        raise UsageError(
            f"{ja or message}。使い方: {self.prog} --help",
            f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help",
        )

    def format_help(self) -> str:
        """The help text, its fixed words in the parser's language."""
        text = super().format_help()
        return re.sub(r"\Ausage: ", "使い方: ", text) if self.lang == "ja" else text


def add_common(parser: argparse.ArgumentParser, lang: str) -> None:
    """The options that every command knows, before or after its name."""
    ja = lang == "ja"
    parser.add_argument(
        "--lang",
        choices=("ja", "en"),
        default=argparse.SUPPRESS,
        help="表示の言語（既定はロケールから）" if ja else "language (default: from the locale)",
    )
    parser.add_argument(
        "--store",
        metavar="FOLDER",
        default=argparse.SUPPRESS,
        help="machigraph build --out で作ったフォルダー（既定は自動で作る保存先）"
        if ja
        else "a folder made by machigraph build --out (default: the automatic store)",
    )


def add_source_and_output(parser: argparse.ArgumentParser, lang: str) -> None:
    """The options of commands that answer: where to ask, and where to write."""
    ja = lang == "ja"
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="手元のグラフの代わりに尋ねる SPARQL エンドポイント"
        if ja
        else "a SPARQL endpoint to ask instead of the local graph",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help="書き出すファイル" if ja else "file to write instead of standard output",
    )


def default_lang(environment: Mapping[str, str]) -> str:
    """``en`` when the locale's language is English, else ``ja``: it is a Japanese document."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "ja"
    return "ja"
