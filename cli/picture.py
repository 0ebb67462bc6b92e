"""`machigraph picture NAME -o FILE.html`: draw a picture of the graph."""

from __future__ import annotations

import argparse
from pathlib import Path

from .arguments import Parser
from .output import write_text
from .session import Session


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "name", metavar="NAME", help="図の名前（cross-goal）" if ja else "the picture (cross-goal)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="書き出すファイル（.html）" if ja else "file to write (.html)",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Draw it and say where it is."""
    from ..viz import picture

    picture(options.name, session.store(), options.output, session.lang)
    write_text(session.say(f"{options.output} に描きました。\n", f"Drawn in {options.output}.\n"))
    return 0
