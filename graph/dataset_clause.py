"""Which graphs a query chooses for itself, with FROM and FROM NAMED."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from .sparql_text import Token, tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


def graphs_named(text: str, known: Mapping[str, str]) -> list[str]:
    """The IRIs of all FROM and FROM NAMED clauses, in their order.

    Args:
        text: the query.
        known: prefixes that need not be declared.

    Returns:
        Absolute IRIs; one that cannot be made absolute stays as it is written, which is the
        name of no graph.
    """
    base, prefixes, found = "", dict(known), list[str]()
    stream = tokens(text)
    for token in stream:
        word = token.text.upper() if token.kind == "word" else ""
        if word == "BASE":
            base = _absolute(next(stream, None), base, prefixes)
        elif word == "PREFIX":
            name = next(stream, None)
            if name is not None:
                prefixes[name.text.partition(":")[0]] = _absolute(
                    next(stream, None), base, prefixes
                )
        elif word == "FROM":
            found.append(_absolute(_named(stream), base, prefixes))
    return found


def _named(stream: Iterator[Token]) -> Token | None:
    token = next(stream, None)
    if token is not None and token.kind == "word" and token.text.upper() == "NAMED":
        return next(stream, None)
    return token


def _absolute(token: Token | None, base: str, prefixes: Mapping[str, str]) -> str:
    if token is None:
        return ""
    if token.kind == "iri":
        iri = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), token.text[1:-1])
        # urljoin would tidy an absolute IRI ("http://x/a/../b"), which the engine does not.
        return iri if not base or re.match(r"[A-Za-z][\w+.-]*:", iri) else urljoin(base, iri)
    prefix, colon, local = token.text.partition(":")
    return prefixes.get(prefix, "") + _LOCAL_ESCAPE.sub(r"\1", local) if colon else token.text
