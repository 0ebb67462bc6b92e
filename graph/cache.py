"""The automatic store: the bundled editions' graph in the user's cache folder, built when needed.

Its folder is named after everything that decides its content, so a graph of another version,
edition or vocabulary is never read. Finding it costs no RDF library.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from . import edition
from .errors import OutputError, StoreError
from .inputs import fingerprint
from .publication import read_manifest

Progress = Callable[[str, str], None]


def cache_folder() -> Path:
    """Where automatic stores lie: MACHIGRAPH_CACHE, else the platform's cache folder."""
    told = os.environ.get("MACHIGRAPH_CACHE")
    if told:
        return Path(told)
    from platformdirs import user_cache_path

    return user_cache_path("machigraph", appauthor=False)


def automatic_graph(progress: Progress) -> Path:
    """The folder of the bundled editions' graph, built first where it is missing or outdated.

    Raises OutputError when the cache folder cannot be written.
    """
    bundled = edition.bundled()
    inputs = fingerprint(bundled)
    folder = cache_folder() / inputs[:16]
    if not _current(folder, inputs):
        progress(
            f"はじめてなのでグラフを作ります({folder})。",
            f"Building the graph for the first time ({folder}).",
        )
        _build(bundled, folder, progress)
    return folder


def ready_graph() -> Path | None:
    """The folder of the bundled editions' graph, or None where it would have to be built."""
    inputs = fingerprint(edition.bundled())
    folder = cache_folder() / inputs[:16]
    return folder if _current(folder, inputs) else None


def _current(folder: Path, inputs: str) -> bool:
    """Whether a whole graph of these inputs lies there; a damaged one is built anew."""
    try:
        manifest = read_manifest(folder)
    except StoreError:
        return False
    return manifest is not None and manifest.inputs == inputs


def _build(bundled: list[Path], folder: Path, progress: Progress) -> None:
    from .build import build

    try:
        build(bundled, folder, progress=progress)
    except OutputError as error:
        raise OutputError(
            f"{error.ja} 環境変数 MACHIGRAPH_CACHE で書ける場所を指定できます。",
            f"{error.en} Set MACHIGRAPH_CACHE to a folder that can be written.",
        ) from None
