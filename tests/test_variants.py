"""Figures follow the document when it changes, or a report says what could not be read."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from machigraph.graph.document import normal
from machigraph.graph.errors import EditionError, ReadingError
from machigraph.graph.reader import read_edition
from machigraph.graph.reconcile import compare
from machigraph.graph.rows import Listing, Quantity, Reading

from . import variants as v


@pytest.fixture(scope="module")
def original(edition_folder: Path) -> Reading:
    """The bundled edition as it is."""
    return read_edition(edition_folder)


def listing(reading: Reading, name: str, *, again: bool = False) -> Listing:
    """The listing of a project by name."""
    return next(r for r in reading.listings if r.name.value == name and r.relisting is again)


def faults(folder: Path) -> list[str]:
    """What a strict reading of the folder reports, in English, with places."""
    with pytest.raises(ReadingError) as caught:
        read_edition(folder)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert re.search(r"[ぁ-んァ-ン一-龠]", problem.ja), "every problem is told in Japanese"
    return [problem.message("en") for problem in caught.value.problems]


def line_with(folder: Path, words: str) -> int:
    """The number of the first line of the folder's document that holds ``words``."""
    lines = (folder / "document.txt").read_text(encoding="utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if words in line)


def simple(reading: Reading) -> list[tuple[object, ...]]:
    """The listings without their places."""
    return [
        (r.measure, r.number, r.name.value, r.department, r.yen, r.relisting, r.continuity)
        for r in reading.listings
    ]


def test_goals_renumbered(edition_folder: Path, original: Reading, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.goal_renumbered("4", "6"))
    reading = read_edition(folder)
    assert [goal.number for goal in reading.goals] == ["1", "2", "3", "6"]
    assert sum(r.goal == "6" for r in reading.listings) == 63
    assert {m.notation for m in reading.measures} >= {"6-ア-①", "6-ケ"}
    assert {a.goal for a in reading.alignments} == {"1", "2", "3", "6"}
    assert {t.value for t in reading.totals if t.goal == "6" and t.quantity is Quantity.MONEY} == {
        8_447_935_000
    }
    shared = [i for i in reading.indicators if len(i.measures) == 4]
    assert all(m.startswith("6-") for i in shared for m in i.measures)
    assert len(shared) == 2


def test_columns_in_another_order(edition_folder: Path, original: Reading, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.columns_reordered)
    assert simple(read_edition(folder)) == simple(original)


def test_a_row_added(edition_folder: Path, original: Reading, tmp_path: Path) -> None:
    new = "\t14\t\t(新)放課後算数教室事業\t学校教育部\t1,234\t算数の教室を開く。\t新規\t○"
    folder = v.variant(edition_folder, tmp_path / "v", v.row_after("郷土学習振興事業", new))
    reading = read_edition(folder)
    row = listing(reading, "放課後算数教室事業")
    assert (row.yen, row.new, row.grant, row.measure, row.number) == (
        1_234_000,
        True,
        True,
        "1-ウ",
        14,
    )
    gap = next(c for c in compare(reading) if c.goal == "1" and c.quantity is Quantity.MONEY)
    assert (gap.computed, gap.difference) == (2_763_699_000 + 1_234_000, 1_234_000)
    assert [r.name.value for r in gap.explained_by] == ["放課後算数教室事業"]
    count = next(c for c in compare(reading) if c.goal == "1" and c.quantity is Quantity.LISTINGS)
    assert (count.value, count.computed) == (49, 50)
    # Every correction below the new row has found its line again.
    assert listing(reading, "大雪カムイミンタラDMO推進事業").yen == 87_760_000


def test_an_amount_altered(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.cell("病児保育事業", "24,114", "24,115"))
    reading = read_edition(folder)
    assert listing(reading, "病児保育事業").yen == 24_115_000
    gap = next(c for c in compare(reading) if c.goal == "1" and c.quantity is Quantity.MONEY)
    assert gap.difference == 1_000


def test_a_relisting_with_another_amount_is_reported(edition_folder: Path, tmp_path: Path) -> None:
    from machigraph.graph.reconcile import field_gaps

    edit = v.cell("はたらく環境づくり支援事業", "786", "787", again=True)
    reading = read_edition(v.variant(edition_folder, tmp_path / "v", edit))
    (gap,) = [gap for gap in field_gaps(reading) if gap.field == "yen"]
    assert (gap.here, gap.there) == ("787", "786")


def test_a_kpi_altered_and_one_added(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(
        edition_folder,
        tmp_path / "v",
        v.replaced(
            "○企業立地件数（累計数）：30件（R2年度～R6年度累計）",
            "○企業立地件数（累計数）：31件（R2年度～R6年度累計）\n\n"
            "○空き工場の数：1.5千棟（R6年度）←2千棟（H30年）",
        ),
    )
    reading = read_edition(folder)
    assert len(reading.indicators) == 37
    kpi = next(i for i in reading.indicators if i.name.value == "企業立地件数（累計数）")
    assert kpi.target.number == 31
    new = next(i for i in reading.indicators if i.name.value == "空き工場の数")
    assert (new.target.number, new.target.unit, new.direction) == (Decimal(1500), "棟", "Decrease")
    assert new.baseline is not None
    assert new.baseline.period is not None
    assert new.baseline.period.start.isoformat() == "2018-01-01"


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(
            v.section_moved("## 7 SDGs", "令和6年度旭川市", "## 6 総合戦略"), id="chapter 7 first"
        ),
        pytest.param(
            v.section_moved("### 基本目標3", "## 基本目標 4", "## 基本目標2"), id="goal 3 before 2"
        ),
        pytest.param(
            v.section_moved("**(4) デジタル社会", "## 基本目標2", "### (1) 数値目標"), id="digital"
        ),
    ],
)
def test_sections_moved(
    edition_folder: Path, original: Reading, tmp_path: Path, edit: v.Edit
) -> None:
    reading = read_edition(v.variant(edition_folder, tmp_path / "v", edit))
    assert simple(reading) == simple(original)
    key = lambda i: i.name.value  # noqa: E731
    assert [
        (i.name.value, i.target.number, i.measures) for i in sorted(reading.indicators, key=key)
    ] == [(i.name.value, i.target.number, i.measures) for i in sorted(original.indicators, key=key)]
    assert sorted((d.goal, d.text.value) for d in reading.digital) == sorted(
        (d.goal, d.text.value) for d in original.digital
    )
    assert {(a.goal, a.sdg, a.element.value) for a in reading.alignments} == {
        (a.goal, a.sdg, a.element.value) for a in original.alignments
    }


def test_widths_swapped(edition_folder: Path, original: Reading, tmp_path: Path) -> None:
    reading = read_edition(v.variant(edition_folder, tmp_path / "v", v.swapped_widths))
    assert simple(reading) == simple(original)
    assert [
        (i.target.number, i.target.unit, i.baseline and i.baseline.number)
        for i in reading.indicators
    ] == [
        (i.target.number, i.target.unit, i.baseline and i.baseline.number)
        for i in original.indicators
    ]


@pytest.mark.parametrize(("unit", "yen"), [("円", 1), ("百万円", 10**6)])
def test_another_unit(edition_folder: Path, tmp_path: Path, unit: str, yen: int) -> None:
    edit = lambda text: text.replace("(単位:千円)", f"(単位:{unit})")  # noqa: E731
    reading = read_edition(v.variant(edition_folder, tmp_path / "v", edit))
    assert listing(reading, "病児保育事業").yen == 24_114 * yen


def test_a_unit_that_is_no_money(edition_folder: Path, tmp_path: Path) -> None:
    edit = lambda text: text.replace("(単位:千円)", "(単位:千人)")  # noqa: E731
    assert "千人" in faults(v.variant(edition_folder, tmp_path / "v", edit))[0]


def test_shift_jis_is_read(edition_folder: Path, original: Reading, tmp_path: Path) -> None:
    plain = lambda text: text.replace("〜", "～").replace("—", "―")  # noqa: E731
    text = plain((edition_folder / "document.txt").read_text(encoding="utf-8"))
    unencodable = {c for c in text if not c.encode("cp932", "ignore")}
    edit = lambda t: "".join("・" if c in unencodable else c for c in plain(t))  # noqa: E731
    folder = v.variant(edition_folder, tmp_path / "v", edit, encoding="cp932")
    reading = read_edition(folder)
    assert simple(reading) == simple(original)


BAD_ROWS = [
    pytest.param(
        v.cell("病児保育事業", "24,114", "24,1x4"), "病児保育事業", "24,1x4", id="budget no number"
    ),
    pytest.param(
        v.cell("病児保育事業", "24,114", ""), "病児保育事業", "予算事業費", id="budget empty"
    ),
    pytest.param(
        v.cell("病児保育事業", "子育て支援部", "子育支援部"),
        "病児保育事業",
        "子育て支援部",
        id="unknown department",
    ),
    pytest.param(
        v.cell("病児保育事業", "18", "17"), "病児保育事業", "appears twice", id="number twice"
    ),
    pytest.param(
        v.row_edited("病児保育事業", lambda c: [*c[:3], *c[4:]]), "24,114", "", id="cell missing"
    ),
    pytest.param(
        v.row_edited("病児保育事業", lambda c: [*c[:4], "", *c[4:]]),
        "病児保育事業",
        "",
        id="cell added",
    ),
    pytest.param(
        v.cell("病児保育事業", "継続", "中止"), "病児保育事業", "新規 or 継続", id="continuity"
    ),
    pytest.param(
        v.cell("移住促進事業", "移住促進事業", "移住推進事業"),
        "再掲\t移住促進事業",
        "has no original",
        id="orphan re-listing",
    ),
    pytest.param(
        v.row_dropped("病児保育事業"),
        "子育て支援ナビゲーター活動事業",
        "Row number 18 is missing",
        id="row dropped",
    ),
]


@pytest.mark.parametrize(("edit", "place", "words"), BAD_ROWS)
def test_a_faulty_row_is_reported_with_its_line(
    edition_folder: Path, tmp_path: Path, edit: v.Edit, place: str, words: str
) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", edit)
    found = faults(folder)
    line = line_with(folder, place)
    assert any(f"document.txt:{line}:" in fault and words in fault for fault in found), found


def test_lenient_reading_keeps_the_rest(
    edition_folder: Path, original: Reading, tmp_path: Path
) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.cell("病児保育事業", "24,114", "二万"))
    reading = read_edition(folder, lenient=True)
    assert len(reading.listings) == len(original.listings) - 1
    assert any("二万" in problem.en for problem in reading.problems)


@pytest.mark.parametrize(
    "words",
    [
        "### (2) 基本的方向",
        "**ウ 子どもたち",
        "冬季（12月-3月）",
        "## 6 総合戦略",
        "小計2",
        "合計\t\t\t",
        "農業担い手研修育成事業",
    ],
)
def test_a_truncated_document_is_reported(edition_folder: Path, tmp_path: Path, words: str) -> None:
    found = faults(v.variant(edition_folder, tmp_path / "v", v.cut_after(words)))
    assert any("cut short" in fault or "heading" in fault for fault in found), found


LINES_DROPPED = [
    pytest.param("目標13 気候変動", "belongs to no goal and SDG", id="title of an SDG"),
    pytest.param("- ・気候変動の緩和", "has no element", id="element of an SDG"),
    pytest.param("○企業立地件数", "no indicator below", id="the only KPI"),
    pytest.param(": 65.0%", "is not of the form", id="value of a KPI"),
    pytest.param("○子どもたちが健やかに", "could not be read as anything", id="name of a KPI"),
    pytest.param(
        "**イ 結婚を希望する人", "is not described in the text", id="heading of a measure"
    ),
    pytest.param("## 基本目標2 新しい人", "has no chapter", id="heading of a goal"),
    pytest.param("<b>イ 大学等の活性化", "appears twice", id="heading in the list"),
    pytest.param("<sup>13</sup>", "footnote 13 has no text", id="footnote"),
    pytest.param("合計\t\t\t", "a total of the whole list", id="grand total"),
    pytest.param("小計3", "a subtotal of basic goal 3", id="subtotal"),
    pytest.param("令和 2（2020）年度から", "period", id="period"),
    pytest.param("令和6年度旭川市まち", "no heading", id="heading of the list"),
]


@pytest.mark.parametrize(("start", "words"), LINES_DROPPED)
def test_a_dropped_line_is_reported(
    edition_folder: Path, tmp_path: Path, start: str, words: str
) -> None:
    def edit(text: str) -> str:
        lines = text.split("\n")
        assert sum(line.startswith(start) for line in lines) == 1
        return "\n".join(line for line in lines if not line.startswith(start))

    found = faults(v.variant(edition_folder, tmp_path / "v", edit))
    assert any(words in fault for fault in found), found


def test_cells_that_changed_places_are_reported(edition_folder: Path, tmp_path: Path) -> None:
    """Name and description swapped: both are text, but a name is no sentence."""

    def swap(cells: list[str]) -> list[str]:
        return [*cells[:3], cells[6], *cells[4:6], cells[3], *cells[7:]]

    folder = v.variant(edition_folder, tmp_path / "v", v.row_edited("病児保育事業", swap))
    assert any("is not a project name" in fault for fault in faults(folder))


SNEAKY = [
    pytest.param(v.replaced("62,000PV", "62.000PV"), "ページビュー数", id="thousands with a point"),
    pytest.param(
        v.replaced("62,000PV（R6年度）", "62,000PV（R66年度）"), "outside the strategy", id="R66"
    ),
    pytest.param(v.replaced("46,789PV（H30年度）", "46,789PV（H99年度）"), "H99", id="H99"),
    pytest.param(v.replaced("46,789PV（", "46,789人（"), "the unit PV", id="another unit before"),
    pytest.param(
        v.replaced(
            "62,000PV（R6年度）←46,789PV（H30年度）", "46,789PV（H30年度）←62,000PV（R6年度）"
        ),
        "later than its target",
        id="sides swapped",
    ),
    pytest.param(
        v.replaced("令和 2（2020）年度から", "令和 2（2021）年度から"), "period", id="two years"
    ),
    pytest.param(v.replaced("年度までの 5 年間", "年度までの 6 年間"), "period", id="wrong length"),
    pytest.param(
        v.replaced("**【重要業績評価指標（KPI）】**\n\n○あさひ", "○あさひ"),
        "looks like an indicator",
        id="heading of a KPI lost",
    ),
    pytest.param(
        v.replaced("- ・ オンラインによる子育て相談会や", "オンラインによる子育て相談会や"),
        "not an item",
        id="mark of a digital item lost",
    ),
    pytest.param(
        v.cell("移住促進事業", "再掲", "", again=True), "not marked 再掲", id="re-listing mark lost"
    ),
    pytest.param(v.cell("移住促進事業", "17,852", "▲17,852"), "▲17,852", id="negative budget"),
    pytest.param(
        lambda text: "(単位:円)".join(text.rsplit("(単位:千円)", 1)),
        "not that of the table",
        id="units",
    ),
    pytest.param(
        v.replaced("<b>ウ 時代に即し", "<b>エ 時代に即し"),
        "not under a part",
        id="code in the list",
    ),
    pytest.param(v.replaced("：30件（", "：30～40件（"), "企業立地件数", id="range"),
    pytest.param(v.replaced("62,000PV", "62,00PV"), "ページビュー数", id="digits grouped wrongly"),
    pytest.param(v.replaced("：30件（", "：30件以上/年（"), "企業立地件数", id="bound inside"),
    pytest.param(v.replaced("（R6年）←", "（R6年13月）←"), "女性就業率", id="thirteenth month"),
    pytest.param(
        v.replaced("東川町の1市7町を区域", "東川町の1市6町1村を区域"), "1村", id="village counted"
    ),
    pytest.param(
        v.replaced("の1市7町を区域とする", "その他の地を区域とする"), "DMO", id="members not listed"
    ),
    pytest.param(
        lambda text: text.replace("新規・継続\t交付金", "新規・継続\t備考"),
        "交付金",
        id="grant column",
    ),
    pytest.param(
        lambda text: text.replace("部局名\t予算 事業費", "事業費\t予算 事業費"),
        "事業費",
        id="column twice",
    ),
]


@pytest.mark.parametrize(("edit", "words"), SNEAKY)
def test_what_only_looks_readable_is_reported(
    edition_folder: Path, tmp_path: Path, edit: v.Edit, words: str
) -> None:
    found = faults(v.variant(edition_folder, tmp_path / "v", edit))
    assert any(words in fault for fault in found), found


def test_two_indicators_of_one_name_are_reported(edition_folder: Path, tmp_path: Path) -> None:
    line = "- 女性就業率：43.0%（R6年）←39.8%（H30年）"
    edit = v.replaced(line, f"{line}\n{line}")
    found = faults(v.variant(edition_folder, tmp_path / "v", edit))
    assert any("女性就業率" in fault and "430" in fault for fault in found), found


def test_one_fault_is_one_sentence(edition_folder: Path, tmp_path: Path) -> None:
    """An unreadable original makes neither its number missing nor its re-listing an orphan."""
    folder = v.variant(edition_folder, tmp_path / "v", v.cell("移住促進事業", "17,852", "未定"))
    (fault,) = [f for f in faults(folder) if "corrections.csv" not in f]
    assert "未定" in fault


def test_a_number_that_stands_twice_is_left_out_leniently(
    edition_folder: Path, original: Reading, tmp_path: Path
) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.cell("病児保育事業", "18", "17"))
    reading = read_edition(folder, lenient=True)
    assert len({row.code for row in reading.listings}) == len(reading.listings)
    assert len(reading.listings) == len(original.listings) - 1


def test_full_width_digits_everywhere(
    edition_folder: Path, original: Reading, tmp_path: Path
) -> None:
    """Digits and brackets of the whole text as full-width ones, tags and marks left alone."""
    wide = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), 0x28, 0x29)}

    def edit(text: str) -> str:
        parts = re.split(r"(<sup>\d+</sup>|<[^>]*>)", text)
        return "".join(p if p.startswith("<") else p.translate(wide) for p in parts)

    folder = v.variant(edition_folder, tmp_path / "v", edit)
    reading = read_edition(folder)
    folded = [tuple(normal(str(cell)) for cell in row) for row in simple(reading)]
    assert folded == [tuple(normal(str(cell)) for cell in row) for row in simple(original)]
    assert [i.target.number for i in reading.indicators] == [
        i.target.number for i in original.indicators
    ]
    assert len(reading.alignments) == 17
    assert len(reading.totals) == len(original.totals)


def test_an_unknown_column_is_never_swallowed(edition_folder: Path, tmp_path: Path) -> None:
    """A column 備考 may be there empty; once it holds something, that is reported."""
    with_column = lambda text: text.replace("\t交付金\n", "\t交付金\t備考\n")  # noqa: E731
    read_edition(v.variant(edition_folder, tmp_path / "a", with_column))
    filled = v.row_edited("病児保育事業", lambda cells: [*cells, "秋に拡充"])
    found = faults(v.variant(edition_folder, tmp_path / "b", with_column, filled))
    assert any("秋に拡充" in fault for fault in found), found


@pytest.mark.parametrize("mark", ["(新規)", "【新】", "（新）", "[新]"])
def test_other_marks_of_new_projects(edition_folder: Path, tmp_path: Path, mark: str) -> None:
    edit = lambda text: text.replace("\t(新)", f"\t{mark}")  # noqa: E731
    reading = read_edition(v.variant(edition_folder, tmp_path / "v", edit))
    assert sum(row.new for row in reading.listings) == 13
    assert not any(mark in row.name.value for row in reading.listings)


def test_a_correction_changes_only_its_substring(edition_folder: Path, tmp_path: Path) -> None:
    """Found in half-width kana, it leaves ① and brackets around it as they are printed."""
    folder = v.variant(
        edition_folder,
        tmp_path / "v",
        v.replaced("型件走支援を実施するほか", "型①（試行）件走支援を実施するほか"),
    )
    text = (folder / "corrections.csv").read_text(encoding="utf-8")
    (folder / "corrections.csv").write_text(
        text.replace("838,件走支援", "838,（試行) 件走支援"), encoding="utf-8"
    )
    assert "①（試行）件走支援" in (folder / "document.txt").read_text(encoding="utf-8")
    row = listing(read_edition(folder), "デザイン推進事業")
    assert "型①伴走支援を実施" in row.description.value


def test_a_misprint_that_stands_twice_is_reported(edition_folder: Path, tmp_path: Path) -> None:
    edit = v.replaced("件走支援を実施", "件走支援と件走支援を実施")
    found = faults(v.variant(edition_folder, tmp_path / "v", edit))
    assert any("件走支援" in fault and "2 places" in fault for fault in found), found


def test_a_pair_of_rows_may_explain_a_gap(edition_folder: Path, tmp_path: Path) -> None:
    """Two rows that the printed sum left out: 786 and 500 thousand yen together."""
    from machigraph.graph.reconcile import explain

    rows = [row for row in read_edition(edition_folder).listings if row.goal == "1"]
    first, second = rows[0], rows[1]
    assert explain(first.yen + second.yen, [first, second, rows[6]]) == (first, second)
    assert explain(-first.yen, rows) == ()


def test_memberships_that_the_text_only_counts_are_inferred(original: Reading) -> None:
    """Line 393 counts 連携中枢都市圏 as 1市8町: the nine of footnote 25, marked as inferred."""
    inferred = [m for m in original.memberships if not m.stated]
    assert {m.body for m in inferred} == {"asahikawa-taisetsu-area"}
    listed = {m.member for m in original.memberships if m.body == "kamikawa-chubu-area"}
    assert {m.member for m in inferred} == listed
    assert len(inferred) == 9
    assert {m.span.start for m in inferred} == {393}


def test_a_utf8_file_cut_inside_a_character_is_said(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v")
    path = folder / "document.txt"
    data = path.read_bytes()[:60000]
    while True:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            break
        data = data[:-1]
    path.write_bytes(data)
    (fault,) = faults(folder)
    line = data.count(b"\n") + 1
    assert f"document.txt:{line}:" in fault
    assert "UTF-8" in fault


def test_a_contents_line_without_title_is_survived(edition_folder: Path, tmp_path: Path) -> None:
    edit = v.replaced("1 趣 旨.....\t1\n", "1 趣 旨.....\t1\n.....\t9\n")
    folder = v.variant(edition_folder, tmp_path / "v", edit)
    assert len(read_edition(folder).listings) == 191


def test_files_that_cannot_be_read(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v")
    path = folder / "document.txt"
    path.write_bytes(b"  \n")
    assert "empty" in faults(folder)[0]
    path.write_bytes(bytes(range(256)) * 4)
    assert "UTF-8" in faults(folder)[0]
    path.unlink()
    assert "document.txt" in faults(folder)[0]
    (folder / "edition.toml").unlink()
    with pytest.raises(EditionError, match=r"edition\.toml"):
        read_edition(folder)


def test_a_correction_without_its_text_is_reported(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v", v.replaced("件走支援", "伴走支援"))
    assert any("件走支援" in fault and "corrections.csv" in fault for fault in faults(folder))


def test_a_body_is_added_by_one_line(edition_folder: Path, tmp_path: Path) -> None:
    folder = v.variant(edition_folder, tmp_path / "v")
    with (folder / "partners.csv").open("a", encoding="utf-8") as stream:
        stream.write("rotary-snow,ロータリ除雪組合,,Association,Rotary Snow Union,\n")
    text = folder / "document.txt"
    body = text.read_text(encoding="utf-8")
    assert body.count("地域に密着した総合除雪体制") == 1
    text.write_text(
        body.replace("地域に密着した総合除雪体制", "ロータリ除雪組合を中心とした除雪体制"),
        encoding="utf-8",
    )
    (mention,) = [m for m in read_edition(folder).mentions if m.slug == "rotary-snow"]
    assert mention.role == "LeadRole"
    assert mention.thing[0] == "project"


AMOUNT = re.compile(r"(?<=\t)\d{1,3}(?:,\d{3})*(?=\t[^\t]*\t(?:継続|新規)\t)")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_amounts_are_read_as_printed(
    edition_folder: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Put other numbers in every amount of the list: each comes out as printed, times 1,000."""
    text = (edition_folder / "document.txt").read_text(encoding="utf-8")
    seed = data.draw(st.integers(min_value=0, max_value=2**32))
    numbers: list[int] = []

    def other(_: re.Match[str]) -> str:
        numbers.append((seed * (len(numbers) + 1) * 2654435761) % 10_000_000)
        return f"{numbers[-1]:,}"

    changed = AMOUNT.sub(other, text)
    folder = v.variant(edition_folder, tmp_path_factory.mktemp("amounts") / "v", lambda _: changed)
    reading = read_edition(folder)
    assert [row.yen for row in reading.listings] == [number * 1000 for number in numbers]
