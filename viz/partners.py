"""The bodies that the document names: what each is involved in, and which areas the towns form."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .frame import FAINT, INK, LINE, MARGIN, PAPER, SOFT, Frame, Key, diamond, goal_colour
from .lettering import lines_of, shortened, width_of
from .listings import by_code, grouped, plan
from .selection import Row, Selection, asked, lines_in, rows

_COLUMNS, _ROW, _HEAD, _STEP = 3, 25.0, 46.0, 17.0
_GOALS = """
SELECT ?thing (MIN(?number) AS ?goal) WHERE {
  { ?thing a mg:BasicGoal ; skos:notation ?number }
  UNION { ?thing mg:inGoal/skos:notation ?number }
  UNION { ?thing mg:kpiOf/mg:inGoal/skos:notation ?number }
  UNION { ?thing mg:targetOf/skos:notation ?number }
  UNION { ?row mg:listsProject ?thing ; mg:isRelisting false ; mg:inGoal/skos:notation ?number }
} GROUP BY ?thing"""


def partners(source: Source, lang: str, _chosen: Selection) -> Drawing:
    """Bodies by kind, a dot for each involvement; below them who belongs to which area."""
    reach = asked(source, "partner-reach", lang)
    found = asked(source, "partner-involvements", lang)
    members = asked(source, "area-membership", lang)
    goals = {row["thing"]: row["goal"] for row in rows(source, _GOALS)}
    ja = (
        f"文書が名を挙げる団体・施設・催し{len(reach)}と、その関わり{len(found)}件。"
        "点の一つ一つが、戦略・目標・施策・指標・事業への関わりです。"
    )
    en = (
        f"The {len(reach)} bodies, facilities and events that the document names, with their "
        f"{len(found)} involvements: each dot is one in the strategy, a goal, a measure, an "
        "indicator or a project."
    )
    title = "連携する団体と圏域" if lang == "ja" else "Partners and areas"
    frame = Frame("partners", lang, title, ja if lang == "ja" else en, 1680)
    kinds = {
        "partner": frame.say("団体など", "Body"),
        "involvement": frame.say("関わり", "Involvement"),
        "membership": frame.say("所属", "Membership"),
    }
    columns = {
        "sort": frame.say("団体の種類", "Kind of body"),
        "involvements": frame.say("関わりの数", "Involvements"),
        "goals": frame.say("基本目標", "Goals"),
        "role": frame.say("役割", "Role"),
        "basis": frame.say("根拠", "Basis"),
        "from": frame.say("始め", "From"),
        "until": frame.say("終わり", "Until"),
    }
    if not reach:
        return frame.nothing(kinds, columns)
    marks, bottom = _bodies(frame, reach, found, goals)
    known = by_code(plan(source, lang))
    keys = [
        Key("dot", goal_colour(code), frame.say(f"基本目標{code}", f"goal {code}"))
        for code, row in known.items()
        if not row["parent"]
    ]
    keys.append(Key("dot", "#6b7280", frame.say("戦略全体など", "strategy as a whole")))
    bottom = frame.legend(bottom + 34, keys) + 34
    more, bottom = _areas(frame, members, reach, bottom)
    return frame.done(bottom, [*marks, *more], kinds, columns)


def _bodies(
    frame: Frame, reach: list[Row], found: list[Row], goals: dict[str, str]
) -> tuple[list[Mark], float]:
    """The bodies in columns, group after group."""
    groups = grouped(reach, "kind")
    order = sorted(groups, key=lambda key: (_mentioned(groups[key]), -len(groups[key]), key))
    whole = sum(_HEAD + _ROW * len(groups[key]) for key in order)
    most = whole / _COLUMNS + 2 * _ROW
    wide = (frame.width - 2 * MARGIN + 40) / _COLUMNS
    marks: list[Mark] = []
    column, y, bottom = 0, frame.top, frame.top
    for key in order:
        rest = groups[key]
        while rest:
            room = int((frame.top + most - y - _HEAD) // _ROW)
            if room < min(3, len(rest)) and column < _COLUMNS - 1:
                column, y = column + 1, frame.top
                continue
            here = rest if column == _COLUMNS - 1 else rest[: max(room, 1)]
            x = MARGIN + wide * column
            head = key[0][:1].upper() + key[0][1:]
            if rest is not groups[key]:
                head += frame.say("（続き）", ", continued")
            frame.shapes += [
                Text(x, y + 16, head, 15, INK, bold=True),
                Text(x + width_of(head, 15) + 10, y + 16, str(len(groups[key])), 14, FAINT),
                Path(f"M{x:g} {y + 24:g}H{x + wide - 40:g}", LINE),
            ]
            y += _HEAD
            for row in here:
                mine = [r for r in found if r["partner"] == row["partner"]]
                marks += _body(row, mine, goals, (x, y - 4), wide - 40)
                y += _ROW
            rest = rest[len(here) :]
            bottom = max(bottom, y)
    return marks, bottom


def _mentioned(own: list[Row]) -> bool:
    """Whether a group is of places or events: named like partners, but no partners."""
    return own[0]["partner"].split("/")[-2] in ("facility", "event")


def _body(
    row: Row, mine: list[Row], goals: dict[str, str], at: tuple[float, float], wide: float
) -> list[Mark]:
    x, y = at
    dots = x + wide - _STEP * 9 + 8
    name = shortened(row["body"], wide - _STEP * 9 - 16, 13)
    figures = {
        "sort": row["kind"],
        "involvements": int(row["involvements"]),
        "goals": row["goals"],
    }
    marks = [
        Mark(
            "partner",
            row["body"],
            (Text(x, y, name, 13),),
            row["partner"],
            dict(figures),
            lines_in(row),
        )
    ]
    for number, one in enumerate(mine):
        goal = goals.get(one["thing"], "")
        # More than fit in a row stand closer together.
        step = _STEP if len(mine) <= 9 else _STEP * 9 / len(mine)
        dot = Dot(dots + step * number, y - 4.5, 6, goal_colour(goal))
        name = f"{row['body']} – {one['kind']} {one['code']} {one['name']}"
        facts = {"role": one["role"], "goals": goal}
        ends = (row["partner"], one["thing"])
        marks.append(Mark("involvement", name, (dot,), "", dict(facts), lines_in(one), *ends))
    return marks


def _areas(
    frame: Frame, members: list[Row], reach: list[Row], top: float
) -> tuple[list[Mark], float]:
    """Towns as columns, areas as rows: where they meet, each membership with its basis."""
    towns = _towns(members, reach)
    shown = [row for row in members if row["member"] in towns]
    areas = {iri: rows for (iri,), rows in grouped(shown, "area").items() if len(rows) > 1}
    if not areas:
        return [], top
    frame.shapes.append(
        Text(MARGIN, top, frame.say("圏域と市町", "Areas and municipalities"), 19, bold=True)
    )
    left = MARGIN + 390
    step = (frame.width - MARGIN - left) / len(towns)
    places = {iri: left + step * (n + 0.5) for n, iri in enumerate(towns)}
    for iri, name in towns.items():
        lines = lines_of(name, step - 10, 13, 2)
        for i, line in enumerate(lines):
            frame.shapes.append(Text(places[iri], top + 34 + 17 * i, line, 13, INK, "middle", True))
    y, marks = top + 66, []
    for number, own in enumerate(areas.values()):
        if number % 2 == 0:
            frame.shapes.append(Box(MARGIN, y, frame.width - 2 * MARGIN, 46, "#f5f7fa", radius=6))
        frame.shapes.append(
            Text(MARGIN + 14, y + 21, shortened(own[0]["body"], 360, 14), 14, INK, bold=True)
        )
        frame.shapes.append(Text(MARGIN + 14, y + 38, _during(frame, own), 11.5, SOFT))
        for iri, x in places.items():
            mine = [row for row in own if row["member"] == iri]
            for place, row in enumerate(mine):
                at = x + 22 * (place - (len(mine) - 1) / 2)
                marks.append(_membership(row, at, y + 23))
        y += 46
    basis = {row["basis"]: _sample(row) for row in shown}
    return marks, frame.legend(y + 32, [Key(basis[b], "#0072b2", b) for b in sorted(basis)])


def _towns(members: list[Row], reach: list[Row]) -> dict[str, str]:
    """The municipalities, the one in most areas first."""
    kinds = {row["partner"]: row["kind"] for row in reach}
    several = grouped(members, "member")
    named = {
        k
        for (iri,) in several
        for k in [kinds.get(iri)]
        if k and len({r["area"] for r in several[iri,]}) > 2
    }
    found = [
        (iri, own[0]["name"])
        for (iri,), own in several.items()
        if kinds.get(iri) in named or (iri not in kinds and len({r["area"] for r in own}) > 1)
    ]
    return dict(sorted(found, key=lambda pair: (-len(several[pair[0],]), pair[1])))


def _during(frame: Frame, own: list[Row]) -> str:
    """From when to when an area's memberships are known to last."""
    starts = sorted({r["from"] for r in own if r["from"]})
    ends = sorted({r["until"] for r in own if r["until"]})
    as_of = sorted({r["asOf"] for r in own if r["asOf"]})
    said = []
    if starts or ends:
        said.append(f"{starts[0] if starts else ''}–{ends[-1] if ends else ''}")
    if as_of:
        said.append(frame.say(f"{as_of[-1]} 現在", f"as of {as_of[-1]}"))
    return " · ".join(said)


def _sample(row: Row) -> str:
    """The sign of a basis: stated by the document, inferred by us, or from outside it."""
    if row["source"]:
        return "diamond"
    return "ring" if row["basis"] in ("推測", "inferred") else "dot"


def _membership(row: Row, x: float, y: float) -> Mark:
    sign = _sample(row)
    shape: Shape = (
        Path(diamond(x, y, 8), fill="#0072b2")
        if sign == "diamond"
        else Dot(x, y, 7, "#0072b2")
        if sign == "dot"
        else Dot(x, y, 6, PAPER, "#0072b2", 2.5)
    )
    figures = {
        "role": row["role"],
        "basis": row["basis"],
        "from": row["from"],
        "until": row["until"],
    }
    facts = {key: value for key, value in figures.items() if value}
    name = f"{row['body']} – {row['name']}"
    return Mark(
        "membership", name, (shape,), "", dict(facts), lines_in(row), row["area"], row["member"]
    )
