"""A scene as one offline HTML page: pyvis draws the network, a shell of our own explains it.

pyvis writes links to a CDN, puts node data into a script unescaped and offers menus that run
hostile ids. So only its network library and its drawing script are taken, data goes in escaped,
and search, filters, cards and the table are ours, written with textContent.
"""

from __future__ import annotations

import html
import json
import math
import re
from importlib import resources
from string import Template
from typing import Any

from ..graph.store import Store
from .columns import COLUMN, ROW, place_columns
from .facts import read_facts
from .scene import Node, Scene
from .story import story

_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
# Stand in for characters that could end a script; put back as JSON escapes after pyvis is done.
_HELD = {"<": "\ue0f0", ">": "\ue0f1", "&": "\ue0f2"}
_ESCAPES = {
    "\\ue0f0": "\\u003c",
    "\\ue0f1": "\\u003e",
    "\\ue0f2": "\\u0026",
}
_WRAP = {"goal": 10, "measure": 15, "project": 40}
_EDGES: dict[str, dict[str, Any]] = {
    "original": {"width": 2.4, "color": "#4c566a"},
    "relisting": {"width": 1.6, "color": "#8a5a00", "dashes": [7, 5]},
    "part": {"width": 1, "color": "#c3c9d5"},
}


# In the order in which they use one another.
_SCRIPTS = ("model", "state", "draw", "camera", "card", "controls", "keys", "story", "export")


def page(scene: Scene, store: Store, lang: str) -> str:
    """The HTML of a scene; ``lang`` is the language in which it opens.

    Args:
        scene: What is drawn at first.
        store: The graph, for the facts of everything that can be shown on demand.
        lang: "ja" or "en".
    """
    library, drawing = _pyvis(scene, lang)
    shell = resources.files("machigraph.viz")
    return Template((shell / "page.html").read_text(encoding="utf-8")).substitute(
        lang=lang,
        title=html.escape(scene.title[lang != "ja"]),
        style=(shell / "page.css").read_text(encoding="utf-8"),
        scene=_json(scene.as_dict()),
        facts=_json(_facts(store)),
        library=library,
        drawing=drawing,
        script=_script(),
    )


def _script() -> str:
    """The page's own scripts as one, in a scope of its own."""
    shell = resources.files("machigraph.viz")
    names = [*(f"page_{name}.js" for name in _SCRIPTS), "page.js"]
    parts = [(shell / name).read_text(encoding="utf-8") for name in names]
    return "\n".join(['"use strict";', "(() => {", *parts, "})();"])


def _facts(store: Store) -> dict[str, Any]:
    """What the page knows beside the scene: facts, places of all things, and the story."""
    facts = read_facts(store)
    places = [[iri, [place.x, place.y]] for iri, place in place_columns(facts).items()]
    steps = story(facts)
    return {**facts.as_dict(), "places": places, "column": COLUMN, "row": ROW, "story": steps}


def _json(data: Any) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _pyvis(scene: Scene, lang: str) -> tuple[str, str]:
    """The vis-network library as pyvis carries it, and pyvis's script that draws this scene."""
    from pyvis.network import Network

    network = Network(height="100%", width="100%", cdn_resources="in_line", directed=True)
    for node in scene.nodes:
        network.add_node(_held(node.iri), **_marked(node, lang))
    for number, edge in enumerate(scene.edges):
        network.add_edge(
            _held(edge.source), _held(edge.target), id=f"e{number}", arrows="", **_EDGES[edge.kind]
        )
    network.set_options(json.dumps(_OPTIONS))
    scripts = _SCRIPT.findall(network.generate_html(notebook=False))
    library = max(scripts, key=len)
    drawing = next(script for script in reversed(scripts) if "drawGraph" in script)
    for held, escaped in _ESCAPES.items():
        drawing = drawing.replace(held, escaped)
    return library.replace("</script", "<\\/script"), drawing


def _held(text: str) -> str:
    return text.translate(str.maketrans(_HELD))


def _marked(node: Node, lang: str) -> dict[str, Any]:
    """A node's options for vis-network."""
    text = node.label[lang != "ja"]
    size = {"goal": 24, "measure": 18, "project": 20}[node.kind]
    options: dict[str, Any] = {
        "label": _held(wrapped(text, _WRAP[node.kind])),
        "x": round(node.x, 1),
        "y": round(node.y, 1),
        "size": round(node.size, 1),
        "shape": node.shape,
        "color": node.colour,
        "font": {"size": size, "color": "#1d2430", "strokeWidth": 3, "strokeColor": "#ffffff"},
    }
    if node.kind == "goal":
        options["font"] = {"size": size, "color": "#ffffff"}
        options["margin"] = 14
    return options


def wrapped(text: str, width: int) -> str:
    """A label in lines of at most about ``width`` full-width characters, as even as can be.

    Japanese breaks anywhere but before marks and small kana, English at blanks.
    """
    words = re.findall(r"[A-Za-z0-9'’.,:()-]+ ?|.", text)
    whole = sum(map(_size, words))
    target = whole / math.ceil(whole / width) + 0.6
    lines, line, used = [], "", 0.0
    for word in words:
        if line and used + _size(word) > target and word not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + word, used + _size(word)
    return "\n".join([*lines, line.rstrip()])


_NEVER_FIRST = frozenset("、。，・）)】」ーぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def _size(word: str) -> float:
    """Width in full-width characters: letters of other scripts take about half of one."""
    return sum(0.55 if ord(character) < 0x2E80 else 1.0 for character in word)


_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "edges": {"smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal"}},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "zoomView": False,
        "keyboard": False,
        "tooltipDelay": 100_000_000,
    },
    "nodes": {"borderWidth": 1},
    "layout": {"randomSeed": 1, "improvedLayout": False},
}
