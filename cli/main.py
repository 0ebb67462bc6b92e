"""Finding the command, running it, and turning errors into one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from ..graph.errors import MachigraphError
from .arguments import Parser, UsageError, add_common, default_lang
from .output import close_quietly, write_text
from .session import Session

# The modules of this folder that are commands, in the order of the help: what each is for.
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("文書からグラフを作る", "build the graph from the document"),
    "check": ("印字された数と照らし合わせる", "reconcile it with the printed figures"),
    "questions": ("用意された質問を一覧する", "list the ready questions"),
    "ask": ("用意された質問に答える", "answer a ready question"),
    "sparql": ("SPARQL で問い合わせる", "answer a SPARQL query"),
    "show": ("一つのものと周りを見る", "show one thing and its neighbourhood"),
    "picture": ("図を描く", "draw a picture"),
    "serve": ("HTTP で答える（SPARQL と質問）", "answer over HTTP: SPARQL and questions"),
    "export": ("ほかの形式で書き出す", "write it out in other formats"),
    "completion": ("シェルの補完を使えるようにする", "completion for your shell"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code.

    0: done. 1: a check failed. 2: the request or its input is wrong. 70: a fault of the program
    itself. 130: interrupted.
    """
    if "_ARGCOMPLETE" in os.environ:  # the shell asks what may stand at the cursor
        from .completion import complete

        complete()
    words = list(sys.argv[1:] if argv is None else argv)
    lang = early_lang(words)
    try:
        code = _run(words, lang)
        sys.stdout.flush()
    except MachigraphError as error:
        return _complain(error.message(lang), error.exit_code)
    except BrokenPipeError:
        close_quietly()
        return 0
    except KeyboardInterrupt:
        return _complain("中断しました。" if lang == "ja" else "Interrupted.", 130)
    except OSError as error:
        words_of = f"{error.filename or ''} {error.strerror or error}".strip()
        return _complain(
            f"読み書きできません: {words_of}"
            if lang == "ja"
            else f"Cannot read or write: {words_of}",
            2,
        )
    except Exception as error:
        if os.environ.get("MACHIGRAPH_TRACEBACK"):
            raise
        return _complain(_own_fault(error, lang), 70)
    return code


def _own_fault(error: Exception, lang: str) -> str:
    """What to say when the program itself is wrong: briefly, and how to learn more."""
    words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    if lang == "ja":
        return (
            f"プログラムの誤りです（{words}）。詳しくは MACHIGRAPH_TRACEBACK=1 を付けて実行します。"
        )
    return f"A fault of the program ({words}). Run with MACHIGRAPH_TRACEBACK=1 for more."


def _complain(message: str, code: int) -> int:
    write_text(f"machigraph: {message}\n", sys.stderr)
    return code


def early_lang(words: Sequence[str]) -> str:
    """The language for help and errors, before the command line has been read properly."""
    for place, word in enumerate(words):
        if word == "--lang" and words[place + 1 : place + 2] in (["ja"], ["en"]):
            return words[place + 1]
        if word in {"--lang=ja", "--lang=en"}:
            return word[-2:]
    return default_lang(os.environ)


def _run(words: list[str], lang: str) -> int:
    common = Parser(prog="machigraph", lang=lang, usage="machigraph [--lang {ja,en}] COMMAND …")
    add_common(common, lang)
    common.add_argument("--version", action="store_true")
    common.add_argument("command", nargs="?")
    place = command_place(words)
    if place is None:
        return _without_command(common, words, lang)
    before, name, after = words[:place], words[place], words[place + 1 :]
    if name not in COMMANDS:
        raise _no_such_command(name)
    module = import_module(f".{name}", __package__)
    parser = Parser(prog=f"machigraph {name}", lang=lang, description=COMMANDS[name][lang == "en"])
    add_common(parser, lang)
    module.configure(parser, lang)
    # `ask` has options of its own for each question; every other command is plain argparse.
    parse = getattr(module, "parse", Parser.parse_args)
    options = parse(parser, [*before, *after])
    folder = getattr(options, "store", None)
    session = Session(getattr(options, "lang", lang), None if folder is None else Path(folder))
    return module.run(options, session)


def command_place(words: Sequence[str]) -> int | None:
    """Where the command stands: the first word that is neither an option nor its value."""
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
        elif word in {"--lang", "--store"}:
            skip = True
        elif not word.startswith("-"):
            return place
    return None


def _without_command(common: Parser, words: list[str], lang: str) -> int:
    if "--version" in words:
        from .. import __version__

        write_text(f"machigraph {__version__}\n")
        return 0
    if {"-h", "--help"} & set(words):
        write_text(overview(lang))
        return 0
    common.parse_args(words)
    names = ", ".join(COMMANDS)
    raise UsageError(
        f"コマンドを指定してください（{names}）。説明: machigraph --help",
        f"Which command? One of {names}. See: machigraph --help",
    )


def _no_such_command(name: str) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    names = ", ".join(COMMANDS)
    return UsageError(
        f"「{name}」というコマンドはありません"
        + (f"（{near[0]} のことですか）。" if near else f"（使えるもの: {names}）。"),
        f"There is no command “{name}” "
        + (f"(did you mean {near[0]}?)." if near else f"(there are {names})."),
    )


def overview(lang: str) -> str:
    """The help of the command as a whole."""
    ja = lang == "ja"
    lines = [
        "使い方: machigraph コマンド …" if ja else "usage: machigraph COMMAND …",
        "",
        "まちグラフ: 総合戦略の文書を、確かめられ、問い合わせられるグラフにします。"
        if ja
        else "A municipal strategy document as a checked graph that can be questioned.",
        "",
    ]
    lines += [f"  {name:<10} {words[lang == 'en']}" for name, words in COMMANDS.items()]
    lines += [
        "",
        "各コマンドの説明: machigraph コマンド --help" if ja else "More: machigraph COMMAND --help",
    ]
    return "\n".join(lines) + "\n"
