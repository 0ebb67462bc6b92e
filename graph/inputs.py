"""What a graph is made from, as one fingerprint: the edition, the vocabulary, and this program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

_SUFFIXES = {".toml", ".txt", ".csv", ".ttl", ".py"}


def fingerprint(folders: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of everything that decides what a build yields.

    The engine's version counts, since it decides the form of the store on disk. The program's own
    reading and building code counts too: in a working copy it changes while the version stays the
    same, and a graph of older code must never be taken for current.
    """
    digest = hashlib.sha256(f"{ox.__version__} {version('machigraph')}".encode())
    for folder in (*folders, _package("graph"), _package("ontology")):
        for path in _files(Path(folder)):
            data = path.read_bytes()
            digest.update(f"{path.name}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def _package(name: str) -> Path:
    """The folder of a part of machigraph, wherever it is installed."""
    return Path(str(resources.files(f"machigraph.{name}")))


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES))
