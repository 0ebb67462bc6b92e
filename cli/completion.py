"""`machigraph completion SHELL`: completion of commands, options and values in the user's shell.

The printed script makes the shell run `machigraph` itself at each Tab, with ``_ARGCOMPLETE`` and
the line typed so far in the environment; `complete` then answers from the parsers of the commands.
It only reads, and only what is there already: no graph is built, nothing is fetched, and whatever
goes wrong, nothing is offered and nothing is said.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from argcomplete.completers import BaseCompleter
from argcomplete.finders import ExclusiveCompletionFinder
from argcomplete.lexers import split_line
from argcomplete.shell_integration import shellcode

from .arguments import Parser, UsageError, add_common
from .main import COMMANDS, command_place, early_lang
from .output import HANDLER, write_text
from .session import Session

if TYPE_CHECKING:
    from ..graph.store import Store
    from ..queries.catalogue import Parameter

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "machigraph"
# What may stand before the program's name on a line: the end of another command, a variable.
_BEFORE = re.compile(r"[;&|({]\Z|\A[A-Za-z_]\w*=")
# The file descriptor on which argcomplete's scripts listen.
_LISTENER = 8

# What fits so far: words, or words with a description each.
Offer = Iterable[str] | Mapping[str, str]
Completer = Callable[[str, argparse.Namespace], Offer]


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "shell",
        metavar="SHELL",
        choices=SHELLS,
        help=f"シェルの名前（{'、'.join(SHELLS)}）" if ja else f"one of {', '.join(SHELLS)}",
    )


def run(options: argparse.Namespace, _session: Session) -> int:
    """Print the script to source."""
    # Without the shell's own defaults: file names are offered where a file is wanted, only.
    write_text(shellcode([PROGRAM], use_defaults=False, shell=options.shell))
    return 0


# --- answering the shell -------------------------------------------------------------------


def complete() -> NoReturn:
    """Answer the shell's question of what may stand at the cursor, and leave."""
    try:
        words = _words()
        stream = _answer_stream()
        finder = _Finder()
        finder(_tree(words), False, output_stream=stream, default_completer=_Adapter(_nothing))
    except BaseException:  # whatever it is, it must not disturb the line
        os._exit(1)
    os._exit(0)


def _words() -> list[str]:
    """The words before the cursor's, from the program's name on; the shell's ways put right."""
    line, point = os.environ["COMP_LINE"], int(os.environ["COMP_POINT"])
    if point > len(line) and os.environ.get("_ARGCOMPLETE_SHELL") == "bash":
        # Where its locale has no characters of several bytes, bash counts bytes.
        point = len(os.fsdecode(os.fsencode(line)[:point]))
        os.environ["COMP_POINT"] = str(point)
    # bash breaks a word before an @, but counts the @ to what follows.
    breaks = os.environ.get("_ARGCOMPLETE_COMP_WORDBREAKS", "")
    os.environ["_ARGCOMPLETE_COMP_WORDBREAKS"] = breaks.replace("@", "")
    words = split_line(line, point)[3]
    # zsh sends the whole line, commands before this one and variables set for it included.
    named = [place for place, word in enumerate(words) if Path(word).stem == PROGRAM]
    first = [place for place in named if not place or _BEFORE.search(words[place - 1])]
    start = first[-1] if first else (named or [0])[0]
    os.environ["_ARGCOMPLETE"] = str(start + 1)
    return words[start + 1 :]


def _answer_stream() -> TextIO:
    """Where the shell reads the answer, in the encoding in which it gave us the line."""
    encoding = sys.getfilesystemencoding()
    errors = "surrogateescape" if encoding == "utf-8" else HANDLER
    if os.environ.get("_ARGCOMPLETE_SHELL") == "powershell":
        encoding = "utf-8-sig"  # its older versions take a file without the mark for ANSI
    name = os.environ.get("_ARGCOMPLETE_STDOUT_FILENAME")
    if name is None:
        return os.fdopen(_LISTENER, "w", encoding=encoding, errors=errors, newline="")
    return Path(name).open("w", encoding=encoding, errors=errors, newline="")


class _Finder(ExclusiveCompletionFinder):
    """Offers each option once, and unasked for only where no other word is expected."""

    def collect_completions(
        self,
        active_parsers: list[argparse.ArgumentParser],
        parsed_args: argparse.Namespace,
        cword_prefix: str,
    ) -> list[str]:
        found = super().collect_completions(active_parsers, parsed_args, cword_prefix)
        if not found and not cword_prefix and not self.always_complete_options:
            self.always_complete_options = "long"
            found = super().collect_completions(active_parsers, parsed_args, cword_prefix)
        for word in found:  # the value in --name=value has the value's own description
            value = word.partition("=")[2] or word
            self._display_completions[word] = self._display_completions.get(value, "")
        return found


# --- what there is to offer ----------------------------------------------------------------


def _tree(words: Sequence[str]) -> Parser:
    """One parser of all commands; only the one that is being written has its options."""
    lang = early_lang(words)
    place = command_place(words)
    tree = Parser(prog=PROGRAM, lang=lang)
    add_common(tree, lang)
    tree.add_argument("--version", action="store_true", help="版" if lang == "ja" else "version")
    _set_completers(tree, "", lang)
    commands = tree.add_subparsers()
    for name, about in COMMANDS.items():
        parser = commands.add_parser(name, lang=lang, help=about[lang == "en"])
        if place is not None and words[place] == name:
            if name == "ask":
                _add_parameters(parser, words[place + 1 :], lang)
            import_module(f".{name}", __package__).configure(parser, lang)
            add_common(parser, lang)
            _set_completers(parser, name, lang)
    if place is not None and words[place] not in COMMANDS:
        raise UsageError("", "")  # nothing can follow
    return tree


def _set_completers(parser: Parser, command: str, lang: str) -> None:
    """Give each argument the completer of its kind, which its placeholder tells."""
    kinds: dict[str, Completer] = {
        "FILE": _files,
        "FOLDER": _folders,
        "EDITION_FOLDER": _folders,
        "sparql QUERY": _query_files,
        "picture NAME": lambda _prefix, _given: _pictures(lang),
        "ask ID": lambda _prefix, _given: _questions(lang),
    }
    if command == "picture":
        kinds |= _filters(lang)
    for action in parser._actions:
        found = kinds.get(f"{command} {action.metavar}") or kinds.get(str(action.metavar))
        if found is not None and not hasattr(action, "completer"):
            _attach(action, found)


def _filters(lang: str) -> dict[str, Completer]:
    """The completers for the values of a picture's filters."""
    from ..queries.catalogue import Bilingual, Parameter
    from ..viz.selection import FILTERS

    return {
        f"picture {name.upper()}": _values(Parameter(name, name, Bilingual(name, name), name), lang)
        for name in FILTERS
    }


def _add_parameters(parser: Parser, words: Sequence[str], lang: str) -> None:
    """Declare the parameters of the question that the line names.

    Where it names none yet, all parameters are known, lest their values are taken for its name.
    """
    from ..queries.catalogue import question, question_ids, questions

    ids = question_ids()
    written = (word.strip().lower().replace("_", "-") for word in words)
    found = [question(name) for name in written if name in ids][:1]
    declared = {p.name: p for known in found or questions() for p in known.parameters}
    for parameter in declared.values():
        about = parameter.label.text(lang) if found else argparse.SUPPRESS
        action = parser.add_argument(f"--{parameter.name}", help=about)
        _attach(action, _values(parameter, lang))


def _values(parameter: Parameter, lang: str) -> Completer:
    """A completer for a parameter: the codes of its values, or the names where those fit."""

    def offer(prefix: str, given: argparse.Namespace) -> Offer:
        from ..queries.picklist import choices

        store = _store(getattr(given, "store", None)) if parameter.picklist else None
        if store is None or parameter.picklist is None:
            return ()
        listed = choices(store, parameter.picklist)
        codes = {choice.code: choice.label.text(lang) for choice in listed}
        if any(code.startswith(prefix) for code in codes):
            return codes
        return {name: choice.code for choice in listed for name in choice.names if name}

    return offer


def _store(folder: str | None) -> Store | None:
    """The store to ask: the one named on the line, else the automatic one if it is there."""
    if folder is not None:
        # The shell has not replaced these yet.
        return Session("ja", Path(os.path.expandvars(folder)).expanduser()).store()
    from ..graph.cache import ready_graph

    ready = ready_graph()
    return None if ready is None else Session("ja", ready).store()


def _questions(lang: str) -> Offer:
    from ..queries.catalogue import questions

    return {question.id: question.title.text(lang) for question in questions()}


def _pictures(lang: str) -> Offer:
    from ..viz import PICTURES

    return {name: one.ja if lang == "ja" else one.en for name, one in PICTURES.items()}


def _files(prefix: str, _given: argparse.Namespace) -> Offer:
    return _paths(prefix)


def _folders(prefix: str, _given: argparse.Namespace) -> Offer:
    return [path for path in _paths(prefix) if path.endswith("/")]


def _query_files(prefix: str, _given: argparse.Namespace) -> Offer:
    return [f"@{path}" for path in _paths(prefix[1:])] if prefix.startswith("@") else ()


def _nothing(_prefix: str, _given: argparse.Namespace) -> Offer:
    return ()


def _paths(prefix: str) -> list[str]:
    """The files and folders whose path begins like this; hidden ones only when asked for."""
    head, slash, start = prefix.rpartition("/")
    try:
        entries = sorted(Path(f"{head}{slash}" or ".").expanduser().iterdir())
    except (OSError, RuntimeError):
        return []
    return [
        f"{head}{slash}{entry.name}{'/' if entry.is_dir() else ''}"
        for entry in entries
        if entry.name.startswith(start) and (start or not entry.name.startswith("."))
    ]


def _attach(action: argparse.Action, completer: Completer) -> None:
    """Put a completer where argcomplete looks for it."""
    cast("Any", action).completer = _Adapter(completer)


class _Adapter(BaseCompleter):
    """Calls one of our completers; argcomplete drops what does not begin with the prefix."""

    def __init__(self, completer: Completer) -> None:
        self._completer = completer

    def __call__(self, *, prefix: str, parsed_args: argparse.Namespace, **_known: object) -> Offer:
        return self._completer(prefix, parsed_args)
