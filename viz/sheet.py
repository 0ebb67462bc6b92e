"""A drawing as a plain page: the picture, what it shows in words, and its table twin below.

For every picture that has no interactive page: one file, no script, nothing fetched.
"""

from __future__ import annotations

import html
from importlib import resources

from .drawing import Drawing
from .svg import clean, svg_element
from .table import table_html

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p>{summary}</p>
</header>
<figure tabindex="0" aria-label="{title}">
{svg}
</figure>
<h2>{table_title}</h2>
<div class="table" tabindex="0" role="region" aria-label="{table_title}">
{table}
</div>
</main>
</body>
</html>
"""


def sheet(drawing: Drawing) -> str:
    """The HTML file as text."""
    style = (resources.files("machigraph.viz") / "sheet.css").read_text(encoding="utf-8")
    return _PAGE.format(
        lang=drawing.lang,
        title=html.escape(clean(drawing.title)),
        summary=html.escape(clean(drawing.summary)),
        style=style,
        svg=svg_element(drawing),
        table_title="図の数値と行" if drawing.lang == "ja" else "The picture’s figures and lines",
        table=table_html(drawing),
    )
