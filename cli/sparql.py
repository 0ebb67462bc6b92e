"""`machigraph sparql QUERY|@FILE|-`: any SPARQL 1.1 query, over the graph or an endpoint."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..graph.errors import QueryError
from ..graph.files import write_file
from ..graph.result import GRAPH_FORMATS, RESULT_FORMATS, check_format
from ..graph.sparql_text import query_form
from .arguments import Parser, add_source_and_output
from .output import write_bytes, write_text
from .session import Session


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "query",
        metavar="QUERY",
        help="問合せ、@ファイル名、または - （標準入力）。mg: や skos: は宣言しなくてよい"
        if ja
        else "the query, @FILE, or - for standard input; mg:, skos: … need no declaration",
    )
    parser.add_argument(
        "--format",
        choices=("table", *RESULT_FORMATS, *GRAPH_FORMATS),
        help="形式（既定は table、CONSTRUCT と DESCRIBE は ttl）"
        if ja
        else "format (default: table; ttl for CONSTRUCT and DESCRIBE)",
    )
    add_source_and_output(parser, lang)


def run(options: argparse.Namespace, session: Session) -> int:
    """Answer the query. Form and format are checked before any store is opened."""
    text = read_query(options.query)
    form = query_form(text)
    name = options.format or ("ttl" if form in {"CONSTRUCT", "DESCRIBE"} else "table")
    check_format(form, name)
    result = session.source(options.endpoint).query(text)
    if name == "table":
        from .rows import table

        answer = table(result, session)
        if options.output is None:
            write_text(answer)
            return 0
        data = answer.encode()
    else:
        data = result.serialize(name)
    if options.output is None:
        write_bytes(data)
    else:
        write_file(options.output, data)
    return 0


def read_query(word: str) -> str:
    """The query that ``word`` is or points to: text, ``@FILE`` or ``-``.

    Raises QueryError when the file cannot be read or is no UTF-8 (or Shift_JIS) text.
    """
    if word == "-":
        return _decoded(sys.stdin.buffer.read(), "-")
    if not word.startswith("@"):
        return word
    path = Path(word[1:])
    try:
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise QueryError(
            f"問合せのファイル {path} を読めません: {error.strerror}",
            f"The query file {path} cannot be read: {error.strerror}",
        ) from error


def _decoded(data: bytes, name: str) -> str:
    """UTF-8 as the standard says; Shift_JIS as Japanese editors on Windows still save."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QueryError(
        f"{name} は UTF-8 の文字として読めません。", f"{name} is not readable as UTF-8 text."
    )
