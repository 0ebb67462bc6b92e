"""A drawing as SVG: text stays text, nothing runs, nothing is fetched; the same bytes each time.

Every mark is a group with its kind as class and its IRI, figures and lines as data attributes, so
that a program can read the figures back and a browser shows them as a tooltip.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from .drawing import Box, Dot, Drawing, Figure, Mark, Path, Shape, Text

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = (
    "Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Hiragino Kaku Gothic ProN, Yu Gothic, "
    "Meiryo, BIZ UDPGothic, IPAexGothic, sans-serif"
)
# Characters that XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg_text(drawing: Drawing) -> str:
    """The SVG file as text."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg_element(drawing) + "\n"


def svg_element(drawing: Drawing) -> str:
    """The ``svg`` element alone, as it may stand inside a page."""
    width, height = _number(drawing.width), _number(drawing.height)
    root = ET.Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "lang": drawing.lang,
            "role": "img",
            "aria-labelledby": "picture-title picture-desc",
            "font-family": FONTS,
            "data-picture": drawing.name,
        },
    )
    ET.SubElement(root, "title", {"id": "picture-title"}).text = clean(drawing.title)
    ET.SubElement(root, "desc", {"id": "picture-desc"}).text = clean(drawing.summary)
    decor = ET.SubElement(root, "g", {"class": "decor"})
    for shape in drawing.decor:
        _draw(decor, shape)
    for mark in drawing.marks:
        _mark(root, mark, drawing)
    return ET.tostring(root, encoding="unicode")


def clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _mark(root: ET.Element, mark: Mark, drawing: Drawing) -> None:
    facts = {"iri": mark.iri, "source": mark.source, "target": mark.target}
    facts |= {key: plain(value) for key, value in mark.figures.items()}
    facts["lines"] = ", ".join(mark.lines)
    attributes = {f"data-{key}": clean(value) for key, value in facts.items() if value}
    group = ET.SubElement(root, "g", {"class": f"mark {mark.kind}", **attributes})
    ET.SubElement(group, "title").text = clean(tip(mark, drawing))
    for shape in mark.shapes:
        _draw(group, shape)


def tip(mark: Mark, drawing: Drawing) -> str:
    """What is said of a mark: its kind, name, figures and lines."""
    said = [f"{drawing.kinds[mark.kind]}: {mark.name}"]
    for key, value in mark.figures.items():
        text = f"{value:,}" if isinstance(value, int) else value
        said.append(f"{drawing.columns[key]}: {text}")
    if mark.lines:
        said.append(("行" if drawing.lang == "ja" else "Lines") + ": " + ", ".join(mark.lines))
    return "\n".join(said)


def plain(value: Figure) -> str:
    """A figure as a program reads it."""
    return value if isinstance(value, str) else f"{value:.10g}" if value % 1 else str(int(value))


def _draw(parent: ET.Element, shape: Shape) -> None:
    if isinstance(shape, Text):
        _text(parent, shape)
    elif isinstance(shape, Box):
        _box(parent, shape)
    elif isinstance(shape, Dot):
        _dot(parent, shape)
    else:
        _path(parent, shape)


def _text(parent: ET.Element, shape: Text) -> None:
    attributes = {
        "x": _number(shape.x),
        "y": _number(shape.y),
        "font-size": _number(shape.size),
        "fill": shape.fill,
    }
    if shape.anchor != "start":
        attributes["text-anchor"] = shape.anchor
    if shape.bold:
        attributes["font-weight"] = "700"
    ET.SubElement(parent, "text", attributes).text = clean(shape.text)


def _box(parent: ET.Element, shape: Box) -> None:
    attributes = {
        "x": _number(shape.x),
        "y": _number(shape.y),
        "width": _number(shape.width),
        "height": _number(shape.height),
        "fill": shape.fill,
    }
    if shape.radius:
        attributes["rx"] = _number(shape.radius)
    if shape.stroke != "none":
        attributes |= {"stroke": shape.stroke, "stroke-width": _number(shape.stroke_width)}
    if shape.dash:
        attributes["stroke-dasharray"] = shape.dash
    ET.SubElement(parent, "rect", attributes)


def _dot(parent: ET.Element, shape: Dot) -> None:
    attributes = {
        "cx": _number(shape.x),
        "cy": _number(shape.y),
        "r": _number(shape.radius),
        "fill": shape.fill,
    }
    if shape.stroke != "none":
        attributes |= {"stroke": shape.stroke, "stroke-width": _number(shape.stroke_width)}
    ET.SubElement(parent, "circle", attributes)


def _path(parent: ET.Element, shape: Path) -> None:
    attributes = {"d": shape.d, "fill": shape.fill}
    if shape.stroke != "none":
        attributes |= {"stroke": shape.stroke, "stroke-width": _number(shape.width)}
    if shape.dash:
        attributes["stroke-dasharray"] = shape.dash
    if shape.opacity < 1:
        attributes["opacity"] = _number(shape.opacity)
    ET.SubElement(parent, "path", attributes)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
