"""machigraph (まちグラフ): a municipal strategy document as a checked knowledge graph.

::

    import machigraph

    g = machigraph.open()  # the bundled graph, built on first use
    g.ask("cross-goal-projects")  # a question of the catalogue
    g.ask("goal-projects", goal=2).to_pandas()  # with a parameter, as a data frame
    g.sparql("SELECT * { ?goal a mg:BasicGoal }")  # any SPARQL 1.1 query
    g.thing("2-エ-②")  # one thing and what stands around it

Importing this package is cheap on purpose: it loads no library and no subpackage, so that the
command line answers quickly. The subpackages, in the order in which they may depend on one
another:

* `machigraph.ontology`: IRIs, the vocabulary and its SHACL shapes
* `machigraph.graph`: reading an edition, building, checking and storing its dataset
* `machigraph.queries`: the catalogue of questions, answers and exports
* `machigraph.viz`: pictures
* `machigraph.web`: the server, with the extra ``machigraph[serve]``
* `machigraph.cli`: the command line
* `machigraph.door`: what `open` gives

`machigraph.errors` names everything that can go wrong, as one tree of exceptions.
`machigraph.editions` holds the documents and their hand-reviewed tables: data, no code.
"""

# Not typing's: a library imported for its types is time before the first answer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .door import Machigraph as Machigraph
    from .door import Thing as Thing
    from .door import open_graph as open  # noqa: A004  # machigraph.open, like gzip.open
    from .graph import errors as errors
    from .queries.answer import Answer as Answer

__all__ = ["Answer", "Machigraph", "Thing", "__version__", "errors", "open"]

__version__: str
"""The installed distribution's version (SemVer), looked up when first asked for."""

_PUBLIC = {
    "Answer": ("queries.answer", "Answer"),
    "Machigraph": ("door", "Machigraph"),
    "Thing": ("door", "Thing"),
    "errors": ("graph.errors", ""),
    "open": ("door", "open_graph"),
}


def __getattr__(name: str) -> "Any":
    """Load what is public when it is first asked for.

    Raises:
        AttributeError: for every other name.
        importlib.metadata.PackageNotFoundError: for `__version__` when machigraph is not
            installed; a made-up version would end up in cache keys and dataset descriptions.
    """
    if name == "__version__":
        from importlib.metadata import version

        found: object = version("machigraph")
    elif name in _PUBLIC:
        from importlib import import_module

        module, attribute = _PUBLIC[name]
        loaded = import_module(f".{module}", __name__)
        found = getattr(loaded, attribute) if attribute else loaded
    else:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, also those not loaded yet."""
    return sorted({*globals(), *__all__})
