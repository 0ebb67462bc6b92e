"""Footnotes as glossary terms: headword, definition, and where the text refers to them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from .document import Document, clean
from .outline import Block, Kind
from .rows import Span, Term, Text
from .source import Source

_MARK = re.compile(r"<sup>\s*(\d+)\s*</sup>")
_OPENING = re.compile(r"^\s*<sup>")
_HEADWORD = re.compile(r"^(?P<word>[^：:。]{1,60})[：:](?P<rest>.+)$", re.DOTALL)
# The word that a mark stands on: letters, or a run of one script, blanks of the conversion allowed.
_MARKED_WORD = re.compile(r"(?:[A-Za-z](?:\s?[A-Za-z0-9.])*|[ァ-ヶー]+|[一-龠々]+)\s*$")


def read_terms(source: Source) -> list[Term]:
    """Footnotes by number. A footnote without headword takes the word its mark stands on."""
    references = _references(source.document)
    terms: list[Term] = []
    for block in source.blocks:
        if block.kind is Kind.FOOTNOTE:
            source.claim(block, "term")
            number = int(block.code)
            if any(term.number == number for term in terms):
                source.report(
                    block.span.start,
                    f"脚注{number}が二度あります。",
                    f"footnote {number} appears twice.",
                )
                continue
            terms.append(_term(source, block, number, references[number]))
    _report_gaps(source, [term.number for term in terms], references)
    return terms


def _term(source: Source, block: Block, number: int, references: list[tuple[str, Span]]) -> Term:
    match = _HEADWORD.match(block.text)
    spans = tuple(span for _, span in references)
    if match:
        word = _without_colon(source.text(block, (0, match.end("word") + 1)))
        rest = source.text(block, (match.start("rest"), None))
        return Term(number, word, True, rest, spans)
    marked = next((word for word, _ in references if word), "")
    if not marked:
        source.report(
            block.span.start,
            f"脚注{number}に見出し語がなく、本文の参照からも分かりません。",
            f"footnote {number} has no headword and no reference to take it from.",
        )
    headword = Text("".join(marked.split()), marked, ((len(marked), (*spans, block.span)[0]),))
    return Term(number, headword, False, source.text(block), spans)


def _without_colon(text: Text) -> Text:
    """The headword, which is corrected together with the colon that ends it."""
    (length, span), *_ = text.pieces
    return replace(
        text, value=text.value[:-1], printed=text.printed[:-1], pieces=((length - 1, span),)
    )


def _references(document: Document) -> dict[int, list[tuple[str, Span]]]:
    """For each footnote number, the marked words and lines where the text refers to it."""
    found: dict[int, list[tuple[str, Span]]] = defaultdict(list)
    for line, raw in enumerate(document.lines, 1):
        if _OPENING.match(raw):
            continue
        for match in _MARK.finditer(raw):
            word = _MARKED_WORD.search(clean(raw[: match.start()]))
            found[int(match[1])].append((word[0].strip() if word else "", document.span(line)))
    return found


def _report_gaps(
    source: Source, numbers: list[int], references: dict[int, list[tuple[str, Span]]]
) -> None:
    expected = set(range(1, max([*numbers, *references], default=0) + 1))
    for number in sorted(expected - set(numbers)):
        places = references.get(number)
        source.report(
            places[0][1].start if places else 0,
            f"脚注{number}の本文がありません。",
            f"footnote {number} has no text.",
        )
