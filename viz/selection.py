"""What a picture is asked to show: filters and a thing, as people write them and as the graph's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..graph.errors import AmbiguousName, ParameterError
from ..queries.catalogue import Bilingual, Parameter
from ..queries.picklist import Source, resolve
from ..queries.things import find

Row = dict[str, str]
FILTERS = ("goal", "department", "measure")


@dataclass(frozen=True, slots=True)
class Selection:
    """``given`` holds filters as they were written, ``terms`` the IRIs they mean."""

    given: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    thing: str = ""

    def keeps(self, row: Row) -> bool:
        """Whether a row with goal, department and measure IRIs is inside all the filters."""
        return all(row[name] == iri for name, iri in self.terms.items())


def selection(
    source: Source, name: str, allowed: tuple[str, ...], given: Mapping[str, str], thing: str = ""
) -> Selection:
    """Check filters against a picture's ``allowed`` ones and resolve them.

    Raises ParameterError for a filter the picture does not have, for a value that does not
    exist, and for a thing that is missing, not asked for or not one.
    """
    check(name, allowed, given, thing)
    terms = {}
    for key in FILTERS:
        if key in given:
            parameter = Parameter(key, key, Bilingual(key, key), key)
            terms[key] = resolve(source, parameter, given[key]).value
    iri = _one(source, thing) if thing else ""
    return Selection(dict(given), terms, iri)


def check(name: str, allowed: tuple[str, ...], given: Mapping[str, str], thing: str) -> None:
    """What can be told about filters without a graph."""
    for key in given:
        if key not in allowed:
            known = "、".join(f"--{one}" for one in allowed if one != "thing")
            raise ParameterError(
                key,
                f"図 {name} に --{key} という絞り込みはありません"
                + (f"（使えるもの: {known}）。" if known else "（この図は絞り込めません）。"),
                f"The picture {name} has no filter --{key} "
                + (f"(it has {known.replace('、', ', ')})." if known else "(it has none)."),
                allowed,
            )
    if ("thing" in allowed) != bool(thing):
        raise _thing_wanted(name) if "thing" in allowed else _no_thing(name, thing)


def _thing_wanted(name: str) -> ParameterError:
    return ParameterError(
        "THING",
        f"図 {name} には名前、符号（2-エ-② など）または IRI を続けて書いてください。",
        f"The picture {name} needs a name, a code such as 2-エ-② or an IRI after it.",
    )


def _no_thing(name: str, thing: str) -> ParameterError:
    return ParameterError(
        "THING",
        f"図 {name} の後の「{thing}」は要りません（ものを指定する図は near です）。",
        f"The picture {name} takes no “{thing}” after it (near is the picture of one thing).",
    )


def _one(source: Source, text: str) -> str:
    """The IRI of the one thing that ``text`` names."""
    found = find(source, text)
    if len(found) > 1:
        raise AmbiguousName(text, found)
    return found[0]


def rows(source: Source, query: str) -> list[Row]:
    """The rows of a SELECT as texts; an unbound variable is an empty one."""
    answer = source.query(query)
    return [
        {name: getattr(record.get(name), "value", "") for name in answer.variables}
        for record in answer.records
    ]


def asked(source: Source, name: str, lang: str, **given: str) -> list[Row]:
    """The rows of a ready question, as texts."""
    from ..queries.asking import ask
    from ..queries.catalogue import question

    result = ask(source, question(name), given, lang).result
    return [
        {name: getattr(record.get(name), "value", "") for name in result.variables}
        for record in result.records
    ]


def lines_in(row: Row) -> tuple[str, ...]:
    """The lines on which an answer's row rests."""
    return tuple(filter(None, row.get("lines", "").split(", ")))
