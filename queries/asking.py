"""Asking a question of the catalogue: check its parameters, bind them, run it, tidy the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from ..graph.errors import ParameterError
from ..graph.result import Result
from .answer import Answer
from .catalogue import SEPARATOR, Parameter, Question
from .picklist import Source, choices, resolve

_DIGITS = re.compile(r"(\d+)")


def ask(source: Source, question: Question, given: Mapping[str, str], lang: str = "ja") -> Answer:
    """Ask ``question`` with parameter values as people write them.

    Labels in the answer come in ``lang`` where the graph has them, else in Japanese. Cells
    that hold several codes or lines are put in order, whatever order the engine found them in.
    Raises ParameterError for an unknown, missing or impossible parameter.
    """
    check_names(question, given)
    by_name = {parameter.name: parameter for parameter in question.parameters}
    for parameter in question.parameters:
        if parameter.required and parameter.name not in given:
            raise _missing(source, question, parameter)
    terms = {name: resolve(source, by_name[name], value) for name, value in given.items()}
    query = question.bind(terms, lang)
    result = _tidy(source.query(query), question)
    return Answer(question, terms, result, dict(given), query, lang, source=source)


def check_names(question: Question, given: Mapping[str, str]) -> None:
    """Raise ParameterError for a name that is none of the question's parameters.

    It needs no graph, so a slip of the pen is told before one is opened or built.
    """
    known = {parameter.name for parameter in question.parameters}
    for name in given:
        if name not in known:
            raise _unknown(question, name)


def _unknown(question: Question, name: str) -> ParameterError:
    allowed = [parameter.name for parameter in question.parameters]
    listed = ", ".join(f"--{n}" for n in allowed)
    return ParameterError(
        name,
        f"{question.id} に --{name} という指定はありません"
        + (f"（使えるもの: {listed}）。" if allowed else "（この質問は何も指定できません）。"),
        f"{question.id} has no parameter --{name} "
        + (f"(it has {listed})." if allowed else "(it has none)."),
        allowed,
    )


def _missing(source: Source, question: Question, parameter: Parameter) -> ParameterError:
    offered = choices(source, parameter.picklist) if parameter.picklist else []
    head_ja, head_en = (
        SEPARATOR.join(choice.text(lang) for choice in offered[:12]) for lang in ("ja", "en")
    )
    more = " …" if len(offered) > 12 else ""
    return ParameterError(
        parameter.name,
        f"{question.id} には --{parameter.name}（{parameter.label.ja}）の指定が必要です。"
        f"値: {head_ja}{more}",
        f"{question.id} needs --{parameter.name} ({parameter.label.en}). Values: {head_en}{more}",
        [choice.code for choice in offered],
    )


def _tidy(result: Result, question: Question) -> Result:
    """Put the parts of list cells in natural order and drop repetitions."""
    lists = {column.name: column.separator for column in question.columns if column.separator}
    if not lists or result.form != "SELECT":
        return result
    answer = json.loads(result.body)
    for row in answer["results"]["bindings"]:
        for name in lists.keys() & row.keys():
            parts = set(row[name]["value"].split(lists[name])) - {""}
            row[name]["value"] = lists[name].join(sorted(parts, key=natural))
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return replace(result, body=body)


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key that counts: "9" before "10", "2-エ-①" before "2-エ-②"."""
    parts = _DIGITS.split(text)
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p]
