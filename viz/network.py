"""The network of re-listed projects as a drawing: the same scene as the page, set for paper.

Projects stand in rows in the middle, in the scene's order, which untangles the lines; measures
and goals stand at the side on which the scene has them.
"""

from __future__ import annotations

from ..queries.picklist import Source
from .cross_goal import cross_goal
from .drawing import Box, Dot, Drawing, Mark, Path, Shape, Text
from .frame import FAINT, INK, LINE, PAPER, SOFT, Frame, Key, curve, diamond, goal_colour
from .lettering import lines_of, money, shortened
from .scene import Edge, Node, Scene
from .selection import Selection

_WIDTH, _STEP, _PILL = 1700.0, 36.0, 440.0
_GOAL, _MEASURE = 190.0, 226.0
_GOAL_X, _MEASURE_X = 64.0, 282.0
_ORIGINAL, _AGAIN = "#4c566a", "#b35c00"


def network(source: Source, lang: str, chosen: Selection) -> Drawing:
    """The re-listed projects between the measures and goals that list them."""
    scene = cross_goal(source, chosen)  # type: ignore[arg-type]  # it only queries
    word = lang != "ja"
    frame = Frame("cross-goal", lang, scene.title[word], scene.summary[word], _WIDTH)
    return _Network(scene, frame).drawing()


class _Network:
    """One drawing in the making: where each node of the scene stands on the paper."""

    def __init__(self, scene: Scene, frame: Frame) -> None:
        self.scene, self.frame, self.word = scene, frame, frame.lang != "ja"
        self.nodes = {node.iri: node for node in scene.nodes}
        projects = sorted((n for n in scene.nodes if n.kind == "project"), key=lambda n: n.y)
        self.projects = projects
        self.top = frame.top + 22
        self.height = _STEP * max(len(projects) - 1, 9)
        self.places = {n.iri: self.top + _STEP * row for row, n in enumerate(projects)}
        low = min((n.y for n in projects), default=0)
        span = max((n.y for n in projects), default=1) - low or 1
        for node in scene.nodes:
            if node.kind != "project":
                share = (node.y - low) / span if len(projects) > 1 else 0.5
                self.places[node.iri] = self.top + self.height * min(max(share, 0), 1)
        self.most = max((node.yen for node in projects), default=1) or 1

    def drawing(self) -> Drawing:
        """The whole drawing."""
        say = self.frame.say
        kinds = {
            "original": say("最初の掲載", "First listing"),
            "relisting": say("再掲", "Re-listing"),
            "part": say("目標と施策", "Goal and measure"),
            "goal": say("基本目標", "Goal"),
            "measure": say("施策", "Measure"),
            "crossing": say("目標をまたぐ事業", "Project across goals"),
            "within": say("目標の中の再掲事業", "Project within one goal"),
        }
        columns = {
            "projects": say("再掲事業", "Re-listed projects"),
            "yen": say("事業費（円、一度だけ）", "Budget (yen, counted once)"),
            "goals": say("基本目標", "Goals"),
            "department": say("部局", "Department"),
        }
        if not self.projects:
            return self.frame.nothing(kinds, columns)
        shown = {edge.target for edge in self.scene.edges if edge.kind != "part"}
        linked = {edge.target for edge in self.scene.edges if edge.kind == "part"}
        marks = [self._link(edge) for edge in self.scene.edges]
        marks += [self._goal(n) for n in self.scene.nodes if n.kind == "goal" and n.iri in linked]
        marks += [self._measure(n) for n in self.scene.nodes if n.iri in shown]
        marks += [self._project(node) for node in self.projects]
        bottom = self._legend(self.top + self.height + 70)
        return self.frame.done(bottom, marks, kinds, columns)

    def _left(self, node: Node) -> bool:
        return node.x < 0

    def _legend(self, y: float) -> float:
        say = self.frame.say
        keys = [
            Key("line", _ORIGINAL, say("最初の掲載", "first listing")),
            Key("dash", _AGAIN, say("再掲", "re-listing")),
            Key("dot", SOFT, say("目標をまたぐ（大きさ＝事業費）", "across goals (size = budget)")),
            Key("diamond", SOFT, say("一つの目標の中だけ", "within one goal only")),
        ]
        y = self.frame.legend(y, keys)
        self.frame.shapes.append(Text(64, y, say("部局", "Departments"), 14, INK, bold=True))
        used = {node.department for node in self.projects}
        colours = [
            Key("box", colour, words[self.word])
            for iri, words, colour in self.scene.departments
            if iri in used
        ]
        return self.frame.legend(y, colours, 64 + (52 if not self.word else 116))

    def _link(self, edge: Edge) -> Mark:
        start, end = self.nodes[edge.source], self.nodes[edge.target]
        y1, y2 = self.places[start.iri], self.places[end.iri]
        width, word = self.frame.width, self.word
        if edge.kind == "part":
            x1, x2 = _MEASURE_X, _GOAL_X + _GOAL
            colour, thick, dash = LINE, 1.5, ""
            node = start
        else:
            x1, x2 = (width - _PILL) / 2, _MEASURE_X + _MEASURE
            again = edge.kind == "relisting"
            colour, thick, dash = (_AGAIN, 1.6, "7 5") if again else (_ORIGINAL, 2.2, "")
            node = end
        if not self._left(node):
            x1, x2 = width - x1, width - x2
        name = f"{start.label[word]} – {end.label[word]}"
        shape = Path(curve(x1, y1, x2, y2), colour, thick, dash=dash)
        lines = (str(edge.line),) if edge.line else ()
        return Mark(edge.kind, name, (shape,), lines=lines, source=start.iri, target=end.iri)

    def _goal(self, node: Node) -> Mark:
        y = self.places[node.iri]
        x = _GOAL_X if self._left(node) else self.frame.width - _GOAL_X - _GOAL
        head, _, title = node.label[self.word].partition(" " if not self.word else ": ")
        lines = lines_of(title, _GOAL - 32, 14.5)
        high = 50 + 21 * len(lines)
        shapes: list[Shape] = [
            Box(x, y - high / 2, _GOAL, high, goal_colour(node.goals[0]), radius=8),
            Text(x + 16, y - high / 2 + 29, head, 17, PAPER, bold=True),
        ]
        for row, line in enumerate(lines):
            shapes.append(Text(x + 16, y - high / 2 + 54 + 21 * row, line, 14.5, PAPER))
        return Mark(
            "goal",
            node.label[self.word],
            tuple(shapes),
            node.iri,
            {"projects": self._held(node)},
            _lines(node),
        )

    def _held(self, node: Node) -> int:
        """How many of the projects shown the goal or measure lists."""
        if node.kind == "goal":
            return sum(node.goals[0] in project.goals for project in self.projects)
        found = {e.source for e in self.scene.edges if e.target == node.iri}
        return sum(project.iri in found for project in self.projects)

    def _measure(self, node: Node) -> Mark:
        y = self.places[node.iri]
        left = self._left(node)
        x = _MEASURE_X if left else self.frame.width - _MEASURE_X - _MEASURE
        code, _, title = node.label[self.word].partition(" ")
        size = 12.5 if len(lines_of(title, _MEASURE - 84, 12.5)) <= 3 else 11.5
        lines = lines_of(title, _MEASURE - 84, size, 4)
        high = max(34.0, 17 * len(lines) + 14)
        colour = goal_colour(node.goals[0])
        first = y - 17 * (len(lines) - 1) / 2 + 4.5
        shapes: list[Shape] = [
            Box(x, y - high / 2, _MEASURE, high, PAPER, LINE, 6),
            Box(x if left else x + _MEASURE - 5, y - high / 2, 5, high, colour),
            Text(x + 14, y + 5, code, 13.5, colour, bold=True),
        ]
        shapes += [Text(x + 68, first + 17 * i, line, size) for i, line in enumerate(lines)]
        return Mark(
            "measure",
            node.label[self.word],
            tuple(shapes),
            node.iri,
            {"projects": self._held(node)},
            _lines(node),
        )

    def _project(self, node: Node) -> Mark:
        y, x = self.places[node.iri], (self.frame.width - _PILL) / 2
        radius = 3.5 + 9.5 * (node.yen / self.most) ** 0.5
        crosses = len(node.goals) > 1
        sign: Shape = (
            Dot(x + 22, y, radius, node.colour)
            if crosses
            else Path(diamond(x + 22, y, radius + 2), fill=node.colour)
        )
        amount = money(node.yen, self.frame.lang)
        shapes: list[Shape] = [
            Box(x, y - 15, _PILL, 30, PAPER, FAINT if crosses else LINE, 15),
            sign,
            Text(x + 42, y + 5, shortened(node.label[self.word], _PILL - 150, 14), 14),
            Text(x + _PILL - 16, y + 5, amount, 13, SOFT, "end"),
        ]
        department = next(w for iri, w, _ in self.scene.departments if iri == node.department)
        figures = {
            "yen": node.yen,
            "goals": ", ".join(node.goals),
            "department": department[self.word],
        }
        kind = "crossing" if crosses else "within"
        return Mark(kind, node.label[self.word], tuple(shapes), node.iri, figures, _lines(node))


def _lines(node: Node) -> tuple[str, ...]:
    return tuple(str(line) for line, _ in node.lines)
