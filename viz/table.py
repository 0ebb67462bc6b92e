"""The table twin of a drawing: every mark with its figures and lines, as CSV and as HTML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ..graph.result_table import Cell, Field, Table
from ..queries.csv_table import csv_bytes
from .drawing import Drawing, Figure, Mark
from .svg import clean

_HEADINGS = {
    "kind": ("種類", "Kind"),
    "name": ("名前", "Name"),
    "lines": ("行", "Lines"),
    "iri": ("IRI", "IRI"),
    "source": ("から（IRI）", "From (IRI)"),
    "target": ("へ（IRI）", "To (IRI)"),
}


def twin(drawing: Drawing) -> Table:
    """The marks as rows; columns that no mark fills are left out."""
    words = {key: pair[drawing.lang != "ja"] for key, pair in _HEADINGS.items()}
    order = ["kind", "name", *drawing.columns, "lines", "iri", "source", "target"]
    rows = [_row(mark, drawing) for mark in drawing.marks]
    used = [k for k in order if k in ("kind", "name", "lines") or any(k in row for row in rows)]
    fields = tuple(Field(key, words.get(key) or drawing.columns[key], "text") for key in used)
    cells: list[tuple[Cell, ...]] = [tuple(row.get(key) for key in used) for row in rows]
    return Table(drawing.name, drawing.title, drawing.summary, fields, cells)


def _row(mark: Mark, drawing: Drawing) -> dict[str, Cell]:
    facts: dict[str, Cell] = {
        "kind": drawing.kinds[mark.kind],
        "name": mark.name,
        "lines": ", ".join(mark.lines),
    }
    facts |= {key: _cell(value) for key, value in mark.figures.items()}
    ends = {"iri": mark.iri, "source": mark.source, "target": mark.target}
    return facts | {key: value for key, value in ends.items() if value}


def _cell(value: Figure) -> Cell:
    from decimal import Decimal

    return Decimal(f"{value:.10g}") if isinstance(value, float) else value


def table_csv(drawing: Drawing) -> bytes:
    """The twin as a CSV file that Excel opens rightly."""
    return csv_bytes(twin(drawing))


def table_html(drawing: Drawing) -> str:
    """The twin as an HTML table; IRIs are left to the CSV, where no one has to read past them."""
    table = twin(drawing)
    shown = [place for place, one in enumerate(table.fields) if one.name not in _IRIS]
    root = ET.Element("table")
    head = ET.SubElement(ET.SubElement(root, "thead"), "tr")
    for place in shown:
        ET.SubElement(head, "th", {"scope": "col"}).text = clean(table.fields[place].heading)
    body = ET.SubElement(root, "tbody")
    for mark, cells in zip(drawing.marks, table.rows, strict=True):
        row = ET.SubElement(body, "tr", {"data-iri": clean(mark.iri)} if mark.iri else {})
        for place in shown:
            _td(row, cells[place], table.fields[place].name)
    return ET.tostring(root, encoding="unicode", method="html")


_IRIS = frozenset(("iri", "source", "target"))


def _td(row: ET.Element, value: Cell, name: str) -> None:
    number = value is not None and not isinstance(value, str)
    text = "" if value is None else f"{value:,}" if number else str(value)
    attributes = {"class": "number"} if number else {}
    ET.SubElement(row, "td", {**attributes, "data-column": name}).text = clean(text)
