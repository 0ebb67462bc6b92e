"""Small CSV tables that stand beside a document: read whole, with clear errors."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from .errors import EditionError


def read_csv(
    path: Path,
    columns: tuple[str, ...],
    checks: Mapping[str, Callable[[str], bool]] | None = None,
    seen: Callable[[dict[str, str]], object] = lambda _row: None,
) -> list[dict[str, str]]:
    """Rows of a UTF-8 CSV file with a heading row that names at least ``columns``.

    ``checks`` say, per column, which values are right; ``seen`` is told of each row that was, so
    that a check may look back. Raises EditionError naming file and line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise _missing_columns(path, missing)
            rows = list(_rows(reader, path, columns, checks or {}, seen))
    except FileNotFoundError:
        raise EditionError(
            f"{path}: ファイルがありません。", f"{path}: there is no such file."
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EditionError(
            f"{path}: UTF-8 の CSV として読めません({error})。",
            f"{path}: cannot be read as UTF-8 CSV ({error}).",
        ) from None
    return rows


def _rows(
    reader: csv.DictReader[str],
    path: Path,
    columns: tuple[str, ...],
    checks: Mapping[str, Callable[[str], bool]],
    seen: Callable[[dict[str, str]], object],
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for row in reader:
        if None in row or any(row.get(column) is None for column in columns):
            width = len(reader.fieldnames or ())
            raise EditionError(
                f"{path}:{reader.line_num}: 列の数が見出し({width}列)と違います。",
                f"{path}:{reader.line_num}: the row does not have the heading's {width} cells.",
            )
        cells = {column: row[column].strip() for column in columns}
        for column, right in checks.items():
            if not right(cells[column]):
                raise EditionError(
                    f"{path}:{reader.line_num}: 「{column}」の値「{cells[column]}」は使えません。",
                    f"{path}:{reader.line_num}: “{cells[column]}” is no value for “{column}”.",
                )
        seen(cells)
        rows.append(cells)
    return rows


def _missing_columns(path: Path, missing: list[str]) -> EditionError:
    names = ", ".join(missing)
    return EditionError(
        f"{path}:1: 見出しに {names} がありません。", f"{path}:1: the heading lacks {names}."
    )
