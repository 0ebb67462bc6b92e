"""Ratios of one run: a full build, a cold question beside importing rdflib, and two engines.

Run with ``make bench``; it prints a table to be put, dated, into bench/RESULTS.md.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 7


def seconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median wall time of an action."""
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def process(*words: str) -> Callable[[], object]:
    """A fresh Python process."""
    return lambda: subprocess.run(
        [sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def engines(folder: Path) -> list[tuple[str, float, float]]:
    """Each question of the catalogue, without parameters, on Oxigraph and on rdflib in memory."""
    from machigraph.graph.publication import read_manifest
    from machigraph.graph.store import Store
    from machigraph.ontology import PREFIXES
    from machigraph.queries.catalogue import question, question_ids
    from rdflib import Dataset

    manifest = read_manifest(folder)
    assert manifest is not None
    store = Store.open(folder / manifest.store)
    other = Dataset(default_union=True)
    other.parse(folder / manifest.dataset, format="nquads")
    rows: list[tuple[str, float, float]] = []
    for name in question_ids():
        text = question(name).text
        ours = seconds(lambda text=text: store.query(text).rows)
        theirs = seconds(lambda text=text: list(other.query(text, initNs=PREFIXES)), runs=1)
        rows.append((name, ours, theirs))
    return rows


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "graph"
        os.environ["MACHIGRAPH_CACHE"] = str(Path(scratch) / "cache")
        build = seconds(process("-m", "machigraph", "build", "--out", str(folder)), runs=3)
        ask = process("-m", "machigraph", "ask", "cross-goal-projects")
        ask()
        cold = seconds(ask)
        rdflib = seconds(process("-c", "import rdflib"))
        plain = seconds(process("-c", "pass"))
        print(f"| full build with SHACL | {build:.2f} s | {build / rdflib:.1f} × import rdflib |")
        print(f"| python -c pass | {plain * 1000:.0f} ms | {plain / rdflib:.2f} |")
        print(f"| cold `machigraph ask` | {cold * 1000:.0f} ms | {cold / rdflib:.2f} |")
        print(f"| python -c 'import rdflib' | {rdflib * 1000:.0f} ms | 1 |")
        for name, ours, theirs in engines(folder):
            print(
                f"| {name} | Oxigraph {ours * 1000:.1f} ms, rdflib {theirs * 1000:.0f} ms "
                f"| rdflib / Oxigraph {theirs / ours:.0f} |"
            )


if __name__ == "__main__":
    main()
