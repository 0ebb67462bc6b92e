"""Tables as data frames: pandas and polars, each an optional dependency, columns typed alike."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import Any

from .errors import OutputError
from .result_table import Cell, Field, Table


def to_polars(table: Table) -> Any:
    """The table as a polars DataFrame under its names for programs.

    Raises OutputError where polars is not installed.
    """
    polars = require("polars")
    types = {
        "text": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "boolean": polars.Boolean,
    }
    return polars.DataFrame(
        [
            polars.Series(field.name, _column(table, place), types[field.type])
            for place, field in enumerate(table.fields)
        ]
    )


def to_pandas(table: Table) -> Any:
    """The table as a pandas DataFrame under its names for programs; missing values are NA.

    Raises OutputError where pandas is not installed.
    """
    pandas = require("pandas")
    types = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
    return pandas.DataFrame(
        {
            field.name: pandas.array(_column(table, place), dtype=types[field.type])
            for place, field in enumerate(table.fields)
        }
    )


def require(name: str) -> Any:
    """The module of an optional dependency.

    Raises OutputError, saying how to install it, where it is missing.
    """
    try:
        return import_module(name)
    except ImportError:
        raise OutputError(
            f'{name} が必要です: pip install "machigraph[{name}]"',
            f'{name} is needed: pip install "machigraph[{name}]"',
        ) from None


def _column(table: Table, place: int) -> list[Any]:
    return [_typed(row[place], table.fields[place]) for row in table.rows]


def _typed(value: Cell, field: Field) -> str | int | float | bool | None:
    """The value as its column's type."""
    if value is None or field.type in {"integer", "boolean"}:
        return value if not isinstance(value, Decimal) else int(value)
    if field.type == "number":
        return float(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
