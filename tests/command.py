"""Running the `machigraph` command as a user does: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# What a person's environment could hold that would change what is tested.
_NEUTRAL = (
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "LANGUAGE",
    "COLUMNS",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished command: exit code and both streams, decoded as UTF-8 where possible."""

    code: int
    raw: bytes
    out: str
    err: str


def machigraph(
    *words: str, env: dict[str, str] | None = None, stdin: bytes = b"", cwd: Path | None = None
) -> Done:
    """Run `machigraph` with these words; the locale is Japanese unless ``env`` says otherwise."""
    clean = {name: value for name, value in os.environ.items() if name not in _NEUTRAL}
    done = subprocess.run(
        [sys.executable, "-m", "machigraph", *words],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
        env=clean | {"LANG": "ja_JP.UTF-8", "PYTHONIOENCODING": "utf-8"} | (env or {}),
    )
    out = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    err = done.stderr.decode("utf-8", "replace").replace("\r\n", "\n")
    return Done(done.returncode, done.stdout, out, err)


def complains(done: Done, *parts: str, code: int = 2) -> None:
    """Hold that a command failed with one clear message that holds ``parts``, and no more."""
    assert done.code == code, (done.code, done.err)
    assert "Traceback" not in done.err, done.err
    assert done.err.startswith("machigraph: "), done.err
    assert len(done.err.splitlines()) == 1, done.err
    assert done.out == "", done.out
    for part in parts:
        assert part in done.err, (part, done.err)
