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


# Values for the parameters without which a question is not asked.
REQUIRED = {
    "area": "大雪カムイミンタラDMO",
    "date": "2024-03-15",
    "goal": "2",
    "integer": "807",
    "measure": "2-エ-②",
    "project": "保育士確保事業",
    "text": "子育て",
}


def engines(folder: Path) -> list[tuple[str, float, float, float]]:
    """Each question on Oxigraph in memory (as Python asks), on disk, and on rdflib."""
    from machigraph.graph.opening import open_store
    from machigraph.ontology import PREFIXES
    from machigraph.queries.asking import ask
    from machigraph.queries.catalogue import questions
    from rdflib import Dataset

    memory = open_store(folder, print, many_questions=True)
    disk = open_store(folder, print)
    other = Dataset(default_union=True)
    other.parse(next(folder.glob("dataset-*.nq")), format="nquads")
    rows: list[tuple[str, float, float, float]] = []
    for one in questions():
        given = {p.name: REQUIRED[p.type] for p in one.parameters if p.required}
        text = ask(memory, one, given).query
        ours = seconds(lambda text=text: memory.query(text).rows)
        stored = seconds(lambda text=text: disk.query(text).rows)
        theirs = seconds(lambda text=text: list(other.query(text, initNs=PREFIXES)), runs=1)
        rows.append((one.id, ours, stored, theirs))
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
        print("| question | in memory | on disk | rdflib | rdflib / in memory |")
        for name, ours, disk, theirs in engines(folder):
            print(
                f"| {name} | {ours * 1000:.1f} ms | {disk * 1000:.1f} ms | {theirs * 1000:.0f} ms "
                f"| {theirs / ours:.0f} |"
            )


if __name__ == "__main__":
    main()
