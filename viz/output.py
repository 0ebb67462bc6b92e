"""Writing one file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from ..graph.errors import OutputError


def write(path: Path, data: bytes) -> None:
    """Write ``data`` in one step, so that no half file is ever seen.

    Raises OutputError when the place cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise OutputError(
            f"{path} に書けません({error.strerror})。",
            f"{path} cannot be written ({error.strerror}).",
        ) from None
