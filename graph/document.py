"""The source document as numbered lines, and the two ways in which its text is compared.

The text came out of a PDF: ``<sup>`` footnote marks, HTML in tables, Markdown signs and blanks
between characters are furniture of that conversion and never part of a value.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from .errors import Problem, ReadingError
from .rows import Span

# Shift_JIS as Windows writes it, and the wider JIS sets for characters outside it.
ENCODINGS = ("utf-8-sig", "cp932", "shift_jis_2004", "euc_jis_2004")

_MARK = re.compile(r"\s*<sup>\s*\d+\s*</sup>\s*")
_ICON = re.compile(r"<div\b[^>]*>.*?</div>", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*\*")


def clean(raw: str) -> str:
    """Text without footnote marks, HTML, Markdown signs and surrounding blanks."""
    text = _MARKDOWN.sub("", _TAG.sub("", _ICON.sub("", _MARK.sub("", raw))))
    return html.unescape(text).strip()


def normal(text: str) -> str:
    """The form in which two texts are compared: NFKC, no blanks, one kind of comma and dash."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.translate(_SAME)


_SAME = str.maketrans(
    {",": "、", "〇": "○", "◯": "○", "〜": "~", "—": "-", "ー": "-", "―": "-", "−": "-"}
)


@dataclass(frozen=True, slots=True)
class Document:
    """A text file by its lines; line numbers are 1-based, as an editor shows them."""

    name: str
    lines: tuple[str, ...]

    def span(self, start: int, end: int | None = None) -> Span:
        """Lines ``start``–``end`` with their verbatim text, outer blanks left off."""
        end = start if end is None else end
        return Span(start, end, "\n".join(self.lines[start - 1 : end]).strip())

    def lines_with(self, printed: str) -> list[int]:
        """Lines in whose text ``printed`` stands, whatever the width of its characters."""
        wanted = normal(clean(printed))
        return [n for n, line in enumerate(self.lines, 1) if wanted in normal(clean(line))]


def load(path: Path) -> Document:
    """Read a UTF-8 or Shift_JIS text file.

    Raises ReadingError when it is missing, empty, or in no encoding that Japanese offices use.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise _unreadable(path, "ファイルを読めません。", "the file cannot be read.") from None
    if not data.strip():
        raise _unreadable(path, "ファイルが空です。", "the file is empty.")
    lines = tuple(line.rstrip("\r") for line in _decode(path, data).split("\n"))
    return Document(path.name, lines[:-1] if lines[-1] == "" else lines)


def _decode(path: Path, data: bytes) -> str:
    _refuse_damaged_utf8(path, data)
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(
        path,
        "文字コードが UTF-8、Shift_JIS、EUC-JP のどれでもありません。UTF-8 で保存してください。",
        "the text is neither UTF-8, Shift_JIS nor EUC-JP; save it again as UTF-8.",
    )


def _refuse_damaged_utf8(path: Path, data: bytes) -> None:
    """Report a UTF-8 file with a broken byte, instead of reading it as another encoding."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        # Text of another encoding is not UTF-8 for long: its first Japanese character breaks it.
        if sum(character > "\u2fff" for character in before) >= _SURELY_UTF8:
            line = before.count("\n") + 1
            raise ReadingError(
                [
                    Problem(
                        str(path),
                        line,
                        "UTF-8 の文字がここで壊れています(ファイルが途中で切れていませんか)。",
                        "a UTF-8 character is broken here; is the file cut short?",
                    )
                ]
            ) from None


_SURELY_UTF8 = 10


def _unreadable(path: Path, ja: str, en: str) -> ReadingError:
    return ReadingError([Problem(str(path), 0, ja, en)])
