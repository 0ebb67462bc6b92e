"""What a parameter may be: the things of the graph to choose from, found by a query.

People write a goal as ``2``, ``２``, ``基本目標2``, its title or its IRI. `resolve` accepts
each of them, whatever the width, case and blanks, and names what it would have accepted
otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from ..graph.errors import ParameterError
from ..graph.origin import Origin
from ..graph.result import Result
from .catalogue import FOLDER, Bilingual, Parameter, split_header

# Dashes, minus signs and the long vowel mark look alike and are typed for one another.
_DASHES = re.compile(r"[‐‑‒–—―−ー]")
_SHOWN = 20
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


class Source(Protocol):
    """Whatever answers SPARQL: the embedded store or a remote endpoint."""

    origin: Origin

    def query(self, text: str) -> Result:
        """Answer one query."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a picklist: its term, printed code and names."""

    value: ox.NamedNode | ox.Literal
    code: str
    label: Bilingual
    others: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """Code and name, as shown in lists."""
        return f"{self.code} {self.label.text(lang)}"

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it answers to, its IRI excepted."""
        return (self.code, *self.label, *self.others)


def fold(text: str) -> str:
    """The form in which names are compared: NFKC, lower case, one dash, no blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _DASHES.sub("-", "".join(plain.split()))


def choices(source: Source, name: str) -> list[Choice]:
    """All values of the picklist ``name``, in its query's order."""
    _, text = split_header(FOLDER / "picklists" / f"{name}.rq")
    found: dict[str, Choice] = {}
    for row in source.query(text).records:
        value = row["value"]
        assert isinstance(value, ox.NamedNode | ox.Literal), "picklists choose things or values"
        words = {key: _words(row.get(key)) for key in ("code", "ja", "en", "alt")}
        known = found.get(value.value)
        others = (*(known.others if known else ()), *([words["alt"]] if words["alt"] else []))
        label = Bilingual(words["ja"], words["en"] or words["ja"])
        found[value.value] = Choice(value, words["code"], label, others)
    return list(found.values())


def _words(term: object) -> str:
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else ""


def resolve(source: Source, parameter: Parameter, text: str) -> ox.NamedNode | ox.Literal:
    """The RDF term that ``text`` means for ``parameter``.

    Raises ParameterError naming the allowed values, or the nearest when they are many.
    """
    if parameter.picklist is None:
        return _plain(parameter, text)
    offered = choices(source, parameter.picklist)
    wanted = fold(text)
    found = [c for c in offered if wanted in {fold(c.value.value), *map(fold, c.names)}]
    if not found:
        found = [c for c in offered if fold(c.value.value).endswith(f"/{wanted}")]
    if len(found) == 1:
        return found[0].value
    raise _ambiguous(parameter, text, found) if found else _no_such(parameter, text, offered)


def _plain(parameter: Parameter, text: str) -> ox.Literal:
    if parameter.type == "text":
        if text.strip():
            # The document prints Latin letters and figures in half width, kana in full width.
            return ox.Literal(unicodedata.normalize("NFKC", text))
        raise ParameterError(
            parameter.name,
            f"--{parameter.name} には探す言葉を書いてください（空です）。",
            f"--{parameter.name} needs a text; it is empty.",
        )
    plain = unicodedata.normalize("NFKC", text).strip()
    if parameter.type == "date":
        return _date(parameter, plain, text)
    plain = plain.replace(",", "")
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", plain):
        raise ParameterError(
            parameter.name,
            f"--{parameter.name} は整数で指定します（「{text}」は使えません）。",
            f"--{parameter.name} takes an integer, not “{text}”.",
        )
    return ox.Literal(int(plain))


def _date(parameter: Parameter, plain: str, text: str) -> ox.Literal:
    from datetime import date

    try:
        day = date.fromisoformat(plain.replace("/", "-"))
    except ValueError:
        raise ParameterError(
            parameter.name,
            f"--{parameter.name} は日付を 2024-04-01 の形で指定します（「{text}」は使えません）。",
            f"--{parameter.name} takes a date such as 2024-04-01, not “{text}”.",
        ) from None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD_DATE))


def _ambiguous(parameter: Parameter, text: str, found: list[Choice]) -> ParameterError:
    return ParameterError(
        parameter.name,
        f"--{parameter.name} の「{text}」は一つに決まりません。"
        f"次のどれかです: {_listed(found, 'ja')}。",
        f"--{parameter.name} “{text}” is ambiguous: {_listed(found, 'en')}.",
        [c.code for c in found],
    )


def _no_such(parameter: Parameter, text: str, offered: list[Choice]) -> ParameterError:
    near = offered if len(offered) <= _SHOWN else _nearest(text, offered)
    every = len(near) == len(offered)
    ja, en = ("使える値", "Allowed") if every else ("近い値", "Nearest")
    tail_ja = f"{ja}: {_listed(near, 'ja')}。" if near else f"値は {len(offered)} 個あります。"
    tail_en = f" {en}: {_listed(near, 'en')}." if near else f" There are {len(offered)} values."
    return ParameterError(
        parameter.name,
        f"--{parameter.name} に「{text}」という値はありません。{tail_ja}",
        f"--{parameter.name} has no value “{text}”.{tail_en}",
        [c.code for c in offered],
    )


def _nearest(text: str, offered: list[Choice]) -> list[Choice]:
    from difflib import SequenceMatcher

    wanted = fold(text)

    def likeness(choice: Choice) -> float:
        folded = [fold(name) for name in choice.names if name]
        inside = any(wanted in name or name in wanted for name in folded)
        return inside + max(SequenceMatcher(None, wanted, name).ratio() for name in folded)

    ranked = sorted(offered, key=likeness, reverse=True)[:5]
    return [c for c in ranked if likeness(c) > 0.3]


def _listed(found: list[Choice], lang: str) -> str:
    return ("、" if lang == "ja" else ", ").join(c.text(lang) for c in found)
