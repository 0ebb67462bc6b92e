"""A drawing: the marks of a picture in their places, ready for any output.

Every mark that stands for something carries that thing's IRI, its figures and the lines of the
document on which it rests; the outputs differ only in how they write the marks down. A drawing is
in one language, since the widths of its words decide where things stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Figure = str | int | float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``radius`` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    stroke: str = "none"
    radius: float = 0
    dash: str = ""
    stroke_width: float = 1.2


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1.5


@dataclass(frozen=True, slots=True)
class Path:
    """A line or area in SVG's path language."""

    d: str
    stroke: str = "none"
    width: float = 1
    fill: str = "none"
    dash: str = ""
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline, ``anchor`` start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 15
    fill: str = "#1d2430"
    anchor: str = "start"
    bold: bool = False


Shape = Box | Dot | Path | Text


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing or link in the picture: what it is, its figures and lines, and how it is drawn.

    ``kind`` is the key of a word in `Drawing.kinds`. ``iri`` is the thing's, for a link
    ``source`` and ``target`` are those of its ends.
    """

    kind: str
    name: str
    shapes: tuple[Shape, ...]
    iri: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture in one language.

    ``summary`` describes it in sentences and is its alternative text. ``decor`` (headings, axes,
    legend) carries no figures and lies below the marks. ``kinds`` and ``columns`` give the words
    of the table twin for the kinds of marks and for their figures.
    """

    name: str
    lang: str
    title: str
    summary: str
    width: float
    height: float
    decor: tuple[Shape, ...]
    marks: tuple[Mark, ...]
    kinds: dict[str, str]
    columns: dict[str, str]
    source: str = ""
