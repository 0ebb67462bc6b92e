"""The network of re-listed projects: goals at the sides, their measures, the projects between them.

Projects stand in the middle, each drawn towards the measures that list it, so that a project with
lines to both sides is seen at once to serve goals of both.
"""

from __future__ import annotations

from collections import defaultdict

import networkx as nx

from ..graph.store import Store
from .layout import Place, place_tanglegram
from .scene import Edge, Node, Scene, Words
from .selection import Selection

# Paul Tol's "muted" qualitative scheme: told apart with every common colour blindness.
PALETTE = (
    "#332288",
    "#88CCEE",
    "#44AA99",
    "#117733",
    "#999933",
    "#DDCC77",
    "#CC6677",
    "#882255",
    "#AA4499",
    "#777777",
)
GOAL_COLOUR, MEASURE_COLOUR = "#3b4252", "#8a93a6"

_LISTINGS = """
SELECT ?project ?name ?measure ?notation ?measureJa ?measureEn ?goal ?goalNo ?goalJa ?goalEn
       ?relisting ?department ?departmentJa ?departmentEn ?yen ?grant ?line ?quote WHERE {
  ?project a mg:Project ; skos:prefLabel ?name .
  FILTER EXISTS { ?project ^mg:listsProject/mg:isRelisting true }
  ?listing mg:listsProject ?project ; mg:underMeasure ?measure ; mg:inGoal ?goal ;
           mg:isRelisting ?relisting ; mg:department ?department ; mg:grantFunded ?grant ;
           mg:budget/mg:amountYen ?yen ; mg:source ?passage .
  ?passage mg:startLine ?line ; mg:quote ?quote .
  ?measure skos:notation ?notation ; skos:prefLabel ?measureJa FILTER(lang(?measureJa) = "ja")
  ?goal skos:notation ?goalNo ; skos:prefLabel ?goalJa FILTER(lang(?goalJa) = "ja")
  ?department skos:prefLabel ?departmentJa FILTER(lang(?departmentJa) = "ja")
  OPTIONAL { ?measure skos:prefLabel ?measureEn FILTER(lang(?measureEn) = "en") }
  OPTIONAL { ?goal skos:prefLabel ?goalEn FILTER(lang(?goalEn) = "en") }
  OPTIONAL { ?department skos:prefLabel ?departmentEn FILTER(lang(?departmentEn) = "en") }
  FILTER(lang(?name) = "ja")
} ORDER BY ?line"""

_GOALS = """
SELECT ?goal ?no ?ja ?en ?line ?quote WHERE {
  ?goal a mg:BasicGoal ; skos:notation ?no ; skos:prefLabel ?ja ; mg:source ?passage .
  ?passage mg:startLine ?line ; mg:quote ?quote .
  FILTER(lang(?ja) = "ja")
  OPTIONAL { ?goal skos:prefLabel ?en FILTER(lang(?en) = "en") }
} ORDER BY ?no ?line"""

_MEASURE_LINES = """
SELECT ?measure ?line ?quote WHERE {
  ?measure a mg:Measure ; mg:source ?passage . ?passage mg:startLine ?line ; mg:quote ?quote .
} ORDER BY ?measure ?line"""

Row = dict[str, str]


def cross_goal(store: Store, chosen: Selection | None = None) -> Scene:
    """The scene of all re-listed projects, with the measures and goals that list them.

    A selection keeps the projects that it lists, each with all its listings.
    """
    rows = _values(store, _LISTINGS)
    if chosen is not None:
        kept = {row["project"] for row in rows if chosen.keeps(row)}
        rows = [row for row in rows if row["project"] in kept]
    goals = _goals(store)
    network = _network(rows, goals)
    places = place_tanglegram(network)
    colours = _colours(rows)
    first = {row["measure"]: row for row in reversed(_values(store, _MEASURE_LINES))}
    by_project: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_project[row["project"]].append(row)
    nodes = [
        *(_goal_node(row, places[iri], by_project) for iri, row in goals.items()),
        *_measure_nodes(rows, places, first),
        *(_project_node(listed, places, colours) for listed in by_project.values()),
    ]
    return Scene(
        title=("基本目標をまたぐ再掲事業", "Projects re-listed across basic goals"),
        summary=_summary(by_project),
        nodes=tuple(nodes),
        edges=_edges(rows),
        departments=tuple((slug, words, colour) for slug, (words, colour) in colours.items()),
        goals=tuple((row["no"], _goal_words(row)) for row in goals.values()),
        columns=(
            ("事業", "Project"),
            ("基本目標", "Goals"),
            ("最初の掲載", "Listed first"),
            ("再掲", "Re-listed"),
            ("部局", "Department"),
            ("事業費(円、一度だけ)", "Yen, counted once"),
            ("行", "Lines"),
        ),
        rows=tuple(_table_row(listed) for listed in by_project.values()),
        row_iris=tuple(by_project),
    )


def _goals(store: Store) -> dict[str, Row]:
    """Each goal with the line of its own title, or its first line where that was corrected."""
    goals: dict[str, Row] = {}
    for row in _values(store, _GOALS):
        best = goals.setdefault(row["goal"], row)
        if row["ja"] in row["quote"] and row["ja"] not in best["quote"]:
            goals[row["goal"]] = row
    return dict(sorted(goals.items(), key=lambda item: (len(item[1]["no"]), item[1]["no"])))


def _values(store: Store, query: str) -> list[Row]:
    return [
        {name: getattr(term, "value", "") for name, term in record.items()}
        for record in store.query(query).records
    ]


def _network(rows: list[Row], goals: dict[str, Row]) -> nx.Graph[str]:
    """Projects – measures – goals, with the kind and side-giving number of each node."""
    network: nx.Graph[str] = nx.Graph()
    for iri, row in goals.items():
        network.add_node(iri, kind="goal", order=row["no"].zfill(4))
    for row in rows:
        network.add_node(row["measure"], kind="measure", order=row["notation"])
        network.add_node(row["project"], kind="project", order=row["name"])
        network.add_edge(row["measure"], row["goal"])
        network.add_edge(row["project"], row["measure"])
    return network


def _colours(rows: list[Row]) -> dict[str, tuple[Words, str]]:
    """A colour for each department, the ones with most projects first."""
    projects: dict[str, set[str]] = defaultdict(set)
    words: dict[str, Words] = {}
    for row in rows:
        projects[row["department"]].add(row["project"])
        words[row["department"]] = row["departmentJa"], row.get("departmentEn", row["departmentJa"])
    order = sorted(projects, key=lambda iri: (-len(projects[iri]), iri))
    return {
        iri: (words[iri], PALETTE[min(place, len(PALETTE) - 1)]) for place, iri in enumerate(order)
    }


def _goal_words(row: Row) -> Words:
    return f"基本目標{row['no']} {row['ja']}", f"Goal {row['no']}: {row.get('en', row['ja'])}"


def _goal_node(row: Row, place: Place, by_project: dict[str, list[Row]]) -> Node:
    here = [rows for rows in by_project.values() if any(r["goalNo"] == row["no"] for r in rows)]
    facts = ((("再掲事業", "Re-listed projects"), _count(len(here))),)
    return Node(
        row["goal"],
        "goal",
        _goal_words(row),
        place.x,
        place.y,
        34,
        GOAL_COLOUR,
        "box",
        facts,
        ((int(row["line"]), row["quote"]),),
        (row["no"],),
    )


def _measure_nodes(rows: list[Row], places: dict[str, Place], lines: dict[str, Row]) -> list[Node]:
    nodes: dict[str, Node] = {}
    for row in rows:
        iri = row["measure"]
        held = {r["project"] for r in rows if r["measure"] == iri}
        words = (
            f"{row['notation']} {row['measureJa']}",
            f"{row['notation']} {row.get('measureEn', row['measureJa'])}",
        )
        line = lines[iri]
        nodes[iri] = Node(
            iri,
            "measure",
            words,
            places[iri].x,
            places[iri].y,
            8,
            MEASURE_COLOUR,
            "square",
            ((("再掲事業", "Re-listed projects"), _count(len(held))),),
            ((int(line["line"]), line["quote"]),),
            (row["goalNo"],),
        )
    return list(nodes.values())


def _project_node(
    listed: list[Row], places: dict[str, Place], colours: dict[str, tuple[Words, str]]
) -> Node:
    row = listed[0]
    goals = tuple(sorted({r["goalNo"] for r in listed}))
    words, colour = colours[row["department"]]
    yen = int(row["yen"])
    crosses = len(goals) > 1
    facts = (
        (("部局", "Department"), words),
        (("事業費(円、一度だけ)", "Yen, counted once"), _same(f"{yen:,}")),
        (("基本目標", "Goals"), _same("・".join(goals))),
        (("掲載", "Listings"), _same(_places(listed))),
        (
            ("交付金", "Grant"),
            ("あり", "yes") if row["grant"] == "true" else ("なし", "no"),
        ),
        (
            ("種類", "Kind"),
            ("目標をまたぐ", "across goals") if crosses else ("目標の中", "within one goal"),
        ),
    )
    return Node(
        row["project"],
        "project",
        (row["name"], row["name"]),
        places[row["project"]].x,
        places[row["project"]].y,
        # The area of the mark follows the money; a mark of 9 is still easily seen and hit.
        9 + 15 * (yen / 100_000_000) ** 0.5,
        colour,
        "dot" if crosses else "diamond",
        facts,
        tuple((int(r["line"]), r["quote"]) for r in listed),
        goals,
        row["department"],
        yen,
    )


def _places(listed: list[Row]) -> str:
    return "、".join(
        f"{row['notation']}{'(再掲)' if row['relisting'] == 'true' else ''}" for row in listed
    )


def _edges(rows: list[Row]) -> tuple[Edge, ...]:
    edges = [
        Edge(
            row["project"],
            row["measure"],
            "relisting" if row["relisting"] == "true" else "original",
            int(row["line"]),
        )
        for row in rows
    ]
    parts = dict.fromkeys((row["measure"], row["goal"]) for row in rows)
    edges += [Edge(measure, goal, "part", 0) for measure, goal in parts]
    return tuple(edges)


def _table_row(listed: list[Row]) -> tuple[Words, ...]:
    originals = "、".join(r["notation"] for r in listed if r["relisting"] == "false")
    again = "、".join(r["notation"] for r in listed if r["relisting"] == "true")
    goals = "・".join(sorted({r["goalNo"] for r in listed}))
    first = listed[0]
    lines = "・".join(r["line"] for r in listed)
    department = first["departmentJa"], first.get("departmentEn", first["departmentJa"])
    same = (first["name"], goals, originals, again)
    return (
        *((text, text) for text in same),
        department,
        _same(f"{int(first['yen']):,}"),
        (lines, lines),
    )


def _same(text: str) -> Words:
    return text, text


def _count(number: int) -> Words:
    return f"{number}件", str(number)


def _summary(by_project: dict[str, list[Row]]) -> Words:
    """What the picture shows, in one sentence each, with figures from the graph."""
    crossing = [rows for rows in by_project.values() if len({r["goalNo"] for r in rows}) > 1]
    again = sum(r["relisting"] == "true" for rows in by_project.values() for r in rows)
    yen = sum(int(rows[0]["yen"]) for rows in crossing)
    within = len(by_project) - len(crossing)
    return (
        (
            f"再掲されている事業は{len(by_project)}件(再掲は{again}回)。"
            f"うち{len(crossing)}件が複数の基本目標にまたがり(事業費は一度だけ数えて{yen:,}円)、"
            f"{within}件は一つの目標の中での再掲です。"
        ),
        (
            f"{len(by_project)} projects are re-listed ({again} re-listings): {len(crossing)} of "
            f"them across basic goals (¥{yen:,}, counted once), {within} within one goal."
        ),
    )
