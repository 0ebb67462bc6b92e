"""A graph that is built anew under a running server: no request fails, every answer is of one."""

import concurrent.futures
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from machigraph.graph.dataset import content_hash
from machigraph.graph.publication import Manifest, publish

from .serving import COUNT, Server, serving, sparql_path

# As many quads each, told apart by their number.
SIZES = (100, 200, 300)


def put(folder: Path, size: int, padding: int = 0) -> None:
    """Publish a graph of ``size`` triples, as `machigraph build` does."""
    quads = [
        ox.Quad(
            ox.NamedNode(f"urn:x:{number}"),
            ox.NamedNode("urn:x:p"),
            ox.Literal(f"{size}"),
            ox.NamedNode("urn:x:g"),
        )
        for number in range(size)
    ]
    nquads = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert nquads is not None
    nquads = b"\n".join(sorted(nquads.splitlines())) + b"\n"
    name = content_hash(nquads)
    told = Manifest(
        hash=name,
        quads=size + padding,
        dataset=f"dataset-{name[:12]}.nq",
        store=f"store-{name[:12]}",
        editions=[f"e{size}"],
        inputs="x",
        version="0",
        built="2026-01-01",
        lenient=False,
        shacl={},
    )
    publish(folder, nquads, told)


# A manifest that says more than fits in memory makes the workers open the store on disk.
@pytest.fixture(params=[0, 10_000_000], ids=["memory", "disk"])
def padding(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def changing(tmp_path: Path, padding: int) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path / "graph"
    put(folder, SIZES[0], padding)
    with serving(folder, log=tmp_path / "log") as server:
        yield server, folder


def size_now(server: Server) -> int:
    answer = server.query(COUNT, "text/csv")
    assert answer.status == 200, answer.text
    return int(answer.text.splitlines()[1])


def test_a_new_graph_is_taken_up(changing: tuple[Server, Path], padding: int) -> None:
    server, folder = changing
    path = sparql_path(COUNT)
    before = server.get(path).headers["etag"]
    put(folder, SIZES[1], padding)
    for _ in range(600):
        if size_now(server) == SIZES[1]:
            break
        time.sleep(0.05)
    assert size_now(server) == SIZES[1]
    again = server.get(path, If_None_Match=before)
    assert again.status == 200
    assert again.headers["etag"] != before


def test_no_request_fails_while_graphs_are_swapped(
    changing: tuple[Server, Path], padding: int
) -> None:
    server, folder = changing
    done = threading.Event()
    whole = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?k) (SAMPLE(?o) AS ?size) { ?s ?p ?o }"

    def ask() -> int:
        asked = 0
        while not done.is_set():
            answer = server.query(whole, "text/csv")
            assert answer.status == 200, answer.text
            count, kinds, size = answer.text.splitlines()[1].split(",")
            assert (count, kinds) == (size, "1")
            asked += 1
        return asked

    with concurrent.futures.ThreadPoolExecutor(8) as crowd:
        askers = [crowd.submit(ask) for _ in range(8)]
        for turn in range(6):
            put(folder, SIZES[(turn + 1) % 3], padding)
            time.sleep(0.3)
        done.set()
        assert all(asker.result() > 0 for asker in askers)
    for _ in range(600):
        if size_now(server) == SIZES[0]:
            return
        time.sleep(0.05)
    pytest.fail("the last graph was not taken up")


def test_a_broken_graph_leaves_the_old_one(changing: tuple[Server, Path]) -> None:
    server, folder = changing
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    for _ in range(20):
        assert size_now(server) == SIZES[0]
        time.sleep(0.05)
