"""A table as Parquet, for data frames: typed columns under their names for programs.

Parquet is written by polars, an optional dependency.
"""

from __future__ import annotations

import io

from ..graph.frames import to_polars
from ..graph.result_table import Table


def parquet_bytes(table: Table) -> bytes:
    """The table as a Parquet file. Raises OutputError where polars is not installed."""
    target = io.BytesIO()
    to_polars(table).write_parquet(target)
    return target.getvalue()
