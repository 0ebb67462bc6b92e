"""Why an answer has no rows: which of the given values emptied it.

The question is asked again with some of its values left out; the smallest sets without which
there are rows are to blame.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from .answer import Answer


class Reason(NamedTuple):
    """Values to blame (parameter names), and how many rows there are without them."""

    parameters: tuple[str, ...]
    rows: int

    def text(self, answer: Answer, lang: str) -> str:
        """The reason as a sentence."""
        given = [f"--{name} {answer.given.get(name, '')}".strip() for name in self.parameters]
        if lang == "ja":
            return f"{'と'.join(given)} に当てはまるものがありません（外すと{self.rows}件）。"
        return f"Nothing fits {' and '.join(given)} (without: {self.rows})."


def reasons(answer: Answer) -> list[Reason]:
    """The smallest sets of values that emptied an answer; none for an answer with rows.

    An answer that is empty for no value's fault gets none either: the graph holds nothing of the
    kind that the question asks for.
    """
    if len(answer) or answer.source is None:
        return []
    names = [name for name in answer.terms if not _required(answer, name)]
    # A required value cannot be left out by a person, but it can be to blame all the same.
    names += [name for name in answer.terms if _required(answer, name)]
    for size in range(1, len(names) + 1):
        found = list(_without(answer, names, size))
        if found:
            return found
    return []


def _required(answer: Answer, name: str) -> bool:
    return any(p.name == name and p.required for p in answer.question.parameters)


def _without(answer: Answer, names: list[str], size: int) -> Iterator[Reason]:
    assert answer.source is not None
    for left_out in combinations(names, size):
        kept = {name: term for name, term in answer.terms.items() if name not in left_out}
        rows = len(answer.source.query(answer.question.bind(kept, answer.lang)))
        if rows:
            yield Reason(left_out, rows)


def explained(answer: Answer, lang: str) -> str:
    """Why there are no rows, in a sentence or two; empty for an answer with rows."""
    if len(answer):
        return ""
    found = reasons(answer)
    if found:
        return " ".join(reason.text(answer, lang) for reason in found)
    if lang == "ja":
        return "このグラフには、この質問に当てはまるものがありません。"
    return "This graph holds nothing of the kind that the question asks for."
