"""Remote endpoints: a real server over a socket, and servers that misbehave."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from machigraph.graph.endpoint import Endpoint
from machigraph.graph.errors import EndpointError, QueryError, RefusedQuery
from machigraph.graph.store import Store
from machigraph.queries.asking import ask
from machigraph.queries.catalogue import question, question_ids

from .command import complains, machigraph
from .contract_graph import nquads
from .servers import free_port, oxigraph

# Values of required parameters that the tables' dataset has.
SAMPLES = {
    "area-at-date": {"date": "2024-03-01"},
    "area-difference": {"first": "大雪カムイミンタラDMO", "second": "上川中部圏域"},
    "goal-projects": {"goal": "2"},
    "line-facts": {"line": "807"},
    "measure-projects": {"measure": "2-ア"},
    "project-listings": {"project": "保育士確保事業"},
    "project-search": {"text": "保育"},
    "thing-lines": {"text": "保育"},
    "word-search": {"text": "保育"},
}
JAPANESE = "https://city.example/事業/雪対策"
ENCODED = "https://city.example/%E4%BA%8B%E6%A5%AD/%25"
EXTRA = f"""
<{JAPANESE}> <https://city.example/p> "生のIRI"@ja <https://city.example/g> .
<{ENCODED}> <https://city.example/p> "符号化されたIRI"@ja <https://city.example/g> .
""".lstrip().encode()


@pytest.fixture(scope="module")
def embedded() -> Store:
    return Store.from_bytes(nquads() + EXTRA)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query URL of a real SPARQL server, with the union of its graphs as default graph."""
    with oxigraph(tmp_path_factory.mktemp("server"), nquads() + EXTRA) as address:
        yield address


def sorted_rows(source: Store | Endpoint, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in source.query(query).rows)


# --- the real server -----------------------------------------------------------------------

QUERIES = {
    "comment with delete": "# delete all of it\nSELECT * { ?g a mg:BasicGoal }",
    "string with insert": (
        'SELECT * { ?p skos:prefLabel ?n FILTER(?n != "INSERT DATA { construct }") }'
    ),
    "raw japanese iri": f"SELECT * {{ <{JAPANESE}> ?p ?o }}",
    "encoded iri": f"SELECT * {{ <{ENCODED}> ?p ?o }}",
    "japanese filter": (
        'SELECT ?n { ?p a mg:Project ; skos:prefLabel ?n FILTER(REGEX(?n, "雪.*事業")) }'
    ),
    "plus and ampersand": 'SELECT ("a+b&c=d %2B ＋" AS ?x) {}',
    "unbound": "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (UNDEF 2.50) } }",
    "empty": "SELECT ?x { ?x a mg:Nothing }",
    "comment with ask": (
        "#ask\nPREFIX ask: <https://ask.example/>\n"
        "SELECT * { ?g a mg:BasicGoal ; skos:notation ?c }"
    ),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_the_same_rows_as_from_the_embedded_store(url: str, embedded: Store, query: str) -> None:
    remote = Endpoint(url)
    assert remote.query(query).variables == embedded.query(query).variables
    assert sorted_rows(remote, query) == sorted_rows(embedded, query)


def test_the_two_spellings_of_an_iri_are_two_things(url: str) -> None:
    for iri, words in ((JAPANESE, "生のIRI"), (ENCODED, "符号化されたIRI")):
        found = Endpoint(url).query(f"SELECT ?o {{ <{iri}> ?p ?o }}").rows
        assert [str(row[0]) for row in found] == [f'"{words}"@ja']


@pytest.mark.parametrize("name", question_ids())
def test_every_question_has_the_same_answer(url: str, embedded: Store, name: str) -> None:
    found = question(name)
    given = SAMPLES.get(name, {})
    remote, local = (ask(source, found, given) for source in (Endpoint(url), embedded))
    assert remote.result.rows == local.result.rows


def test_ask_construct_and_describe(url: str, embedded: Store) -> None:
    remote = Endpoint(url)
    assert remote.query("# select\nASK { ?g a mg:BasicGoal }").boolean is True
    assert remote.query("ASK { ?g a mg:Nothing }").boolean is False
    for query in ("CONSTRUCT WHERE { ?g a mg:BasicGoal }", "DESCRIBE ?g { ?g a mg:BasicGoal }"):
        assert set(remote.query(query).triples) == set(embedded.query(query).triples)


def test_the_command_asks_the_endpoint(url: str) -> None:
    query = "SELECT ?c { ?g a mg:BasicGoal ; skos:notation ?c } ORDER BY ?c"
    done = machigraph("sparql", query, "--format", "json", "--endpoint", url)
    rows = json.loads(done.out)["results"]["bindings"]
    assert [row["c"]["value"] for row in rows] == ["1", "2", "3", "4"]
    graph = machigraph("sparql", "CONSTRUCT WHERE { ?g a mg:BasicGoal }", "--endpoint", url)
    assert graph.out.count("mg:BasicGoal") == 4
    answered = machigraph("ask", "cross-goal-projects", "--endpoint", url)
    assert f"{22}件" in answered.out


def test_a_query_the_server_rejects(url: str) -> None:
    with pytest.raises(QueryError, match="rejected"):
        Endpoint(url).query("SELECT * { ?s ?p }")


def test_an_update_is_not_even_sent() -> None:
    with pytest.raises(RefusedQuery):
        Endpoint(f"http://127.0.0.1:{free_port()}/update").query("# ask\nCLEAR ALL")


# --- servers that misbehave ----------------------------------------------------------------

Reply = Callable[[BaseHTTPRequestHandler], None]


class Fake:
    """A server that gives one reply to everything and remembers what it was asked."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                fake.asked.append((self.path, dict(self.headers), body))
                reply(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sparql"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Fake":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def saying(media: str, body: bytes, status: int = 200, length: int | None = None) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def results(*rows: dict[str, Any], names: tuple[str, ...] = ("x",)) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


JSON_MEDIA = "application/sparql-results+json"
ONE = results({"x": {"type": "literal", "value": "1"}})


def test_what_is_sent() -> None:
    with Fake(saying(JSON_MEDIA, ONE)) as fake:
        Endpoint(fake.url).query("# delete\nSELECT ?x { ?x a mg:BasicGoal }")
    path, headers, body = fake.asked[0]
    assert path == "/sparql"
    assert headers["Accept"] == JSON_MEDIA
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    sent = parse_qs(body)
    assert sent.keys() == {"query"}, "no format parameters that a server could refuse"
    assert sent["query"] == [
        "PREFIX mg: <https://w3id.org/machigraph/ont#> # delete\nSELECT ?x { ?x a mg:BasicGoal }"
    ]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (saying("text/html", b"<html>hello</html>"), "text/html"),
        (saying(JSON_MEDIA, b"{"), "not readable"),
        (saying(JSON_MEDIA, b""), "not readable"),
        (saying(JSON_MEDIA, b"[]"), "not readable"),
        (saying(JSON_MEDIA, ONE[:-9]), "not readable"),
        (saying(JSON_MEDIA, b'{"head":{},"boolean":true}'), "not readable"),
        (saying(JSON_MEDIA, ONE, length=len(ONE) + 50), "No answer"),
        (saying("text/plain", "内部の誤り".encode(), 500), "内部の誤り"),
        (saying("text/plain", b"slow down", 503), "503"),
        (saying("text/plain", b"who?", 401), "who?"),
        (saying("text/plain", b"nothing here", 404), "nothing here"),
        (saying("text/plain", b"", 406), "406"),
    ],
    ids=[
        "html",
        "cut",
        "empty",
        "list",
        "truncated",
        "boolean",
        "short",
        *map(str, (500, 503, 401, 404, 406)),
    ],
)
def test_a_wrong_answer_is_told(reply: Reply, words: str) -> None:
    with Fake(reply) as fake, pytest.raises(EndpointError) as caught:
        Endpoint(fake.url).query("SELECT ?x {}")
    assert words in caught.value.en
    assert fake.url in caught.value.ja


def test_a_graph_in_a_wrong_media_type_is_told() -> None:
    with Fake(saying("text/html", b"<html>")) as fake, pytest.raises(EndpointError):
        Endpoint(fake.url).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_silent_server_is_given_up() -> None:
    with (
        Fake(lambda _: time.sleep(1.5)) as fake,
        pytest.raises(EndpointError, match=r"0\.3 seconds"),
    ):
        Endpoint(fake.url, timeout=0.3).query("ASK {}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_server_that_is_not_there(lang: str) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    done = machigraph("sparql", "ASK {}", "--endpoint", address, "--lang", lang)
    complains(done, address, "接続が拒否" if lang == "ja" else "refused")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "localhost:1", "ftp://x.example/", ""])
def test_an_address_that_is_no_endpoint(address: str) -> None:
    complains(machigraph("sparql", "ASK {}", "--endpoint", address), "http")


def test_a_host_without_address() -> None:
    done = machigraph("sparql", "ASK {}", "--endpoint", "http://no-such-host.invalid/sparql")
    complains(done, "no-such-host.invalid")


# --- what servers do differently -----------------------------------------------------------


def test_virtuoso_s_ask_is_a_row_or_none() -> None:
    for rows, expected in (("1", True), ("0", False), ("", False)):
        cells = [{"__ASK_RETVAL": {"type": "typed-literal", "value": value}} for value in rows]
        reply = saying(JSON_MEDIA, results(*cells, names=("__ASK_RETVAL",)))
        with Fake(reply) as fake:
            assert Endpoint(fake.url).query("ASK {}").boolean is expected


def test_virtuoso_s_literals() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    rows = [
        {"x": {"type": "typed-literal", "datatype": xsd + "integer", "value": "7"}},
        {"x": {"type": "typed-literal", "datatype": xsd + "boolean", "value": "1"}},
        {"x": {"type": "literal", "xml:lang": "ja", "value": "旭川"}},
    ]
    with Fake(saying(JSON_MEDIA, results(*rows))) as fake:
        found = Endpoint(fake.url).query("SELECT ?x {}").rows
    assert [str(row[0]) for row in found] == [
        f'"7"^^<{xsd}integer>',
        f'"true"^^<{xsd}boolean>',
        '"旭川"@ja',
    ]
