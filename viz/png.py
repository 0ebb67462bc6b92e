"""A drawing as PNG, without a browser: resvg draws our own SVG with one Japanese font.

Only that font is loaded, so that the bytes do not depend on what else a machine has, and a letter
is never replaced by an empty box: without a Japanese font nothing is drawn.
"""

from __future__ import annotations

import resvg_py

from .drawing import Drawing
from .fonts import japanese_font
from .svg import FONTS, svg_text

SCALE = 2


def png_bytes(drawing: Drawing, scale: float = SCALE) -> bytes:
    """The PNG file, ``scale`` times as large as the drawing. Raises OutputError without a font."""
    font = japanese_font()
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg_text(drawing).replace(FONTS, font.family, 1),
            background="#ffffff",
            skip_system_fonts=True,
            font_files=list(font.files),
            font_family=font.family,
            sans_serif_family=font.family,
            zoom=scale,
        )
    )
