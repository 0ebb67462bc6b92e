"""Reads an edition: from its folder to typed rows, strictly unless asked to be lenient."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from . import document, edition, gazetteer
from .corrections import Corrections
from .digital import read_digital
from .document import normal
from .errors import ReadingError
from .footnotes import read_terms
from .gazetteer import Gazetteer, NameList
from .goals import read_goals, read_measures, with_variants
from .indicators import read_kpis, read_numerical_targets
from .listings import ProjectList, read_list
from .memberships import infer_memberships, read_memberships
from .mentions import find_mentions
from .outline import Kind
from .relistings import pair
from .rows import Quantity, Reading, Text
from .sdgs import read_alignments
from .source import Source
from .strategy import read_strategy


def read_edition(folder: Path, *, lenient: bool = False) -> Reading:
    """Read the edition in ``folder``.

    Strict reading raises ReadingError with every problem found; lenient reading returns what could
    be read and keeps the problems in ``Reading.problems``. A missing file, an unreadable encoding
    or a document without strategy stops both. Raises EditionError for faulty tables.
    """
    return read(edition.load(Path(folder)), lenient=lenient)


def read(which: edition.Edition, *, lenient: bool = False) -> Reading:
    """Read an edition whose edition.toml is already known; see :func:`read_edition`."""
    names = gazetteer.load(which)
    source = _source(which)
    reading = _read(source, names, which.fiscal_year)
    problems = source.finish(whole=reading is not None)
    if reading is None or (problems and not lenient):
        raise ReadingError(problems)
    reading.problems = problems
    reading.line_kinds = source.line_kinds
    return reading


def _source(which: edition.Edition) -> Source:
    text = document.load(which.document_path)
    return Source(text, Corrections.load(which.file("corrections.csv"), text))


def _read(source: Source, names: Gazetteer, fiscal_year: int) -> Reading | None:
    _claim_furniture(source)
    strategy = read_strategy(source, names)
    projects = read_list(source, names)
    _check_year(source, projects, fiscal_year)
    if strategy is None or projects.fiscal_year is None:
        return None
    lines = source.document.lines
    reading = Reading(lines, strategy, fiscal_year, projects.fiscal_year[1], projects.grant)
    _add_goals(source, reading, projects)
    measures = [measure.notation for measure in reading.measures]
    reading.indicators = [*read_numerical_targets(source), *read_kpis(source, measures)]
    _check_names(source, reading)
    _check_times(source, reading)
    unread = {name for _, _, name in projects.unread}
    reading.listings = pair(source, projects.listings, unread)
    reading.totals = projects.totals
    reading.digital = read_digital(source)
    reading.terms = read_terms(source)
    stated = list(read_memberships(source, reading.terms, names))
    prose = [text for row in (*reading.goals, *reading.measures) for text in row.prose]
    reading.memberships = [*stated, *infer_memberships(prose, stated, names)]
    named = NameList([*names.partners.entries, *names.plans.entries])
    reading.mentions = find_mentions(reading, named)
    _check_whole(source, reading)
    return reading


def _check_times(source: Source, reading: Reading) -> None:
    """Report indicators due outside the strategy's period, or measured after they are due."""
    years = reading.strategy.period[0]
    for indicator in reading.indicators:
        target, line = indicator.target.period, indicator.name.spans[0].start
        name = indicator.name.value
        if target and (target.end < years.start or target.start > years.end):
            source.report(
                line,
                f"「{name}」の目標の時点「{target.printed}」が計画期間の外です。",
                f"the target of “{name}” is due {target.printed}, outside the strategy's period.",
            )
        base = indicator.baseline
        if base is None:
            continue
        if target and base.period and base.period.start > target.start:
            source.report(
                line,
                f"「{name}」の基準値の時点「{base.period.printed}」が目標より後です。",
                f"the baseline of “{name}” ({base.period.printed}) is later than its target.",
            )
        if base.unit != indicator.target.unit and indicator.target.number is not None:
            source.report(
                line,
                f"「{name}」の単位が目標値({indicator.target.unit})と基準値({base.unit})で違います。",
                f"“{name}” has the unit {indicator.target.unit} at its target, {base.unit} before.",
            )


def _check_names(source: Source, reading: Reading) -> None:
    """Report indicators of one name: they would be one thing in the graph."""
    lines: dict[str, int] = {}
    for indicator in reading.indicators:
        name, line = indicator.name.value, indicator.name.spans[0].start
        if name in lines:
            source.report(
                line,
                f"指標「{name}」が{lines[name]}行目にもあります。",
                f"the indicator “{name}” stands on line {lines[name]} too.",
            )
        lines.setdefault(name, line)


def _add_goals(source: Source, reading: Reading, projects: ProjectList) -> None:
    """Goals and measures, with the titles under which other parts of the document name them."""
    reading.alignments, titles = read_alignments(source)
    goal_titles: dict[str, list[Text]] = defaultdict(list)
    for code, title in [*titles.items(), *projects.goal_titles]:
        goal_titles[code].append(title)
    measure_titles: dict[str, list[Text]] = defaultdict(list)
    for code, title in projects.measure_titles:
        measure_titles[code].append(title)
    reading.goals = [with_variants(goal, goal_titles[goal.number]) for goal in read_goals(source)]
    reading.measures = [
        with_variants(measure, measure_titles[measure.notation])
        for measure in read_measures(source)
    ]


def _claim_furniture(source: Source) -> None:
    """Lines that frame the text: headings of chapters and sections, rules, captions, notes."""
    framing = (Kind.CHAPTER, Kind.SECTION, Kind.RULE, Kind.CAPTION, Kind.NOTE, Kind.CONTENTS)
    for block in source.blocks:
        if block.kind in framing:
            source.claim(block, "furniture")


def _check_year(source: Source, projects: ProjectList, fiscal_year: int) -> None:
    if projects.fiscal_year is None:
        source.report(
            0,
            "年度を記した事業一覧の見出し(令和○年度…事業一覧)がありません"
            "(文書が途中で切れていませんか)。",
            "there is no heading 令和…年度…事業一覧 of a project list; is the document cut short?",
        )
    elif projects.fiscal_year[0] != fiscal_year:
        year, span = projects.fiscal_year
        source.report(
            span.start,
            f"事業一覧は{year}年度ですが、edition.toml は{fiscal_year}年度です。",
            f"the project list is of fiscal year {year}, edition.toml says {fiscal_year}.",
        )


def _check_whole(source: Source, reading: Reading) -> None:
    """Report parts that refer to one another but are not all there."""
    goals = {goal.number for goal in reading.goals}
    notations = {measure.notation for measure in reading.measures}
    parents = {measure.parent for measure in reading.measures}
    for row in reading.listings:
        if row.goal not in goals or row.measure not in notations:
            source.report(
                row.span.start,
                f"この行の施策 {row.measure} は本文にありません。",
                f"measure {row.measure} of this row is not described in the text.",
            )
        elif row.measure in parents:
            source.report(
                row.span.start,
                f"この行の施策 {row.measure} には下の施策があり、そのどれにも置かれていません。",
                f"the row stands under measure {row.measure} itself, not under a part of it.",
            )
    for indicator in reading.indicators:
        if indicator.goal is not None and indicator.goal not in goals:
            source.report(
                indicator.name.spans[0].start,
                f"数値目標の基本目標{indicator.goal}がありません。",
                f"basic goal {indicator.goal} of this numerical target is missing.",
            )
    _check_totals(source, reading, goals)
    _check_chapters(source)


def _check_totals(source: Source, reading: Reading, goals: set[str]) -> None:
    printed = {(total.goal, total.quantity) for total in reading.totals}
    listed = {row.goal for row in reading.listings}
    times = Counter(total.goal for total in reading.totals if total.quantity is Quantity.MONEY)
    most = max((times[goal] for goal in goals), default=0)
    for goal in sorted(goals):
        if goal not in listed:
            source.report(
                0,
                f"事業一覧に基本目標{goal}の事業がありません(文書が途中で切れていませんか)。",
                f"the project list has no row for basic goal {goal}; is the document cut short?",
            )
        elif times[goal] < most or not most:
            source.report(
                0,
                f"基本目標{goal}の小計が足りません(文書が途中で切れていませんか)。",
                f"a subtotal of basic goal {goal} is missing; is the document cut short?",
            )
    if (None, Quantity.MONEY_ONCE) not in printed or times[None] < most:
        source.report(
            0,
            "全体の合計が足りません(文書が途中で切れていませんか)。",
            "a total of the whole list is missing; is the document cut short?",
        )


def _check_chapters(source: Source) -> None:
    """Report chapters that the table of contents announces and the text does not have."""
    headings = {
        normal(block.text) for block in source.blocks if block.kind in (Kind.CHAPTER, Kind.SECTION)
    }
    numbers = {block.code for block in source.blocks if block.kind is Kind.CHAPTER}
    for block in source.blocks:
        if block.kind is not Kind.CONTENTS or not block.code:
            continue
        number = (unicodedata.normalize("NFKC", block.text).split() or [""])[0]
        missing = number.isdecimal() and number not in numbers
        missing |= number.startswith("(") and normal(block.text) not in headings
        if missing:
            source.report(
                block.span.start,
                f"目次の「{block.text}」が本文にありません(文書が途中で切れていませんか)。",
                f"“{block.text}” of the contents is not in the text; is the document cut short?",
            )
