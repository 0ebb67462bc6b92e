"""Execute the notebooks of docs/notebooks and store what they answered.

Usage: python tests/run_notebooks.py [--out FOLDER] [NOTEBOOK …]

Each runs in a kernel of this very interpreter, in an empty folder, with settings and a cache of its
own: nothing of the person who runs it can get into the outputs. A cache named by MACHIGRAPH_CACHE
is used. tests/test_notebooks.py runs them the same way and compares.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What would make the outputs those of one person or one day's terminal.
_PERSONAL = ("COLUMNS", "LINES", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "PYTHONWARNINGS")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_STYLER = re.compile(r"\bT_[0-9a-f]{5}(?=[_\" ])")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a kernel: Jupyter's and IPython's folders lie under ``folder``.

    The command `machigraph` is that of this interpreter; the cache is the caller's.
    """
    own = {
        name: str(folder / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    inherited = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", "")])
    return inherited | own | {"PATH": path, "LANG": "ja_JP.UTF-8", "PYTHONUTF8": "1"}


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run all cells in a fresh kernel, files in ``folder``; outputs are replaced in place.

    Raises nbclient.exceptions.CellExecutionError for a cell that fails.
    """
    env = environment(folder)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        Path(env[name]).mkdir(exist_ok=True)
    (folder / "work").mkdir(exist_ok=True)
    # No folder of kernelspecs: what is left is ipykernel's own, for the running interpreter.
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        connection_file=str(folder / "kernel.json"),
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=120,
        record_timing=False,
        coalesce_streams=True,  # else the pieces of what is printed differ from run to run
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],  # it warns that its sockets are plain TCP
        resources={"metadata": {"path": str(folder / "work")}},
    )
    client.execute(env=env)
    return tidy(notebook)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs from run to run and says nothing: versions, addresses, random names."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = output.text.replace("\r\n", "\n")
            for kind, text in output.get("data", {}).items():
                if kind.startswith("text/"):
                    output.data[kind] = _STYLER.sub(f"T_{cell.id}", _ADDRESS.sub("", text))
    return notebook


def main() -> None:
    """Run the named notebooks, or all of them, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", nargs="*", type=Path, default=sorted(FOLDER.glob("*.ipynb")))
    parser.add_argument("--out", type=Path, default=FOLDER, help="where to write them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("MACHIGRAPH_CACHE", str(Path(place, "cache")))
        for path in asked.notebook:
            folder = Path(place, path.stem)
            folder.mkdir()
            notebook = execute(nbformat.read(path, as_version=4), folder)
            nbformat.write(notebook, asked.out / path.name)
            print(path.name)


if __name__ == "__main__":
    main()
