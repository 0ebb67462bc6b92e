"""Opening a built graph: the folder that was asked for, else the automatic one, made if need be."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from .cache import Progress, automatic_graph
from .errors import StoreError
from .publication import Manifest, read_manifest
from .store import Store

# A graph of this many quads loads in a moment and then answers several times faster from memory
# than from disk. One edition has 13,000.
FITS_IN_MEMORY = 200_000


def store_folder(folder: Path | None, progress: Progress) -> Path:
    """The Oxigraph store of a graph folder, of the automatic graph when ``folder`` is None.

    Raises StoreError where no graph lies, OutputError when the automatic one cannot be written.
    """
    place = automatic_graph(progress) if folder is None else folder
    manifest = read_manifest(place)
    if manifest is not None:
        return place / manifest.store
    if (place / "CURRENT").is_file():  # an Oxigraph store by itself
        return place
    raise StoreError(
        f"{place} にグラフがありません（machigraph build --out のフォルダーを指定します）。",
        f"{place} holds no graph (give a folder made by machigraph build --out).",
    )


def open_store(folder: Path | None, progress: Progress, *, many_questions: bool = False) -> Store:
    """The embedded store of a graph folder (see `store_folder`).

    Whoever asks ``many_questions`` gets a graph of ordinary size in memory; a single question is
    answered sooner from disk. Raises StoreError and OutputError as `store_folder` does.
    """
    place = store_folder(folder, progress)
    manifest = manifest_of(place)
    if many_questions and manifest is not None and manifest.quads <= FITS_IN_MEMORY:
        return Store.from_bytes(nquads_of(place.parent, manifest), origin=manifest.origin)
    return Store.open(place, manifest.origin if manifest else None)


def nquads_of(folder: Path, manifest: Manifest) -> bytes:
    """The dataset of a graph folder, byte for byte as it was built.

    Raises StoreError when it is no longer what the manifest names.
    """
    nquads = (folder / manifest.dataset).read_bytes()
    if sha256(nquads).hexdigest() != manifest.hash:
        raise StoreError(
            f"{folder / manifest.dataset} は作られた時のままではありません。"
            "machigraph build で作り直してください。",
            f"{folder / manifest.dataset} is not what was built; "
            "build the graph again with machigraph build.",
        )
    return nquads


def manifest_of(store: Path) -> Manifest | None:
    """The manifest of the graph to which a store folder belongs, None for a store by itself."""
    manifest = read_manifest(store.parent)
    return manifest if manifest is not None and manifest.store == store.name else None
