"""`machigraph export`: what is written reads back to the same quads and the same values."""

import csv
import hashlib
import io
import json
import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars
import pyoxigraph as ox
import pytest
import rdflib
from machigraph.cli.output import MARKER
from machigraph.graph.errors import CatalogueError, OutputError
from machigraph.graph.json_ld import context, json_ld
from machigraph.graph.publication import Manifest, read_manifest
from machigraph.graph.result_table import Field, Table
from machigraph.graph.store import Store
from machigraph.ontology import ONT
from machigraph.queries import parquet
from machigraph.queries.asking import ask
from machigraph.queries.catalogue import question, question_ids, read_question
from machigraph.queries.csv_table import csv_bytes
from machigraph.queries.tables import TABLES, table_names, tables
from machigraph.queries.workbook import MOST_ROWS, MOST_TEXT, About, text_width, workbook

from .command import complains, machigraph

RDF = {
    "nq": (ox.RdfFormat.N_QUADS, "nquads"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
# The classes of the vocabulary whose instances are content; code lists are not.
CLASSES = """
    Strategy Edition Plan BasicGoal Measure NumericalTarget Kpi IndicatorValue Project Listing
    BudgetAmount FundingSource PrintedTotal Department SdgAlignment Partner Facility Event
    Involvement Citation DigitalInitiative GlossaryTerm Passage Correction Discrepancy
    ReadingProblem"""
HOSTILE = ("=1+1", "@SUM(A1)", "+1", "-1", "\tx", "http://example.org/", "＝1", "{=1}", "'x", " a ")


@pytest.fixture(scope="module")
def manifest(build_folder: Path) -> Manifest:
    found = read_manifest(build_folder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def store(build_folder: Path, manifest: Manifest) -> Store:
    return Store.open(build_folder / manifest.store)


@pytest.fixture(scope="module")
def japanese(store: Store) -> list[Table]:
    return tables(store)


def export(folder: Path, path: Path, *words: str) -> Path:
    done = machigraph("export", "-o", str(path), *words, "--store", str(folder))
    assert done.code == 0, done.err
    assert str(path) in done.out
    return path


def hashed(quads: list[ox.Quad] | list[ox.Triple], form: ox.RdfFormat) -> str:
    text = ox.serialize(quads, format=form) or b""
    return hashlib.sha256(b"\n".join(sorted(text.splitlines())) + b"\n").hexdigest()


def term(node: object) -> ox.NamedNode | ox.Literal:
    if not isinstance(node, rdflib.Literal):
        return ox.NamedNode(str(node))
    if node.language:
        return ox.Literal(str(node), language=node.language)
    kind = None if node.datatype is None else ox.NamedNode(str(node.datatype))
    return ox.Literal(str(node), datatype=kind)


def named(node: object) -> ox.NamedNode:
    return ox.NamedNode(str(node))


# --- RDF -----------------------------------------------------------------------------------


# rdflib's readers of quads use parts of rdflib that it has deprecated itself.
@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")
@pytest.mark.parametrize("name", RDF)
def test_rdf_reads_back_to_the_same_hash(
    name: str, build_folder: Path, manifest: Manifest, tmp_path: Path
) -> None:
    data = export(build_folder, tmp_path / f"graph.{name}").read_bytes()
    form, other = RDF[name]
    assert hashed(list(ox.parse(data, format=form)), ox.RdfFormat.N_QUADS) == manifest.hash
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=other)
    quads = [
        ox.Quad(named(s), named(p), term(o), named(graph)) for s, p, o, graph in dataset.quads()
    ]
    assert hashed(quads, ox.RdfFormat.N_QUADS) == manifest.hash


def test_n_quads_are_the_dataset_itself(
    build_folder: Path, manifest: Manifest, tmp_path: Path
) -> None:
    path = export(build_folder, tmp_path / "any.name", "--format", "nq")
    assert path.read_bytes() == (build_folder / manifest.dataset).read_bytes()


def test_turtle_is_the_union(build_folder: Path, manifest: Manifest, tmp_path: Path) -> None:
    data = export(build_folder, tmp_path / "graph.ttl").read_bytes()
    quads = ox.parse(path=build_folder / manifest.dataset, format=ox.RdfFormat.N_QUADS)
    wanted = hashed([quad.triple for quad in quads], ox.RdfFormat.N_TRIPLES)
    read = list(ox.parse(data, format=ox.RdfFormat.TURTLE))
    assert hashed([quad.triple for quad in read], ox.RdfFormat.N_TRIPLES) == wanted
    graph = rdflib.Graph().parse(data=data, format="turtle")
    triples = [ox.Triple(named(s), named(p), term(o)) for s, p, o in graph]
    assert hashed(triples, ox.RdfFormat.N_TRIPLES) == wanted


def test_the_context_names_every_term(build_folder: Path, tmp_path: Path) -> None:
    written = json.loads(export(build_folder, tmp_path / "graph.jsonld").read_bytes())
    assert written["@context"] == context()
    short = {v if isinstance(v, str) else v["@id"] for v in context().values()}
    used = {
        iri.value
        for quad in ox.parse(json.dumps(written), format=ox.RdfFormat.JSON_LD)
        for iri in (quad.subject, quad.predicate)
        if isinstance(iri, ox.NamedNode) and iri.value.startswith(ONT)
    }
    assert used - short == set()
    nodes = [node for graph in written["@graph"] for node in graph["@graph"]]
    (listing,) = [n for n in nodes if n["@id"].endswith("/listing/1.1.1")]
    assert listing["@type"] == "Listing"
    assert listing["isRelisting"] is False
    assert listing["continuity"] == "Keizoku"
    assert isinstance(listing["prefLabel"]["ja"], str)


def test_json_ld_keeps_values_that_do_not_fit_their_term() -> None:
    month = "http://www.w3.org/2001/XMLSchema#gYearMonth"
    lines = [
        f'<http://e/a> <{ONT}reason> "plain" .',
        f'<http://e/a> <{ONT}fiscalYear> "2024-05"^^<{month}> .',
        f'<http://e/a> <{ONT}inGoal> "text" .',
        f"<http://e/a> <{ONT}amountYen> <http://e/b> .",
        f'<http://e/a> <{ONT}amountYen> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        f'<http://e/a> <{ONT}amountYen> "{"9" * 30}"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        f"_:b <{ONT}inGoal> _:c <http://e/g> .",
    ]
    quads = list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))
    again = list(ox.parse(json_ld(quads), format=ox.RdfFormat.JSON_LD))
    known = {str(quad) for quad in quads if not isinstance(quad.subject, ox.BlankNode)}
    assert {str(quad) for quad in again if not isinstance(quad.subject, ox.BlankNode)} == known
    assert len(again) == len(quads)


def test_a_store_without_a_manifest_is_written_too(
    build_folder: Path, manifest: Manifest, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(build_folder / manifest.store, alone)
    data = export(alone, tmp_path / "graph.nq").read_bytes()
    # The engine writes numbers in its own way (65.0 as 65), so only their count can be compared.
    assert len(data.splitlines()) == manifest.quads
    export(alone, tmp_path / "graph.xlsx", "--table", "goals")


# --- the tables ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", question_ids(TABLES))
def test_a_table_file_is_sound(name: str, store: Store) -> None:
    path = TABLES / f"{name}.rq"
    text = path.read_text(encoding="utf-8")
    ox.Store().query(text)
    found = read_question(path)
    assert store.query(found.text).variables == tuple(c.name for c in found.columns)
    names = [column.name for column in found.columns]
    assert (names[0], names[-1]) == ("iri", "lines")
    assert all(text.ja and text.en for text in (found.title, found.description))
    assert all(column.label.ja and column.label.en for column in found.columns)
    assert "GRAPH" not in text
    assert "machigraph/id/" not in text


def test_no_thing_comes_twice_in_a_table(japanese: list[Table]) -> None:
    for table in japanese:
        places = [i for i, f in enumerate(table.fields) if f.name in {"iri", "year"}]
        keys = [tuple(row[place] for place in places) for row in table.rows]
        assert len(keys) == len(set(keys)), table.name


def test_every_thing_is_in_some_table(japanese: list[Table], dataset: ox.Store) -> None:
    cells = {value for table in japanese for row in table.rows for value in row}
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    names = [ONT + name for name in CLASSES.split()] + ["http://www.w3.org/ns/org#Membership"]
    for name in names:
        quads = dataset.quads_for_pattern(None, kind, ox.NamedNode(name), None)
        assert {getattr(quad.subject, "value", "") for quad in quads} - cells == set(), name


def test_every_row_has_its_lines_or_says_where_else(japanese: list[Table]) -> None:
    for table in japanese:
        place = {field.name: number for number, field in enumerate(table.fields)}
        for row in table.rows:
            elsewhere = row[place["source"]] if "source" in place else None
            assert row[place["lines"]] or elsewhere or table.name == "plans", (table.name, row)


def test_money_is_whole_yen_and_adds_up(japanese: list[Table]) -> None:
    def total(name: str) -> int:
        (table,) = [one for one in japanese if one.name == name]
        (place,) = [i for i, field in enumerate(table.fields) if field.name == "yen"]
        values = [row[place] for row in table.rows]
        assert {type(value) for value in values} <= {int, type(None)}
        return sum(value for value in values if isinstance(value, int))

    assert total("projects") == total("budgets") == total("departments") > 0


def test_labels_come_in_the_language_asked_for(store: Store) -> None:
    (table,) = tables(store, ["listings"], "en")
    row = dict(zip((f.name for f in table.fields), table.rows[0], strict=True))
    assert str(row["department"]).isascii()
    assert table.title == "Listings"


# --- the workbook --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["ja", "en"])
def opened(
    request: pytest.FixtureRequest, build_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, openpyxl.Workbook]:
    path = tmp_path_factory.mktemp("xlsx") / "graph.xlsx"
    export(build_folder, path, "--lang", request.param)
    return request.param, openpyxl.load_workbook(path)


def expected(value: object, lang: str) -> object:
    """A value as a cell of the workbook holds it."""
    if isinstance(value, bool):
        return ("○" if lang == "ja" else "yes") if value else None
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    return None if value == "" else value


def test_the_workbook_opens_with_the_same_values(
    opened: tuple[str, openpyxl.Workbook], store: Store
) -> None:
    lang, book = opened
    found = tables(store, lang=lang)
    assert book.sheetnames[1:] == [table.title for table in found]
    for table in found:
        rows = list(book[table.title].iter_rows())
        assert [cell.value for cell in rows[0]] == [field.heading for field in table.fields]
        assert len(rows) == len(table.rows) + 1
        for cells, row in zip(rows[1:], table.rows, strict=True):
            assert [cell.value for cell in cells] == [expected(value, lang) for value in row]
            assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_sheet_is_made_to_be_read(opened: tuple[str, openpyxl.Workbook]) -> None:
    lang, book = opened
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert len(name) <= 31
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.column_dimensions["A"].hidden  # the IRI: folded away, not left out
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    listings = book["事業一覧" if lang == "ja" else "Listings"]
    heads = {cell.value: cell.coordinate.rstrip("1") for cell in listings[1]}
    name, prose = ("名称", "内容") if lang == "ja" else ("Name (Japanese)", "Description")
    longest = max(text_width(str(cell.value)) for cell in listings[heads[name]][1:])
    assert listings.column_dimensions[heads[name]].width >= min(50, longest)
    assert listings.column_dimensions[heads[prose]].width <= 81
    assert listings[f"{heads[prose]}2"].alignment.wrap_text


def test_the_first_sheet_says_what_it_is(
    opened: tuple[str, openpyxl.Workbook], manifest: Manifest, japanese: list[Table]
) -> None:
    lang, book = opened
    sheet = book[book.sheetnames[0]]
    assert sheet.title == ("この表について" if lang == "ja" else "About")
    text = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert manifest.hash in text
    assert ", ".join(manifest.editions) in text
    assert any("Apache-2.0" in str(value) for value in text)
    listed = [row for row in sheet.iter_rows(values_only=True) if row[0] in book.sheetnames[1:]]
    assert [row[1] for row in listed] == [len(table.rows) for table in japanese]


def test_the_same_graph_gives_the_same_bytes(build_folder: Path, tmp_path: Path) -> None:
    for name in ("graph.xlsx", "graph.trig", "graph.ttl", "graph.jsonld"):
        one = export(build_folder, tmp_path / f"1-{name}").read_bytes()
        assert export(build_folder, tmp_path / f"2-{name}").read_bytes() == one


@pytest.fixture(scope="module")
def hostile() -> Table:
    quads = [
        ox.Quad(
            ox.NamedNode(f"{ONT}x{number}"),
            ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
            ox.Literal(text, language="ja"),
            ox.NamedNode("http://e/g"),
        )
        for number, text in enumerate((*HOSTILE, "x" * (MOST_TEXT - 1) + "𠮷" * 9))
    ] + [
        ox.Quad(
            ox.NamedNode(f"{ONT}x{number}"),
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode(f"{ONT}Department"),
            ox.NamedNode("http://e/g"),
        )
        for number in range(len(HOSTILE) + 1)
    ]
    source = Store.from_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    (table,) = tables(source, ["departments"])
    return table


def test_no_cell_of_the_workbook_is_a_formula(hostile: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([hostile], About("=a"))))
    cells = [row[2] for row in book[hostile.title].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {str(cell.value) for cell in cells}
    assert texts >= set(HOSTILE)
    (long,) = [text for text in texts if len(text) > 99]
    assert long.endswith("（長すぎるため、ここで切りました）")
    assert len(long.encode("utf-16-le")) // 2 <= MOST_TEXT


def test_csv_neutralises_what_looks_like_a_formula(hostile: Table) -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes(hostile).decode("utf-8-sig"), newline="")))
    texts = {row[2] for row in rows[1:]}
    live = {text for text in HOSTILE if text[0] in "=+-@\t＝"}
    assert live & texts == set()
    assert {f"'{text}" for text in live} <= texts
    assert set(HOSTILE) - live <= texts


def test_numbers_keep_what_excel_would_round() -> None:
    field = Field("n", "n", "integer")
    numbers = [-5, 10**15 - 1, 10**20 + 1, Decimal("0.1"), Decimal(-332)]
    table = Table("t", "t", "", (field,), [(number,) for number in numbers])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table], About("a"))))["t"]
    read = [cell.value for cell in sheet["A"][1:]]
    assert read == [-5, 10**15 - 1, str(10**20 + 1), 0.1, -332]
    written = csv_bytes(table).decode("utf-8-sig").split("\r\n")
    assert written[1:-1] == ["-5", str(10**15 - 1), str(10**20 + 1), "0.1", "-332"]


def test_sheets_get_names_that_excel_allows() -> None:
    titles = ["a/b", "A B", "[x]:*?", "長" * 40, "長" * 40, "History'"]
    made = [Table(str(i), title, "", (Field("f", "f"),), []) for i, title in enumerate(titles)]
    names = openpyxl.load_workbook(io.BytesIO(workbook(made, About("a b")))).sheetnames
    assert len({name.casefold() for name in names}) == len(titles) + 1
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)


def test_a_table_too_long_for_a_sheet_is_refused() -> None:
    rows: list = [("x",)] * MOST_ROWS
    with pytest.raises(OutputError, match="more than an Excel sheet holds"):
        workbook([Table("t", "t", "", (Field("f", "f"),), rows)], About("a"))


def test_any_answer_can_be_a_table(store: Store) -> None:
    answer = ask(store, question("cross-goal-projects"), {})
    table = answer.table()
    assert len(table.rows) == len(answer.result.rows)
    book = openpyxl.load_workbook(io.BytesIO(workbook([table], About("答え"))))
    assert book.sheetnames == ["答え", table.title[:31]]


# --- CSV and Parquet -----------------------------------------------------------------------


def test_csv_is_a_file_per_table_for_excel(
    build_folder: Path, japanese: list[Table], tmp_path: Path
) -> None:
    folder = export(build_folder, tmp_path / "tables", "--format", "csv")
    assert {p.name for p in folder.iterdir()} == {f"{t.name}.csv" for t in japanese} | {MARKER}
    for table in japanese:
        data = (folder / f"{table.name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert data.count(b"\r\n") == len(rows) == len(table.rows) + 1
        assert rows[0] == [field.heading for field in table.fields]
        for cells, row in zip(rows[1:], table.rows, strict=True):
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, str):
                    assert cell.removeprefix("'") == value.removeprefix("'")
                elif value is None or isinstance(value, bool):
                    assert cell == {None: "", True: "true", False: "false"}[value]
                else:
                    assert Decimal(cell) == value


def test_parquet_has_typed_columns(
    build_folder: Path, japanese: list[Table], tmp_path: Path
) -> None:
    folder = export(build_folder, tmp_path / "tables", "--format", "parquet")
    kinds = {
        "text": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "boolean": polars.Boolean,
    }
    for table in japanese:
        frame = polars.read_parquet(folder / f"{table.name}.parquet")
        assert dict(frame.schema) == {f.name: kinds[f.type] for f in table.fields}
        assert frame.rows() == [
            tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in table.rows
        ]


def test_one_table_can_be_one_file(build_folder: Path, tmp_path: Path) -> None:
    one = export(build_folder, tmp_path / "goals.csv", "--table", "goals")
    assert one.read_bytes().count(b"\r\n") == 5
    other = export(build_folder, tmp_path / "goals.parquet", "--table", "goals")
    assert len(polars.read_parquet(other)) == 4


def test_without_polars_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(OutputError) as told:
        parquet.parquet_bytes(Table("t", "t", "", (), []))
    for lang in ("ja", "en"):
        assert 'pip install "machigraph[polars]"' in told.value.message(lang)


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["-o", "graph"], "--format"),
        (["-o", "graph.pdf"], "--format"),
        (["-o", "graph.ttl", "--table", "goals"], "--table"),
        (["-o", "x.xlsx", "--table", "goalz"], "goals"),
        (["-o", "x.csv"], "--table"),
        (["-o", "x.csv", "--table", "goals", "kpis"], "--table"),
        (["-o", "x.xlsx", "--format", "pdf"], "pdf"),
        (["-o", ".", "--format", "nq"], "フォルダー"),
        (["-o", "no/such/place.xlsx"], "place.xlsx"),
        (["-o", "no/such/place", "--format", "csv"], "place"),
        ([], "-o"),
    ],
)
def test_a_wrong_request_is_told_in_one_sentence(
    words: list[str], part: str, build_folder: Path, tmp_path: Path
) -> None:
    done = machigraph("export", *words, "--store", str(build_folder), cwd=tmp_path)
    complains(done, part)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_others_is_left_alone(build_folder: Path, tmp_path: Path) -> None:
    store = ["--store", str(build_folder)]
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("x")
    words = ["export", "-o", str(mine), "--format", "csv", *store]
    complains(machigraph(*words), "letter.txt")
    complains(machigraph(*words, "--lang", "en"), "letter.txt", "no export wrote")
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    file = tmp_path / "file"
    file.write_text("x")
    complains(machigraph("export", "-o", str(file), "--format", "csv", *store), "フォルダー")


def test_an_earlier_export_is_replaced_whole(build_folder: Path, tmp_path: Path) -> None:
    folder = export(build_folder, tmp_path / "tables", "--format", "csv")
    export(build_folder, folder, "--format", "csv", "--table", "goals", "kpis")
    assert {p.name for p in folder.iterdir()} == {"goals.csv", "kpis.csv", MARKER}
    (folder / "note.txt").write_text("x")
    words = ["export", "-o", str(folder), "--format", "csv", "--store", str(build_folder)]
    complains(machigraph(*words), "note.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_a_dataset_that_was_changed_is_refused(build_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(build_folder, copy)
    (file,) = copy.glob("*.nq")
    file.write_bytes(file.read_bytes()[1:])
    out = tmp_path / "graph.nq"
    complains(machigraph("export", "-o", str(out), "--store", str(copy)), file.name)
    assert not out.exists()


def test_a_faulty_column_type_is_told(tmp_path: Path) -> None:
    text = (TABLES / "goals.rq").read_text(encoding="utf-8").replace("type: integer", "type: yen")
    path = tmp_path / "goals.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match="unknown type yen"):
        read_question(path)


def test_the_names_of_tables_are_documented(root: Path) -> None:
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.split("\n## export\n")[1]
    assert {name for name in table_names() if f"`{name}`" not in section} == set()
