"""What can be known about a SPARQL query from its text alone, without an engine's parser.

Three questions are answered here: which form a query has (the text decides how a remote
endpoint must be asked), whether it chooses its own graphs with FROM, and whether it may be
run at all (`refuse_outside`).

The engine offers neither a parser nor a switch for SERVICE, so the refusal works on tokens.
Tokens of SPARQL are ambiguous in places: ``?a <?b && ?c> ?d`` may hold an IRI or two
comparisons. `refuse_outside` therefore follows every reading and refuses when any of them
meets a SERVICE clause. It errs on the safe side: a few queries are refused that only look
like one (say a triple ``?s ex:service ?o`` directly before a group, without the full stop).
What it cannot promise is to hold for engines whose tokens differ from SPARQL 1.1's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .errors import QueryError, RefusedQuery

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")

# Kinds of tokens, tried in this order at each place of the text. The patterns are wider than
# the standard's on purpose (any escape in a string, any non-blank in an IRI): a token that only
# this module sees is harmless, one that only the engine sees is not.
_SKIP = r"(?:[\s\ufeff]|\#[^\r\n]*)+"
_IRI = r"<[^<>\x00-\x20]*>"
_LONG = r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\""
_SHORT = r"'(?:[^'\\\n\r]|\\.)*'|\"(?:[^\"\\\n\r]|\\.)*\""
_VAR = r"[?$]\w+"
_LOCAL = r"(?:[\w:%\\-](?:[\w:%.\-·]|\\.)*(?<!\.))?"
_NAME = rf"(?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:{_LOCAL}"
_TOKEN = re.compile(
    rf"(?P<skip>{_SKIP})|(?P<iri>{_IRI})|(?P<long>{_LONG})|(?P<short>{_SHORT})"
    rf"|(?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?P<var>{_VAR})|(?P<blank>_:[\w.\-·]*)"
    rf"|(?P<name>{_NAME})|(?P<number>[0-9]+)|(?P<word>[^\W\d]\w*)|(?P<sign>.)",
    re.DOTALL,
)
_SHORT_AT = re.compile(_SHORT, re.DOTALL)
# SERVICE needs a variable or an IRI and a brace after it; engines accept it glued to its
# neighbours ("trueSERVICE", "SERVICEex:a{"), so word boundaries prove nothing.
_GAP = r"(?:[\s\ufeff]|\#[^\r\n]*[\r\n])*"
_SERVICE = re.compile(
    rf"service(?={_GAP}(?:silent)?{_GAP}(?:{_IRI}|{_VAR}|{_NAME}){_GAP}\{{)",
    re.IGNORECASE | re.DOTALL,
)
_GRAPH_BEFORE = re.compile(r"(?<![\w:?$.\-])(?:graph|from|named|describe)\s+\Z", re.IGNORECASE)
_PROLOGUE = re.compile(
    rf"(?:{_SKIP})?(?:base(?:{_SKIP})?{_IRI}|prefix(?:{_SKIP})?[^\s:]*:(?:{_SKIP})?{_IRI})",
    re.IGNORECASE | re.DOTALL,
)
_FROM = re.compile("from", re.IGNORECASE)
_DECLARED = re.compile(r"prefix\s*([^\s:<]*):\s*<", re.IGNORECASE)

# Measured on the engine with the usual stack of 8 MiB, with a margin of two.
_SURELY_SMALL, _DEEPEST, _MOST_STEPS = 1000, 500, 2000
_STEPS = frozenset("+-*/|&!^=<>")


class Token(NamedTuple):
    """One token: its kind (a group name of the scanner), its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in its usual reading, without blanks and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield Token(match.lastgroup or "", match.group(), match.start())


def query_form(text: str) -> str:
    """Which of `FORMS` the query has.

    Raises RefusedQuery for an update (INSERT, DELETE, LOAD …), QueryError for anything else.
    """
    token = next(tokens(text[_prologue_end(text) :]), None)
    word = token.text.upper() if token and token.kind == "word" else ""
    if word in FORMS:
        return word
    if word in _UPDATES:
        raise RefusedQuery(
            f"{word} はデータを書き換える操作なので実行しません。"
            "使えるのは SELECT・ASK・CONSTRUCT・DESCRIBE です。",
            f"{word} would change data and was not run: "
            "only SELECT, ASK, CONSTRUCT and DESCRIBE are answered.",
        )
    if token is None:
        raise QueryError("問合せが空です。", "The query is empty.")
    raise QueryError(
        f"SPARQL の問合せは SELECT・ASK・CONSTRUCT・DESCRIBE のどれかで始まります"
        f"（「{token.text[:30]}」ではありません）。",
        "A SPARQL query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, "
        f"not with “{token.text[:30]}”.",
    )


def _prologue_end(text: str) -> int:
    end = 0
    while match := _PROLOGUE.match(text, end):
        end = match.end()
    return end


def names_graphs(text: str) -> bool:
    """Whether the query chooses its default graph itself, with FROM or FROM NAMED."""
    if not _FROM.search(text):  # reading a megabyte of tokens takes a second
        return False
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text))


def undeclared_prefixes(text: str, known: Mapping[str, str]) -> list[str]:
    """Prefixes the query uses but does not declare, in order of use.

    Those in ``known`` that it uses undeclared are listed as well: the caller may add them.
    """
    head = _prologue_end(text)
    declared = set(_DECLARED.findall(text[:head]))
    used = [t.text.split(":", 1)[0] for t in tokens(text[head:]) if t.kind == "name"]
    missing = dict.fromkeys(prefix for prefix in used if prefix not in declared)
    return [p for p in missing if p in known] + [p for p in missing if p not in known]


def with_prefixes(text: str, known: Mapping[str, str]) -> str:
    """The query with declarations from ``known`` for prefixes it uses undeclared.

    They are put in front on the first line, so that line numbers in messages stay true.
    """
    missing = [p for p in undeclared_prefixes(text, known) if p in known]
    head = "".join(f"PREFIX {prefix}: <{known[prefix]}> " for prefix in missing)
    return head + text.removeprefix("\ufeff")


def refuse_monstrous(text: str) -> None:
    """Raise QueryError for a query so deep or long that the engine's parser would crash.

    The engine descends by recursion: thousands of nested groups or chained operators overflow
    its stack and end the whole process. Long VALUES lists are no trouble and are let through.
    """
    if len(text) < _SURELY_SMALL:
        return
    depth = deepest = steps = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "sign":
            word = match.group()
            depth += (word in "{([") - (word in "})]")
            deepest = max(deepest, depth)
            steps += word in _STEPS
        elif kind == "word":
            steps += 1
        if deepest > _DEEPEST or steps > _MOST_STEPS:
            raise QueryError(
                f"問合せが大きすぎます（入れ子は {_DEEPEST}、演算と句は {_MOST_STEPS} まで）。",
                f"The query is too large (nesting up to {_DEEPEST}, operators and clauses up to "
                f"{_MOST_STEPS}).",
            )


def refuse_outside(text: str) -> None:
    """Raise RefusedQuery when any reading of the query holds a SERVICE clause.

    In comments, strings and IRIs the word is harmless. See the module's docstring for limits.
    """
    suspects = [match.start() for match in _SERVICE.finditer(text)]
    if suspects and any(_holds(text, token, suspects) for token in _every_reading(text)):
        raise RefusedQuery(
            "SERVICE は外部へ問い合わせる構文なので実行しません。",
            "SERVICE would send a request elsewhere; this query was not run.",
        )


def _holds(text: str, token: Token, suspects: list[int]) -> bool:
    end = token.start + len(token.text)
    if token.kind not in {"word", "name"} or not any(token.start <= s < end for s in suspects):
        return False
    # GRAPH service:x { … } names a graph, whatever the prefix is called.
    return token.kind == "word" or not _GRAPH_BEFORE.search(text, 0, token.start)


def _every_reading(text: str) -> Iterator[Token]:
    """Tokens of all readings. A place is (offset, inside a comparison): a finite graph.

    After a ``<`` read as a comparison the expression has to be closed, by ``)`` or by the
    ``{`` of an EXISTS, before a SERVICE can follow: until then its words are not reported, or
    every IRI with "service" in its path would be refused.
    """
    todo, seen = [(0, False)], set[tuple[int, bool]]()
    while todo:
        place = todo.pop()
        if place in seen or place[0] >= len(text):
            continue
        seen.add(place)
        for token in _readings_at(text, place[0]):
            inside = (place[1] or token.text == "<") and token.text not in {")", "{"}
            todo.append((token.start + len(token.text), inside))
            if not place[1]:
                yield token


def _readings_at(text: str, start: int) -> Iterator[Token]:
    match = _TOKEN.match(text, start)
    assert match, "the last alternative of the scanner matches any character"
    kind = match.lastgroup or ""
    if kind == "sign" and match.group() in "'\"\\":
        return  # a quotation mark that opens no string: no engine reads on
    yield Token(kind, match.group(), start)
    if kind == "iri":
        yield Token("sign", "<", start)
    if kind == "long" and (short := _SHORT_AT.match(text, start)):
        yield Token("short", short.group(), start)
