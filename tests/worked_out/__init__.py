"""What the questions should answer, worked out from the tables that a person read.

Each function answers one question from the tables of ``tests/expected`` by plain arithmetic;
nothing of machigraph is used and no graph is asked. ``python -m tests.worked_out`` writes the
answers to ``tests/expected/answers``; a test holds that they agree. Answers that are texts rather
than counts were written into that folder by hand, straight from the document.

A file is named after its question, parameters behind an ``@``: ``goal-projects@goal=2.csv``.
"""

from __future__ import annotations

import csv
import io

from . import bodies, checks, departments, indicators, money, overlap, sdgs
from .arithmetic import ANSWERS, FOLDER, Rows

__all__ = ["ANSWERS", "bodies", "checks", "departments", "indicators", "money", "overlap", "sdgs"]


def text_of(rows: Rows) -> str:
    """The rows as CSV, `lines` last."""
    columns = [name for name in rows[0] if name != "lines"] + ["lines"]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def main() -> None:
    """Write every answer that can be worked out."""
    for name, work_out in ANSWERS.items():
        (FOLDER / f"{name}.csv").write_text(text_of(work_out()), encoding="utf-8")
