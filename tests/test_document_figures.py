"""Single figures that the document hides, each by a SPARQL question of its own."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from .expectations import table
from .facts import SDG, Row, ask

LISTED = "?l a mg:Listing"
ORIGINAL = "?l a mg:Listing ; mg:isRelisting false"
FIGURES: dict[str, tuple[str, str]] = {
    "listings": ("COUNT(?l)", LISTED),
    "relistings": ("COUNT(?l)", "?l a mg:Listing ; mg:isRelisting true"),
    "projects": ("COUNT(?p)", "?p a mg:Project"),
    "projects_relisted": ("COUNT(DISTINCT ?p)", "?l mg:listsProject ?p ; mg:isRelisting true"),
    "projects_cross_goal": (
        "COUNT(DISTINCT ?p)",
        (
            "?a mg:listsProject ?p ; mg:inGoal ?g . ?b mg:listsProject ?p ; mg:inGoal ?h "
            "FILTER(?g != ?h)"
        ),
    ),
    "projects_within_goal": (
        "COUNT(DISTINCT ?p)",
        (
            "?l mg:listsProject ?p ; mg:isRelisting true ; mg:inGoal ?g FILTER NOT EXISTS "
            "{ ?o mg:listsProject ?p ; mg:inGoal ?h FILTER(?h != ?g) }"
        ),
    ),
    "projects_listed_three_times": (
        "COUNT(?p)",
        "{ SELECT ?p { ?l mg:listsProject ?p } GROUP BY ?p HAVING(COUNT(?l) = 3) }",
    ),
    "projects_three_goals": (
        "COUNT(?p)",
        (
            "{ SELECT ?p (COUNT(DISTINCT ?g) AS ?n) { ?l mg:listsProject ?p ; mg:inGoal ?g } "
            "GROUP BY ?p HAVING(COUNT(DISTINCT ?g) = 3) }"
        ),
    ),
    "listings_shinki": ("COUNT(?l)", LISTED + " ; mg:continuity mg:Shinki"),
    "listings_keizoku": ("COUNT(?l)", LISTED + " ; mg:continuity mg:Keizoku"),
    "listings_new_mark": ("COUNT(?l)", LISTED + " ; mg:newThisYear true"),
    "listings_shinki_without_mark": (
        "COUNT(?l)",
        LISTED + " ; mg:continuity mg:Shinki ; mg:newThisYear false",
    ),
    "projects_shinki": (
        "COUNT(DISTINCT ?p)",
        LISTED + " ; mg:continuity mg:Shinki ; mg:listsProject ?p",
    ),
    "listings_grant": ("COUNT(?l)", LISTED + " ; mg:grantFunded true"),
    "projects_grant": (
        "COUNT(DISTINCT ?p)",
        LISTED + " ; mg:grantFunded true ; mg:listsProject ?p",
    ),
    "projects_zero_budget": (
        "COUNT(DISTINCT ?p)",
        LISTED + " ; mg:listsProject ?p ; mg:budget/mg:amountYen 0",
    ),
    "budget_rows": ("SUM(?y)", LISTED + " ; mg:budget ?b . ?b mg:amountYen ?y"),
    "budget_once": ("SUM(?y)", ORIGINAL + " ; mg:budget ?b . ?b mg:amountYen ?y"),
    "budget_grant_once": (
        "SUM(?y)",
        ORIGINAL + " ; mg:grantFunded true ; mg:budget ?b . ?b mg:amountYen ?y ; mg:fundedBy ?f",
    ),
    "rows_with_the_gap": ("COUNT(?l)", LISTED + " ; mg:budget/mg:amountYen 25141000"),
    "goals": ("COUNT(?g)", "?g a mg:BasicGoal"),
    "measures": ("COUNT(?m)", "?m a mg:Measure"),
    "measures_top": (
        "COUNT(?m)",
        "?m a mg:Measure FILTER NOT EXISTS { ?m mg:parentMeasure ?parent }",
    ),
    "measures_sub": ("COUNT(?m)", "?m a mg:Measure ; mg:parentMeasure ?parent"),
    "leaf_measures_with_listings": ("COUNT(DISTINCT ?m)", "?l mg:underMeasure ?m"),
    "measures_without_kpi": (
        "COUNT(?m)",
        "?m a mg:Measure FILTER NOT EXISTS { ?k mg:kpiOf ?m }",
    ),
    "kpis": ("COUNT(?k)", "?k a mg:Kpi"),
    "kpis_shared": (
        "COUNT(?k)",
        "{ SELECT ?k (COUNT(?m) AS ?n) { ?k mg:kpiOf ?m } GROUP BY ?k HAVING(COUNT(?m) = 4) }",
    ),
    "kpis_without_baseline": (
        "COUNT(?k)",
        "?k a mg:Kpi FILTER NOT EXISTS { ?k mg:baseline ?b }",
    ),
    "kpis_without_target_number": (
        "COUNT(?k)",
        "?k a mg:Kpi ; mg:target ?t FILTER NOT EXISTS { ?t mg:value ?v }",
    ),
    "numerical_targets": ("COUNT(?t)", "?t a mg:NumericalTarget"),
    "targets_without_number": (
        "COUNT(?k)",
        "?k a mg:NumericalTarget ; mg:target ?t FILTER NOT EXISTS { ?t mg:value ?v }",
    ),
    "goals_without_numerical_target": (
        "COUNT(?g)",
        "?g a mg:BasicGoal FILTER NOT EXISTS { ?t mg:targetOf ?g }",
    ),
    "digital": ("COUNT(?d)", "?d a mg:DigitalInitiative"),
    "digital_relisted": ("COUNT(?d)", "?d a mg:DigitalInitiative ; mg:isRelisting true"),
    "footnotes": ("COUNT(?t)", "?t a mg:GlossaryTerm"),
    "footnotes_without_reference": (
        "COUNT(?t)",
        "?t a mg:GlossaryTerm FILTER NOT EXISTS { ?t mg:referencedAt ?p }",
    ),
    "alignments": ("COUNT(?a)", "?a a mg:SdgAlignment"),
    "goal_sdg_pairs": (
        "COUNT(*)",
        "{ SELECT DISTINCT ?g ?s { ?a mg:inGoal ?g ; mg:sdgGoal ?s } }",
    ),
    "sdgs": (
        "COUNT(DISTINCT ?s)",
        f'?s skos:prefLabel|rdfs:label ?l FILTER(REGEX(STR(?s), "^{SDG}[0-9]+$"))',
    ),
    "sdgs_untouched": (
        "COUNT(DISTINCT ?s)",
        (
            f'?s skos:prefLabel|rdfs:label ?l FILTER(REGEX(STR(?s), "^{SDG}[0-9]+$")) '
            "FILTER NOT EXISTS { ?a mg:sdgGoal ?s }"
        ),
    ),
    "departments": ("COUNT(DISTINCT ?d)", "?l mg:department ?d . ?d a mg:Department"),
    "dmo_area": (
        "COUNT(DISTINCT ?m)",
        (
            'VALUES ?n { "大雪カムイミンタラDMO"@ja } ?x a org:Membership ; '
            "org:role mg:AreaServed ; org:organization/skos:prefLabel ?n ; "
            "org:member ?m ; mg:source/mg:startLine 348"
        ),
    ),
    "kamikawa_members": (
        "COUNT(DISTINCT ?m)",
        (
            'VALUES ?n { "上川中部圏域"@ja } ?x a org:Membership ; org:role mg:MemberRole ; '
            "org:organization/skos:prefLabel ?n ; org:member ?m ; mg:source/mg:startLine 468"
        ),
    ),
    "network_members": (
        "COUNT(DISTINCT ?m)",
        (
            'VALUES ?n { "あさひかわ縁結びネットワーク"@ja } ?x a org:Membership ; '
            "org:organization/skos:prefLabel ?n ; org:member ?m ; mg:source/mg:startLine 192"
        ),
    ),
    "discrepancies": ("COUNT(?d)", "?d a mg:Discrepancy ; mg:difference ?n"),
}
for _goal in "1234":
    _in = f'mg:inGoal/skos:notation "{_goal}"'
    FIGURES |= {
        f"listings_goal_{_goal}": ("COUNT(?l)", f"{LISTED} ; {_in}"),
        f"relistings_goal_{_goal}": ("COUNT(?l)", f"{LISTED} ; mg:isRelisting true ; {_in}"),
        f"budget_rows_goal_{_goal}": (
            "SUM(?y)",
            f"{LISTED} ; {_in} ; mg:budget ?b . ?b mg:amountYen ?y",
        ),
        f"budget_once_goal_{_goal}": (
            "SUM(?y)",
            f"{ORIGINAL} ; {_in} ; mg:budget ?b . ?b mg:amountYen ?y",
        ),
    }


@pytest.mark.parametrize("row", table("figures"), ids=lambda row: row["figure"])
def test_figure(dataset: ox.Store, row: Row) -> None:
    count, pattern = FIGURES[row["figure"]]
    (found,) = ask(dataset, f"SELECT ({count} AS ?n) WHERE {{ {pattern} }}")
    assert found["n"] == row["value"], row["how"]


def test_every_figure_is_asked() -> None:
    assert {row["figure"] for row in table("figures")} == set(FIGURES)
