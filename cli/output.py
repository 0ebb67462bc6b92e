"""Writing answers: bytes for machines, text for whatever terminal there is, files whole or not.

A Japanese Windows console encodes in cp932, which lacks a few characters of the document; text
for people replaces those by their look-alikes instead of failing.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from ..graph.errors import OutputError

HANDLER = "machigraph.lookalike"
# Lies in every folder that `write_folder` wrote and names the files that it wrote there.
MARKER = ".machigraph-export"
# Unicode has two characters where cp932 has one: the tables of Windows and of JIS differ.
_LOOKALIKES = {
    "〜": "～",
    "−": "－",
    "—": "―",
    "‖": "∥",
    "¢": "￠",
    "£": "￡",
    "¬": "￢",
    "¥": "￥",
    "‐": "-",
    "‑": "-",
    "•": "・",
    "·": "・",
    "–": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "\xa0": " ",
}
_LAST_RESORT = ("〓", "?")


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: each character that the encoding lacks, by the nearest it has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_nearest(char, error.encoding) for char in lost), error.end


def _nearest(char: str, encoding: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    for candidate in (_LOOKALIKES.get(char, ""), plain, *_LAST_RESORT):
        if candidate and _fits(candidate, encoding):
            return candidate
    return "?"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(HANDLER, _replace)


def write_text(text: str, stream: TextIO | None = None) -> None:
    """Write text for a person to standard output (or ``stream``), in its encoding."""
    stream = sys.stdout if stream is None else stream
    if stream is None:  # a windowed program without a console
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    # The stream adds the platform's line ends; only characters are made to fit here.
    stream.write(text.encode(encoding, HANDLER).decode(encoding))


def write_bytes(data: bytes) -> None:
    """Write an answer for a machine to standard output: its UTF-8 bytes, unchanged.

    On a terminal a person reads it, so there it is shown in the terminal's encoding.
    """
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        write_text(data.decode("utf-8"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder whole: beside the one that is there, then put in its place.

    A folder that holds anything but what an earlier call wrote is left alone. Raises OutputError
    then, and when the place cannot be written.
    """
    _check_ours(path)
    path = path.resolve()
    temporary, former = (path.with_name(f".{path.name}.{os.getpid()}.{x}") for x in ("tmp", "old"))
    listed = "".join(f"{name}\n" for name in sorted(files)).encode()
    try:
        try:
            temporary.mkdir()
            for name, data in {**files, MARKER: listed}.items():
                (temporary / name).write_bytes(data)
            _swap(temporary, path, former)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{path} に書けません: {error.strerror}", f"Cannot write {path}: {error.strerror}"
        ) from error


def _swap(temporary: Path, path: Path, former: Path) -> None:
    if path.exists():
        path.replace(former)
    try:
        temporary.replace(path)
    except OSError:
        if former.exists():
            former.replace(path)
        raise


def _check_ours(path: Path) -> None:
    """Raise OutputError unless the folder is absent, empty, or only of earlier exports."""
    if path.is_dir() and not path.is_symlink():
        marker = path / MARKER
        ours = set(marker.read_text(encoding="utf-8").splitlines()) if marker.is_file() else set()
        strange = sorted({item.name for item in path.iterdir()} - ours - {MARKER})
        if not strange:
            return
        raise OutputError(
            f"{path} には書き出したものでない {strange[0]} などがあるので、書き換えません。"
            "別のフォルダーを指定してください。",
            f"{path} holds {strange[0]}, which no export wrote, and is left as it is; "
            "give another folder.",
        )
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path} はフォルダーではありません。", f"{path} is no folder.")


def close_quietly() -> None:
    """After the reader has closed the pipe: keep the interpreter from complaining at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
