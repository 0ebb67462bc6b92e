"""The embedded store: a built dataset, opened for reading, answering SPARQL 1.1.

`Store` is read-only on purpose. Its default graph is the union of all named graphs, so that a
query written without GRAPH sees every kind of claim; a query with FROM chooses for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from ..ontology import PREFIXES
from .errors import QueryError, StoreError
from .origin import Origin
from .result import Result
from .sparql_text import (
    names_graphs,
    query_form,
    refuse_monstrous,
    refuse_outside,
    undeclared_prefixes,
)

# RocksDB's marker: a folder without it is no Oxigraph store.
_MARKER = "CURRENT"
Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Store:
    """A dataset that answers queries; see `open`, `from_file` and `from_bytes`.

    Safety: nothing is ever fetched and nothing is changed. Updates, LOAD among them, are not
    queries and are refused; SERVICE, which the engine would follow, is refused by reading the
    query's tokens (see `sparql_text`, which states the limits); FROM and FROM NAMED only
    choose among the graphs of this dataset, the engine loads none for them.
    A query cannot be cancelled from Python: whoever serves strangers runs it in a process
    that can be killed.
    """

    def __init__(self, engine: ox.Store, origin: Origin | None = None) -> None:
        self._engine = engine
        self.origin = origin or Origin()

    @classmethod
    def open(cls, folder: Path, origin: Origin | None = None) -> Store:
        """Open a store folder read-only: a snapshot of what it holds now.

        Raises StoreError when ``folder`` is missing, is no store or is damaged.
        """
        if not (folder / _MARKER).is_file():
            raise StoreError(
                f"{folder} はグラフの保存先ではありません（machigraph build --out で作ります）。",
                f"{folder} holds no store (machigraph build --out makes one).",
            )
        try:
            return cls(ox.Store.read_only(str(folder)), origin)
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"{folder} を開けません: {error}", f"{folder} cannot be opened: {error}"
            ) from error

    @classmethod
    def from_file(cls, path: Path, origin: Origin | None = None) -> Store:
        """Load an N-Quads or TriG file into memory.

        Raises StoreError when it cannot be read or parsed.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StoreError(
                f"{path} を読めません: {error.strerror}", f"{path} cannot be read: {error.strerror}"
            ) from error
        form = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.N_QUADS
        return cls.from_bytes(data, name=str(path), form=form, origin=origin)

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        name: str = "N-Quads",
        form: ox.RdfFormat = ox.RdfFormat.N_QUADS,
        origin: Origin | None = None,
    ) -> Store:
        """Load a serialised dataset into memory; ``name`` is for the message of a StoreError."""
        engine = ox.Store()
        try:
            engine.load(data, format=form)
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"{name} を RDF として読めません: {_plain(error)}",
                f"{name} cannot be read as RDF: {_plain(error)}",
            ) from error
        return cls(engine, origin)

    def quads(self) -> Iterator[ox.Quad]:
        """All quads, in no particular order."""
        return iter(self._engine)

    def __len__(self) -> int:
        """How many quads."""
        return len(self._engine)

    def query(self, text: str) -> Result:
        """Answer a SPARQL 1.1 query. The project's prefixes need not be declared.

        Raises QueryError when it is malformed or cannot be evaluated, RefusedQuery when it
        would reach outside or change data.
        """
        form, found = self.evaluate(text)
        try:
            return _result(form, found)
        except (OSError, RuntimeError, ValueError) as error:
            raise _unanswerable(error) from error

    def evaluate(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> tuple[str, Found]:
        """Begin to answer a query: its form, and what the engine finds, not yet read out.

        Args:
            text: the query, as for `query`.
            default_graphs: IRIs of the graphs whose union is to be the default graph.
            named_graphs: IRIs of the graphs that GRAPH may see. Where any graph is chosen by
                either, that choice alone counts, before FROM and FROM NAMED of the query.

        Raises:
            QueryError: when it is malformed.
            RefusedQuery: as `query` does.
        """
        text = text.removeprefix("\ufeff")
        form = query_form(text)
        refuse_monstrous(text)
        refuse_outside(text)
        chosen = [*default_graphs, *named_graphs]
        try:
            if chosen:
                return form, self._engine.query(
                    text,
                    prefixes=PREFIXES,
                    default_graph=[ox.NamedNode(iri) for iri in default_graphs],
                    named_graphs=[ox.NamedNode(iri) for iri in named_graphs],
                )
            return form, self._engine.query(
                text, prefixes=PREFIXES, use_default_graph_as_union=not names_graphs(text)
            )
        except SyntaxError as error:
            raise _syntax_error(text, error) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise _unanswerable(error) from error

    def has_graph(self, iri: str) -> bool:
        """Whether the dataset has a named graph of that IRI."""
        try:
            return self._engine.contains_named_graph(ox.NamedNode(iri))
        except ValueError:
            return False


def _unanswerable(error: Exception) -> QueryError:
    return QueryError(
        f"この問合せには答えられません: {_plain(error)}",
        f"This query cannot be answered: {_plain(error)}",
    )


def _result(form: str, found: Found) -> Result:
    if isinstance(found, ox.QueryTriples):
        return Result(form, found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    names: tuple[str, ...] = ()
    if isinstance(found, ox.QuerySolutions):
        names = tuple(variable.value for variable in found.variables)
    return Result(form, found.serialize(format=ox.QueryResultsFormat.JSON) or b"", names)


def _plain(error: Exception) -> str:
    """The engine's words on one line."""
    return " ".join(str(error.args[0] if error.args else error).split())


def _syntax_error(text: str, error: SyntaxError) -> QueryError:
    unknown = [p for p in undeclared_prefixes(text, PREFIXES) if p not in PREFIXES]
    if unknown:
        names = ", ".join(f"{prefix}:" for prefix in unknown)
        return QueryError(
            f"接頭辞 {names} が宣言されていません（PREFIX で宣言してください）。",
            f"Undeclared prefix {names} (declare it with PREFIX).",
        )
    match = _POSITION.match(_plain(error))
    if not match:
        return QueryError(
            f"SPARQL として読めません: {_plain(error)}", f"Not valid SPARQL: {_plain(error)}"
        )
    line, column, expected = int(match[1]), int(match[2]), match[3]
    if "SELECT contains a variable that is unbound" in expected:
        return QueryError(
            "SELECT に、集約も GROUP BY もされていない変数があります。",
            "SELECT holds a variable that is neither aggregated nor in GROUP BY.",
        )
    near = _near(text, line, column)
    hint = "" if "[_]" in expected or "unreported" in expected else f" ({expected[:160]})"
    return QueryError(
        f"SPARQL として読めません: {line}行{column}文字目、{near[0]}{hint}。",
        f"Not valid SPARQL: line {line}, column {column}, {near[1]}{hint}.",
    )


def _near(text: str, line: int, column: int) -> tuple[str, str]:
    """What stands at the place where the engine stopped, in words (ja, en)."""
    lines = text.splitlines() or [""]
    here = lines[line - 1][max(0, column - 1) :].strip() if line <= len(lines) else ""
    if here:
        return f"「{here[:30]}」の所", f"at “{here[:30]}”"
    before = " ".join(lines[max(0, line - 2) : line])[-30:].strip()
    return f"「{before}」の後", f"after “{before}”"
