"""`machigraph sparql`: every form, every format, from the command line, a file or a pipe."""

import contextlib
import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from machigraph.graph.errors import QueryError, RefusedQuery, StoreError
from machigraph.graph.sparql_text import names_graphs, query_form, refuse_outside, with_prefixes
from machigraph.graph.store import Store

from .command import Done, complains, machigraph
from .contract_graph import DERIVED, nquads, write_folder

GOALS = """SELECT ?code ?name {
  ?g a mg:BasicGoal ; skos:notation ?code ; skos:prefLabel ?name FILTER(LANG(?name) = "ja")
} ORDER BY ?code"""
TITLES = "CONSTRUCT { ?g skos:prefLabel ?name } WHERE { ?g a mg:BasicGoal ; skos:prefLabel ?name }"


@pytest.fixture(scope="module")
def contract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("contract"))


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.from_bytes(nquads())


def sparql(folder: Path, *words: str, stdin: bytes = b"") -> Done:
    return machigraph("sparql", *words, "--store", str(folder), stdin=stdin)


# --- formats -------------------------------------------------------------------------------


def test_a_select_is_a_table_by_default(contract_folder: Path) -> None:
    lines = sparql(contract_folder, GOALS).out.splitlines()
    assert lines[0].split() == ["code", "name"]
    assert lines[2] == "1     若い世代の結婚・出産・子育ての希望をかなえる"
    assert lines[-1] == "4件"


def test_a_select_in_every_result_format(contract_folder: Path, store: Store) -> None:
    expected = [["1", "2", "3", "4"][n] for n in range(4)]
    data = json.loads(sparql(contract_folder, GOALS, "--format", "json").out)
    assert data["head"]["vars"] == ["code", "name"]
    first = data["results"]["bindings"][0]["name"]
    assert (first["type"], first["xml:lang"]) == ("literal", "ja")
    comma = sparql(contract_folder, GOALS, "--format", "csv").raw.decode()
    assert [row["code"] for row in csv.DictReader(io.StringIO(comma))] == expected
    tab = sparql(contract_folder, GOALS, "--format", "tsv").out.splitlines()
    assert tab[0] == "?code\t?name"
    assert tab[1].endswith("@ja")
    tree = ElementTree.fromstring(sparql(contract_folder, GOALS, "--format", "xml").out)
    assert len(tree.findall(".//{*}result")) == 4
    assert store.query(GOALS).serialize("csv") == comma.encode()


def test_an_ask(contract_folder: Path) -> None:
    assert sparql(contract_folder, "ASK { ?g a mg:BasicGoal }").out == "true\n"
    assert sparql(contract_folder, "ASK { ?g a mg:Nothing }").out == "false\n"
    data = json.loads(sparql(contract_folder, "ASK {}", "--format", "json").out)
    assert data == {"head": {}, "boolean": True}


@pytest.mark.parametrize(
    ("name", "rdflib_name"),
    [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml"), ("trig", "trig")],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, inside its parser
def test_a_construct_in_every_graph_format(
    contract_folder: Path, name: str, rdflib_name: str
) -> None:
    done = sparql(contract_folder, TITLES, "--format", name)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=done.raw, format=rdflib_name)
    assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == 8


def test_a_describe_is_turtle_by_default(contract_folder: Path) -> None:
    done = sparql(contract_folder, "DESCRIBE ?g { ?g a mg:BasicGoal ; skos:notation '2' }")
    graph = rdflib.Graph().parse(data=done.raw, format="turtle")
    assert len(graph) > 3
    assert "@prefix mg:" in done.out


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "json", "xml"])
def test_a_graph_is_not_written_as_rows(name: str) -> None:
    complains(machigraph("sparql", TITLES, "--format", name), name, "ttl", "jsonld")


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdfxml", "trig"])
@pytest.mark.parametrize("query", [GOALS, "ASK {}"])
def test_rows_are_not_written_as_a_graph(name: str, query: str) -> None:
    complains(machigraph("sparql", query, "--format", name), name, "csv", "json")


def test_an_empty_answer_is_valid_in_every_format(contract_folder: Path) -> None:
    none = "SELECT ?x { ?x a mg:Nothing }"
    assert "該当するものはありません" in sparql(contract_folder, none).out
    assert sparql(contract_folder, none, "--format", "csv").raw == b"x\r\n"
    data = json.loads(sparql(contract_folder, none, "--format", "json").out)
    assert data["results"]["bindings"] == []
    assert sparql(contract_folder, "CONSTRUCT WHERE { ?x a mg:Nothing }").code == 0


# --- where the query comes from ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_query_from_a_file(contract_folder: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "問合せ.rq"
    query = (
        '# 保育士確保事業\nSELECT ?p { ?p a mg:Project ; skos:prefLabel "保育士確保事業"@ja }\r\n'
    )
    path.write_bytes(query.encode(encoding))
    done = sparql(contract_folder, f"@{path}", "--format", "csv")
    assert done.raw.count(b"\r\n") == 2, done.err


def test_a_query_from_standard_input(contract_folder: Path) -> None:
    done = sparql(contract_folder, "-", "--format", "csv", stdin=GOALS.encode())
    assert done.raw.count(b"\r\n") == 5


def test_an_answer_to_a_file(contract_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "goals.json"
    done = sparql(contract_folder, GOALS, "--format", "json", "-o", str(target))
    assert done.out == ""
    assert len(json.loads(target.read_bytes())["results"]["bindings"]) == 4


def test_a_catalogue_file_runs_as_it_lies(contract_folder: Path, root: Path) -> None:
    query = root / "queries" / "cross-goal-projects.rq"
    assert "22件" in sparql(contract_folder, f"@{query}").out


# --- what the store promises ---------------------------------------------------------------


def test_the_default_graph_is_the_union_of_all(store: Store) -> None:
    everything = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]
    assert isinstance(everything, ox.Literal)
    assert int(everything.value) == len(store)


def test_from_chooses_the_graph(store: Store) -> None:
    one = store.query(f"SELECT * FROM <{DERIVED}> {{ ?s ?p ?o }}")
    assert 0 < len(one) < len(store)
    assert len(
        store.query(f"SELECT * FROM NAMED <{DERIVED}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    ) == len(one)
    assert len(store.query("SELECT * FROM <http://nowhere.example/> { ?s ?p ?o }")) == 0


def test_a_result_is_read_and_written_as_often_as_one_likes(store: Store) -> None:
    result = store.query(GOALS)
    assert len(result) == len(result.rows) == len(result.records) == 4
    assert result.serialize("json") == result.serialize("json")


def test_a_broken_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Store.open(tmp_path)
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n", encoding="utf-8")
    with pytest.raises(StoreError):
        Store.open(tmp_path)
    broken = tmp_path / "x.nq"
    broken.write_text("<a> <b\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"x\.nq"):
        Store.from_file(broken)


# --- refusals ------------------------------------------------------------------------------

# Port 1, which the engine refuses to connect to: nothing leaves the machine even if it tries.
_SERVICES = {
    "plain": "SELECT * { SERVICE <I> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <I> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <I> { ?s ?p ?o } }",
    "no blanks": "SELECT*{SERVICESILENT<I>{?s ?p ?o}}",
    "comment between": "SELECT * { SERVICE # {\n <I> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?x { <I> } SERVICE ?x { ?s ?p ?o } }",
    "glued to true": "SELECT * { ?s ?p trueSERVICE <I> { ?a ?b ?c } }",
    "glued to a number": "SELECT * { ?s ?p 1e5SERVICE <I> { ?a ?b ?c } }",
    "glued to a full stop": "SELECT * { ?s ?p 1.SERVICE <I> { ?a ?b ?c } }",
    "glued to its name": "PREFIX x: <I> SELECT * { SERVICEx:a { ?s ?p ?o } }",
    "empty prefix": "PREFIX : <I> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "after a comparison": (
        "PREFIX : <I> SELECT * { ?s ?p ?x FILTER(?x<1)SERVICE#>\n:a { ?a ?b ?c } }"
    ),
    "comparison or string": "SELECT * { ?s ?p ?x FILTER(?x<'a>')SERVICE <I> { ?a ?b ?c } #'\n}",
    "comparison or comment": (
        "SELECT * { ?s ?p ?x FILTER(?x<?p#>'''\n)SERVICE <I> { ?a ?b ?c } #'''\n}"
    ),
    "string that is three": (
        "SELECT * { VALUES ?x {'''a'#\\q\n } SERVICE <I> { ?s ?p ?o } VALUES ?y {''''} }"
    ),
    "in exists": "SELECT * { ?s ?p ?o FILTER(?o<?s&&EXISTS{SERVICE <I> { ?a ?b ?c }}) }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <I> { ?s ?p ?o } } } }",
    "in a construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <I> { ?s ?p ?o } }",
}
HIDDEN_SERVICES = {k: q.replace("<I>", "<http://127.0.0.1:1/>") for k, q in _SERVICES.items()}
HARMLESS = {
    "in a string": "SELECT * { ?s ?p 'SERVICE <x:y> { ?a ?b ?c }' }",
    "in a long string": "SELECT * { ?s ?p '''one\nSERVICE <x:y> {\n''' }",
    "in a comment": "SELECT * { ?s ?p ?o # SERVICE <x:y> {\n }",
    "in an iri": "SELECT * { ?s <x:y/service> ?o . ?o <x:y/a#service> ?x { ?x ?y ?z } }",
    "as a variable": "SELECT ?service { ?service ?p ?o }",
    "as a prefix": "PREFIX service: <x:y> SELECT * { GRAPH service:g { ?s service:p ?o } }",
    "as a graph": "SELECT * FROM <x:y/service> { ?s ?p ?o }",
    "comparisons": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
}


@pytest.mark.parametrize("query", HIDDEN_SERVICES.values(), ids=HIDDEN_SERVICES.keys())
def test_service_is_refused_wherever_it_hides(store: Store, query: str) -> None:
    with pytest.raises(RefusedQuery, match="SERVICE"):
        store.query(query)


@pytest.mark.parametrize("query", HIDDEN_SERVICES.values(), ids=HIDDEN_SERVICES.keys())
def test_the_engine_would_have_taken_what_is_refused(query: str) -> None:
    """Each of these is a query for the engine: it runs or fails on the network, not on syntax."""
    with contextlib.suppress(OSError, RuntimeError):
        ox.Store().query(query)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS.keys())
def test_the_word_alone_is_no_service(store: Store, query: str) -> None:
    refuse_outside(query)
    store.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "LOAD <http://127.0.0.1:1/x>",
        "INSERT DATA { <a:b> <a:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX x: <http://x.example/> # select\nCLEAR ALL",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(contract_folder: Path, query: str) -> None:
    complains(sparql(contract_folder, query), "SELECT")


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("SELECT * { ?s ?p }", ["1行"]),
        ("SELECT *\n{ ?s ?p ?o ", ["2行"]),
        ("SELECT * { ?s foo:a ?o }", ["foo:", "PREFIX"]),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?p", ["GROUP BY"]),
        ("SELECT (<http://x.example/f>(1) AS ?x) {}", ["http://x.example/f"]),
        ("hello", ["hello", "SELECT"]),
        ("", ["空"]),
        ("@nowhere.rq", ["nowhere.rq"]),
    ],
)
def test_a_bad_query_is_one_clear_sentence(
    contract_folder: Path, query: str, parts: list[str]
) -> None:
    complains(sparql(contract_folder, query), *parts)


def test_a_query_file_in_no_encoding_is_named(contract_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"SELECT \xff\xfe\x81")
    complains(sparql(contract_folder, f"@{tmp_path / 'q.rq'}"), "q.rq", "UTF-8")


MONSTERS = {
    "groups": "SELECT * {" + "{" * 5000 + "}" * 5000 + "}",
    "brackets": "SELECT * { FILTER(" + "(" * 5000 + "true" + ")" * 5000 + ") }",
    "negations": "SELECT * { FILTER(" + "!" * 20000 + "true) }",
    "sums": "SELECT * { FILTER(" + "1+" * 9000 + "1) }",
    "unions": "SELECT * { {}" + " UNION {}" * 9000 + "}",
    "options": "SELECT * {" + "OPTIONAL { ?s ?p ?o } " * 9000 + "}",
    "bindings": "SELECT * {" + "".join(f"BIND({n} AS ?x{n}) " for n in range(9000)) + "}",
    "unfinished": "SELECT * {" + "{" * 50000,
}


@pytest.mark.parametrize("query", MONSTERS.values(), ids=MONSTERS.keys())
def test_a_query_that_would_crash_the_engine_is_refused(contract_folder: Path, query: str) -> None:
    complains(sparql(contract_folder, "-", stdin=query.encode()), "大きすぎます")


def test_a_long_list_of_values_is_no_trouble(store: Store) -> None:
    values = " ".join(f"<https://x.example/{n}>" for n in range(5000))
    assert len(store.query(f"SELECT ?x {{ VALUES ?x {{ {values} }} }}")) == 5000


# --- reading the text of a query -----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select * {}", "SELECT"),
        ("# delete\nASK {}", "ASK"),
        ("BASE <http://x.example/> PREFIX select: <http://x.example/#>\ndescribe <a>", "DESCRIBE"),
        ("\ufeffCONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIX a:<http://x.example/>PREFIX b:<http://x.example/>ASK{}", "ASK"),
    ],
)
def test_the_form_of_a_query(query: str, form: str) -> None:
    assert query_form(query) == form


def test_the_form_of_nonsense() -> None:
    with pytest.raises(QueryError):
        query_form("PREFIX x: nonsense")


def test_from_is_seen_only_where_it_is_a_word() -> None:
    assert names_graphs("SELECT * FROM <a:b> {}")
    assert not names_graphs("SELECT ?from { ?from ?p 'FROM' # FROM\n }")


def test_known_prefixes_are_added_on_the_same_line() -> None:
    known = {"mg": "http://mg.example/", "skos": "http://skos.example/"}
    assert (
        with_prefixes("ASK {\n?s a mg:X }", known)
        == "PREFIX mg: <http://mg.example/> ASK {\n?s a mg:X }"
    )
    mine = "PREFIX mg: <http://other.example/> ASK { ?s a mg:X }"
    assert with_prefixes(mine, known) == mine
