"""How an answer is cited, and how its query is explained.

A citation names the document, the dataset by its hash, the question with its version and
parameters, the day, and the lines of the document: what somebody needs to check the figure or to
ask again and get the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.result import value_of
from ..graph.sparql_text import with_prefixes
from ..ontology import PREFIXES

if TYPE_CHECKING:
    from .answer import Answer

_MOST_LINES = 30
# What the graph says of the document itself; a graph without a strategy still has citable answers.
_DOCUMENT = """SELECT ?title ?city ?titleEn ?cityEn ?revised WHERE {
  ?strategy a mg:Strategy ; skos:prefLabel ?title ; mg:municipality ?body .
  ?body skos:prefLabel ?city .
  OPTIONAL { ?strategy skos:prefLabel ?titleEn . FILTER(LANG(?titleEn) = "en") }
  OPTIONAL { ?body skos:prefLabel ?cityEn . FILTER(LANG(?cityEn) = "en") }
  OPTIONAL { ?strategy mg:revised ?revised }
  FILTER(LANG(?title) = "ja" && LANG(?city) = "ja")
} ORDER BY DESC(?revised) LIMIT 1"""


def citation(answer: Answer, lang: str = "ja") -> str:
    """One paragraph to be put under a table or into a bibliography."""
    ja = lang == "ja"
    parts = [_document(answer, ja), _dataset(answer, ja), _question(answer, ja)]
    parts.append(f"{answer.asked:%Y-%m-%d}" + ("取得" if ja else " (accessed)"))
    parts.append(_lines(answer, ja))
    joined = ("。" if ja else ". ").join(part for part in parts if part)
    return joined + ("。" if ja else ".")


def _document(answer: Answer, ja: bool) -> str:
    if answer.source is None:
        return ""
    for row in answer.source.query(_DOCUMENT).records:
        title, city = (str(value_of(row[name])) for name in ("title", "city"))
        revised = str(value_of(row["revised"])) if "revised" in row else ""
        if ja:
            return f"{city}「{title}」" + (f"（{revised}改訂）" if revised else "")
        english = value_of(row.get("titleEn"))
        said = f"“{title}”" + (f" [{english}]" if english else "")
        name = value_of(row.get("cityEn")) or city
        return f"{name}, {said}" + (f" (revised {revised})" if revised else "")
    return ""


def _dataset(answer: Answer, ja: bool) -> str:
    from .. import __version__

    origin = answer.origin
    made = f"machigraph {__version__}"
    if origin.url:
        return f"{made}、{origin.url}" if ja else f"{made}, {origin.url}"
    editions = ", ".join(origin.editions)
    if not origin.hash:
        return made
    named = f"{editions} " if editions else ""
    return (
        f"{made} のデータセット {named}(SHA-256 {origin.hash})"
        if ja
        else f"{made}, dataset {named}(SHA-256 {origin.hash})"
    )


def _question(answer: Answer, ja: bool) -> str:
    asked = answer.question
    given = ", ".join(f"{name}={value}" for name, value in answer.given.items())
    title = asked.title.text("ja" if ja else "en")
    if ja:
        return f"質問「{title}」({asked.id} {asked.version}{'; ' + given if given else ''})"
    return f"Question “{title}” ({asked.id} {asked.version}{'; ' + given if given else ''})"


def _lines(answer: Answer, ja: bool) -> str:
    """The document's lines, neighbours joined; a long list names its first and says how many."""
    numbers = sorted({number for row in answer.lines for number in row})
    if not numbers:
        return ""
    spans = _spans(numbers)
    shown = ", ".join(spans[:_MOST_LINES])
    more = len(spans) > _MOST_LINES
    if ja:
        return f"文書の行: {shown}" + (f" ほか（全{len(numbers)}行）" if more else "")
    return f"Lines of the document: {shown}" + (
        f" and more ({len(numbers)} in all)" if more else ""
    )


def _spans(numbers: list[int]) -> list[str]:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return [str(a) if a == b else f"{a}-{b}" for a, b in spans]


def explanation(answer: Answer, lang: str = "ja") -> str:
    """The bound query with what it counts in comments before it; runs as it is."""
    asked = answer.question
    words = [f"{asked.id} {asked.version}: {asked.title.text(lang)}", asked.description.text(lang)]
    for parameter in asked.parameters:
        value = answer.given.get(parameter.name)
        said = f"{value} = {answer.terms[parameter.name]}" if value else "—"
        words.append(f"{parameter.name} ({parameter.label.text(lang)}): {said}")
    if answer.origin.hash:
        words.append(f"dataset SHA-256 {answer.origin.hash}")
    comments = "".join(f"# {' '.join(line.split())}\n" for line in words)
    return comments + with_prefixes(answer.query, PREFIXES).strip() + "\n"
