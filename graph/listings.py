"""The list of projects: rows whose cells may have slipped, subtotals, and the table of totals.

The conversion moved cells sideways and left a heading or a header row out. A row is laid under the
header in force, shifted until every cell is what its column asks for; a row that fits nowhere is
reported with the cell that does not fit, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .document import clean, normal
from .gazetteer import Gazetteer
from .outline import Block, Kind, Zone, goal_heading, measure_heading, nested
from .rows import Listing, PrintedTotal, Quantity, Span, Text
from .source import Source
from .values import fold, unit_scale, whole_number

# Column headings as municipal project lists print them, longest first where one holds another.
_COLUMNS = {
    "施策体系": "system",
    "番号": "number",
    "再掲": "relisting",
    "事業名": "name",
    "部局名": "department",
    "予算事業費": "budget",
    "事業費": "budget",
    "事業内容": "description",
    "新規・継続": "continuity",
    "交付金": "grant",
}
_REQUIRED = ("number", "relisting", "name", "department", "budget", "description", "continuity")
_TOTAL_COLUMNS = {
    "再掲": Quantity.RELISTINGS,
    "事業数(再掲除く)": Quantity.LISTINGS,
    "事業費": Quantity.MONEY,
    "事業費(再掲除く)": Quantity.MONEY_ONCE,
}
_CONTINUITY = {"新規": "Shinki", "継続": "Keizoku"}
_RELISTING = "再掲"
_NEW = re.compile(r"^[(（【\[［〔]\s*新規?\s*[)）】\]］〕]\s*")
_GRANT_NOTE = re.compile(r"交付金欄は[、，]?(?P<grant>.+?)を活用する場合に(?P<mark>.)を記す")
_SUBTOTAL = re.compile(r"^(小計|合計|総計)\s*(\d*)$")
_PAIR = re.compile(r"^(.+)\((.+)\)$")
_YEAR = re.compile(r"(?:令和|R)(元|\d+)年度")


@dataclass(slots=True)
class ProjectList:
    """What the list states: rows, printed totals, titles as printed here, year and grant.

    ``unread`` are measure, number and name of rows that could not be read, as far as known.
    """

    listings: list[Listing] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    goal_titles: list[tuple[str, Text]] = field(default_factory=list)
    measure_titles: list[tuple[str, Text]] = field(default_factory=list)
    fiscal_year: tuple[int, Span] | None = None
    grant: tuple[str, Span] | None = None
    unread: list[tuple[str, str, str]] = field(default_factory=list)


def read_list(source: Source, gazetteer: Gazetteer) -> ProjectList:
    """Read the list of projects; what cannot be read is reported to ``source``."""
    return _Reader(source, gazetteer).read()


class _Reader:
    """Walks the rows of the list with the goal, measure, unit and header in force."""

    def __init__(self, source: Source, gazetteer: Gazetteer) -> None:
        self._source = source
        self._gazetteer = gazetteer
        self._list = ProjectList()
        self._goal = ""
        self._measure = ""
        self._scale: int | None = None
        self._grant_mark = "○"
        self._header: list[str] = []
        self._refused = False
        self._totals_header: list[Quantity | None] = []

    def read(self) -> ProjectList:
        """The list, read from its blocks in order."""
        for block in self._source.take(Zone.ANNEX):
            self._block(block)
        self._check_sequence()
        return self._list

    def _block(self, block: Block) -> None:
        if block.kind is Kind.ROW:
            self._row(block)
        elif block.kind is Kind.UNIT:
            self._unit(block)
        elif block.kind in (Kind.MEASURE, Kind.GOAL):
            self._titled(block, block.code, block.text, goal=block.kind is Kind.GOAL)
        elif block.kind is Kind.ANNEX:
            self._annex(block)
        elif block.kind in (Kind.NOTE, Kind.BULLET):
            self._note(block)

    def _annex(self, block: Block) -> None:
        self._source.claim(block, "heading")
        match = _YEAR.search(fold(block.text))
        if match:
            year = 2018 + (1 if match[1] == "元" else int(match[1]))
            self._list.fiscal_year = year, block.span

    def _note(self, block: Block) -> None:
        self._source.claim(block, "note")
        match = _GRANT_NOTE.search(block.text)
        if match:
            self._list.grant = match["grant"], block.span
            self._grant_mark = match["mark"]

    def _unit(self, block: Block) -> None:
        self._source.claim(block, "unit")
        earlier, self._scale = self._scale, unit_scale(block.text)
        if earlier and self._scale and earlier != self._scale:
            self._report(
                block.span.start,
                f"単位「{block.text}」が前の表と違います(合計の表の単位が決められません)。",
                f"the unit “{block.text}” is not that of the table before; the totals' is unclear.",
            )
        if self._scale is None:
            self._report(
                block.span.start,
                f"単位「{block.text}」は円の単位ではありません(例: 千円)。",
                f"the unit “{block.text}” is no unit of yen such as 千円.",
            )

    def _row(self, block: Block) -> None:
        cells = [clean(cell) for cell in block.cells]
        bare = [fold(cell) for cell in cells]
        if "事業名" in bare:
            self._read_header(block, bare)
        elif any(cell.startswith("事業数") for cell in bare):
            self._source.claim(block, "header")
            self._totals_header = [_TOTAL_COLUMNS.get(cell) for cell in bare]
            self._header = []
        elif self._is_title(block, cells):
            return
        elif match := _SUBTOTAL.match(next((cell for cell in bare if cell), "")):
            self._subtotal(block, bare, match)
        elif not self._header and self._totals_header:
            self._total_row(block, bare)
        elif self._header:
            self._listing(block, cells)
        elif self._refused:  # its header has been reported; a report for every row is no help
            self._source.claim(block, "unread")

    def _read_header(self, block: Block, bare: list[str]) -> None:
        self._source.claim(block, "header")
        header = [_COLUMNS.get(cell, "") for cell in bare]
        missing = [name for name, key in _COLUMNS.items() if key in _REQUIRED and key not in header]
        twice = [key for key in dict.fromkeys(header) if key and header.count(key) > 1]
        if self._list.grant and "grant" not in header:
            missing.append(next(name for name, key in _COLUMNS.items() if key == "grant"))
        if missing:
            self._report(
                block.span.start,
                f"事業一覧の見出しに「{missing[0]}」の列がありません。",
                f"the header of the project list has no column “{missing[0]}”.",
            )
        for key in twice:
            title = next(name for name, other in _COLUMNS.items() if other == key)
            self._report(
                block.span.start,
                f"事業一覧の見出しに「{title}」と読める列が二つあります。",
                f"two columns of the project list's header read as “{title}”.",
            )
        while header and not header[-1]:
            header.pop()
        self._refused = bool(missing or twice)
        self._header = [] if self._refused else header

    def _is_title(self, block: Block, cells: list[str]) -> bool:
        """Read a row that only names a goal or measure; its code may have a cell of its own."""
        filled = [cell for cell in cells if cell]
        if not filled or len(filled) > 2:
            return False
        text = " ".join(filled)
        code, title = goal_heading(text)
        if code and not (self._totals_header and not self._header):
            self._titled(block, code, title, goal=True)
            return True
        code, title = measure_heading(text)
        if code:
            self._titled(block, code, title, goal=False)
        return bool(code)

    def _titled(self, block: Block, code: str, title: str, *, goal: bool) -> None:
        self._source.claim(block, "heading")
        text = self._source.value(title, block.span)
        if goal:
            self._goal, self._measure = code, ""
            self._list.goal_titles.append((code, text))
        else:
            self._measure = nested(self._goal, self._measure, code)
            self._list.measure_titles.append((self._measure, text))

    def _listing(self, block: Block, cells: list[str]) -> None:
        self._source.claim(block, "listing")
        line = block.span.start
        shift, faults = self._best_shift(cells)
        if faults:
            column, value = faults[0]
            self._report_cell(line, column, value)
            row = self._laid(cells, shift)
            self._list.unread.append((self._measure, fold(row["number"]), row["name"]))
            return
        if not self._measure or self._scale is None:
            missing = ("施策の見出し", "a measure's heading") if self._scale else ("単位", "a unit")
            self._report(
                line,
                f"事業の行より前に{missing[0]}がありません。",
                f"the row has no {missing[1].removeprefix('a ')} above it.",
            )
            return
        self._list.listings.append(self._made(block, self._laid(cells, shift), self._scale))

    def _made(self, block: Block, row: dict[str, str], scale: int) -> Listing:
        department = self._gazetteer.departments.get(row["department"])
        assert department is not None  # the row would not have fitted otherwise
        mark = _NEW.match(row["name"])
        name = row["name"][mark.end() :] if mark else row["name"]
        return Listing(
            measure=self._measure,
            goal=self._goal,
            number=int(fold(row["number"])),
            name=self._source.value(name, block.span),
            printed_name=row["name"],
            department=department.slug,
            printed_department=row["department"],
            yen=(whole_number(row["budget"]) or 0) * scale,
            printed_amount=row["budget"],
            description=self._source.value(row["description"], block.span),
            continuity=_CONTINUITY[fold(row["continuity"])],
            new=mark is not None,
            grant=bool(row.get("grant")),
            relisting=bool(row["relisting"]),
            span=block.span,
        )

    def _laid(self, cells: list[str], shift: int) -> dict[str, str]:
        row: dict[str, str] = {}
        for index, column in enumerate(self._header):
            place = index + shift
            if column:
                row[column] = cells[place] if 0 <= place < len(cells) else ""
        return row

    def _best_shift(self, cells: list[str]) -> tuple[int, list[tuple[str, str]]]:
        """The shift under which most cells suit their columns, and those that still do not."""
        trials = [(shift, self._faults(cells, shift)) for shift in (0, -1, 1, -2, 2)]
        return min(trials, key=lambda trial: (len(trial[1]), abs(trial[0])))

    def _faults(self, cells: list[str], shift: int) -> list[tuple[str, str]]:
        row = self._laid(cells, shift)
        faults = [(key, value) for key, value in row.items() if not self._suits(key, value)]
        # Neither a cell outside the header nor one under an unknown heading may hold anything.
        covered = {index + shift for index, column in enumerate(self._header) if column}
        faults += [("", cell) for place, cell in enumerate(cells) if cell and place not in covered]
        return faults

    def _suits(self, column: str, value: str) -> bool:
        """Whether a cell is what its column asks for."""
        bare = normal(value)
        suits = {
            "number": fold(value).isdecimal(),
            "relisting": bare in ("", _RELISTING),
            "department": self._gazetteer.departments.get(value) is not None,
            "budget": (whole_number(value) or 0) >= 0 and whole_number(value) is not None,
            "continuity": fold(value) in _CONTINUITY,
            "grant": bare in ("", normal(self._grant_mark)),
            "name": bool(bare) and "。" not in bare and whole_number(value) is None,
            "description": bool(bare) and whole_number(value) is None,
            "system": not bare,
        }
        return suits[column]

    def _report_cell(self, line: int, column: str, value: str) -> None:
        title = next((name for name, key in _COLUMNS.items() if key == column), "")
        if column == "department":
            near = "、".join(self._gazetteer.departments.nearest(value))
            self._report(
                line,
                f"部局名「{value}」は departments.csv にありません(近いもの: {near})。",
                f"the department “{value}” is not in departments.csv (nearest: {near}).",
            )
        elif not title:
            self._report(
                line,
                f"「{value[:20]}」がどの列にも入りません(セルのずれか、知らない列です)。",
                f"“{value[:20]}” falls under no known column; have the cells shifted?",
            )
        else:
            wanted_ja, wanted_en = _WANTED.get(column, ("文字", "text"))
            self._report(
                line,
                f"「{title}」の値「{value[:20]}」は{wanted_ja}ではありません。",
                f"“{value[:20]}” in the column {title} is not {wanted_en}.",
            )

    def _subtotal(self, block: Block, bare: list[str], match: re.Match[str]) -> None:
        goal = match[2] or self._goal if match[1] == "小計" else None
        if self._totals_header and not self._header:
            self._totals(block, bare, None)
            return
        self._source.claim(block, "total")
        row = self._laid(bare, 0)
        for column, quantity in _SUBTOTALS.items():
            if row.get(column):
                self._total(block, goal, quantity, row[column])

    def _total_row(self, block: Block, bare: list[str]) -> None:
        code, _ = goal_heading(next((cell for cell in bare if cell), "") + " -")
        if not code:
            self._report(
                block.span.start,
                f"合計の表の行「{bare[0]}」がどの基本目標か分かりません。",
                f"the row “{bare[0]}” of the table of totals names no basic goal.",
            )
        self._totals(block, bare, code)

    def _totals(self, block: Block, bare: list[str], goal: str | None) -> None:
        self._source.claim(block, "total")
        for quantity, cell in zip(self._totals_header, bare, strict=False):
            pair = _PAIR.match(cell)
            if quantity is Quantity.LISTINGS and pair:
                self._total(block, goal, quantity, pair[1])
                self._total(block, goal, Quantity.PROJECTS, pair[2])
            elif quantity:
                self._total(block, goal, quantity, cell)

    def _total(self, block: Block, goal: str | None, quantity: Quantity, cell: str) -> None:
        number = whole_number(cell)
        money = quantity in (Quantity.MONEY, Quantity.MONEY_ONCE)
        if number is None or (money and self._scale is None):
            self._report(
                block.span.start,
                f"印刷された計「{cell}」を数として読めません。",
                f"the printed total “{cell}” is not a number.",
            )
            return
        value = number * (self._scale or 1) if money else number
        self._list.totals.append(PrintedTotal(goal, quantity, value, cell, block.span))

    def _check_sequence(self) -> None:
        """Report numbers that come twice in a measure, out of order, or leave a gap.

        Of two rows with one number the second is left out: they would be one thing in the graph.
        """
        unread: dict[str, set[int]] = {}
        for measure, number, _ in self._list.unread:
            if number.isdecimal():
                unread.setdefault(measure, set()).add(int(number))
        seen: dict[str, list[int]] = {}
        kept: list[Listing] = []
        for row in self._list.listings:
            before = seen.setdefault(row.measure, [])
            gone = unread.get(row.measure, set())
            wanted = max([*before, *(n for n in gone if n < row.number)], default=0) + 1
            fault = _fault(row.number, before, wanted)
            if fault:
                where = f"施策 {row.measure} の{fault[0]}", f"{fault[1]} (measure {row.measure})."
                self._report(row.span.start, *where)
            if row.number not in before:
                kept.append(row)
            before.append(row.number)
        self._list.listings = kept

    def _report(self, line: int, ja: str, en: str) -> None:
        self._source.report(line, ja, en)


def _fault(number: int, before: list[int], wanted: int) -> tuple[str, str] | None:
    """What is wrong with a row's number after those before it, in both languages."""
    if number in before:
        return f"番号{number}が二度あります。", f"Number {number} appears twice"
    if number < wanted:
        return f"番号{number}が順に並んでいません。", f"Number {number} is out of order"
    if number > wanted:
        return f"番号{wanted}の行がありません。", f"Row number {wanted} is missing"
    return None


_SUBTOTALS = {
    "number": Quantity.LISTINGS,
    "relisting": Quantity.RELISTINGS,
    "budget": Quantity.MONEY,
}
_WANTED = {
    "number": ("番号", "a number"),
    "relisting": ("「再掲」か空欄", "再掲 or empty"),
    "name": ("事業名", "a project name"),
    "budget": ("金額", "an amount"),
    "description": ("説明の文", "a description"),
    "continuity": ("「新規」か「継続」", "新規 or 継続"),
    "grant": ("「○」か空欄", "○ or empty"),
    "system": ("空欄", "empty"),
}
