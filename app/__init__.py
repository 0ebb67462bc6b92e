"""machigraph (まちグラフ): a municipal strategy document as a checked knowledge graph.

Importing this package is cheap on purpose: it loads no library and no subpackage, so that the
command line answers quickly. The subpackages, in the order in which they may depend on one
another:

* `machigraph.ontology`: IRIs, the vocabulary and its SHACL shapes
* `machigraph.graph`: reading an edition, building, checking and storing its dataset
* `machigraph.queries`: the catalogue of questions
* `machigraph.viz`: pictures
* `machigraph.cli`: the command line

`machigraph.editions` holds the documents and their hand-reviewed tables: data, no code.
"""

__all__ = ["__version__"]

__version__: str
"""The installed distribution's version (SemVer), looked up when first asked for."""


def __getattr__(name: str) -> str:
    """Look up `__version__` in the installed metadata.

    Raises:
        AttributeError: for every other name.
        importlib.metadata.PackageNotFoundError: when machigraph is not installed; a made-up
            version would end up in cache keys and dataset descriptions.
    """
    if name != "__version__":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib.metadata import version

    globals()[name] = found = version("machigraph")
    return found
