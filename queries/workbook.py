"""Tables as one Excel workbook: a sheet per table, made to be read, filtered and printed.

Texts are written as texts, so no cell can become a formula or a link whatever it begins with.
The same tables and the same date give the same bytes.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..graph.errors import OutputError
from ..graph.result_table import Cell, Field, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What Excel can hold: characters (UTF-16) of a cell, rows of a sheet, digits of a number.
MOST_TEXT, MOST_ROWS, MOST_DIGITS = 32_767, 1_048_576, 15
_NARROWEST, _WIDEST, _WIDEST_PROSE, _LONGEST_NAME = 6, 50, 80, 31
# Higher rows would hide the table behind one text; the cell holds all of it.
_MOST_LINES = 10
_A4_WIDTH, _ABOUT_WIDTHS = 180, (28, 10, 100)
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FONT = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top"}
_DAWN = datetime(2000, 1, 1)  # noqa: DTZ001  # Excel's dates have no zone


@dataclass(frozen=True, slots=True)
class About:
    """The first sheet: its title, its facts as pairs, and notes of a paragraph each."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    created: datetime | None = None


def workbook(tables: Sequence[Table], about: About, lang: str = "ja") -> bytes:
    """The tables as an ``.xlsx`` file, after a first sheet that says what they are.

    Raises OutputError for a table that has more rows than a sheet can hold.
    """
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    moment = (about.created or _DAWN).replace(tzinfo=None)
    book.set_properties({"title": about.title, "created": moment})
    names = _sheet_names([about.title, *(table.title for table in tables)])
    styles = _styles(book)
    _write_about(
        book.add_worksheet(names[0]), about, list(zip(names[1:], tables, strict=True)), lang, styles
    )
    for name, table in zip(names[1:], tables, strict=True):
        _check_rows(table)
        _Sheet(book.add_worksheet(name), table, lang, styles).write()
    book.close()
    return target.getvalue()


def _styles(book: Workbook) -> dict[str, Any]:
    cell = _FONT | {"bottom": 1, "bottom_color": "#DDDDDD"}
    heading = cell | {"bold": True, "text_wrap": True, "bg_color": "#E4ECF4", "valign": "vcenter"}
    # The blank at a format's end keeps a number off the text beside it.
    return {
        "heading": book.add_format(heading),
        "title": book.add_format(_FONT | {"bold": True, "font_size": 16}),
        "strong": book.add_format(_FONT | {"bold": True}),
        "note": book.add_format(_FONT | {"text_wrap": True}),
        "text": book.add_format(cell | {"text_wrap": True, "num_format": "@"}),
        "integer": book.add_format(cell | {"num_format": "#,##0_ "}),
        "plain": book.add_format(cell | {"num_format": "0_ "}),
        "number": book.add_format(cell | {"num_format": "#,##0.0###_ "}),
        "boolean": book.add_format(cell | {"align": "center"}),
    }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One table on its sheet."""

    sheet: Worksheet
    table: Table
    lang: str
    styles: dict[str, Any]

    def write(self) -> None:
        widths = [self._width(place, field) for place, field in enumerate(self.table.fields)]
        for place, field in enumerate(self.table.fields):
            heading = _fitting(field.heading, self.lang)
            self.sheet.write_string(0, place, heading, self.styles["heading"])
            for number, row in enumerate(self.table.rows, 1):
                self._cell(number, place, row[place], field)
            # A hidden column is folded away, not left out.
            options = {"level": 1, "hidden": True} if field.hidden else {}
            self.sheet.set_column(place, place, widths[place], None, options)
        self._set_heights(widths)
        self._arrange(
            sum(w for w, f in zip(widths, self.table.fields, strict=True) if not f.hidden)
        )

    def _cell(self, row: int, place: int, value: Cell, field: Field) -> None:
        if value is None or value == "":
            self.sheet.write_blank(row, place, None, self.styles["text"])
        elif value is False:
            self.sheet.write_blank(row, place, None, self.styles["boolean"])
        elif value is True:
            ring = _ring(value, self.lang)
            self.sheet.write_string(row, place, ring, self.styles["boolean"])
        elif isinstance(value, int | Decimal) and _is_exact(value):
            style = "number" if value % 1 else "plain" if field.plain else "integer"
            number = float(value) if value % 1 else int(value)
            self.sheet.write_number(row, place, number, self.styles[style])
        else:
            text = _fitting(str(value), self.lang)
            self.sheet.write_string(row, place, text, self.styles["text"])

    def _width(self, place: int, field: Field) -> int:
        """The width that a column's content needs."""
        shown = [shown_text(row[place], field, self.lang) for row in self.table.rows]
        widest = max((text_width(line) for text in shown for line in text.split("\n")), default=0)
        # A heading may break, but leaves room for the arrow of its filter.
        least = min(text_width(field.heading), 14) + 3
        most = _WIDEST if widest < 5 * _WIDEST else _WIDEST_PROSE
        return min(most, max(_NARROWEST, least, widest + 2))

    def _set_heights(self, widths: list[int]) -> None:
        """Rows as high as their wrapped texts; only Excel itself would fit them on opening."""
        visible = [(p, f) for p, f in enumerate(self.table.fields) if not f.hidden]
        tops = [_lines(field.heading, widths[place] - 3) for place, field in visible]
        self.sheet.set_row(0, _height(max(tops, default=1)) + 4)
        for number, row in enumerate(self.table.rows, 1):
            shown = [_lines(shown_text(row[p], f, self.lang), widths[p] - 1) for p, f in visible]
            self.sheet.set_row(number, _height(max(shown, default=1)))

    def _arrange(self, width: int) -> None:
        last = (len(self.table.rows), max(0, len(self.table.fields) - 1))
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, *last)
        self.sheet.repeat_rows(0)
        _set_page(self.sheet, width)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width."""
    return sum(max(1, -(-text_width(line) // width)) for line in text.split("\n"))


def _height(lines: int) -> float:
    return 13.5 * min(lines, _MOST_LINES) + 2


def _set_page(sheet: Worksheet, width: int) -> None:
    """Landscape on one page's width: A4, or A3 where the columns would get too small."""
    sheet.set_landscape()
    sheet.set_paper(9 if width <= _A4_WIDTH else 8)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _write_about(
    sheet: Worksheet,
    about: About,
    listed: list[tuple[str, Table]],
    lang: str,
    styles: dict[str, Any],
) -> None:
    """What this file is, and which sheets it has with how many rows."""
    ja = lang == "ja"
    for place, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, about.title, styles["title"])
    row = 2
    for name, fact in about.facts:
        sheet.write_string(row, 0, name, styles["strong"])
        sheet.write_string(row, 1, fact, styles["strong"])
        row += 1
    for note in about.notes:
        row += 1
        sheet.merge_range(row, 0, row, 2, "", styles["note"])
        sheet.write_string(row, 0, note, styles["note"])
        sheet.set_row(row, _height(_lines(note, sum(_ABOUT_WIDTHS))))
    row += 2
    headings = ("シート", "行数", "内容") if ja else ("Sheet", "Rows", "Content")
    for place, heading in enumerate(headings):
        sheet.write_string(row, place, heading, styles["heading"])
    for number, (name, table) in enumerate(listed, row + 1):
        sheet.write_string(number, 0, name, styles["text"])
        sheet.write_number(number, 1, len(table.rows), styles["integer"])
        sheet.write_string(number, 2, _fitting(table.description, lang), styles["text"])
        sheet.set_row(number, _height(_lines(table.description, _ABOUT_WIDTHS[2])))
    _set_page(sheet, sum(_ABOUT_WIDTHS))


def shown_text(value: Cell, field: Field, lang: str) -> str:
    """How a cell looks, for measuring."""
    if isinstance(value, bool):
        return _ring(value, lang)
    if isinstance(value, int | Decimal):
        return str(value) if field.plain else f"{value:,}"
    return value or ""


def text_width(text: str) -> int:
    """Columns that a text takes: a full-width or ambiguous character takes two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WFA") for char in text)


def _ring(value: bool, lang: str) -> str:
    return ("○" if lang == "ja" else "yes") if value else ""


def _is_exact(value: int | Decimal) -> bool:
    """Whether Excel keeps the number as it is: it knows fifteen digits."""
    return len(Decimal(value).normalize().as_tuple().digits) <= MOST_DIGITS


def _fitting(text: str, lang: str) -> str:
    """A text that a cell can hold: cut, saying so, where it is too long."""
    if _units(text) <= MOST_TEXT:
        return text
    note = (
        "……（長すぎるため、ここで切りました）"
        if lang == "ja"
        else " … (too long for a cell: cut here)"
    )
    room = (MOST_TEXT - _units(note)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + note


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _check_rows(table: Table) -> None:
    if len(table.rows) >= MOST_ROWS:
        raise OutputError(
            f"「{table.title}」は{len(table.rows):,}行あり、Excel のシートに入りません"
            "（CSV か Parquet を使います）。",
            f"“{table.title}” has {len(table.rows):,} rows, more than an Excel sheet holds "
            "(use CSV or Parquet).",
        )


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that Excel allows: short, without its signs, each once whatever the case."""
    names: list[str] = []
    for title in titles:
        plain = " ".join(title.translate(_FORBIDDEN).split()) or "-"
        name, number = plain[:_LONGEST_NAME], 2
        while name.casefold() in {other.casefold() for other in names}:
            tail = f" {number}"
            name, number = plain[: _LONGEST_NAME - len(tail)] + tail, number + 1
        names.append(name)
    return names
