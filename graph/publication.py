"""A built graph on disk: written beside the previous one, then put in its place in one step.

A folder holds ``manifest.json``, the N-Quads and the Oxigraph store that it names. Replacing the
manifest is the only step that counts: a build killed before it leaves the previous graph whole,
one killed after it leaves the new one whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import OutputError, StoreError
from .origin import Origin

MANIFEST = "manifest.json"
LOCK = ".machigraph.lock"
_SCRATCH = re.compile(r"\.machigraph-\d+\Z")
_OWN = re.compile(r"(?:dataset-[0-9a-f]{12}\.nq|store-[0-9a-f]{12})\Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a graph folder holds.

    ``hash`` is the SHA-256 of the N-Quads; ``inputs`` identifies what it was made from; ``shacl``
    counts results by severity.
    """

    hash: str
    quads: int
    dataset: str
    store: str
    editions: list[str]
    inputs: str
    version: str
    built: str
    lenient: bool
    shacl: dict[str, int]

    @property
    def origin(self) -> Origin:
        """What answers over this graph come from."""
        return Origin(self.hash, tuple(self.editions))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a graph folder, or None where no complete graph lies.

    Raises StoreError for a folder whose manifest names files that are gone.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except OSError:
        return None
    except (ValueError, TypeError):
        raise StoreError(
            f"{folder / MANIFEST} が壊れています。machigraph build で作り直してください。",
            f"{folder / MANIFEST} is damaged; build the graph again with machigraph build.",
        ) from None
    if not (folder / manifest.dataset).is_file() or not (folder / manifest.store).is_dir():
        raise StoreError(
            f"{folder} のグラフが揃っていません。machigraph build で作り直してください。",
            f"the graph in {folder} is incomplete; build it again with machigraph build.",
        )
    return manifest


def publish(folder: Path, nquads: bytes, manifest: Manifest) -> None:
    """Write a graph into ``folder`` and make it the current one.

    Raises OutputError when the folder cannot be written; the previous graph is then untouched.
    """
    from filelock import FileLock  # here, since whoever only asks need not pay for it

    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Two builds into one folder take turns, lest one sweeps away what the other publishes.
        with FileLock(folder / LOCK):
            _put(folder, nquads, manifest)
            _sweep(folder, manifest)
    except OSError as error:
        raise OutputError(
            f"{folder} に書けません({error.strerror or error})。前のグラフはそのままです。",
            f"{folder} cannot be written ({error.strerror or error}); "
            "the previous graph is untouched.",
        ) from None


def _put(folder: Path, nquads: bytes, manifest: Manifest) -> None:
    """Write everything beside the current graph, then move it into place, the manifest last."""
    import pyoxigraph as ox

    with _scratch(folder) as scratch:
        (scratch / manifest.dataset).write_bytes(nquads)
        store = ox.Store(str(scratch / manifest.store))
        store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
        del store
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True)
        (scratch / MANIFEST).write_text(text + "\n", encoding="utf-8")
        if not _sound(folder / manifest.store, manifest.quads):
            shutil.rmtree(folder / manifest.store, ignore_errors=True)
            (scratch / manifest.store).replace(folder / manifest.store)
        (scratch / manifest.dataset).replace(folder / manifest.dataset)
        (scratch / MANIFEST).replace(folder / MANIFEST)


def _sound(store: Path, quads: int) -> bool:
    """Whether a store of an earlier build of the same content can be kept."""
    import pyoxigraph as ox

    try:
        return store.is_dir() and len(ox.Store.read_only(str(store))) == quads
    except (OSError, RuntimeError, ValueError):
        return False


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder of this process's own inside ``folder``, gone afterwards."""
    scratch = folder / f".machigraph-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Remove earlier graphs and what killed builds left; files of others are not touched."""
    for path in folder.iterdir():
        # Scratch folders live inside the lock: any that is here now is a killed build's.
        left = _SCRATCH.match(path.name)
        old = _OWN.match(path.name) and path.name not in (manifest.dataset, manifest.store)
        if old or left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
