"""A built graph as it lies on disk: its N-Quads, their hash and their origin."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from .errors import StoreError
from .opening import manifest_of, nquads_of
from .publication import Manifest


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The N-Quads in code-point order; ``manifest`` is None for a store without one."""

    nquads: bytes
    hash: str
    manifest: Manifest | None = None

    @property
    def editions(self) -> list[str]:
        """The ids of the editions, as far as they are known."""
        return self.manifest.editions if self.manifest else []

    @property
    def built(self) -> datetime | None:
        """When it was built."""
        return datetime.fromisoformat(self.manifest.built) if self.manifest else None


def snapshot(store: Path) -> Snapshot:
    """What stands behind a store folder: the dataset that was published with it, byte for byte.

    Without a manifest beside it the store itself is written out. Raises StoreError when the
    dataset is not the one that the manifest names.
    """
    manifest = manifest_of(store)
    if manifest is None:
        nquads = _dump(store)
        return Snapshot(nquads, hashlib.sha256(nquads).hexdigest())
    nquads = nquads_of(store.parent, manifest)
    return Snapshot(nquads, manifest.hash, manifest)


def _dump(store: Path) -> bytes:
    try:
        text = ox.Store.read_only(str(store)).dump(format=ox.RdfFormat.N_QUADS) or b""
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"{store} を開けません: {error}", f"{store} cannot be opened: {error}"
        ) from error
    return b"".join(line + b"\n" for line in sorted(text.splitlines()))
