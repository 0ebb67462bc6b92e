"""A table as CSV that Excel opens rightly: UTF-8 with a byte order mark, CRLF, no live formulas.

Numbers stay numbers and booleans are ``true`` and ``false``, so that programs can read it too. A
text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io

from ..graph.result_table import Cell, Table

# Excel of East Asian locales takes the full-width signs for formulas as well.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(table: Table) -> bytes:
    """The table as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(neutral(field.heading) for field in table.fields)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would see a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return neutral(value)
    return format(value, "f") if value % 1 else str(int(value))
