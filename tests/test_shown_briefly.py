"""What a Python prompt and a notebook show: one line, or a table of whatever values there are."""

import io
import subprocess
from pathlib import Path

import machigraph
import openpyxl
import pytest
from machigraph.graph.result_table import table_of
from machigraph.queries.csv_table import csv_bytes
from machigraph.queries.workbook import About, workbook


@pytest.fixture(scope="module")
def graph(build_folder: Path) -> machigraph.Machigraph:
    return machigraph.open(build_folder)


def test_an_answer_tells_its_question_and_its_rows(graph: machigraph.Machigraph) -> None:
    assert repr(graph.ask("goal-overview")) == "<Answer goal-overview: 4 rows>"
    assert repr(graph.ask("line-facts", line=1)).startswith("<Answer line-facts line=1: ")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?g { ?g a mg:BasicGoal }", "<Result SELECT: 4 rows>"),
        ("SELECT (COUNT(*) AS ?n) { ?g a mg:BasicGoal }", "<Result SELECT: 1 row>"),
        ("ASK { ?g a mg:BasicGoal }", "<Result ASK: true>"),
        (
            "CONSTRUCT { ?g a mg:BasicGoal } WHERE { ?g a mg:BasicGoal }",
            "<Result CONSTRUCT: 4 triples>",
        ),
    ],
)
def test_a_result_tells_its_form_and_size(
    graph: machigraph.Machigraph, query: str, shown: str
) -> None:
    assert repr(graph.sparql(query)) == shown


def test_a_question_tells_its_id_and_title(graph: machigraph.Machigraph) -> None:
    (one,) = [question for question in graph.questions if question.id == "goal-overview"]
    assert repr(one) == f"<Question goal-overview: {one.title.ja}>"


def test_a_date_is_shown_in_a_table(graph: machigraph.Machigraph) -> None:
    found = graph.sparql('SELECT ("2024-03-15"^^xsd:date AS ?day) (7 AS ?n) {}')
    shown = found._repr_html_()
    assert ">2024-03-15<" in shown
    assert ">7<" in shown


def test_a_date_is_written_into_a_workbook_and_into_csv(graph: machigraph.Machigraph) -> None:
    found = graph.sparql('SELECT ?day { VALUES ?day { "2024-03-15"^^xsd:date UNDEF } }')
    table = table_of(found, title="日")
    book = openpyxl.load_workbook(io.BytesIO(workbook([table], About("本"))))
    assert [cell.value for cell in book["日"]["A"]] == ["day", "2024-03-15", None]
    assert csv_bytes(table).decode("utf-8-sig").split("\r\n") == ["day", "2024-03-15", '""', ""]


@pytest.mark.browser
def test_a_notebooks_own_style_does_not_align_our_text(
    graph: machigraph.Machigraph, chromium: str, tmp_path: Path
) -> None:
    shown = graph.sparql('SELECT ("a" AS ?text) (7 AS ?n) {}')._repr_html_()
    page = tmp_path / "page.html"
    page.write_text(
        # What JupyterLab says of every table.
        "<style>:not(.m).jp-RenderedHTMLCommon td { text-align: center }</style>"
        f'<div class="jp-RenderedHTMLCommon">{shown}</div><script>document.title = Array.from('
        "document.querySelectorAll('td'), td => getComputedStyle(td).textAlign)</script>",
        encoding="utf-8",
    )
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert "<title>left,right</title>" in done.stdout.decode()
