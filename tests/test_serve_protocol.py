"""The SPARQL 1.1 Protocol over a real socket: requests, formats, validators, refusals."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from .serving import COUNT, Server, serving, sparql_path

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
STATED = "https://w3id.org/machigraph/graph/012041/2024/stated"
SHARED = "https://w3id.org/machigraph/graph/012041/shared"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 20"


@pytest.fixture(scope="module")
def server(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(build_folder, log=tmp_path_factory.mktemp("serve") / "log") as one:
        yield one


@pytest.fixture(scope="module")
def total(dataset: ox.Store) -> str:
    return str(len(dataset))


def number(body: bytes) -> str:
    return json.loads(body)["results"]["bindings"][0]["n"]["value"]


# --- the three ways to ask -----------------------------------------------------------------


def test_a_query_by_get(server: Server, total: str) -> None:
    answer = server.get(sparql_path(COUNT))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert number(answer.body) == total


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_line_ends_and_byte_order_marks_do_not_matter(
    server: Server, total: str, how: str, end: str, mark: str
) -> None:
    text = f"{mark}# SELECT ?x{end}SELECT (COUNT(*) AS ?n){end}WHERE {{ # SERVICE{end}?s ?p ?o }}"
    if how == "get":
        answer = server.get(sparql_path(text))
    elif how == "form":
        answer = server.request("POST", "/sparql", f"query={quote(text)}".encode(), FORM)
    else:
        answer = server.request("POST", "/sparql", text.encode(), DIRECT)
    assert answer.status == 200, answer.text
    assert number(answer.body) == total


@pytest.mark.parametrize(
    "media", ["application/sparql-query; charset=UTF-8", 'Application/SPARQL-Query;charset="utf-8"']
)
def test_a_charset_of_utf_8_is_fine(server: Server, media: str) -> None:
    answer = server.request("POST", "/sparql", b"ASK {}", {"Content-Type": media})
    assert answer.status == 200


# --- percent signs -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["get", "form", "direct"])
@pytest.mark.parametrize(
    "iri", ["http://例.example/部局", "http://x.example/%E9%83%A8", "http://x.example/a+b%2Bc%20d"]
)
def test_an_iri_is_decoded_exactly_once(server: Server, iri: str, how: str) -> None:
    text = f"SELECT ?x WHERE {{ BIND(<{iri}> AS ?x) }}"
    if how == "get":
        answer = server.get(sparql_path(text))
    elif how == "form":
        answer = server.query(text)
    else:
        answer = server.request("POST", "/sparql", text.encode(), DIRECT)
    assert json.loads(answer.body)["results"]["bindings"] == [{"x": {"type": "uri", "value": iri}}]


def test_japanese_words_come_back_as_they_went(server: Server) -> None:
    found = server.rows('SELECT ?g WHERE { ?g a mg:BasicGoal ; skos:notation "2" }')
    labels = server.rows(f"SELECT ?l WHERE {{ {found[0][0]} skos:prefLabel ?l }}")
    wanted = next(label for (label,) in labels if label.endswith("@ja"))
    again = server.get(sparql_path(f"SELECT ?g WHERE {{ ?g skos:prefLabel {wanted} }}"))
    assert found[0][0][1:-1] in again.text


# --- graphs --------------------------------------------------------------------------------


def graph_size(dataset: ox.Store, *iris: str) -> str:
    found = {
        quad.triple
        for iri in iris
        for quad in dataset.quads_for_pattern(None, None, None, ox.NamedNode(iri))
    }
    return str(len(found))


def test_default_graphs_are_their_union(server: Server, dataset: ox.Store) -> None:
    one = server.get(sparql_path(COUNT, default_graph_uri=STATED))
    assert number(one.body) == graph_size(dataset, STATED)
    two = server.get(sparql_path(COUNT, default_graph_uri=STATED) + f"&default-graph-uri={SHARED}")
    assert number(two.body) == graph_size(dataset, STATED, SHARED)


def test_named_graphs_are_the_only_ones(server: Server, dataset: ox.Store) -> None:
    inside = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert number(server.get(sparql_path(inside, named_graph_uri=SHARED)).body) == graph_size(
        dataset, SHARED
    )
    assert number(server.get(sparql_path(COUNT, named_graph_uri=SHARED)).body) == "0"
    assert number(server.get(sparql_path(inside, default_graph_uri=SHARED)).body) == "0"


def test_the_protocol_goes_before_from(server: Server, dataset: ox.Store) -> None:
    text = f"SELECT (COUNT(*) AS ?n) FROM <{STATED}> WHERE {{ ?s ?p ?o }}"
    assert number(server.get(sparql_path(text)).body) == graph_size(dataset, STATED)
    answer = server.get(sparql_path(text, default_graph_uri=SHARED))
    assert number(answer.body) == graph_size(dataset, SHARED)


def test_graphs_of_a_direct_post_stand_in_the_url(server: Server, dataset: ox.Store) -> None:
    path = f"/sparql?default-graph-uri={quote(SHARED, safe='')}"
    answer = server.request("POST", path, COUNT.encode(), DIRECT)
    assert number(answer.body) == graph_size(dataset, SHARED)


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <http://other.example/g>",
        "FROM NAMED <http://other.example/g>",
        "FROM <file:///etc/passwd>",
        f"FROM <{STATED}> FROM NAMED <http://other.example/g>",
        "FROM mg:nowhere",
    ],
)
def test_from_may_name_only_graphs_of_the_dataset(server: Server, clause: str) -> None:
    answer = server.query(f"SELECT * {clause} WHERE {{ ?s ?p ?o }} LIMIT 1")
    assert answer.status == 400
    assert "no graph" in answer.text
    assert "グラフはありません" in answer.text


@pytest.mark.parametrize("name", ["default_graph_uri", "named_graph_uri"])
def test_the_protocol_may_name_only_graphs_of_the_dataset(server: Server, name: str) -> None:
    assert server.get(sparql_path(COUNT, **{name: "http://other.example/g"})).status == 400
    assert server.get(sparql_path(COUNT, **{name: "no IRI"})).status == 400


def test_from_takes_prefixes_and_a_base(server: Server, dataset: ox.Store) -> None:
    for head, name in [
        ("PREFIX g: <https://w3id.org/machigraph/graph/012041/>", "g:shared"),
        ("BASE <https://w3id.org/machigraph/graph/>", "<012041/shared>"),
    ]:
        text = f"{head} SELECT (COUNT(*) AS ?n) FROM {name} WHERE {{ ?s ?p ?o }}"
        assert number(server.query(text).body) == graph_size(dataset, SHARED)


# --- formats -------------------------------------------------------------------------------

ROWS = [
    ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
]
GRAPHS = [
    ("text/turtle", ox.RdfFormat.TURTLE),
    ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    ("application/ld+json", ox.RdfFormat.JSON_LD),
    ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ("application/trig", ox.RdfFormat.TRIG),
]
LABELS = "SELECT ?s ?l WHERE { ?s a mg:Department ; skos:prefLabel ?l } ORDER BY ?s ?l"


@pytest.mark.parametrize(("media", "form"), ROWS)
def test_rows_in_every_format(
    server: Server, dataset: ox.Store, media: str, form: ox.QueryResultsFormat
) -> None:
    answer = server.query(LABELS, media)
    assert answer.headers["content-type"].startswith(media)
    found = ox.parse_query_results(answer.body, format=form)
    assert isinstance(found, ox.QuerySolutions)
    wanted = dataset.query(
        "PREFIX mg: <https://w3id.org/machigraph/ont#> "
        f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {LABELS}",
        use_default_graph_as_union=True,
    )
    assert isinstance(wanted, ox.QuerySolutions)
    assert [tuple(row) for row in found] == [tuple(row) for row in wanted]
    assert ox.parse_query_results(server.query("ASK {}", media).body, format=form)


def test_rows_as_csv(server: Server) -> None:
    answer = server.query(LABELS, "text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.body.startswith(b"s,l\r\n")
    assert server.query("ASK {}", "text/csv").body == b"true"


@pytest.mark.parametrize(("media", "form"), GRAPHS)
@pytest.mark.parametrize("text", [CONSTRUCT, "DESCRIBE <https://w3id.org/machigraph/ont#Project>"])
def test_triples_in_every_format(server: Server, text: str, media: str, form: ox.RdfFormat) -> None:
    answer = server.query(text, media)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"].startswith(media)
    found = {quad.triple for quad in ox.parse(answer.body, format=form)}
    plain = server.query(text, "application/n-triples").body
    assert found == {quad.triple for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES)}
    assert found


def test_turtle_is_made_to_be_read(server: Server) -> None:
    assert b"@prefix mg:" in server.query(CONSTRUCT, "text/turtle").body


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/csv;q=nonsense", "text/csv"),
        ("text/turtle, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
    ],
)
def test_accept_is_weighed(server: Server, accept: str, media: str) -> None:
    answer = server.get(sparql_path("ASK {}"), accept)
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("ASK {}", "text/turtle"),
        ("ASK {}", "image/png"),
        (CONSTRUCT, "text/csv"),
        ("ASK {}", "*/*;q=0"),
    ],
)
def test_406_names_what_there_is(server: Server, text: str, accept: str) -> None:
    answer = server.query(text, accept)
    assert answer.status == 406
    assert ("json" if text.startswith("ASK") else "ttl") in answer.text


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_parameters_of_clients_are_tolerated(server: Server, name: str) -> None:
    path = sparql_path("ASK {}", **{name: "xml"}, timeout="3000", debug="on")
    assert server.get(path).headers["content-type"] == "application/sparql-results+xml"
    assert server.get(path, "text/csv").headers["content-type"].startswith("text/csv")
    assert server.get(sparql_path("ASK {}", **{name: "nonsense"})).status == 200


# --- HEAD, OPTIONS, CORS, validators, compression ------------------------------------------


def test_head_is_get_without_a_body(server: Server) -> None:
    head = server.request("HEAD", sparql_path(COUNT))
    body = server.get(sparql_path(COUNT))
    assert head.status == 200
    assert head.body == b""
    assert head.headers["etag"] == body.headers["etag"]
    assert head.headers["content-type"] == body.headers["content-type"]


def test_any_site_may_read_answers_and_errors(server: Server) -> None:
    for answer in (
        server.get(sparql_path("ASK {}"), Origin="https://elsewhere.example"),
        server.get(sparql_path("nonsense")),
        server.get("/nowhere"),
        server.request("PUT", "/sparql", b""),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-requested-with",
    }
    answer = server.request("OPTIONS", "/sparql", headers=asked)
    assert answer.status == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "x-requested-with" in answer.headers["access-control-allow-headers"]


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    first = server.get(sparql_path(COUNT), "text/csv")
    tag = first.headers["etag"]
    for told in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = server.get(sparql_path(COUNT), "text/csv", If_None_Match=told)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    assert server.get(sparql_path(COUNT), "text/csv", If_None_Match='"x"').status == 200
    assert server.get(sparql_path(COUNT), If_None_Match=tag).status == 200
    assert server.get(sparql_path(COUNT + " "), "text/csv", If_None_Match=tag).status == 200
    other = sparql_path(COUNT, default_graph_uri=SHARED)
    assert server.get(other, "text/csv", If_None_Match=tag).status == 200


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_every_time_has_no_validator(server: Server, call: str) -> None:
    assert "etag" not in server.get(sparql_path(f"SELECT ({call} AS ?x) {{}}")).headers


def test_compression_on_demand(server: Server) -> None:
    text = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    plain = server.get(sparql_path(text), "text/csv")
    small = server.get(sparql_path(text), "text/csv", Accept_Encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert len(small.body) < len(plain.body) / 4
    assert gzip.decompress(small.body) == plain.body
    assert "Accept-Encoding" in plain.headers["vary"]


# --- what is wrong with a request ----------------------------------------------------------

MALFORMED = [
    ("GET", "/sparql?query=SELECT", None, {}, 400),
    ("GET", "/sparql?query=", None, {}, 400),
    ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400),
    ("GET", "/sparql?query=ASK%7B%7D%FF", None, {}, 400),
    ("GET", "/sparql?query=ASK%7B%7D%ED%A0%80", None, {}, 400),
    ("GET", "/sparql?update=CLEAR%20ALL", None, {}, 400),
    ("POST", "/sparql", b"ASK {}", {}, 415),
    ("POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"}, 415),
    ("POST", "/sparql", b"query=ASK", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
    (
        "POST",
        "/sparql",
        b"ASK {}",
        {"Content-Type": f"{DIRECT['Content-Type']};charset=cp932"},
        415,
    ),
    ("POST", "/sparql", b"", FORM, 400),
    ("POST", "/sparql", b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
    ("POST", "/sparql", "ASK { # 部".encode("cp932"), DIRECT, 400),
    ("POST", "/sparql", b"CLEAR ALL", {"Content-Type": "application/sparql-update"}, 400),
    ("POST", "/sparql", b"update=CLEAR+ALL", FORM, 400),
    ("POST", "/sparql?query=ASK%7B%7D", b"ASK {}", DIRECT, 400),
    ("PUT", "/sparql", b"ASK {}", DIRECT, 405),
    ("DELETE", "/sparql?query=ASK%7B%7D", None, {}, 405),
    ("GET", f"/sparql?query={'x' * 40_000}", None, {}, 414),
    ("POST", "/sparql", b"ASK {} #" + b"x" * 5_000_000, DIRECT, 413),
    ("GET", "/nowhere", None, {}, 404),
]


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: f"{case[0]} {case[1][:40]} {case[4]}")
def test_a_wrong_request_is_told_in_one_sentence(
    server: Server, case: tuple[str, str, bytes | None, dict[str, str], int]
) -> None:
    method, path, body, headers, status = case
    answer = server.request(method, path, body, headers)
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    ja, en = answer.text.splitlines()
    assert any("ぁ" <= char <= "ん" for char in ja)
    assert en
    if status == 405:
        assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "LOAD <http://127.0.0.1:1/>",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "PREFIX x: <x:> DROP GRAPH x:g",
    ],
)
def test_updates_are_refused(server: Server, total: str, text: str) -> None:
    assert server.query(text).status == 400
    assert number(server.query(COUNT).body) == total
