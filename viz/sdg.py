"""Which SDGs the document ties to which goals: numbered tiles, shared and missing ones visible."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .frame import ACCENT, FAINT, INK, LINE, MARGIN, PAPER, SOFT, Frame, Key, goal_colour
from .lettering import lines_of
from .listings import by_code, plan
from .selection import Row, Selection, asked, lines_in, rows

_NAMES, _TILE, _ROW = 330.0, 67.0, 104.0
# Plain numbered tiles: ten pairs of the official colours look alike to colour-blind eyes, so a
# tile tells by its number and its fill alone whether an SDG is used, shared or missing.
_ALL = """PREFIX sdgo: <http://metadata.un.org/sdg/ontology#>
SELECT ?sdg ?number ?name WHERE {
  ?sdg a sdgo:Goal ; skos:notation ?number ; skos:prefLabel ?name . FILTER(LANG(?name) = "%s")
}"""


def sdg(source: Source, lang: str, chosen: Selection) -> Drawing:
    """All SDGs as columns, the goals as rows, a dot with the number of elements where they meet."""
    given = {"goal": chosen.given["goal"]} if "goal" in chosen.given else {}
    found = asked(source, "sdg-elements", lang, **given)
    tiles = _tiles(source, lang)
    held: dict[str, set[str]] = {}
    for row in found:
        held.setdefault(row["number"], set()).add(row["code"])
    shared = [n for n in tiles if len(held.get(n, ())) > 1]
    missing = [n for n in tiles if n not in held]
    ja = (
        f"{len(tiles)}のSDGsのうち{len(held)}が、文書の表で基本目標に結び付けられています。"
        f"複数の基本目標に共通するのは{_list(shared, lang)}、どれにも結び付かないのは"
        f"{_list(missing, lang)}です。"
    )
    en = (
        f"The document ties {len(held)} of the {len(tiles)} SDGs to basic goals. Shared by several "
        f"goals: {_list(shared, lang)}. Tied to none: {_list(missing, lang)}."
    )
    title = "基本目標とSDGs" if lang == "ja" else "Basic goals and the SDGs"
    frame = Frame("sdg", lang, title, ja if lang == "ja" else en)
    kinds = {
        "link": frame.say("基本目標とSDG", "Goal and SDG"),
        "sdg": "SDG",
    }
    columns = {
        "goals": frame.say("基本目標", "Goals"),
        "number": frame.say("SDGの番号", "SDG number"),
        "elements": frame.say("要素の数", "Elements"),
        "element": frame.say("印字された要素", "Printed elements"),
    }
    if not found:
        return frame.nothing(kinds, columns)
    goals = {c: r for c, r in by_code(plan(source, lang)).items() if not r["parent"]}
    goals = {c: r for c, r in goals.items() if not given or r["thing"] == chosen.terms["goal"]}
    top = frame.top + 12
    left = MARGIN + _NAMES
    _grid(frame, goals, top + 190, left, len(tiles))
    marks = [
        _tile(tiles[n], held.get(n, set()), left + _TILE * place, top)
        for place, n in enumerate(tiles)
    ]
    place = {n: left + _TILE * (i + 0.5) for i, n in enumerate(tiles)}
    for row, code in enumerate(goals):
        y = top + 190 + _ROW * (row + 0.5)
        for number, x in place.items():
            mine = [r for r in found if r["code"] == code and r["number"] == number]
            if mine:
                marks.append(_link(mine, goals[code], x, y))
    bottom = top + 190 + _ROW * len(goals) + 46
    keys = [
        Key("box", ACCENT, frame.say("複数の基本目標に共通", "shared by several goals")),
        Key("box", "#4c566a", frame.say("一つの基本目標", "one goal")),
        Key("frame", FAINT, frame.say("どれにも結び付かない", "tied to none")),
        Key(
            "dot",
            SOFT,
            frame.say("円の数字＝印字された要素の数", "number in a circle = printed elements"),
        ),
    ]
    return frame.done(frame.legend(bottom, keys), marks, kinds, columns)


def _tiles(source: Source, lang: str) -> dict[str, Row]:
    found = rows(source, _ALL % ("ja" if lang == "ja" else "en"))
    return {row["number"]: row for row in sorted(found, key=lambda r: int(r["number"]))}


def _list(numbers: list[str], lang: str) -> str:
    if not numbers:
        return "なし" if lang == "ja" else "none"
    return ("・" if lang == "ja" else ", ").join(numbers)


def _grid(frame: Frame, goals: dict[str, Row], top: float, left: float, many: int) -> None:
    for number, (code, row) in enumerate(goals.items()):
        y = top + _ROW * number
        if number % 2 == 0:
            frame.shapes.append(Box(MARGIN, y, _NAMES + _TILE * many, _ROW, "#f5f7fa", radius=6))
        lines = lines_of(row["name"], _NAMES - 84, 14, 5)
        first = y + _ROW / 2 - 20 * (len(lines) - 1) / 2 + 5
        frame.shapes += [
            Box(MARGIN + 14, y + _ROW / 2 - 22, 44, 44, goal_colour(code), radius=6),
            Text(MARGIN + 36, y + _ROW / 2 + 8, code, 22, PAPER, "middle", bold=True),
        ]
        frame.shapes += [
            Text(MARGIN + 72, first + 20 * i, line, 14) for i, line in enumerate(lines)
        ]
    for number in range(many):
        x = left + _TILE * (number + 0.5)
        frame.shapes.append(Path(f"M{x:g} {top:g}V{top + _ROW * len(goals):g}", LINE))


def _tile(row: Row, goals: set[str], x: float, y: float) -> Mark:
    fill = ACCENT if len(goals) > 1 else "#4c566a" if goals else PAPER
    ink = PAPER if goals else FAINT
    side = _TILE - 9
    shapes: list[Shape] = [
        Box(x + 4.5, y, side, side, fill, FAINT if not goals else fill, 6, "" if goals else "5 4"),
        Text(x + _TILE / 2, y + side / 2 + 9, row["number"], 26, ink, "middle", bold=True),
    ]
    size = 11 if ord(row["name"][0]) > 0x2E80 else 9.5
    for i, line in enumerate(lines_of(row["name"], _TILE - 4, size, 6)):
        shapes.append(
            Text(
                x + _TILE / 2, y + side + 20 + 15 * i, line, size, INK if goals else FAINT, "middle"
            )
        )
    figures = {"number": row["number"], "goals": ", ".join(sorted(goals))}
    return Mark("sdg", row["name"], tuple(shapes), row["sdg"], dict(figures))


def _link(mine: list[Row], goal: Row, x: float, y: float) -> Mark:
    colour = goal_colour(goal["code"])
    shapes = (
        Dot(x, y, 22, colour),
        Text(x, y + 7, str(len(mine)), 19, PAPER, "middle", bold=True),
    )
    figures = {
        "goals": goal["code"],
        "number": mine[0]["number"],
        "elements": len(mine),
        "element": " / ".join(row["element"] for row in mine),
    }
    name = f"{goal['code']} – SDG {mine[0]['number']} {mine[0]['name']}"
    lines = tuple(dict.fromkeys(line for row in mine for line in lines_in(row)))
    return Mark(
        "link",
        name,
        shapes,
        figures=figures,
        lines=lines,
        source=goal["thing"],
        target=mine[0]["sdg"],
    )
