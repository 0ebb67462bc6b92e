"""How wide a text is, where it breaks, and how figures are written for a reader of a language."""

from __future__ import annotations

import re
import unicodedata

# Half-width characters take between .28 and .95 em; this is close enough to keep words apart.
_NARROW = frozenset("ijlIft.,:;'|!()[]1- ")
_WIDE = frozenset("MWmw%@¥")
# A Japanese letter or a word, with the marks that may not be parted from it before and after.
_OPENING, _CLOSING = (
    "（【「『《",
    "、。，．・）】」』》ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％：；？！…",
)
_UNBREAKABLE = re.compile(f"[{_OPENING}]*(?:[!-~¥’“”–]+|.)[{_CLOSING}]* ?")
_OKU, _MAN = 100_000_000, 10_000


def width_of(text: str, size: float) -> float:
    """The width of ``text`` in pixels when its letters are ``size`` pixels high."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _NARROW:
        return 0.4
    return 0.86 if character in _WIDE else 0.7 if character.isupper() else 0.585


def lines_of(
    text: str, width: float, size: float, most: int = 99, *, even: bool = True
) -> list[str]:
    """``text`` in lines no wider than ``width``; what exceeds ``most`` lines ends in “…”.

    Japanese breaks anywhere but before closing marks and small kana, English at blanks.
    """
    lines = _broken(text, width, size)
    if even and 1 < len(lines) <= most:
        # As even as can be, so that no single letter stands alone on the last line.
        for tighter in range(1, 10):
            evener = _broken(text, width * (1 - tighter / 20), size)
            if len(evener) > len(lines):
                break
            lines = evener
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), width, size)]
    return [shortened(line, width, size) for line in lines]


def _broken(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = [""]
    for word in _UNBREAKABLE.findall(text):
        if lines[-1] and width_of((lines[-1] + word).rstrip(), size) > width:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines if line.strip()]


def shortened(text: str, width: float, size: float) -> str:
    """``text``, cut with “…” where it is wider than ``width``; a hanging mark is let be."""
    text = text.strip()
    if width_of(text, size) <= width + size:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip(" 、。，（(") + "…"


def money(yen: int, lang: str) -> str:
    """An amount for reading at a glance; the exact yen stand in the table."""
    if lang != "ja":
        for size, unit in ((1_000_000_000, " bn"), (1_000_000, " m"), (1_000, " k")):
            if abs(yen) >= size:
                return f"¥{_three(yen / size)}{unit}"
        return f"¥{yen}"
    if abs(yen) >= _OKU:
        return f"{_three(yen / _OKU)}億円"
    return f"{round(yen / _MAN):,}万円" if abs(yen) >= _MAN else f"{yen:,}円"


def _three(number: float) -> str:
    """At least three digits, of which at most two after the point."""
    digits = 2 if abs(number) < 10 else 1 if abs(number) < 1000 else 0
    return f"{number:,.{digits}f}"


def count(number: int, lang: str) -> str:
    """A number of projects or rows."""
    return f"{number:,}件" if lang == "ja" else f"{number:,}"
