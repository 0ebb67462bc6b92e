"""`machigraph picture NAME -o FILE`: draw a picture of the graph."""

from __future__ import annotations

import argparse
from pathlib import Path

from .arguments import Parser, UsageError
from .output import write_text
from .session import Session

_FILTERS = {
    "goal": ("基本目標で絞る", "only this basic goal"),
    "department": ("部局で絞る", "only this department"),
    "measure": ("施策で絞る", "only this measure"),
}


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="*",
        help="図の名前（一覧は --list）。near では続けて、周りを見るもの"
        if ja
        else "the picture (--list tells them); for near, then what it looks around",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help="書き出すファイル（.html .svg .png .csv）"
        if ja
        else "file to write (.html .svg .png .csv)",
    )
    parser.add_argument(
        "--list", action="store_true", help="描ける図を一覧する" if ja else "list the pictures"
    )
    for name, words in _FILTERS.items():
        parser.add_argument(f"--{name}", metavar=name.upper(), help=words[not ja])


def run(options: argparse.Namespace, session: Session) -> int:
    """Draw it and say where it is, or list what can be drawn."""
    from ..viz import check, picture

    if options.list:
        write_text(_listed(session))
        return 0
    if not options.name or options.output is None:
        raise UsageError(
            "図の名前と -o FILE を指定してください（一覧: machigraph picture --list）。",
            "Give a picture and -o FILE (machigraph picture --list tells the pictures).",
        )
    name, thing = options.name[0], " ".join(options.name[1:])
    given = {key: getattr(options, key) for key in _FILTERS if getattr(options, key)}
    check(name, options.output, given, thing)
    store, lang = session.store(), session.lang
    picture(name, store, options.output, lang, filters=given, thing=thing)
    write_text(session.say(f"{options.output} に描きました。\n", f"Drawn in {options.output}.\n"))
    return 0


def _listed(session: Session) -> str:
    """Each picture with its words and filters."""
    from ..viz import PICTURES

    lines = []
    for name, one in PICTURES.items():
        thing = " THING" if "thing" in one.filters else ""
        filters = "".join(f" --{key}" for key in one.filters if key != "thing")
        lines.append(f"{name + thing:<16} {session.say(one.ja, one.en)}{filters}")
    return "\n".join(lines) + "\n"
