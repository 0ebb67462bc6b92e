"""Finding a Japanese font on this machine: by fontconfig, else where systems keep theirs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..graph.errors import OutputError

# Families with their usual files (regular, bold) on Windows, macOS and Linux, the best first.
_KNOWN = (
    ("Noto Sans CJK JP", "/usr/share/fonts/opentype/noto/NotoSansCJK-{Regular,Bold}.ttc"),
    ("Noto Sans CJK JP", "/usr/share/fonts/noto-cjk/NotoSansCJK-{Regular,Bold}.ttc"),
    ("Hiragino Sans", "/System/Library/Fonts/ヒラギノ角ゴシック {W3,W6}.ttc"),
    ("Yu Gothic", "C:/Windows/Fonts/{YuGothR,YuGothB}.ttc"),
    ("BIZ UDPGothic", "C:/Windows/Fonts/{BIZ-UDGothicR,BIZ-UDGothicB}.ttc"),
    ("Meiryo", "C:/Windows/Fonts/{meiryo,meiryob}.ttc"),
    ("MS PGothic", "C:/Windows/Fonts/msgothic.ttc"),
    ("IPAexGothic", "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"),
    ("TakaoPGothic", "/usr/share/fonts/truetype/takao-gothic/TakaoPGothic.ttf"),
)


@dataclass(frozen=True, slots=True)
class Font:
    """A family and the files that hold its weights."""

    family: str
    files: tuple[str, ...]


def japanese_font() -> Font:
    """A font with Japanese letters. Raises OutputError, saying how to get one, if there is none."""
    for family, pattern in _KNOWN:
        files = tuple(file for file in _spelled(pattern) if Path(file).is_file())
        if files:
            return Font(family, files)
    if found := _by_fontconfig():
        return found
    raise OutputError(
        "日本語のフォントが見つからないので PNG を描けません。Noto Sans CJK JP などを入れるか"
        "（Debian・Ubuntu では apt-get install fonts-noto-cjk）、.svg で書き出してください。",
        "No Japanese font was found, so no PNG can be drawn; install one such as Noto Sans CJK JP "
        "(on Debian or Ubuntu: apt-get install fonts-noto-cjk), or write an .svg instead.",
    )


def _spelled(pattern: str) -> list[str]:
    """``a{x,y}b`` as ``axb`` and ``ayb``."""
    head, brace, rest = pattern.partition("{")
    if not brace:
        return [pattern]
    inner, _, tail = rest.partition("}")
    return [f"{head}{weight}{tail}" for weight in inner.split(",")]


def _by_fontconfig() -> Font | None:
    """A sans-serif font that fontconfig knows to hold Japanese, for any other Linux."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    done = subprocess.run(  # noqa: S603  # a fixed command
        [program, ":lang=ja", "--format", "%{family[0]}\t%{file}\n"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    rows = sorted({tuple(line.split("\t")) for line in done.stdout.splitlines() if "\t" in line})
    rows.sort(key=lambda row: ("Serif" in row[0] or "Mincho" in row[0], row))
    return Font(rows[0][0], tuple(r[1] for r in rows if r[0] == rows[0][0])) if rows else None
