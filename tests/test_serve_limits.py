"""Nothing hangs the server: queries that no machine answers, crowds, crashes, slow readers."""

import concurrent.futures
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .serving import COUNT, CROSS, ENDLESS, Server, serving, sparql_path

MONSTERS = {
    "cross product": ENDLESS,
    "rows of a cross product": f"SELECT * {{ {CROSS} }}",
    "path+": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)+ ?b . ?c (!<x:y>)+ ?d . ?e (!<x:y>)+ ?f }",
    "ORDER BY": f"SELECT * {{ {CROSS} }} ORDER BY ?c ?i",
    "DISTINCT": f"SELECT DISTINCT * {{ {CROSS} }}",
    "GROUP BY": f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d ?g ?f",
    "NOT EXISTS": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER NOT EXISTS {{ ?a ?x ?f }} }}",
    "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(?c) AS ?n) {{ {CROSS} }}",
    "CONSTRUCT": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "DESCRIBE": f"DESCRIBE ?a {{ {CROSS} }}",
    "regular expression": f'SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER(REGEX(?c, "(a+)+$")) }}',
    "a long string": "SELECT (STRLEN(?z) AS ?n) { BIND('"
    + "x" * 900
    + "' AS ?s) "
    + " ".join(
        f"BIND(CONCAT(?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}) AS ?{b})"
        for a, b in zip("sabcdefgh", "abcdefghz", strict=True)
    )
    + " }",
}


@pytest.fixture(scope="module")
def server(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    words = ("--timeout", "2", "--memory", "200", "--max-rows", "50000", "--workers", "2")
    with serving(build_folder, *words, log=tmp_path_factory.mktemp("serve") / "log") as one:
        yield one


@pytest.fixture(scope="module")
def roomy(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with time for what is honest, on however slow a machine."""
    words = ("--timeout", "120", "--max-rows", "50000")
    with serving(build_folder, *words, log=tmp_path_factory.mktemp("serve") / "log") as one:
        yield one


def until(true: Callable[[], bool]) -> None:
    """Wait for what has to come."""
    for _ in range(1200):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


def is_whole(server: Server, text: str) -> bool:
    """Whether a query gets a clean 200; a response that breaks off is none."""
    try:
        answer = server.query(text)
    except (http.client.IncompleteRead, ConnectionError):
        return False
    assert answer.status in {200, 503, 504}, answer.text
    if answer.status == 503:
        assert answer.headers["retry-after"]
    return answer.status == 200


@pytest.mark.parametrize("name", MONSTERS)
def test_a_query_without_end_is_stopped(server: Server, name: str) -> None:
    assert not is_whole(server, MONSTERS[name])
    assert server.query("ASK {}").status == 200


@pytest.mark.slow
def test_others_are_answered_while_monsters_run(server: Server) -> None:
    with concurrent.futures.ThreadPoolExecutor(24) as crowd:
        stopped = [crowd.submit(is_whole, server, text) for text in MONSTERS.values() for _ in "ab"]
        for _ in range(20):
            assert server.query("ASK {}").status == 200
        assert not any(one.result() for one in stopped)


def test_a_stopped_query_says_why(server: Server) -> None:
    until(lambda: server.query("ASK {}").status == 200)
    answer = server.query(ENDLESS)
    assert answer.status == 504
    ja, en = answer.text.splitlines()
    assert "2 秒" in ja
    assert "2 seconds" in en


@pytest.mark.parametrize("media", ["application/sparql-results+json", "text/csv"])
def test_too_many_rows_are_no_clean_answer(roomy: Server, media: str) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        roomy.query(f"SELECT * {{ {CROSS} }} LIMIT 200000", media)
    few = roomy.query(f"SELECT ?a {{ {CROSS} }} LIMIT 40000", media)
    assert few.status == 200


def test_a_client_of_http_1_0_never_sees_half_an_answer(roomy: Server) -> None:
    def ask(text: str) -> bytes:
        path = sparql_path(text)
        with socket.create_connection(("127.0.0.1", roomy.port)) as wire:
            wire.sendall(f"GET {path} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
            return b"".join(iter(lambda: wire.recv(65536), b""))

    head, _, body = ask(f"SELECT ?a {{ {CROSS} }} LIMIT 40000").partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b" 503 " in ask(f"SELECT * {{ {CROSS} }} LIMIT 200000").splitlines()[0]


# --- deep, long, odd ----------------------------------------------------------------------


@pytest.mark.parametrize("depth", [100, 100_000])
@pytest.mark.parametrize("pair", ["{}", "()"])
def test_deep_nesting(roomy: Server, depth: int, pair: str) -> None:
    inside = pair[0] * depth + ("1" if pair == "()" else "") + pair[1] * depth
    text = f"SELECT * {{ FILTER({inside}) }}" if pair == "()" else f"SELECT * {{ {inside} }}"
    answer = roomy.query(text)
    assert answer.status == (200 if depth == 100 else 400), answer.text


def test_a_megabyte_of_query(roomy: Server) -> None:
    values = " ".join(f'"{n:08}"' for n in range(100_000))
    answer = roomy.query(f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {values} }} }}")
    assert answer.status == 200, answer.text
    assert json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] == "100000"
    assert roomy.query("ASK { ?s ?p " + "/".join(["<x:y>"] * 200_000) + " }").status == 400
    assert roomy.query("ASK {} # " + "x" * 1_000_000).status == 200


# --- clients ------------------------------------------------------------------------------


def test_two_hundred_clients_at_once(roomy: Server) -> None:
    text = "SELECT ?s ?l WHERE { ?s a mg:Project ; skos:prefLabel ?l } ORDER BY ?s"
    wanted = roomy.query(text, "text/csv").body

    def ask(place: int) -> bool:
        return roomy.query(f"{text} # {place}", "text/csv").body == wanted

    with concurrent.futures.ThreadPoolExecutor(200) as crowd:
        assert all(crowd.map(ask, range(400)))


def test_a_client_that_goes_away_frees_its_worker(server: Server) -> None:
    """Thirty clients leave queries behind that would keep the workers for half a minute."""
    path = sparql_path(ENDLESS)
    began = time.monotonic()
    for _ in range(30):
        wire = socket.create_connection(("127.0.0.1", server.port))
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.02)
        wire.close()
    # In a long place of its own: this could not begin if the queries left behind still held them.
    until(lambda: server.query(COUNT).status == 200)
    assert server.query(ENDLESS).status == 504
    assert time.monotonic() - began < 30


def test_a_slow_reader_holds_no_worker(server: Server) -> None:
    """Twenty clients ask for an answer of megabytes and take nothing of it."""
    path = sparql_path(f"SELECT * {{ {CROSS} }} LIMIT 45000")
    wires = []
    for _ in range(20):
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", server.port))
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wires.append(wire)
    try:
        for _ in range(5):
            assert server.query("ASK {}").status == 200
        until(lambda: server.query(f"{COUNT} # after").status == 200)
    finally:
        for wire in wires:
            wire.close()


def test_half_a_request_holds_nobody_up(server: Server) -> None:
    wires = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    try:
        for wire in wires:
            wire.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                b"Content-Type: application/sparql-query\r\n\r\nASK"
            )
        assert server.query("ASK {}").status == 200
    finally:
        for wire in wires:
            wire.close()


def test_what_is_no_http_gets_an_answer(server: Server) -> None:
    for said in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100):
        with socket.create_connection(("127.0.0.1", server.port)) as wire:
            wire.sendall(said + b"\r\n\r\n")
            assert wire.recv(100).startswith(b"HTTP/1.1 4")


# --- workers ------------------------------------------------------------------------------


def test_workers_that_are_killed_come_back(server: Server) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as crowd:
        running = crowd.submit(server.query, ENDLESS)
        time.sleep(0.5)
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        answer = running.result()
    assert answer.status == 503
    assert "プロセス" in answer.text or "処理" in answer.text
    until(lambda: server.query(COUNT).status == 200)
    until(lambda: len(server.workers()) == 6)


def test_nothing_is_left_of_the_queries(server: Server) -> None:
    """After all of that the workers are idle: none of them uses the processor."""
    until(lambda: server.query("ASK {}").status == 200)

    def used() -> dict[int, int]:
        found = {}
        for pid in server.workers():
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = int(words[11]) + int(words[12])
        return found

    def still() -> bool:
        before = used()
        time.sleep(0.3)
        return used() == before

    until(still)


# --- nothing reaches outside --------------------------------------------------------------


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """An address at which every connection is noted."""
    import threading

    hits: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    wire, _ = listener.accept()
                except OSError:
                    return
                with wire:
                    hits.append(wire.recv(1000) or b"-")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x", hits
        listener.shutdown(socket.SHUT_RDWR)


REACHING = [
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?u {{ <{0}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(<{0}> AS ?u) SERVICE SILENT ?u {{ ?s ?p ?o }} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} LIMIT 1",
    "SELECT * {{ {{ SELECT * {{ {{ SERVICE <{0}> {{ ?s ?p ?o }} }} UNION {{}} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} LIMIT 1",
    "SELECT * {{ SERVICE # {{\n <{0}> {{ ?s ?p ?o }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <{0}> {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <x:y>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("text", REACHING)
def test_no_query_reaches_outside(
    server: Server, canary: tuple[str, list[bytes]], text: str
) -> None:
    url, hits = canary
    said = text.format(url)
    for answer in (
        server.query(said),
        server.get(sparql_path(said)),
        server.get(sparql_path("ASK {}", default_graph_uri=url, named_graph_uri=url)),
        server.request(
            "POST", "/sparql", f"update={quote(said)}&using-graph-uri={url}".encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        ),
    ):  # fmt: skip
        assert answer.status == 400, answer.text
    assert hits == []


@pytest.mark.parametrize(
    "text",
    [
        "ASK {{}} # SERVICE <{0}> {{ ?s ?p ?o }}",
        'SELECT ("SERVICE <{0}> {{ ?s ?p ?o }}" AS ?x) {{}}',
        "SELECT ('''SERVICE\n<{0}> {{''' AS ?x) {{}}",
        "SELECT (<{0}/service> AS ?service) {{}}",
        "SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    ],
)
def test_words_in_comments_and_strings_are_no_clauses(
    server: Server, canary: tuple[str, list[bytes]], text: str
) -> None:
    url, hits = canary
    assert server.query(text.format(url)).status == 200
    assert hits == []
