"""The diagram of the main classes: boxes on a grid, links by property, labels from the Turtle."""

from __future__ import annotations

import html

from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SKOS

from . import ONT

# Where each class stands: (column, row). "SDG" and "org:Membership" are other people's.
PLACES = {
    "SDG": (0, 0),
    "SdgAlignment": (1, 0),
    "NumericalTarget": (2, 0),
    "IndicatorValue": (3, 0),
    "Strategy": (0, 1),
    "BasicGoal": (1, 1),
    "Measure": (2, 1),
    "Kpi": (3, 1),
    "Edition": (0, 2),
    "Listing": (1, 2),
    "Department": (2, 2),
    "PrintedTotal": (0, 3),
    "Project": (1, 3),
    "BudgetAmount": (2, 3),
    "FundingSource": (3, 3),
    "Discrepancy": (0, 4),
    "Involvement": (1, 4),
    "Partner": (2, 4),
    "org:Membership": (3, 4),
}
LINKS = (
    ("SdgAlignment", "sdgGoal", "SDG"),
    ("SdgAlignment", "inGoal", "BasicGoal"),
    ("NumericalTarget", "targetOf", "BasicGoal"),
    ("NumericalTarget", "target", "IndicatorValue"),
    ("Kpi", "target", "IndicatorValue"),
    ("Kpi", "kpiOf", "Measure"),
    ("BasicGoal", "ofStrategy", "Strategy"),
    ("Measure", "inGoal", "BasicGoal"),
    ("Edition", "ofStrategy", "Strategy"),
    ("Listing", "ofEdition", "Edition"),
    ("Listing", "inGoal", "BasicGoal"),
    ("Listing", "underMeasure", "Measure"),
    ("Listing", "department", "Department"),
    ("Listing", "listsProject", "Project"),
    ("Listing", "budget", "BudgetAmount"),
    ("BudgetAmount", "fundedBy", "FundingSource"),
    ("PrintedTotal", "about", "Edition"),
    ("Discrepancy", "printedTotal", "PrintedTotal"),
    ("Involvement", "inThing", "Project"),
    ("Involvement", "partner", "Partner"),
    ("org:Membership", "organization", "Partner"),
)
_OTHERS = {
    "SDG": ("SDGsの目標", "SDG", "metadata.un.org/sdg/N"),
    "org:Membership": ("構成", "Membership", "org:Membership"),
}
_WIDTH, _HEIGHT = 220, 58
_STEP_X, _STEP_Y, _MARGIN = 326, 128, 14


_TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
    'markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10Z"/></marker></defs>'
)


def diagram(graph: Graph) -> str:
    """The diagram as an SVG element; words come in both languages, the page's style picks one."""
    columns, rows = (max(place[axis] for place in PLACES.values()) for axis in (0, 1))
    width = columns * _STEP_X + _WIDTH + 2 * _MARGIN
    height = rows * _STEP_Y + _HEIGHT + 2 * _MARGIN
    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="diagram-title">',
        '<title id="diagram-title">主なクラスと関係 / Main classes and links</title>',
        _TIP,
        *(_link(graph, *link) for link in LINKS),
        *(_box(graph, name) for name in PLACES),
        "</svg>",
    ]
    return "\n".join(parts)


def _centre(name: str) -> tuple[float, float]:
    column, row = PLACES[name]
    return _MARGIN + column * _STEP_X + _WIDTH / 2, _MARGIN + row * _STEP_Y + _HEIGHT / 2


def _words(graph: Graph, name: str) -> tuple[str, str, str]:
    if name in _OTHERS:
        return _OTHERS[name]
    words = {
        getattr(text, "language", None): str(text)
        for prop in (RDFS.label, SKOS.prefLabel)
        for text in graph.objects(URIRef(ONT + name), prop)
    }
    return words["ja"], words["en"], f"mg:{name}"


def _box(graph: Graph, name: str) -> str:
    x, y = _centre(name)
    ja, en, code = (html.escape(text) for text in _words(graph, name))
    rect = (
        f'<rect x="{x - _WIDTH / 2:g}" y="{y - _HEIGHT / 2:g}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="8"/>'
    )
    kind = "other" if name in _OTHERS else "own"
    lines = (
        f'<text x="{x:g}" y="{y - 4:g}"><tspan lang="ja">{ja}</tspan>'
        f'<tspan lang="en">{en}</tspan></text>'
        f'<text class="code" x="{x:g}" y="{y + 17:g}">{code}</text>'
    )
    body = f'<g class="{kind}">{rect}{lines}</g>'
    return f'<a href="#{html.escape(name)}">{body}</a>' if kind == "own" else body


def _link(graph: Graph, source: str, prop: str, target: str) -> str:
    start, end = _edge(source, target), _edge(target, source)
    if prop == "organization":
        ja, en = "団体", "organization"
    else:
        ja, en, _ = _words(graph, prop)
    (x1, y1), (x2, y2) = start, end
    x, y = (x1 + x2) / 2, (y1 + y2) / 2 + 4
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" marker-end="url(#tip)"/>'
        f'<text class="link" x="{x:.1f}" y="{y:.1f}"><tspan lang="ja">{html.escape(ja)}</tspan>'
        f'<tspan lang="en">{html.escape(en)}</tspan></text>'
    )


def _edge(name: str, towards: str) -> tuple[float, float]:
    """Where the line from the middle of a box to another leaves the box."""
    (x, y), (other_x, other_y) = _centre(name), _centre(towards)
    reach = [
        half / abs(distance)
        for half, distance in ((_WIDTH / 2 + 3, other_x - x), (_HEIGHT / 2 + 3, other_y - y))
        if distance
    ]
    share = min(reach)
    return x + (other_x - x) * share, y + (other_y - y) * share
