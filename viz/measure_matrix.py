"""How measures share projects: a triangle of cells, and beside it the pairs with their projects."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Drawing, Mark, Shape, Text
from .frame import FAINT, INK, LINE, MARGIN, PAPER, SOFT, Frame, goal_colour
from .goal_matrix import shade
from .lettering import lines_of, money, width_of
from .listings import by_code, plan
from .selection import Row, Selection, asked, lines_in

_CELL, _NAMES = 34.0, 450.0
_PAIRS = 12


def measure_matrix(source: Source, lang: str, chosen: Selection) -> Drawing:
    """Measures that hold projects; with a measure chosen, only the pairs it belongs to."""
    given = {"measure": chosen.given["measure"]} if "measure" in chosen.given else {}
    pairs = asked(source, "measure-matrix", lang, **given)
    totals = {row["code"]: row for row in asked(source, "measure-totals", lang)}
    if given:
        used = {row[side] for row in pairs for side in ("first", "second")}
        totals = {code: row for code, row in totals.items() if code in used}
    known = by_code(plan(source, lang))
    crossing = sum(_goal(r["first"]) != _goal(r["second"]) for r in pairs)
    ja = (
        f"{len(pairs)}組の施策が同じ事業を掲げています。うち{crossing}組は基本目標をまたぎます。"
        "対角線の灰色は、その施策に掲げられた事業の数です。"
    )
    en = (
        f"{len(pairs)} pairs of measures list the same projects; {crossing} of them cross basic "
        "goals. The grey diagonal counts the projects listed under each measure."
    )
    title = "施策どうしが共有する事業" if lang == "ja" else "Projects shared between measures"
    frame = Frame("measure-matrix", lang, title, ja if lang == "ja" else en)
    kinds = {
        "pair": frame.say("施策の組", "Pair of measures"),
        "measure": frame.say("施策", "Measure"),
    }
    columns = {
        "measures": frame.say("施策", "Measures"),
        "projects": frame.say("事業数", "Projects"),
        "yen": frame.say("事業費（円、一度だけ）", "Budget (yen, counted once)"),
        "names": frame.say("共通の事業", "Shared projects"),
    }
    if not pairs:
        return frame.nothing(kinds, columns)
    order = [code for code in sorted(known) if code in totals]
    place = {code: number for number, code in enumerate(order)}
    top = frame.top + 10
    marks = [_diagonal(totals[code], place[code], top) for code in order]
    most = max(int(row["projects"]) for row in pairs)
    marks += [_pair(row, place, top, most, known) for row in pairs]
    _gaps(frame, order, pairs, place, top)
    edge = MARGIN + _NAMES + _CELL * len(order)
    beside = _beside(frame, pairs, edge, top)
    return frame.done(max(top + _CELL * len(order), beside) + 30, marks, kinds, columns)


def _goal(code: str) -> str:
    return code.partition("-")[0]


def _cross(place: dict[str, int], row: Row, top: float) -> tuple[float, float]:
    """Where the pair's cell stands: below the diagonal."""
    low, high = sorted((place[row["first"]], place[row["second"]]))
    return MARGIN + _NAMES + _CELL * low, top + _CELL * high


def _diagonal(row: Row, number: int, top: float) -> Mark:
    y, x = top + _CELL * number, MARGIN + _NAMES + _CELL * number
    colour = goal_colour(row["code"])
    code_x = MARGIN + 66
    size = 13 if width_of(row["title"], 13) <= _NAMES - 84 else 11.5
    words = lines_of(row["title"], _NAMES - 84, size, 2)
    shapes: list[Shape] = [
        Box(MARGIN, y + 2, 5, _CELL - 4, colour),
        Text(MARGIN + 14, y + 22, row["code"], 13.5, colour, bold=True),
        Box(x + 1, y + 1, _CELL - 2, _CELL - 2, "#e6eaf0", radius=4),
        Text(x + _CELL / 2, y + 22, row["projects"], 13, SOFT, "middle"),
    ]
    first = y + 22 - 7 * (len(words) - 1)
    shapes += [Text(code_x + 4, first + 14 * i, line, size) for i, line in enumerate(words)]
    # The code again beside the diagonal, where the eye arrives from a column.
    shapes.append(Text(x + _CELL + 8, y + 22, row["code"], 12.5, colour, bold=True))
    figures = {
        "measures": row["code"],
        "projects": int(row["projects"]),
        "yen": int(row["yen"]),
    }
    name = f"{row['code']} {row['title']}"
    return Mark("measure", name, tuple(shapes), row["measure"], figures, lines_in(row))


def _pair(row: Row, place: dict[str, int], top: float, most: int, known: dict[str, Row]) -> Mark:
    x, y = _cross(place, row, top)
    share = int(row["projects"]) / most
    ink = PAPER if share > 0.4 else INK
    shapes = (
        Box(x + 1, y + 1, _CELL - 2, _CELL - 2, shade(share), radius=4),
        Text(x + _CELL / 2, y + 23, row["projects"], 16, ink, "middle", bold=True),
    )
    codes = f"{row['first']}, {row['second']}"
    figures = {
        "measures": codes,
        "projects": int(row["projects"]),
        "yen": int(row["yen"]),
        "names": row["names"],
    }
    ends = (known[row["first"]]["thing"], known[row["second"]]["thing"])
    return Mark("pair", codes, shapes, "", dict(figures), lines_in(row), *ends)


def _gaps(
    frame: Frame, order: list[str], pairs: list[Row], place: dict[str, int], top: float
) -> None:
    """Faint cells where a pair shares nothing."""
    taken = {_cross(place, row, top) for row in pairs}
    for high in range(len(order)):
        for low in range(high):
            at = MARGIN + _NAMES + _CELL * low, top + _CELL * high
            if at not in taken:
                frame.shapes.append(
                    Box(at[0] + 1, at[1] + 1, _CELL - 2, _CELL - 2, "#f7f8fa", radius=4)
                )


def _beside(frame: Frame, pairs: list[Row], edge: float, top: float) -> float:
    """The pairs that share most, with the names of their projects; returns the y below."""
    x = max(edge + 70, MARGIN + _NAMES + 560) if len(pairs) < 8 else frame.width - MARGIN - 470
    wide = frame.width - MARGIN - x
    ranked = sorted(pairs, key=lambda r: (-int(r["projects"]), -int(r["yen"]), r["first"]))
    head = frame.say("多く共有する組と事業", "The pairs that share most")
    frame.shapes.append(Text(x, top + 14, head, 17, bold=True))
    y = top + 46
    for row in ranked[:_PAIRS]:
        # The triangle grows to the right as it goes down: stop before it is met.
        if len(pairs) >= 8 and y - top > _CELL * (x - MARGIN - _NAMES - 70) / _CELL - 90:
            break
        first = f"{row['first']} × {row['second']}"
        amount = money(int(row["yen"]), frame.lang)
        frame.shapes.append(Text(x, y, first, 14, INK, bold=True))
        said = frame.say(f"{row['projects']}件 {amount}", f"{row['projects']} · {amount}")
        frame.shapes.append(Text(x + width_of(first, 14) + 12, y, said, 13, SOFT))
        for line in lines_of(
            row["names"].replace(" / ", "、" if frame.lang == "ja" else ", "), wide, 12, 2
        ):
            y += 18
            frame.shapes.append(Text(x, y, line, 12, SOFT))
        y += 28
    frame.shapes.append(Text(x, y, "", 12, FAINT))
    frame.shapes.append(Box(x - 22, top, 1, y - top - 20, LINE))
    return y
