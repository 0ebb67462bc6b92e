"""The repository's own files, as the packaging and architecture tests see them."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from .link_tree import ROOT, package_folders

GENERATED = {".git", ".venv", "build", "dist", "__pycache__"}


@cache
def source_files() -> tuple[Path, ...]:
    """Every file that is or would be committed, relative to the root.

    Git knows; in an unpacked sdist, where there is no git, everything that is not generated.
    """
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        found = {Path(name) for name in listed.split("\0") if name}
    else:
        found = {path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()}
    return tuple(sorted(path for path in found if _is_source(path)))


def _is_source(path: Path) -> bool:
    """Whether a listed file still exists and was not made by a tool."""
    generated = GENERATED.intersection(path.parts)
    metadata = any(part.endswith(".egg-info") for part in path.parts)
    return (ROOT / path).is_file() and not generated and not metadata


def package_of(path: Path) -> str | None:
    """The package whose folder holds the file, for a path relative to the root."""
    by_folder = {folder: package for package, folder in package_folders().items()}
    return by_folder.get(path.parts[0]) if len(path.parts) > 1 else None


def package_sources() -> list[Path]:
    """The Python files of the packages, relative to the root."""
    return [path for path in source_files() if path.suffix == ".py" and package_of(path)]


def package_data() -> list[Path]:
    """What else lies in the packages' folders, relative to the root."""
    return [path for path in source_files() if path.suffix != ".py" and package_of(path)]
