"""Writing one file whole or not at all."""

from __future__ import annotations

import os
from errno import EACCES
from pathlib import Path

from .errors import OutputError


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole: through a temporary neighbour, so that no half file is ever seen.

    A link is followed; a device or pipe is written to and stays what it is. Raises OutputError
    when the place cannot be written, be it that an existing file is write-protected.
    """
    try:
        place = path.resolve()
        if place.exists() and not place.is_file():
            place.write_bytes(data)
            return
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))
        temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
        try:
            temporary.write_bytes(data)
            temporary.replace(place)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"{path} に書けません: {error.strerror}", f"Cannot write {path}: {error.strerror}"
        ) from error
