"""`machigraph questions`: list the catalogue."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .arguments import Parser
from .output import write_bytes, write_text
from .session import Session


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "--format",
        choices=("table", "json"),
        default="table",
        help="形式" if lang == "ja" else "format of the list",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Print every question with its title and parameters."""
    from ..queries.catalogue import questions

    found = questions()
    if options.format == "json":
        listed = [_entry(question, session.lang) for question in found]
        write_bytes(json.dumps(listed, ensure_ascii=False, indent=2).encode() + b"\n")
        return 0
    from .table import Column, ambiguous_width, render, terminal_width

    columns = [
        Column("ID", [question.id for question in found]),
        Column(session.say("質問", "Question"), [q.title.text(session.lang) for q in found]),
        Column(session.say("指定", "Parameters"), [_parameters(question) for question in found]),
    ]
    write_text(render(columns, terminal_width(), ambiguous_width()))
    hint = session.say(
        "尋ね方: machigraph ask ID --指定 値（* は必須）",
        "To ask: machigraph ask ID --PARAMETER VALUE (* is required)",
    )
    write_text(f"\n{hint}\n")
    return 0


def _parameters(question: Any) -> str:
    return " ".join(f"--{p.name}{'*' if p.required else ''}" for p in question.parameters)


def _entry(question: Any, lang: str) -> dict[str, Any]:
    """A question as data: what a program needs to offer it and to ask it."""
    return {
        "id": question.id,
        "version": question.version,
        "theme": question.theme,
        "users": list(question.users),
        "title": question.title.text(lang),
        "titles": question.title._asdict(),
        "description": question.description._asdict(),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "required": parameter.required,
                "picklist": parameter.picklist,
                "label": parameter.label._asdict(),
            }
            for parameter in question.parameters
        ],
        "columns": [
            {"name": column.name, "label": column.label._asdict()} for column in question.columns
        ],
    }
