"""Tables as HTML for a notebook: every text escaped, nothing fetched, no script."""

from __future__ import annotations

from html import escape

from .result import Result
from .result_table import Cell, Table, table_of

MOST_ROWS = 60
# Notebooks have rules of their own for every th and td (right-aligned): ours must be more specific.
_STYLE = (
    "<style>.machigraph{font-size:13px;line-height:1.5}"
    ".machigraph table{border-collapse:collapse}"
    ".machigraph.machigraph th{text-align:left;border-bottom:2px solid #888;"
    "padding:.2em .8em .2em 0}"
    ".machigraph.machigraph td{text-align:left;vertical-align:top;border-bottom:1px solid #8884;"
    "padding:.2em .8em .2em 0;max-width:32em;overflow-wrap:anywhere}"
    ".machigraph.machigraph .n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}"
    ".machigraph caption{text-align:left;font-weight:600;padding-bottom:.3em}"
    ".machigraph p{opacity:.75;margin:.4em 0}</style>"
)


def result_html(result: Result, lang: str) -> str:
    """The rows of a SELECT, the boolean of an ASK or the triples of a graph."""
    if result.form == "ASK":
        return framed(f"<p>{str(result.boolean).lower()}</p>")
    if result.is_graph:
        count = len(result)
        return framed(f"<pre>{escape(result.serialize('ttl').decode())}</pre>", f"{count} triples")
    return framed(table_html(table_of(result), lang))


def table_html(table: Table, lang: str) -> str:
    """The visible columns of at most `MOST_ROWS` rows, with how many there are."""
    shown = [(place, field) for place, field in enumerate(table.fields) if not field.hidden]
    numeric = {place for place, field in shown if field.type in {"integer", "number"}}
    head = "".join(
        f"<th{_class(place in numeric)}>{escape(field.heading)}</th>" for place, field in shown
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_class(place in numeric)}>{escape(_cell(row[place], field.plain))}</td>"
            for place, field in shown
        )
        + "</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    count, caption = len(table.rows), f"<caption>{escape(table.title)}</caption>"
    return f"<table>{caption}<tr>{head}</tr>{body}</table><p>{_count(count, lang)}</p>"


def _count(count: int, lang: str) -> str:
    if count <= MOST_ROWS:
        return f"{count}件" if lang == "ja" else f"{count} row{'s' * (count != 1)}"
    if lang == "ja":
        return f"全{count}件のうち{MOST_ROWS}件"
    return f"{MOST_ROWS} of {count} rows"


def _class(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _cell(value: Cell, plain: bool) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "○"
    if plain or isinstance(value, str):
        return str(value)
    return f"{value:,f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value):,}"


def framed(body: str, note: str = "") -> str:
    """A piece of HTML with the notebook's style, and perhaps a note below."""
    tail = f"<p>{escape(note)}</p>" if note else ""
    return f'{_STYLE}<div class="machigraph">{body}{tail}</div>'
