"""`machigraph questions [WORD …]`: find a question in the catalogue."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..queries.catalogue import THEMES, USERS, Question, matching
from .arguments import Parser
from .output import write_bytes, write_text
from .session import Session
from .table import Column, ambiguous_width, render, terminal_width, wrap


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "word",
        metavar="WORD",
        nargs="*",
        help="質問の名前、または題や説明に含まれる言葉（全て含むものを示す）"
        if ja
        else "a question's name, or words of its title or explanation (all must be there)",
    )
    parser.add_argument("--theme", choices=tuple(THEMES), help="主題" if ja else "theme")
    parser.add_argument(
        "--user", choices=tuple(USERS), help="誰の質問か" if ja else "whose questions"
    )
    parser.add_argument(
        "--format",
        choices=("table", "json"),
        default="table",
        help="形式" if ja else "format of the list",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """List the questions that fit, by theme; one alone with all that can be said of it."""
    found = matching(options.word, options.theme, options.user)
    named = [one for one in found if [one.id] == options.word]
    if options.format == "json":
        listed = [_entry(question, session.lang) for question in named or found]
        write_bytes(json.dumps(listed, ensure_ascii=False, indent=2).encode() + b"\n")
    elif len(named or found) == 1:
        write_text(_card((named or found)[0], session))
    else:
        write_text(_list(found, session))
    return 0


def _list(found: list[Question], session: Session) -> str:
    """Id, title and parameters under the names of the themes."""
    if not found:
        return session.say(
            "当てはまる質問はありません。一覧: machigraph questions\n",
            "No question fits. All of them: machigraph questions\n",
        )
    columns = [
        Column("ID", [one.id for one in found]),
        Column(session.say("質問", "Question"), [one.title.text(session.lang) for one in found]),
        Column(session.say("指定", "Parameters"), [_parameters(one) for one in found]),
        Column(session.say("主題", "Theme"), [_theme(one, session.lang) for one in found]),
    ]
    hint = session.say(
        f"{len(found)}件。尋ね方: machigraph ask ID --指定 値（* は必須）。"
        "説明: machigraph questions ID",
        f"{len(found)} questions. To ask: machigraph ask ID --PARAMETER VALUE (* is required). "
        "More: machigraph questions ID",
    )
    return f"{render(columns, terminal_width(), ambiguous_width())}\n{hint}\n"


def _theme(one: Question, lang: str) -> str:
    return THEMES[one.theme][lang == "en"]


def _card(one: Question, session: Session) -> str:
    """Everything about one question."""
    lang, users = session.lang, session.say("・", ", ")
    said = users.join(USERS[user][lang == "en"] for user in one.users)
    lines = [f"{one.id}  {one.title.text(lang)}", ""]
    lines += wrap(one.description.text(lang), terminal_width() or 100)
    lines += ["", session.say("主題: ", "Theme: ") + _theme(one, lang)]
    lines += [
        session.say("使う人: ", "For: ") + said,
        session.say("版: ", "Version: ") + one.version,
    ]
    if one.parameters:
        lines += ["", session.say("指定（* は必須）", "Parameters (* is required)")]
        lines += [f"  --{p.name}{'*' * p.required}  {p.label.text(lang)}" for p in one.parameters]
    lines += ["", session.say("列", "Columns")]
    lines += [f"  {column.name}  {column.label.text(lang)}" for column in one.columns]
    return "\n".join(lines) + "\n"


def _parameters(question: Question) -> str:
    return " ".join(f"--{p.name}{'*' * p.required}" for p in question.parameters)


def _entry(question: Question, lang: str) -> dict[str, Any]:
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
