"""A second year in the same store: no question mixes it with the first."""

from pathlib import Path

import pytest
from machigraph.graph.opening import open_store
from machigraph.graph.store import Store
from machigraph.queries.asking import ask
from machigraph.queries.catalogue import question

from .answers import Expected, differences, expected

DATED = [case for case in expected() if "year" in case.rows[0]]


@pytest.fixture(scope="module")
def store(two_years: Path) -> Store:
    return open_store(two_years, lambda ja, en: None, many_questions=True)


@pytest.mark.parametrize("case", DATED, ids=lambda case: case.name)
def test_the_first_year_answers_as_if_alone(store: Store, case: Expected) -> None:
    asked = question(case.question)
    answer = ask(store, asked, case.given)
    rows = [
        {name: "" if value is None else str(getattr(value, "value", value)) for name, value in row}
        for row in (
            zip(answer.result.variables, values, strict=True) for values in answer.result.rows
        )
    ]
    separators = {column.name: column.separator for column in asked.columns}
    faults = differences([row for row in rows if row["year"] == "2024"], case.rows, separators)
    assert not faults, "\n".join(faults)
    if not any(value in {"2024", "令和6年度"} for value in case.given.values()):
        assert any(row["year"] == "2025" for row in rows)


def test_a_year_narrows_an_answer(store: Store) -> None:
    both = ask(store, question("goal-matrix"), {})
    one = ask(store, question("goal-matrix"), {"year": "令和7年度"})
    assert (len(both), len(one)) == (16, 8)
    assert {row["year"] for row in one} == {2025}
