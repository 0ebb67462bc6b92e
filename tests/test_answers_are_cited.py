"""Every value of an expected answer stands in the lines that its row cites, or follows from them.

Nothing of machigraph is run: values are looked for in the document's own lines, sums are made of
the amounts printed there (`printed`), each column by its rule (`citation_rules`). A column without
a rule fails.
"""

import pytest

from .answers import Expected, Row, expected
from .citation_rules import OUR_WORDS, RULES, SPECIAL, Rule


def rule_of(case: Expected, column: str) -> Rule | None:
    return SPECIAL.get(case.question, {}).get(column) or RULES.get(column)


@pytest.mark.parametrize("case", expected(), ids=lambda case: case.name)
def test_every_value_follows_from_the_cited_lines(case: Expected) -> None:
    faults = []
    for row in case.rows:
        assert row["lines"] or row.get("source"), f"no source: {row}"
        for column, cell in row.items():
            if column == "lines" or column in OUR_WORDS:
                continue
            rule = rule_of(case, column)
            assert rule is not None, f"no rule for {column} of {case.question}"
            if cell and not rule(row, cell):
                faults.append(f"{column} = {cell!r} of {row}")
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:5])


@pytest.mark.parametrize(
    ("name", "column", "wrong"),
    [
        ("goal-matrix", "yen", "2763699001"),
        ("goal-matrix", "projects", "50"),
        ("department-totals", "share", "16.3"),
        ("measure-totals", "listings", "37"),
        ("cross-goal-projects", "measures", "1-ア, 3-イ"),
        ("cross-goal-projects", "name", "保育士確保支援事業"),
        ("kpi-progress", "target", "65.1%（R6年度）"),
        ("indicator-change", "perYear", "1.12"),
        ("sdg-elements", "element", "貧困の割合低下"),
        ("partner-reach", "projects", "5"),
        ("glossary", "definition", "人工知能の略"),
        ("continuity-rows", "new", "true"),
        ("discrepancies", "difference", "25141001"),
    ],
)
def test_a_wrong_value_is_noticed(name: str, column: str, wrong: str) -> None:
    case = next(case for case in expected() if case.name == name)
    row: Row = case.rows[0] | {column: wrong}
    rule = rule_of(case, column)
    assert rule is not None
    assert rule(case.rows[0], case.rows[0][column])
    assert not rule(row, wrong)
