"""What the server says of itself: service description, VoID, graphs, health, numbers, the log."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from prometheus_client.parser import text_string_to_metric_families

from .serving import Server, serving, sparql_path

SHARED = "https://w3id.org/machigraph/graph/012041/shared"
PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "sh": "http://www.w3.org/ns/shacl#",
}


@pytest.fixture(scope="module")
def server(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve")
    words = ("--log", str(folder / "requests"), "--root-path", "/city/")
    with serving(build_folder, *words, log=folder / "log") as one:
        yield one


@pytest.fixture(scope="module")
def described(server: Server) -> ox.Store:
    store = ox.Store()
    answer = server.get("/.well-known/void", "text/turtle")
    assert answer.status == 200, answer.text
    store.load(answer.body, format=ox.RdfFormat.TURTLE)
    return store


def found(store: ox.Store, text: str) -> list[tuple[str, ...]]:
    rows = store.query(text, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(getattr(term, "value", "") for term in row) for row in rows]


def test_the_service_is_described_at_its_own_address(server: Server, described: ox.Store) -> None:
    for accept in ("text/turtle", "text/html, */*;q=0.8", None):
        answer = server.get("/sparql", accept)
        assert answer.headers["content-type"].startswith("text/turtle")
        assert answer.body == server.get("/.well-known/void", "text/turtle").body
    wanted = "SELECT ?url { ?s a sd:Service, dcat:DataService ; sd:endpoint ?url }"
    assert found(described, wanted) == [(f"http://127.0.0.1:{server.port}/city/sparql",)]


@pytest.mark.parametrize("media", ["application/rdf+xml", "application/ld+json"])
def test_the_description_comes_in_other_formats(server: Server, media: str) -> None:
    answer = server.get("/sparql", media)
    assert answer.headers["content-type"] == media
    assert list(ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media)))
    assert server.get("/sparql", "image/png").status == 406
    tag = answer.headers["etag"]
    assert server.get("/sparql", media, If_None_Match=tag).status == 304


def test_every_class_and_property_has_its_partition(described: ox.Store, dataset: ox.Store) -> None:
    for name, count, query in (
        ("class", "entities", "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x } GROUP BY ?x"),
        ("property", "triples", "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"),
    ):
        wanted = dataset.query(query, use_default_graph_as_union=True)
        assert isinstance(wanted, ox.QuerySolutions)
        told = found(
            described,
            f"SELECT ?x ?n {{ ?d void:{name}Partition [ void:{name} ?x ; void:{count} ?n ] }}",
        )
        assert set(told) == {(row["x"].value, row["n"].value) for row in wanted}
        assert len(told) > 5


def test_prefixes_graphs_and_the_size_are_told(described: ox.Store, dataset: ox.Store) -> None:
    text = "SELECT ?p ?n { [] sh:declare [ sh:prefix ?p ; sh:namespace ?n ] }"
    assert ("mg", "https://w3id.org/machigraph/ont#") in found(described, text)
    graphs = found(described, "SELECT ?n { ?s sd:namedGraph/sd:name ?n }")
    assert {name for (name,) in graphs} == {graph.value for graph in dataset.named_graphs()}  # type: ignore[union-attr]
    assert found(described, "SELECT ?n { ?d a void:Dataset, dcat:Dataset ; void:triples ?n }") == [
        (str(len(dataset)),)
    ]


# --- the Graph Store Protocol -------------------------------------------------------------


def triples(body: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}


def test_a_graph_as_it_is_in_the_dataset(server: Server, dataset: ox.Store) -> None:
    path = f"/rdf-graph-store?graph={quote(SHARED, safe='')}"
    answer = server.get(path, "application/n-triples")
    wanted = dataset.quads_for_pattern(None, None, None, ox.NamedNode(SHARED))
    assert triples(answer.body) == {quad.triple for quad in wanted}
    head = server.request("HEAD", path, headers={"Accept": "application/n-triples"})
    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == answer.headers["etag"]


def test_the_default_graph_is_all_of_them(server: Server, dataset: ox.Store) -> None:
    answer = server.get("/rdf-graph-store?default", "application/n-triples")
    assert triples(answer.body) == {quad.triple for quad in dataset}


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("GET", "", 400),
        ("GET", "?default&graph=x:y", 400),
        ("GET", "?graph=http://nowhere.example/", 404),
        ("GET", "?graph=no%20iri", 404),
        ("PUT", "?default", 405),
        ("POST", "?default", 405),
        ("DELETE", f"?graph={SHARED}", 405),
        ("PATCH", "?default", 405),
    ],
)
def test_graphs_that_are_not_there_and_changes(
    server: Server, method: str, query: str, status: int
) -> None:
    answer = server.request(method, f"/rdf-graph-store{query}", b"")
    assert answer.status == status, answer.text
    assert len(answer.text.splitlines()) == 2


# --- for whoever runs it ------------------------------------------------------------------


def test_health(server: Server) -> None:
    answer = server.get("/healthz")
    assert answer.status == 200
    told = json.loads(answer.body)
    assert told["status"] == "ok"
    assert len(told["dataset"]) == 64


def test_metrics_are_what_prometheus_reads(server: Server, dataset: ox.Store) -> None:
    assert server.get(sparql_path("nonsense")).status == 400
    answer = server.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    read = {
        (sample.name, sample.labels.get("route"), sample.labels.get("status")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert read["machigraph_requests_total", "/sparql", "400"] >= 1
    assert read["machigraph_dataset_quads", None, None] == len(dataset)
    assert read["machigraph_workers", None, None] >= 1


def test_the_log_tells_neither_query_nor_sender(server: Server) -> None:
    marked = sparql_path("SELECT ('secret-of-a-reader' AS ?x) {}")
    assert server.get(marked).status == 200
    assert server.get("/secret-of-a-reader/x").status == 404
    # A request is logged once its answer has been sent, so its line may come a moment later.
    deadline = time.monotonic() + 10
    text, lines = "", list[dict[str, object]]()
    while "other" not in {line["route"] for line in lines} and time.monotonic() < deadline:
        text = (server.log.parent / "requests").read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines()]
    assert {"time", "route", "method", "status", "ms"} == set(lines[-1])
    assert {"/sparql", "other"} <= {line["route"] for line in lines}
    assert "secret" not in text
    assert "127.0.0.1" not in text
