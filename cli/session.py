"""What one run of a command shares: the language, where the graph is, and how to tell progress."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .output import write_text

if TYPE_CHECKING:
    from ..graph.endpoint import Endpoint
    from ..graph.store import Store


@dataclass(frozen=True, slots=True)
class Session:
    """``lang`` is ja or en; ``folder`` the --store, None for the automatic store."""

    lang: str
    folder: Path | None = None

    def say(self, ja: str, en: str) -> str:
        """One of two texts."""
        return ja if self.lang == "ja" else en

    def progress(self, ja: str, en: str = "") -> None:
        """Tell on standard error what is being done; standard output is for answers."""
        write_text(self.say(ja, en or ja) + "\n", sys.stderr)
        sys.stderr.flush()

    def store(self) -> Store:
        """The embedded store: the folder asked for, else the automatic one, built if need be."""
        from ..graph.opening import open_store

        return open_store(self.folder, self.progress)

    def store_folder(self) -> Path:
        """The folder with the Oxigraph store."""
        from ..graph.opening import store_folder

        return store_folder(self.folder, self.progress)

    def source(self, endpoint: str | None) -> Store | Endpoint:
        """Where to ask: a remote endpoint when one is given, else the embedded store."""
        if endpoint is None:
            return self.store()
        from ..graph.endpoint import Endpoint

        return Endpoint(endpoint)
