"""`machigraph check [--format json]`: the graph beside what the document prints."""

from __future__ import annotations

import argparse
import json

from .arguments import Parser
from .output import write_bytes, write_text
from .session import Session
from .table import Column, ambiguous_width, render, terminal_width


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "--format",
        choices=("table", "json"),
        default="table",
        help="形式" if lang == "ja" else "format of the report",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Print the report; 0 when every gap is recorded and SHACL found no violation, else 1."""
    from ..graph.check import check

    report = check(session.store())
    if options.format == "json":
        data = json.dumps(report.as_dict(), ensure_ascii=False, indent=2)
        write_bytes(data.encode() + b"\n")
        return 0 if report.ok else 1
    for section in report.sections:
        write_text(f"{section.title(session.lang)}\n\n")
        rows = section.rows(session.lang)
        columns = [
            Column(heading, [row[place] for row in rows], place in section.numbers)
            for place, heading in enumerate(section.headings(session.lang))
        ]
        none = session.say("ありません。\n", "None.\n")
        text = render(columns, terminal_width(), ambiguous_width()) if rows else none
        write_text(f"{text}\n")
    verdict = session.say("確認できました。\n", "All gaps are recorded.\n")
    if not report.ok:
        verdict = session.say("記録されていない食い違いか違反があります。\n", "The check failed.\n")
    write_text(verdict)
    return 0 if report.ok else 1
