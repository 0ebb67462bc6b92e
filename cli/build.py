"""`machigraph build [EDITION_FOLDER …] [--out FOLDER]`: from documents to a graph."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..ontology import BASE
from .arguments import Parser
from .output import write_text
from .session import Session

DEFAULT_OUT = Path("machigraph-build")


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "folders",
        metavar="EDITION_FOLDER",
        nargs="*",
        type=Path,
        help="版のフォルダー（既定は同梱の版）"
        if ja
        else "edition folders (default: the bundled one)",
    )
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        default=DEFAULT_OUT,
        help=f"書き出す先（既定は {DEFAULT_OUT}）"
        if ja
        else f"where to write (default: {DEFAULT_OUT})",
    )
    parser.add_argument(
        "--base",
        metavar="IRI",
        default=BASE,
        help="データの IRI の始まり" if ja else "address under which the data is published",
    )
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="読めない所を記録して、読める所だけで作る"
        if ja
        else "build what can be read and record each fault",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Build and say where the result is."""
    from ..graph.build import build

    made = build(
        options.folders,
        options.out,
        base=options.base,
        lenient=options.lenient,
        progress=session.progress,
    )
    write_text(
        session.say(
            f"{options.out} に書きました: {made.dataset}（{made.quads:,}件、SHA-256 {made.hash}）、"
            f"{made.store}\n",
            f"Written to {options.out}: {made.dataset} ({made.quads:,} quads, "
            f"SHA-256 {made.hash}), {made.store}\n",
        )
    )
    return 0
