"""What a person read in the document: the tables of ``tests/expected`` and the text they cite.

Nothing here imports machigraph: these tables judge it. Their columns are told in
``tests/expected/README.md``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
EDITION = HERE.parent / "editions" / "asahikawa-2024"

_SAME = str.maketrans({",": "、", "。": ".", "〇": "○", "〜": "~", "—": "-", "―": "-", "−": "-"})


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``tests/expected/{name}.csv``, each a dict of strings."""
    with (HERE / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def document_lines() -> tuple[str, ...]:
    """Lines of the shipped document; index 0 is line 1."""
    return tuple((EDITION / "document.txt").read_text(encoding="utf-8").split("\n"))


def line(number: str | int) -> str:
    """One line of the document by its 1-based number."""
    return document_lines()[int(number) - 1]


def split(cell: str) -> list[str]:
    """The members of a cell that holds several values."""
    return cell.split("|") if cell else []


def plain(raw: str) -> str:
    """A printed text without footnote marks, tags, list and heading signs."""
    text = re.sub(r"\s*<sup>\s*\d+\s*</sup>\s*", "", raw)
    text = re.sub(r"</?[A-Za-z][^>]*>", "", text)
    return re.sub(r"^\s*(#{1,6}|-)?\s*(・\s*)?", "", text.replace("**", "")).strip()


def fold(text: str) -> str:
    """The form in which two texts are compared where only typography may differ.

    Widths of characters, blanks and the two kinds of Japanese comma are ironed out; a wrong,
    missing or additional character still shows.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_SAME)


def decimals(printed: str) -> list[str]:
    """The numbers printed in a text, ▲ as minus, without thousands separators."""
    text = unicodedata.normalize("NFKC", printed).replace(",", "")
    return [n.replace("▲", "-") for n in re.findall(r"▲?\d+(?:\.\d+)?", text)]
