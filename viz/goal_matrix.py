"""How goals share projects: each pair as a matrix, each exact combination as an UpSet chart."""

from __future__ import annotations

from ..queries.picklist import Source
from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .frame import ACCENT, FAINT, INK, LINE, MARGIN, PAPER, SOFT, Frame, goal_colour
from .lettering import count, lines_of, money
from .listings import by_code, plan
from .selection import Row, Selection, asked, lines_in

_CELL, _NAMES = 116.0, 268.0
_BARS, _ROW, _COLUMN = 300.0, 52.0, 70.0


def goal_matrix(source: Source, lang: str, _chosen: Selection) -> Drawing:
    """The matrix at the left, the UpSet chart at the right."""
    pairs = asked(source, "goal-matrix", lang)
    sets = asked(source, "goal-combinations", lang)
    goals = {code: row for code, row in by_code(plan(source, lang)).items() if not row["parent"]}
    shared = sum(int(row["projects"]) for row in sets if "," in row["goals"])
    whole = sum(int(row["projects"]) for row in sets)
    ja = f"事業{whole}件のうち{shared}件が二つ以上の基本目標に掲げられています。"
    en = f"Of {whole} projects, {shared} are listed under two or more basic goals."
    best = max((r for r in pairs if r["first"] != r["second"]), key=_size, default=None)
    if best is not None:
        ja += (
            f"最も多いのは目標{best['first']}と目標{best['second']}の組で、"
            f"{best['projects']}件（{money(int(best['yen']), lang)}）を共有しています。"
        )
        en += (
            f" Goals {best['first']} and {best['second']} share the most: "
            f"{best['projects']} ({money(int(best['yen']), lang)})."
        )
    title = (
        "基本目標どうしが共有する事業" if lang == "ja" else "Projects shared between basic goals"
    )
    frame = Frame("goal-matrix", lang, title, ja if lang == "ja" else en)
    kinds = {
        "pair": frame.say("目標の組", "Pair of goals"),
        "goal": frame.say("基本目標の全体", "Whole goal"),
        "combination": frame.say("ちょうどこの組合せ", "Exactly this combination"),
    }
    columns = {
        "goals": frame.say("基本目標", "Goals"),
        "projects": frame.say("事業数", "Projects"),
        "yen": frame.say("事業費（円、一度だけ）", "Budget (yen, counted once)"),
    }
    if not sets:
        return frame.nothing(kinds, columns)
    top = frame.top + 20
    marks = _matrix(frame, pairs, goals, top) + _upset(frame, sets, list(goals), top)
    return frame.done(top + 60 + max(_CELL * len(goals), 520) + 30, marks, kinds, columns)


def _size(row: Row) -> int:
    return int(row["projects"])


def _matrix(frame: Frame, pairs: list[Row], goals: dict[str, Row], top: float) -> list[Mark]:
    """Cells below the diagonal for the pairs; on it the goals themselves."""
    head = frame.say("組ごと：両方に掲げられた事業", "By pair: projects listed under both")
    frame.shapes.append(Text(MARGIN, top, head, 19, bold=True))
    top, left = top + 28, MARGIN + _NAMES
    place = {code: number for number, code in enumerate(goals)}
    for code, row in goals.items():
        y = top + _CELL * place[code]
        frame.shapes += _goal_name(code, row["name"], y + _CELL / 2)
    found = {(row["second"], row["first"]): row for row in pairs}
    most = max((_size(r) for (a, b), r in found.items() if a != b), default=1)
    marks = []
    for one in goals:
        for other in list(goals)[: place[one] + 1]:
            x, y = left + _CELL * place[other], top + _CELL * place[one]
            row = found.get((one, other))
            if row is None:
                frame.shapes += [
                    Box(x + 3, y + 3, _CELL - 6, _CELL - 6, PAPER, LINE, 8),
                    Text(x + _CELL / 2, y + _CELL / 2 + 8, "0", 22, FAINT, "middle"),
                ]
            else:
                ends = (goals[other]["thing"], goals[one]["thing"])
                marks.append(_cell(frame, row, (x, y), most, ends))
    for code, number in place.items():
        x, y = left + _CELL * (number + 0.5), top + _CELL * len(goals) + 24
        words = frame.say(f"目標{code}", f"Goal {code}")
        frame.shapes.append(Text(x, y, words, 15, goal_colour(code), "middle", bold=True))
    return marks


def _goal_name(code: str, name: str, y: float) -> list[Shape]:
    lines = lines_of(name, _NAMES - 66, 13, 5)
    first = y - 19 * (len(lines) - 1) / 2 + 5
    shapes: list[Shape] = [
        Box(MARGIN, y - 21, 42, 42, goal_colour(code), radius=6),
        Text(MARGIN + 21, y + 8, code, 22, PAPER, "middle", bold=True),
    ]
    return shapes + [Text(MARGIN + 54, first + 19 * i, line, 13) for i, line in enumerate(lines)]


def _cell(
    frame: Frame, row: Row, at: tuple[float, float], most: int, ends: tuple[str, str]
) -> Mark:
    x, y = at
    whole = row["first"] == row["second"]
    share = _size(row) / most
    fill = "#eef1f5" if whole else shade(share)
    ink = PAPER if not whole and share > 0.45 else INK
    middle = y + _CELL / 2
    shapes = (
        Box(x + 3, y + 3, _CELL - 6, _CELL - 6, fill, radius=8),
        Text(x + _CELL / 2, middle + 4, row["projects"], 32, ink, "middle", bold=not whole),
        Text(x + _CELL / 2, middle + 32, money(int(row["yen"]), frame.lang), 14, ink, "middle"),
    )
    names = row["first"] if whole else f"{row['first']}, {row['second']}"
    figures = {"goals": names, "projects": _size(row), "yen": int(row["yen"])}
    kind = "goal" if whole else "pair"
    word = frame.say(
        f"目標{names.replace(', ', 'と')}", f"Goals {names}" if not whole else f"Goal {names}"
    )
    if whole:
        return Mark(kind, word, shapes, ends[0], dict(figures), lines_in(row))
    return Mark(kind, word, shapes, "", dict(figures), lines_in(row), *ends)


def shade(share: float) -> str:
    """A blue, the darker the larger the share; legible in grey as well."""
    light, dark = (219, 233, 245), (0, 84, 138)
    mixed = (round(a + (b - a) * min(share, 1) ** 0.8) for a, b in zip(light, dark, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _upset(frame: Frame, sets: list[Row], goals: list[str], top: float) -> list[Mark]:
    """Bars for the exact combinations, above dots that say which goals each combines."""
    left = frame.width - MARGIN - _COLUMN * len(sets)
    head = frame.say(
        "ちょうどの組合せ：どの事業も一度だけ", "Exact combinations: each project once"
    )
    frame.shapes.append(Text(left - 64, top, head, 19, bold=True))
    base = top + 60 + _BARS
    for number, code in enumerate(goals):
        y = base + 46 + _ROW * number
        if number % 2 == 0:
            frame.shapes.append(
                Box(left - 64, y - _ROW / 2, _COLUMN * len(sets) + 64, _ROW, "#f5f7fa")
            )
        words = frame.say(f"目標{code}", f"Goal {code}")
        frame.shapes.append(Text(left - 54, y + 5, words, 15, goal_colour(code), bold=True))
    ordered = sorted(sets, key=lambda r: (r["goals"].count(","), -_size(r), r["goals"]))
    most = max(_size(row) for row in sets)
    return [
        _combination(frame, row, goals, (left + _COLUMN * (n + 0.5), base), most)
        for n, row in enumerate(ordered)
    ]


def _combination(
    frame: Frame, row: Row, goals: list[str], at: tuple[float, float], most: int
) -> Mark:
    x, base = at
    mine = row["goals"].split(", ")
    high = (_BARS - 30) * _size(row) / most
    colour = ACCENT if len(mine) > 1 else "#9aa5b4"
    shapes: list[Shape] = [
        Box(x - 20, base - high, 40, high, colour, radius=3),
        Text(x, base - high - 10, row["projects"], 18, INK, "middle", bold=True),
    ]
    heights = {code: base + 46 + _ROW * number for number, code in enumerate(goals)}
    shapes += [Dot(x, y, 6, "#dde2e9") for code, y in heights.items() if code not in mine]
    ends = [heights[code] for code in mine if code in heights]
    if len(ends) > 1:
        shapes.append(Path(f"M{x:g} {min(ends):g}V{max(ends):g}", colour, 4))
    shapes += [Dot(x, y, 10, colour) for y in ends]
    below = base + 46 + _ROW * len(goals) + 2
    shapes.append(Text(x, below, money(int(row["yen"]), frame.lang), 12.5, SOFT, "middle"))
    figures = {"goals": row["goals"], "projects": _size(row), "yen": int(row["yen"])}
    name = f"{row['goals']} ({count(_size(row), frame.lang)})"
    return Mark("combination", name, tuple(shapes), figures=figures, lines=lines_in(row))
