"""The programs that people ask endpoints with, against our server."""

import json
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from .serving import COUNT, Server, serving

MG = "https://w3id.org/machigraph/ont#"
GOALS = (
    "SELECT ?g ?l WHERE { ?g a mg:BasicGoal ; skos:prefLabel ?l "
    "FILTER(LANG(?l) = 'ja') } ORDER BY ?l"
)


@pytest.fixture(scope="module")
def server(build_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(build_folder, log=tmp_path_factory.mktemp("serve") / "log") as one:
        yield one


@pytest.fixture(scope="module")
def goals(server: Server) -> list[str]:
    return [row[1].rpartition("@")[0][1:-1] for row in server.rows(GOALS)]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("how", ["urlencoded", "postdirectly"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper(server: Server, goals: list[str], method: str, how: str, form: str) -> None:
    if (method, how) == ("GET", "postdirectly"):
        pytest.skip("there is no direct GET")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its optional parsers warn when they are missing
        from SPARQLWrapper import SPARQLWrapper

        client = SPARQLWrapper(f"{server.url}sparql")
        client.setQuery(GOALS)
    client.setMethod(method)
    client.setRequestMethod(how)
    client.setReturnFormat(form)
    response = client.query().response
    with response:  # type: ignore[union-attr]
        body = response.read().decode()  # type: ignore[union-attr]
    assert len(goals) == 4
    assert all(goal in body for goal in goals)


def test_rdflibs_sparqlstore(server: Server, goals: list[str], dataset: ox.Store) -> None:
    graph = Graph(SPARQLStore(f"{server.url}sparql"))
    labels = [str(row[1]) for row in graph.query(GOALS)]  # type: ignore[index]
    assert labels == goals
    assert len(graph) == len(dataset)
    assert bool(graph.query("ASK { ?s a mg:Project }"))
    goal = next(graph.subjects(RDF.type, URIRef(f"{MG}BasicGoal")))
    assert (goal, None, None) in graph
    assert Literal(goals[0], lang="ja") in set(graph.objects())
    made = graph.query("CONSTRUCT { ?g a mg:BasicGoal } WHERE { ?g a mg:BasicGoal }").graph
    assert made is not None
    assert len(made) == 4


def test_machigraph_itself(server: Server, build_folder: Path) -> None:
    import machigraph

    here, there = machigraph.open(build_folder), machigraph.open(endpoint=f"{server.url}sparql")
    for name in ("goal-overview", "cross-goal-projects"):
        assert there.ask(name).to_dicts() == here.ask(name).to_dicts()
    assert len(there) == len(here)


def test_the_server_over_itself(server: Server, goals: list[str], tmp_path: Path) -> None:
    """--endpoint: the same application over a remote endpoint."""
    with serving(tmp_path, "--endpoint", f"{server.url}sparql", log=tmp_path / "log") as relay:
        assert [row[1].rpartition("@")[0][1:-1] for row in relay.rows(GOALS)] == goals
        assert relay.query("SELECT").status == 400
        assert relay.query("SELECT * { SERVICE <http://127.0.0.1:1/> {} }").status == 400
        assert relay.query(f"{COUNT} # FROM").body == server.query(f"{COUNT} # FROM").body
        assert relay.query("SELECT * FROM <x:nowhere> { ?s ?p ?o }").status == 400
        assert relay.query("CONSTRUCT { ?s a mg:A } { ?s a mg:BasicGoal }", "text/turtle").body


def test_an_endpoint_that_is_away_is_a_502(tmp_path: Path) -> None:
    with serving(
        tmp_path, "--endpoint", "http://127.0.0.1:1/sparql", log=tmp_path / "log"
    ) as relay:
        answer = relay.query("ASK {}")
        assert answer.status == 502
        assert len(answer.text.splitlines()) == 2


@pytest.mark.parametrize("how", ["--get", "--post", "--direct"])
def test_curl(server: Server, goals: list[str], how: str, tmp_path: Path) -> None:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("no curl here")
    file = tmp_path / "query.rq"
    file.write_bytes(b"\xef\xbb\xbf" + GOALS.replace(" WHERE", "\r\nWHERE").encode())
    sent = ["--data-binary", f"@{file}", "-H", "Content-Type: application/sparql-query"]
    if how != "--direct":
        sent = ["--data-urlencode", f"query@{file}", *(["--get"] if how == "--get" else [])]
    done = subprocess.run(
        [program, "-sS", "--fail", "--compressed", f"{server.url}sparql", *sent],
        capture_output=True,
        check=True,
    )
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == goals
