"""`import machigraph`: opening, asking, and taking the answers where they are needed."""

import datetime
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import machigraph
import networkx
import pytest
from machigraph.graph.publication import read_manifest
from machigraph.queries.emptiness import reasons
from rdflib import RDF, Literal, Namespace, URIRef

from .answers import expected
from .command import complains
from .command import machigraph as command
from .servers import oxigraph

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
DMO = "大雪カムイミンタラDMO"
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")


@pytest.fixture(scope="module")
def g(build_folder: Path) -> machigraph.Machigraph:
    return machigraph.open(build_folder)


@pytest.fixture(scope="module")
def remote(
    build_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[machigraph.Machigraph]:
    nquads = next(build_folder.glob("dataset-*.nq")).read_bytes()
    with oxigraph(tmp_path_factory.mktemp("server"), nquads) as url:
        yield machigraph.open(endpoint=url)


def test_public_names_are_there_and_others_are_not() -> None:
    assert set(machigraph.__all__) <= set(dir(machigraph))
    for name in machigraph.__all__:
        assert getattr(machigraph, name)
    unknown = "nonsense"
    with pytest.raises(AttributeError, match=unknown):
        getattr(machigraph, unknown)


def test_an_opened_graph_says_what_it_is(g: machigraph.Machigraph, build_folder: Path) -> None:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    assert (g.origin.hash, g.origin.editions) == (manifest.hash, ("asahikawa-2024",))
    assert len(g) == manifest.quads
    assert manifest.hash[:12] in repr(g)
    assert manifest.hash in g._repr_html_()


def test_the_automatic_graph_opens_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert len(machigraph.open()) > 10_000
    assert capfd.readouterr() == ("", "")


def test_parameters_are_python_values(g: machigraph.Machigraph) -> None:
    for goal in (2, "2", "基本目標2", None):
        case = "goal-matrix" if goal is None else "goal-projects@goal=2"
        wanted = next(one for one in expected() if one.name == case)
        answer = (
            g.ask("goal-matrix", lang=None) if goal is None else g.ask("goal-projects", goal=goal)
        )
        assert len(answer) == len(wanted.rows)
    day = datetime.date(2018, 11, 30)
    assert len(g.ask("area-at-date", area=DMO, date=day)) == 7
    assert len(g.ask("largest-budgets", goal=None)) == 153


def test_rows_become_plain_values(g: machigraph.Machigraph) -> None:
    first = g.ask("budget-concentration").to_dicts()[0]
    # Line 716: 1,104,287 thousand yen of the 2,763,699 of goal 1 (line 765).
    assert (first["goal"], first["largest"], first["yen"]) == ("1", 1_104_287_000, 2_763_699_000)
    assert first["share"] == Decimal(40)
    assert first["year"] == 2024
    listed = g.ask("goal-projects", goal=1).to_dicts()[0]
    assert (listed["relisted"], listed["grant"]) == (False, False)
    assert next(iter(g.ask("goal-overview")))["goal"] == "1"
    gone = g.ask("dissolved-bodies").to_dicts()[0]
    assert gone["dissolved"] == datetime.date(2022, 3, 31)


def test_data_frames_keep_types(g: machigraph.Machigraph) -> None:
    answer = g.ask("goal-totals")
    pandas, polars = answer.to_pandas(), answer.to_polars()
    assert str(pandas["computed"].dtype) == "Int64"
    assert str(polars["computed"].dtype) == "Int64"
    assert list(pandas.columns) == polars.columns == list(answer.columns)
    # Distinct projects are printed nowhere: missing, not zero.
    assert pandas["printed"].isna().sum() == polars["printed"].null_count() == 5
    assert int(pandas["difference"].sum()) == int(polars["difference"].sum()) == 4 * 25_141_000
    empty = g.ask("project-search", text="ぶどう")
    assert len(empty.to_pandas()) == len(empty.to_polars()) == 0
    select = g.sparql("SELECT ?goal ?n { ?goal a mg:BasicGoal ; skos:notation ?n } ORDER BY ?n")
    assert list(select.to_pandas()["n"]) == list(select.to_polars()["n"]) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_missing_library_is_told_in_a_sentence(
    name: str, g: machigraph.Machigraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(machigraph.errors.OutputError, match=rf"machigraph\[{name}\]"):
        getattr(g.ask("goal-matrix"), f"to_{name}")()


def test_answers_become_rdf(g: machigraph.Machigraph) -> None:
    graph = g.ask("sdg-never-addressed").to_rdf()
    solutions = set(graph.subjects(RDF.type, RS.ResultSet))
    assert len(solutions) == 1
    assert len(set(graph.objects(None, RS.solution))) == 6
    assert (None, RS["value"], Literal(14)) in graph
    yes = g.sparql("ASK { ?g a mg:BasicGoal }").to_rdf()
    assert (None, RS.boolean, Literal(True)) in yes
    triples = g.sparql("CONSTRUCT WHERE { ?g a mg:BasicGoal }").to_rdf()
    assert len(triples) == 4


def test_the_whole_graph_in_rdflib_and_networkx(g: machigraph.Machigraph) -> None:
    dataset, network = g.rdflib(), g.networkx()
    assert len(dataset) == len(g)
    listing = URIRef("https://w3id.org/machigraph/ont#Listing")
    assert len(set(dataset.subjects(RDF.type, listing))) == 191
    listings = [n for n, d in network.nodes(data=True) if d["kind"] == "mg:Listing"]
    assert len(listings) == 191
    relisted = sum(key == "mg:relistingOf" for *_, key in network.edges(keys=True))
    assert relisted == 38 + 1  # rows of the list, and one digital item
    networkx.write_graphml(network, io.BytesIO())
    (goal,) = [n for n in network if n.endswith("/goal/4")]
    assert network.nodes[goal]["label"] == "安心で魅力ある持続可能な拠点都市を形成する"
    budgets = [d["mg:amountYen"] for _, d in network.nodes(data=True) if "mg:amountYen" in d]
    assert sum(budgets) == 13_444_877_000


def test_every_row_knows_its_lines(g: machigraph.Machigraph) -> None:
    answer = g.ask("cross-goal-projects")
    names = [row["name"] for row in answer]
    assert answer.lines[names.index("保育士確保事業")] == [728, 878]
    assert g.ask("year-totals").lines == [list(range(703, 982))]
    assert g.ask("area-at-date", area=DMO, date="2018-11-30").lines[0] == []


def test_a_citation_has_what_is_needed_to_ask_again(g: machigraph.Machigraph) -> None:
    answer = g.ask("goal-projects", goal=3)
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    for lang in ("ja", "en"):
        cited = answer.cite(lang)
        for part in (g.origin.hash, "asahikawa-2024", "goal-projects 1.", "goal=3", today):
            assert part in cited
        assert "旭川市まち・ひと・しごと創生総合戦略" in cited
    assert "文書の行: 830-836, 838-846" in answer.cite("ja")
    assert "Lines of the document: 830-836, 838-846" in answer.cite("en")
    assert "（2024-03改訂）" in answer.cite()
    assert answer.cite() in answer._repr_html_()


def test_an_explanation_is_the_query_itself(g: machigraph.Machigraph) -> None:
    answer = g.ask("largest-budgets", goal=2, least=100_000_000)
    text = answer.explain("en")
    assert text.startswith("# largest-budgets 1.")
    assert "# least (Least amount (yen)): 100000000" in text
    # Inside a cell that lists several, an engine's order is its own.
    found = g.sparql(text).to_dicts()
    assert [row["project"] for row in found] == [row["project"] for row in answer]
    assert [row["yen"] for row in found] == [row["yen"] for row in answer]


def test_an_empty_answer_says_which_value_emptied_it(g: machigraph.Machigraph) -> None:
    # Goal 1 has no project with a grant; every department of a grant project has others.
    answer = g.ask("grant-projects", goal=1, department="経済部")
    (reason,) = [r for r in reasons(answer) if r.parameters == ("goal",)]
    assert reason.rows == len(g.ask("grant-projects", department="経済部"))
    text = g.ask("project-search", text="ぶどう")
    assert [r.parameters for r in reasons(text)] == [("text",)]
    assert reasons(g.ask("goal-matrix")) == []
    both = g.ask("cross-measure-projects", measure="4-ク")
    assert (len(both), [r.parameters for r in reasons(both)]) == (0, [("measure",)])


def test_slips_name_the_nearest(g: machigraph.Machigraph) -> None:
    with pytest.raises(machigraph.errors.UnknownQuestion, match="goal-totals"):
        g.ask("goal-total")
    with pytest.raises(machigraph.errors.ParameterError, match="--department"):
        g.ask("department-portfolio", departement="経済部")
    with pytest.raises(machigraph.errors.ParameterError, match="economy Economy Department"):
        g.ask("department-portfolio", department="経済局")
    with pytest.raises(machigraph.errors.ParameterError, match="2024-04-01"):
        g.ask("area-at-date", date="昨日")
    with pytest.raises(machigraph.errors.ParameterError, match="empty"):
        g.ask("project-search", text=" ")
    with pytest.raises(machigraph.errors.QueryError, match="line 1"):
        g.sparql("SELECT")
    with pytest.raises(machigraph.errors.StoreError):
        machigraph.open("nowhere")
    with pytest.raises(machigraph.errors.EndpointError):
        machigraph.open(endpoint="nonsense")


def test_things_by_name(g: machigraph.Machigraph) -> None:
    measure = g.thing("2-エ-②")
    assert measure.iri.endswith("/measure/2.4.2")
    assert measure.name == "2-エ-② 観光客の滞在とリピート率増加に向けた街全体の魅力向上"
    assert "街全体の魅力向上" in measure._repr_html_()
    with pytest.raises(machigraph.errors.AmbiguousName) as caught:
        g.thing("子育て")
    assert len(caught.value.candidates) == len(g.things("子育て")) > 1
    with pytest.raises(machigraph.errors.NothingFound):
        g.thing("ぶどう")
    assert [choice.code for choice in g.choices("goal")] == ["1", "2", "3", "4"]


def test_a_remote_endpoint_answers_alike(
    g: machigraph.Machigraph, remote: machigraph.Machigraph
) -> None:
    assert remote.ask("goal-matrix").to_dicts() == g.ask("goal-matrix").to_dicts()
    assert remote.origin.url in remote.ask("goal-matrix").cite()
    assert remote.thing("2-エ-②").name == g.thing("2-エ-②").name
    assert len(remote) == len(g)
    for take in (remote.rdflib, remote.networkx):
        with pytest.raises(machigraph.errors.OutputError, match="whole dataset"):
            take()


def test_other_queries_have_no_rows(g: machigraph.Machigraph) -> None:
    for query in ("ASK {}", "CONSTRUCT WHERE { ?g a mg:BasicGoal }"):
        found = g.sparql(query)
        for take in (found.to_dicts, found.to_pandas, found.to_polars):
            with pytest.raises(machigraph.errors.OutputError, match="no rows"):
                take()


def test_strange_arguments_are_refused(g: machigraph.Machigraph, build_folder: Path) -> None:
    with pytest.raises(ValueError, match="ja or en"):
        machigraph.open(lang="english")
    with pytest.raises(ValueError, match="not both"):
        machigraph.open(build_folder, endpoint="http://127.0.0.1:1/")
    with pytest.raises(machigraph.errors.ParameterError, match="integer"):
        g.ask("largest-budgets", least="9" * 5000)
    moment = datetime.datetime(2018, 11, 30, 12, tzinfo=datetime.UTC)
    assert len(g.ask("area-at-date", area=DMO, date=moment)) == 7
    assert len(g.ask("largest-budgets", least="100,000,000")) == len(
        g.ask("largest-budgets", least=100_000_000)
    )
    # The document prints Latin letters in half width and kana in full width.
    assert len(g.ask("word-search", text="ＤＸ")) == len(g.ask("word-search", text="DX")) > 0
    assert len(g.ask("glossary", text="ﾃﾞｼﾞﾀﾙ")) == len(g.ask("glossary", text="デジタル")) > 0


def test_a_changed_dataset_is_not_opened_under_its_old_hash(
    build_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(build_folder, tmp_path / "g")
    dataset = next(folder.glob("dataset-*.nq"))
    dataset.write_bytes(dataset.read_bytes().replace(b'"25141000"', b'"25141001"'))
    with pytest.raises(machigraph.errors.StoreError, match="not what was built"):
        machigraph.open(folder)


def test_a_measure_stands_for_its_sub_measures(g: machigraph.Machigraph) -> None:
    parts = {
        row["name"]
        for part in ("2-エ-①", "2-エ-②", "2-エ-③")
        for row in g.ask("cross-measure-projects", measure=part)
    }
    assert {row["name"] for row in g.ask("cross-measure-projects", measure="2-エ")} == parts
    assert len(g.ask("measure-matrix", measure="2-エ")) >= len(
        g.ask("measure-matrix", measure="2-エ-②")
    )


def test_labels_escape_what_they_show(tmp_path: Path) -> None:
    label, ont = "<script>alert(1)</script>", "https://w3id.org/machigraph/ont#"
    thing = "https://city.example/id/x"
    quads = (
        f'<{thing}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}"@ja <urn:g> .\n'
        f"<{thing}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ont}Project> <urn:g> .\n"
    )
    opened = machigraph.Machigraph(machigraph.door.Store.from_bytes(quads.encode()))
    for shown in (opened.sparql("SELECT * { ?s ?p ?o }"), opened.thing(label)):
        assert "<script" not in shown._repr_html_()
        assert "&lt;script" in shown._repr_html_()


def test_the_command_cites_and_explains(build_folder: Path, g: machigraph.Machigraph) -> None:
    place = ("--store", str(build_folder))
    answer = g.ask("goal-matrix")
    shown = command("ask", "goal-matrix", "--cite", *place)
    assert shown.out.endswith(answer.cite() + "\n")
    table = command("ask", "goal-matrix", "--cite", "--format", "csv", *place)
    assert (table.err, table.out.count("\n")) == (answer.cite() + "\n", 9)
    explained = command("ask", "goal-matrix", "--explain", *place)
    assert explained.out == answer.explain()
    again = command("sparql", "-", "--format", "csv", *place, stdin=explained.raw)
    assert again.out.count("\n") == table.out.count("\n")


def test_the_command_says_why_there_is_nothing(build_folder: Path) -> None:
    words = ("ask", "project-search", "--text", "ぶどう", "--store", str(build_folder))
    assert "--text ぶどう に当てはまるものがありません（外すと153件）" in command(*words).out
    done = command("--lang", "en", *words, "--format", "csv")
    assert done.err == "Nothing fits --text ぶどう (without: 153).\n"
    assert done.code == 0


def test_a_question_as_a_workbook(build_folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    place = tmp_path / "答え.xlsx"
    done = command(
        "ask", "goal-matrix", "--format", "xlsx", "-o", str(place), "--store", str(build_folder)
    )
    assert (done.code, done.out) == (0, "")
    about, sheet = load_workbook(place).worksheets
    assert "SHA-256" in " ".join(str(cell.value) for row in about.rows for cell in row)
    values = [tuple(cell.value for cell in row) for row in sheet.rows]
    wanted = next(case for case in expected() if case.name == "goal-matrix").rows
    assert values[0] == (
        "年度",
        "一方",
        "他方",
        "事業数",
        "共通の事業",
        "事業費（円、一度だけ）",
        "行",
    )
    assert [(r[1], r[2], r[3], r[5]) for r in values[1:]] == [
        (r["first"], r["second"], int(r["projects"]), int(r["yen"])) for r in wanted
    ]


def test_the_name_of_the_file_asks_for_its_format(build_folder: Path, tmp_path: Path) -> None:
    words = ("ask", "goal-matrix", "--store", str(build_folder), "-o")
    for name, begins in (("a.csv", b"year,"), ("a.xlsx", b"PK"), ("a.txt", "基本目標".encode())):
        assert command(*words, str(tmp_path / name)).code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_writing_follows_links_and_spares_devices(build_folder: Path, tmp_path: Path) -> None:
    words = ("ask", "goal-matrix", "--format", "csv", "--store", str(build_folder), "-o")
    (tmp_path / "target.csv").write_text("old", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "target.csv")
    assert command(*words, str(tmp_path / "link.csv")).code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_bytes().startswith(b"year,")
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        assert command(*words, str(tmp_path / "pipe")).code == 0
        assert reader.communicate(timeout=60)[0].startswith(b"year,")
    assert (tmp_path / "pipe").is_fifo()


def test_a_parameter_is_given_once(build_folder: Path) -> None:
    done = command("ask", "goal-projects", "--goal", "2", "--goal", "3")
    complains(done, "--goal")


def test_opening_loads_no_heavy_library(build_folder: Path) -> None:
    code = (
        f"import sys, machigraph; g = machigraph.open({str(build_folder)!r}); "
        "g.ask('goal-matrix').to_dicts(); "
        "print(sorted({'rdflib', 'networkx', 'pandas', 'polars', 'pyshacl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
