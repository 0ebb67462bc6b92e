"""Every question answers what the document says, on four engines.

The expected answers are in ``tests/expected/answers``; see `answers` and `worked_out`.
"""

from collections.abc import Iterator

import pytest
from machigraph.graph.endpoint import Endpoint, rows_of
from machigraph.graph.origin import Origin
from machigraph.graph.publication import read_manifest
from machigraph.graph.result import Result
from machigraph.graph.sparql_text import with_prefixes
from machigraph.graph.store import Store
from machigraph.ontology import PREFIXES
from machigraph.queries.answer import Answer
from machigraph.queries.asking import ask
from machigraph.queries.catalogue import question, question_ids
from machigraph.queries.picklist import Source
from rdflib import Dataset

from . import servers, worked_out
from .answers import FOLDER, OURS, Expected, differences, expected

# rdflib's parser and evaluator still use what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
ENGINES = ("embedded", "rdflib", "oxigraph", "virtuoso")


class RdfLib:
    """rdflib's own SPARQL engine over the same quads."""

    origin = Origin()

    def __init__(self, nquads: bytes) -> None:
        self._dataset = Dataset(default_union=True)
        self._dataset.parse(data=nquads, format="nquads")

    def query(self, text: str) -> Result:
        """Answer a SELECT."""
        found = self._dataset.query(with_prefixes(text, PREFIXES))
        return rows_of("SELECT", found.serialize(format="json") or b"")


@pytest.fixture(scope="module", params=ENGINES)
def source(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Source]:
    folder = request.getfixturevalue("build_folder")
    manifest = read_manifest(folder)
    assert manifest is not None
    if request.param == "embedded":
        yield Store.open(folder / manifest.store)
        return
    nquads = (folder / manifest.dataset).read_bytes()
    if request.param == "rdflib":
        yield RdfLib(nquads)
        return
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param), nquads) as url:
        yield Endpoint(url)


def rows(answer: Answer) -> list[dict[str, str]]:
    """The answer as text, unbound cells empty."""
    return [
        {
            name: "" if term is None else str(getattr(term, "value", term))
            for name, term in zip(answer.result.variables, row, strict=True)
        }
        for row in answer.result.rows
    ]


@pytest.mark.parametrize("case", expected(), ids=lambda case: case.name)
def test_a_question_answers_what_the_document_says(source: Source, case: Expected) -> None:
    asked = question(case.question)
    separators = {column.name: column.separator for column in asked.columns}
    found = rows(ask(source, asked, case.given))
    faults = differences(found, case.rows, separators)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", question_ids())
def test_every_question_has_an_expected_answer(name: str) -> None:
    assert name in {case.question for case in expected()}


@pytest.mark.parametrize("case", expected(), ids=lambda case: case.name)
def test_every_visible_column_is_expected(case: Expected) -> None:
    visible = {column.name for column in question(case.question).columns if not column.hidden}
    assert set(case.rows[0]) == visible - OURS.get(case.question, set())


@pytest.mark.parametrize("name", worked_out.ANSWERS)
def test_a_file_holds_what_was_worked_out(name: str) -> None:
    """`python -m tests.worked_out` writes the files anew."""
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert text == worked_out.text_of(worked_out.ANSWERS[name]())


def test_an_answer_differs_when_one_figure_does() -> None:
    case = next(case for case in expected() if case.name == "goal-matrix")
    changed = [dict(row) for row in case.rows]
    changed[0]["yen"] = str(int(changed[0]["yen"]) + 1)
    assert len(differences(changed, case.rows, {})) == 2
