"""`machigraph export -o FILE`: the graph as RDF, or its things as tables."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..graph.errors import OutputError
from ..graph.files import write_file
from ..graph.serialization import RDF_FORMATS
from .arguments import Parser, UsageError
from .output import write_folder, write_text
from .session import Session

if TYPE_CHECKING:
    from ..graph.result_table import Table
    from ..graph.snapshot import Snapshot
    from ..queries.workbook import About

FOLDERS = ("csv", "parquet")
FORMATS = (*RDF_FORMATS, "csv", "xlsx", "parquet")


def configure(parser: Parser, lang: str) -> None:
    """Declare the options."""
    ja = lang == "ja"
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="書き出すファイル。csv と parquet ではフォルダー"
        if ja
        else "file to write; a folder for csv and parquet",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="形式（既定はファイルの拡張子から）" if ja else "format (default: by the file's name)",
    )
    parser.add_argument(
        "--table",
        metavar="NAME",
        nargs="+",
        action="extend",
        default=[],
        help="書き出す表（既定は全て）" if ja else "tables to write (default: all)",
    )


def run(options: argparse.Namespace, session: Session) -> int:
    """Write it and say where it is."""
    path, names = options.output, options.table
    form = options.format or _by_name(path)
    _check_fit(form, path, names)
    if form in RDF_FORMATS:
        _write_rdf(form, path, session)
    else:
        _write_tables(form, path, names, session)
    write_text(session.say(f"{path} に書き出しました。\n", f"Written to {path}.\n"))
    return 0


def _by_name(path: Path) -> str:
    form = path.suffix.lower().removeprefix(".")
    if form in FORMATS:
        return form
    known = ", ".join(FORMATS)
    raise UsageError(
        f"{path} からは形式が分からないので、--format を指定してください（{known}）。",
        f"The name {path} tells no format: give --format ({known}).",
    )


def _check_fit(form: str, path: Path, names: list[str]) -> None:
    """Raise when what is asked for cannot be, before a graph is opened or built."""
    if form in RDF_FORMATS and names:
        raise UsageError(
            f"{form} はグラフ全体なので、--table は指定できません。",
            f"{form} is the whole graph and takes no --table.",
        )
    if names:
        from ..queries.tables import check_tables

        check_tables(names)
    if form in FOLDERS and _is_file(form, path) and len(set(names)) != 1:
        raise UsageError(
            f"{form} は表ごとに一つのファイルです。フォルダーと --format {form} を指定するか、"
            "--table で一つの表を選んでください。",
            f"{form} makes one file per table: give a folder and --format {form}, "
            "or choose one table with --table.",
        )
    if form == "parquet":
        from ..graph.frames import require

        require("polars")
    if path.is_dir() and not (form in FOLDERS and not _is_file(form, path)):
        raise OutputError(f"{path} はフォルダーです。", f"{path} is a folder.")


def _is_file(form: str, path: Path) -> bool:
    """Whether a path for csv or parquet means one file: it is named like one."""
    return path.suffix.lower() == f".{form}"


def _write_rdf(form: str, path: Path, session: Session) -> None:
    from ..graph.serialization import serialize
    from ..graph.snapshot import snapshot

    write_file(path, serialize(snapshot(session.store_folder()).nquads, form))


def _write_tables(form: str, path: Path, names: list[str], session: Session) -> None:
    from ..graph.snapshot import snapshot
    from ..graph.store import Store
    from ..queries.tables import tables

    # One folder for both: a rebuild in between must not pair rows with another graph's hash.
    place = session.store_folder()
    found = tables(Store.open(place), names, session.lang)
    if form == "xlsx":
        from ..queries.workbook import workbook

        about = _about(snapshot(place), session)
        write_file(path, workbook(found, about, session.lang))
    elif _is_file(form, path):
        write_file(path, _file(form, found[0]))
    else:
        write_folder(path, {f"{table.name}.{form}": _file(form, table) for table in found})


def _file(form: str, table: Table) -> bytes:
    if form == "csv":
        from ..queries.csv_table import csv_bytes

        return csv_bytes(table)
    from ..queries.parquet import parquet_bytes

    return parquet_bytes(table)


def _about(made: Snapshot, session: Session) -> About:
    """What the workbook's first sheet says of the graph."""
    from .. import __version__
    from ..queries.workbook import About

    say, built = session.say, made.built
    facts = (
        (say("データセット（SHA-256）", "Dataset (SHA-256)"), made.hash),
        (say("版", "Editions"), ", ".join(made.editions)),
        (say("作成日時（UTC）", "Built (UTC)"), f"{built:%Y-%m-%d %H:%M}" if built else ""),
        (say("作成したもの", "Made by"), f"machigraph {__version__}"),
    )
    return About(
        say("この表について", "About"),
        tuple(fact for fact in facts if fact[1]),
        _NOTES[session.lang == "en"],
        built,
    )


_NOTES = (
    (
        "金額は円です。行は出典の文書の行番号です。",
        "IRI の列はたたんであります（列の上の＋で開きます）。",
        "再掲の行の事業費は元の掲載と同じものです。合計するときは再掲を除きます。",
        "総合戦略の文書は発行した自治体のもの、プログラムと語彙は Apache-2.0 です。",
        "計算し、または訂正した数は自治体の発表ではありません。",
    ),
    (
        "Money is in yen. Lines are line numbers of the source document.",
        "The columns of IRIs are folded: the + above them opens them.",
        "A re-listing shows the amount of its original: leave re-listings out of a sum.",
        "The strategy's text is its municipality's; the program and vocabulary are Apache-2.0.",
        "Figures that were computed or corrected are not the municipality's statements.",
    ),
)
