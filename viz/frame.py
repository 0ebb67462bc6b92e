"""What every picture has around its marks: title, description, legend, source, margins."""

from __future__ import annotations

from dataclasses import dataclass

from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .lettering import lines_of, width_of

INK, SOFT, FAINT, LINE, PAPER = "#1d2430", "#56606f", "#8b94a3", "#dfe3ea", "#ffffff"
MARGIN = 64.0
# Okabe and Ito's colours, dark enough for white letters where goals are filled with them.
GOALS = ("#0072b2", "#d55e00", "#007a5a", "#a0457e", "#6b5b95", "#8a6d00")
ACCENT, WARN = "#0072b2", "#d55e00"


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend; ``sample`` is box, dot, ring, line or dash."""

    sample: str
    colour: str
    words: str


class Frame:
    """The head of a picture; `top` is where its marks may begin."""

    def __init__(self, name: str, lang: str, title: str, summary: str, width: float = 1600) -> None:
        self.name, self.lang, self.title, self.summary = name, lang, title, summary
        self.width = width
        self.shapes: list[Shape] = [Box(0, 0, width, 0, PAPER)]  # grown to the paper at the end
        self.shapes.append(Text(MARGIN, 86, title, 36, bold=True))
        y = 126.0
        for line in lines_of(summary, width - 2 * MARGIN, 18, even=False):
            self.shapes.append(Text(MARGIN, y, line, 18, SOFT))
            y += 28
        self.top = y + 26

    def say(self, ja: str, en: str) -> str:
        """One of two texts."""
        return ja if self.lang == "ja" else en

    def legend(self, y: float, keys: list[Key], x: float = MARGIN, right: float = 0) -> float:
        """Put a legend in rows from ``x``; returns the y below it."""
        place, edge = x, right or self.width - MARGIN
        for key in keys:
            wide = 34 + width_of(key.words, 14) + 26
            if place > x and place + wide > edge:
                place, y = x, y + 28
            self.shapes += [_sample(key, place, y), Text(place + 30, y, key.words, 14, SOFT)]
            place += wide
        return y + 28

    def done(
        self,
        bottom: float,
        marks: list[Mark],
        kinds: dict[str, str],
        columns: dict[str, str],
        source: str = "",
    ) -> Drawing:
        """The finished drawing, with its source below."""
        height = round(bottom + 84)
        note = source or self.say(
            "数値はすべて文書の行に基づく", "Every figure rests on lines of the document"
        )
        self.shapes[0] = Box(0, 0, self.width, height, PAPER)
        self.shapes.append(Path(f"M{MARGIN:g} {height - 62}H{self.width - MARGIN:g}", LINE))
        self.shapes.append(Text(MARGIN, height - 34, note, 13, FAINT))
        self.shapes.append(
            Text(self.width - MARGIN, height - 34, f"machigraph · {self.name}", 13, FAINT, "end")
        )
        return Drawing(
            self.name, self.lang, self.title, self.summary, self.width, height,
            tuple(self.shapes), tuple(marks), kinds, columns, note,
        )  # fmt: skip

    def nothing(self, kinds: dict[str, str], columns: dict[str, str]) -> Drawing:
        """A picture that says that there is nothing to show."""
        words = self.say(
            "選んだ範囲に該当するものはありません。", "Nothing matches this selection."
        )
        self.shapes += [
            Box(MARGIN, self.top, self.width - 2 * MARGIN, 300, "#f6f7f9", LINE, 10),
            Text(self.width / 2, self.top + 158, words, 24, SOFT, "middle"),
        ]
        return self.done(self.top + 300, [], kinds, columns)


def _sample(key: Key, x: float, y: float) -> Shape:
    middle = y - 5
    if key.sample in ("line", "dash"):
        dash = "7 5" if key.sample == "dash" else ""
        return Path(f"M{x:g} {middle:g}H{x + 22:g}", key.colour, 2.5, dash=dash)
    if key.sample == "dot":
        return Dot(x + 12, middle, 7, key.colour)
    if key.sample == "ring":
        return Dot(x + 12, middle, 6, PAPER, key.colour, 2.5)
    if key.sample == "diamond":
        return Path(diamond(x + 12, middle, 7), fill=key.colour)
    if key.sample == "frame":
        return Box(x + 3, middle - 8, 18, 16, PAPER, key.colour, 3, stroke_width=2)
    return Box(x + 3, middle - 8, 18, 16, key.colour, radius=3)


def diamond(x: float, y: float, radius: float) -> str:
    """The path of a square on its corner."""
    r = f"{radius:.2f}"
    return f"M{x:g} {y - radius:.2f}l{r} {r}l-{r} {r}l-{r} -{r}z"


def curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """The path of a line that leaves and arrives horizontally."""
    half = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def goal_colour(code: str) -> str:
    """The colour of a goal, the same in every picture; a code that is no number gets grey."""
    first = code.partition("-")[0]
    return GOALS[(int(first) - 1) % len(GOALS)] if first.isdecimal() else "#6b7280"
