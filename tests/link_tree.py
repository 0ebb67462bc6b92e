"""Lay the sources out as they install, by symbolic links, for the type checker.

Usage: python tests/link_tree.py FOLDER

The repository holds `graph/` where an installation has `machigraph/graph/`; an editable
installation bridges that at run time through an import hook, which a static checker cannot
follow. FOLDER/machigraph is such a layout, read from pyproject.toml, and basedpyright checks it.
Files are linked one by one because basedpyright does not descend into linked folders.
"""

import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def package_folders(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, str]:
    """Map each package of pyproject.toml to its folder, the import root first."""
    with pyproject.open("rb") as file:
        mapping: dict[str, str] = tomllib.load(file)["tool"]["setuptools"]["package-dir"]
    return dict(sorted(mapping.items()))


def link(tree: Path) -> None:
    """Make the layout under `tree` anew."""
    shutil.rmtree(tree, ignore_errors=True)
    for package, folder in package_folders().items():
        target = tree.joinpath(*package.split("."))
        target.mkdir(parents=True)
        for file in sorted((ROOT / folder).glob("*.py*")):
            if file.is_file():
                (target / file.name).symlink_to(file)


if __name__ == "__main__":
    link(Path(sys.argv[1]))
