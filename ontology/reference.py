"""The reference page of the vocabulary, made from the Turtle.

Run as ``python -m machigraph.ontology.reference -o docs/ontology.html``.

pyLODE was looked at first: it shows one language, knows nothing of code lists beside an ontology,
and draws no diagram. This page is one offline file with both languages, a diagram, code lists, the
SDGs and examples.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from string import Template

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SDO, SKOS
from rdflib.term import Node

from . import ONT, PREFIXES, SDG, SHAPE, compact, sdg_goal
from .diagram import diagram

FILES = ("machigraph.ttl", "codelists.ttl", "sdg.ttl")
# Where a property may stand and what it may point at: one class is its domain or range; where
# several are possible, they are named without the claim that all hold.
_DOMAIN = (RDFS.domain, SDO.domainIncludes)
_RANGE = (RDFS.range, SDO.rangeIncludes)
# Prefixes for the standard terms that only the alignments name.
_STANDARDS = {
    "schema": "https://schema.org/",
    "qb": "http://purl.org/linked-data/cube#",
    "oa": "http://www.w3.org/ns/oa#",
    "cv": "http://data.europa.eu/m8g/",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "obeu-dimension": "http://data.openbudgets.eu/ontology/dsd/dimension/",
    "obeu-measure": "http://data.openbudgets.eu/ontology/dsd/measure/",
}
_ALIGNED = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, URIRef(ONT + "stratmlElement"))


def vocabulary() -> Graph:
    """The ontology, its code lists and the SDGs as one graph."""
    graph = Graph()
    for name in FILES:
        graph.parse(data=_text(name), format="turtle")
    return graph


def _text(name: str) -> str:
    return (resources.files("machigraph.ontology") / name).read_text(encoding="utf-8")


def reference() -> str:
    """The whole page; the same Turtle gives the same bytes."""
    graph = vocabulary()
    ontology = URIRef(ONT.removesuffix("#"))
    return Template(_text("reference.html")).substitute(
        title=_both(graph, ontology, RDFS.label),
        version=html.escape(str(graph.value(ontology, OWL.versionInfo))),
        namespace=html.escape(ONT),
        diagram=diagram(graph),
        classes="\n".join(_class(graph, term) for term in _terms(graph, OWL.Class)),
        properties="\n".join(_property(graph, term) for term in _properties(graph)),
        codes="\n".join(_code_list(graph, term) for term in _code_lists(graph)),
        sdgs="\n".join(_sdg(graph, number) for number in range(1, 18)),
        shape_namespace=html.escape(SHAPE),
        standards=_standards(),
    )


def _standards() -> str:
    """The prefixes that the page uses for other people's terms."""
    used = {**PREFIXES, **_STANDARDS}
    return "\n".join(
        f"<li><code>{prefix}:</code> <code>{html.escape(used[prefix])}</code></li>"
        for prefix in sorted(used)
    )


def _terms(graph: Graph, kind: Node) -> list[URIRef]:
    return sorted(t for t in graph.subjects(RDF.type, kind) if isinstance(t, URIRef))


def _properties(graph: Graph) -> list[URIRef]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return sorted(term for kind in kinds for term in _terms(graph, kind))


def _code_lists(graph: Graph) -> list[URIRef]:
    return _terms(graph, URIRef(ONT + "CodeList"))


def _both(graph: Graph, term: Node, prop: Node) -> str:
    """A text in both languages; the style sheet shows one of them."""
    words = {getattr(text, "language", None): str(text) for text in graph.objects(term, prop)}
    return "".join(
        f'<span lang="{lang}">{html.escape(words.get(lang, ""))}</span>' for lang in ("ja", "en")
    )


def _name(term: URIRef) -> str:
    return term.removeprefix(ONT)


def _anchor(term: Node) -> str:
    """A link to a term of ours, else the shortened name of somebody else's."""
    text = html.escape(_short(str(term)))
    if str(term).startswith(ONT):
        return f'<a href="#{html.escape(str(term).removeprefix(ONT))}">{text}</a>'
    return f"<code>{text}</code>"


def _short(iri: str) -> str:
    for prefix, namespace in _STANDARDS.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return compact(iri)


def _listed(graph: Graph, term: URIRef, props: Iterable[Node]) -> str:
    """Links to what a property may stand on or point at."""
    found = {node for prop in props for node in graph.objects(term, prop)}
    return "<br>".join(_anchor(node) for node in sorted(found, key=str))


def _aligned(graph: Graph, term: URIRef) -> str:
    found: list[str] = []
    for prop in _ALIGNED:
        for other in sorted(graph.objects(term, prop), key=str):
            shown = f"StratML {html.escape(str(other))}" if "stratml" in prop else _anchor(other)
            sign = {"closeMatch": "≈ ", "stratmlElement": "≈ "}.get(_local(prop), "⊑ ")
            found.append(sign + shown)
    return "<br>".join(found)


def _local(prop: Node) -> str:
    return str(prop).replace("#", "/").rpartition("/")[2]


def _row(cells: Iterable[str], anchor: str = "") -> str:
    where = f' id="{html.escape(anchor)}"' if anchor else ""
    return f"<tr{where}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _head(graph: Graph, term: URIRef) -> Iterator[str]:
    yield _titled(graph, term, RDFS.label)
    yield _both(graph, term, SKOS.definition)


def _titled(graph: Graph, term: Node, prop: Node) -> str:
    name = html.escape(_name(URIRef(str(term))))
    return f"<b>{_both(graph, term, prop)}</b><br><code>mg:{name}</code>"


def _class(graph: Graph, term: URIRef) -> str:
    """A row that names the class's own properties, and (with ←) those that point at it."""
    own = {prop for kind in _DOMAIN for prop in graph.subjects(kind, term)}
    towards = {prop for kind in _RANGE for prop in graph.subjects(kind, term)}
    links = [_anchor(prop) for prop in sorted(own, key=str)]
    links += [f"← {_anchor(prop)}" for prop in sorted(towards, key=str)]
    return _row([*_head(graph, term), "<br>".join(links), _aligned(graph, term)], _name(term))


def _property(graph: Graph, term: URIRef) -> str:
    domain, target = (_listed(graph, term, props) for props in (_DOMAIN, _RANGE))
    return _row([*_head(graph, term), domain, target, _aligned(graph, term)], _name(term))


def _code_list(graph: Graph, scheme: URIRef) -> str:
    rows = "\n".join(
        _row(
            [
                _titled(graph, code, SKOS.prefLabel),
                _both(graph, code, SKOS.definition),
            ],
            _name(URIRef(str(code))),
        )
        for code in sorted(graph.subjects(SKOS.inScheme, scheme), key=str)
    )
    title = f"{_both(graph, scheme, RDFS.label)} <code>mg:{html.escape(_name(scheme))}</code>"
    return (
        f'<h3 id="{html.escape(_name(scheme))}">{title}</h3>\n'
        f'<div class="scroll"><table>{rows}</table></div>'
    )


def _sdg(graph: Graph, number: int) -> str:
    goal = URIRef(sdg_goal(number))
    colour = html.escape(str(graph.value(goal, URIRef(ONT + "colour"))))
    label = _both(graph, goal, SKOS.prefLabel)
    return (
        f'<li><i style="background:{colour}">{number}</i> {label} '
        f"<code>{html.escape(SDG)}{number}</code></li>"
    )


def main() -> None:
    """Write the page to the file named by ``-o``."""
    parser = argparse.ArgumentParser(prog="python -m machigraph.ontology.reference")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.parse_args().output.write_text(reference(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
