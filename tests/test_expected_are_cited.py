"""Every expected value stands in the line that its row cites.

The expected tables were written by reading the document. These tests guard that reading without
running any code of the project: a slip of the pen in a table fails here, so that a failure in
``test_document_facts`` is a fault of the build.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import takewhile

import pytest

from .expectations import EDITION, decimals, document_lines, fold, line, plain, split, table

# The document is 旭川市's and is shipped as it came; the tables cite its lines.
SHA256 = "4c955a29bb23c6fe460b5b004c72900e3fa9fc9305294898aeb7d43d0bbe13ca"
SCALES = {"千": 1_000, "万": 10_000, "百万": 1_000_000}
YES = "true"


def ids(row: dict[str, str]) -> str:
    return next(iter(row.values())) or "-"


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", table(name), ids=ids)


def cited(row: dict[str, str], column: str = "lines") -> str:
    return "\n".join(plain(line(number)) for number in split(row[column]))


def scaled(printed: str) -> list[Decimal]:
    """Each number of a printed value with the scale word behind it multiplied out."""
    found = re.findall(r"(▲?[\d,]+(?:\.\d+)?)\s*(百万|万|千)?", printed)
    return [
        Decimal(number.replace(",", "").replace("▲", "-")) * SCALES.get(scale, 1)
        for number, scale in found
    ]


def test_the_document_is_the_unchanged_copy() -> None:
    assert hashlib.sha256((EDITION / "document.txt").read_bytes()).hexdigest() == SHA256


@each("strategy")
def test_strategy(row: dict[str, str]) -> None:
    assert fold(row["printed"]) in fold(line(row["line"]))
    if row["fact"] not in {"period_end", "parent_plan", "fiscal_year"}:
        assert set(decimals(row["value"])[:1]) <= set(decimals(row["printed"]))


@each("goals")
def test_goal(row: dict[str, str]) -> None:
    number, title = row["notation"], row["title"]
    assert fold(plain(line(row["line"]))) == f"基本目標{number}{fold(title)}"
    for variant, where in zip(split(row["variants"]), split(row["variant_lines"]), strict=True):
        assert fold(f"基本目標{number}{variant}") in fold(line(where))
        assert fold(variant) != fold(title)


@each("measures")
def test_measure(row: dict[str, str]) -> None:
    code = row["notation"].rsplit("-", 1)[1]
    assert fold(plain(line(row["line"]))) == fold(code + row["title"])
    assert row["goal"] == row["notation"][0]
    assert row["parent"] in ("", row["notation"].rsplit("-", 1)[0])


def test_measures_stand_in_their_goal_and_their_parent() -> None:
    starts = [int(row["line"]) for row in table("goals")]
    parents = {row["notation"]: int(row["line"]) for row in table("measures")}
    previous = 0
    for row in table("measures"):
        here = int(row["line"])
        assert sum(start < here for start in starts) == int(row["goal"]), row
        assert here > previous, row
        assert not row["parent"] or parents[row["parent"]] < here, row
        previous = here


def test_prose_lines_belong_to_one_thing_and_are_no_headings() -> None:
    owners = [row for name in ("goals", "measures") for row in table(name)]
    seen = Counter(number for row in owners for number in split(row["prose_lines"]))
    assert set(seen.values()) == {1}
    for number in seen:
        text = line(number)
        assert len(plain(text)) > 20
        assert not text.startswith(("#", "<sup>", "○", ":")), number


@each("kpis")
def test_kpi(row: dict[str, str]) -> None:
    text = fold(cited(row))
    assert fold(row["name"]) in text
    for column in ("baseline", "target"):
        printed, period = row[f"printed_{column}"], row[f"printed_{column}_period"]
        if printed:
            arrow = "←" if column == "baseline" else ""
            assert fold(arrow + printed) in text, column
            assert re.search(re.escape(fold(printed)) + r"\(" + re.escape(fold(period)), text)
        assert [Decimal(row[column])] == scaled(printed) if row[column] else not scaled(printed)
        unit = re.sub(r"^▲?[\d,.\s]+(百万|万|千)?", "", printed)
        assert unit == row["unit"] or not row[column]


@each("kpis")
def test_kpi_periods_follow_from_what_is_printed(row: dict[str, str]) -> None:
    for column in ("baseline", "target"):
        printed = row[f"printed_{column}_period"]
        start, end = row[f"{column}_start"], row[f"{column}_end"]
        if not printed:
            assert (start, end) == ("", "")
            continue
        years = [
            {"R": 2018, "H": 1988}[era] + int(year)
            for era, year in re.findall(r"([RH])(\d+)", printed)
        ]
        first, last = years[0], years[-1]
        fiscal = (f"{first}-04-01", f"{last + 1}-03-31")
        assert (start, end) == (
            fiscal if "年度" in printed else (f"{first}-01-01", f"{last}-12-31")
        )


@each("kpis")
def test_kpi_kinds_follow_from_what_is_printed(row: dict[str, str]) -> None:
    name, whole = row["name"], fold(cited(row))
    kinds = split(row["target_kind"])
    assert ("Cumulative" in kinds) == ("累計" in whole)
    assert ("AsOfDate" in kinds) == ("10月1日" in name)
    assert ("Annual" in kinds) == ("各年度" in name or "年間" in name)
    assert (row["baseline_kind"] == "Average") == ("平均" in whole)
    assert (row["comparator"] == "AtLeast") == ("以上" in row["printed_target"])


def test_kpis_stand_in_their_measures() -> None:
    measures = [(int(m["line"]), m["notation"]) for m in table("measures")]
    for row in table("kpis"):
        here = int(split(row["lines"])[0])
        last = [notation for start, notation in measures if start < here][-1]
        assert split(row["measures"])[-1] == last, row["name"]


def test_indicators_are_all_of_them() -> None:
    """Every line of chapter 5 that prints an arrow, or a sum since R2, is cited."""
    printed = {
        str(number)
        for number, text in enumerate(document_lines(), 1)
        if "←" in text or re.search(r"[：:].*（R\d+年度.*累計", text)
    }
    assert printed == {split(row["lines"])[-1] for row in table("kpis")}
    targets = [n for n, text in enumerate(document_lines(), 1) if text.startswith("指 標\t")]
    rows = sum(1 for start in targets for _ in takewhile(str.strip, document_lines()[start:]))
    assert rows == len(table("numerical_targets"))


@each("numerical_targets")
def test_numerical_target(row: dict[str, str]) -> None:
    text = fold(line(row["line"]))
    for column in ("printed_baseline", "printed_baseline_period", "printed_target"):
        assert fold(row[column]) in text, column
    assert fold(row["name"]) in fold(plain(line(row["line"])))
    assert fold(row["printed_target_period"]) in fold(line(row["period_line"]))
    assert scaled(row["printed_baseline"]) == [Decimal(row["baseline"])]
    if row["target"]:
        assert scaled(row["printed_target"]) == [Decimal(row["target"])]
    for reference in split(row["references"]):
        area, value, _, _ = reference.split(":")
        assert area + value.replace("-", "▲") in text


@each("listings")
def test_listing_is_its_line_cell_for_cell(row: dict[str, str]) -> None:
    cells = [cell for cell in line(row["line"]).split("\t") if cell.strip()]
    again = ["再掲"] if row["relisting"] == YES else []
    grant = ["○"] if row["grant"] == YES else []
    head = len(again) + 4
    department = cells[head - 2]
    assert cells[:1] == [row["number"]]
    assert cells[1 : head - 2] == [*again, row["printed_name"]]
    assert "".join(department.split()) == row["department"]
    assert int(cells[head - 1].replace(",", "")) * 1000 == int(row["yen"])
    assert cells[head + 1 :] == [row["continuity"], *grant]


@each("listings")
def test_listing_key_and_names(row: dict[str, str]) -> None:
    parts = row["measure"].split("-")
    key = [parts[0], str("アイウエオカキクケコ".index(parts[1]) + 1)]
    key += [str("①②③④⑤".index(part) + 1) for part in parts[2:]] + [row["number"]]
    assert row["listing"] == ".".join(key)
    assert (row["new"] == YES) == row["printed_name"].startswith("(新)")
    unmarked = row["printed_name"].removeprefix("(新)")
    if row["name"] != unmarked:  # only the DMO's name is misread in a name
        assert unmarked.replace("ジODMO", "DMO").replace("ミントラ", "ミンタラ") == row["name"]
        assert "大雪カムイミンタラDMO" in line(529)


def heading_of(number: int) -> str:
    """The measure notation in force at a line of the list, by the headings above it."""
    goal = measure = sub = ""
    for text in document_lines()[700:number]:
        head = fold(plain(text))
        if found := re.match(r"基本目標(\d)", head):
            goal, measure, sub = found[1], "", ""
        elif found := re.match(r"[ア-コ](?=\s)", plain(text).strip()):
            measure, sub = found[0], ""
        elif found := re.match(r"[①-⑨]", plain(text).strip()):
            sub = found[0]
    return "-".join(part for part in (goal, measure, sub) if part)


@each("listings")
def test_listing_stands_under_its_heading(row: dict[str, str]) -> None:
    assert heading_of(int(row["line"])) == row["measure"]


def test_listings_are_all_the_rows_of_the_list() -> None:
    rows = [
        number
        for number, text in enumerate(document_lines(), 1)
        if number > 700 and re.match(r"\t*\d+\t+(再掲\t)?\D", text)
    ]
    assert rows == [int(row["line"]) for row in table("listings")]
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in table("listings"):
        numbers[row["measure"]].append(int(row["number"]))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_relistings_repeat_an_original() -> None:
    rows = {row["listing"]: row for row in table("listings")}
    for row in rows.values():
        assert (row["relisting"] == YES) == bool(row["original"])
        if row["original"]:
            original = rows[row["original"]]
            assert original["relisting"] != YES
            for column in ("name", "department", "yen", "continuity", "grant"):
                assert row[column] == original[column], (row["listing"], column)


@each("printed_totals")
def test_printed_total(row: dict[str, str]) -> None:
    cells = [part for cell in line(row["line"]).split("\t") for part in cell.split()]
    assert row["printed"] in cells
    about = "合計" if row["about"] == "edition" else row["about"]
    assert cells[0] in {about, f"小計{about}", f"基本目標{about}"}
    factor = 1000 if row["quantity"].startswith("Budget") else 1
    assert int(row["printed"].strip("()").replace(",", "")) * factor == int(row["value"])


def test_printed_totals_are_all_the_numbers_of_their_lines() -> None:
    by_line: dict[str, list[str]] = defaultdict(list)
    for row in table("printed_totals"):
        by_line[row["line"]].append(row["printed"])
    summing = re.compile(r"(小計|合計|総計|基本目標)\d*\t.*\d")
    assert set(by_line) == {
        str(number) for number, text in enumerate(document_lines(), 1) if summing.match(text)
    }
    for number, printed in by_line.items():
        body = line(number).split("\t", 1)[1]
        assert sorted(body.split()) == sorted(printed), number


@each("discrepancies")
def test_discrepancy(row: dict[str, str]) -> None:
    rows = [r for r in table("listings") if row["about"] in ("edition", r["measure"][0])]
    if row["quantity"] == "BudgetWithoutRelistings":
        rows = [r for r in rows if r["relisting"] != YES]
    assert sum(int(r["yen"]) for r in rows) == int(row["computed"])
    assert int(row["computed"]) - int(row["printed"]) == int(row["difference"])
    totals = [
        int(t["value"])
        for t in table("printed_totals")
        if t["line"] in split(row["total_lines"]) and t["quantity"] == row["quantity"]
    ]
    assert set(totals) == {int(row["printed"])}
    same = [r["listing"] for r in table("listings") if r["yen"] == row["difference"]]
    assert same == [row["explained_by"]]


def test_no_other_printed_total_disagrees() -> None:
    known = {(row["about"], row["quantity"]) for row in table("discrepancies")}
    for total in table("printed_totals"):
        rows = [r for r in table("listings") if total["about"] in ("edition", r["measure"][0])]
        once = [r for r in rows if r["relisting"] != YES]
        computed = {
            "ListingCount": len(rows),
            "RelistingCount": len(rows) - len(once),
            "ProjectCount": len(once),
            "BudgetWithRelistings": sum(int(r["yen"]) for r in rows),
            "BudgetWithoutRelistings": sum(int(r["yen"]) for r in once),
        }[total["quantity"]]
        agrees = computed == int(total["value"])
        assert agrees != ((total["about"], total["quantity"]) in known), total


@each("sdg_alignments")
def test_sdg_alignment(row: dict[str, str]) -> None:
    assert fold(f"基本目標{row['goal']}") in fold(plain(line(row["goal_line"])))
    assert re.search(rf"目標{row['sdg']}(?!\d)", fold(plain(line(row["sdg_line"]))))
    assert row["element"] in line(row["element_line"])


def test_sdg_elements_are_all_of_them() -> None:
    lines = document_lines()[641:684]
    printed = sum(text.count("<li>") or text.startswith("- ・") for text in lines)
    assert printed == len(table("sdg_alignments"))


@each("digital")
def test_digital_item(row: dict[str, str]) -> None:
    mark = "【再掲】" if row["relisting"] == YES else ""
    assert plain(line(row["line"])) == row["text"] + mark
    assert line(row["line"]).startswith("- ")
    if row["original"]:
        original = next(r for r in table("digital") if r["item"] == row["original"])
        assert fold(original["text"]) == fold(row["text"])


def test_digital_items_are_all_of_them() -> None:
    """Bullets between the heading of a digital section and the next heading."""
    found: list[str] = []
    inside = False
    for number, text in enumerate(document_lines(), 1):
        if "デジタル社会への対応" in text:
            inside = True
        elif text.startswith("##"):
            inside = False
        elif inside and text.startswith("- "):
            found.append(str(number))
    assert found == [row["line"] for row in table("digital")]


def test_footnotes_are_all_of_them() -> None:
    found = [str(n) for n, text in enumerate(document_lines(), 1) if text.startswith("<sup>")]
    assert sorted(found, key=int) == [row["line"] for row in table("footnotes")]


@each("footnotes")
def test_footnote(row: dict[str, str]) -> None:
    mark = f"<sup>{row['number']}</sup>"
    text = line(row["line"])
    assert text.startswith(mark)
    head, colon, definition = text.removeprefix(mark).strip().partition("：")
    if row["headword"]:
        assert head.replace("ミントラ", "ミンタラ") == row["headword"]
    else:
        assert not colon
        definition = head
    assert definition.startswith(row["definition_start"])
    assert definition.endswith(row["definition_end"])
    references = [
        str(number)
        for number, other in enumerate(document_lines(), 1)
        if mark in other and not other.startswith(mark)
    ]
    assert references == split(row["reference_lines"])


@each("memberships")
def test_membership(row: dict[str, str]) -> None:
    footnote = next(r for r in table("footnotes") if r["number"] == row["footnote"])
    assert footnote["line"] == row["line"]
    assert footnote["headword"] == row["body"]
    assert re.search(rf"[はを、。：]{row['printed']}([、の（]|$)", line(row["line"]))


def test_departments_follow_from_the_listings() -> None:
    rows = table("listings")
    for department in table("departments"):
        mine = [r for r in rows if r["department"] == department["name"]]
        assert int(department["listings"]) == len(mine)
        assert int(department["projects"]) == len({r["name"] for r in mine})
        once = sum(int(r["yen"]) for r in mine if r["relisting"] != YES)
        assert int(department["yen_once"]) == once
        assert department["first_line"] == mine[0]["line"]
    assert {r["department"] for r in rows} == {d["name"] for d in table("departments")}


def test_cross_goal_projects_follow_from_the_listings() -> None:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table("listings"):
        groups[row["original"] or row["listing"]].append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]
    expected = [
        {
            "project": rows[0]["name"],
            "goals": "|".join(sorted({r["measure"][0] for r in rows})),
            "listings": "|".join(r["listing"] for r in rows),
            "cross_goal": str(len({r["measure"][0] for r in rows}) > 1).lower(),
            "lines": "|".join(r["line"] for r in rows),
        }
        for rows in several
    ]
    assert list(table("cross_goal")) == expected


def test_figures_follow_from_the_tables() -> None:
    figures = {row["figure"]: int(row["value"]) for row in table("figures")}
    rows = table("listings")
    once = [r for r in rows if r["relisting"] != YES]
    for goal in "1234":
        mine = [r for r in rows if r["measure"][0] == goal]
        mine_once = [r for r in once if r["measure"][0] == goal]
        assert figures[f"listings_goal_{goal}"] == len(mine)
        assert figures[f"relistings_goal_{goal}"] == len(mine) - len(mine_once)
        assert figures[f"budget_rows_goal_{goal}"] == sum(int(r["yen"]) for r in mine)
        assert figures[f"budget_once_goal_{goal}"] == sum(int(r["yen"]) for r in mine_once)
    cross = Counter(row["cross_goal"] for row in table("cross_goal"))
    kpis = table("kpis")
    derived = {
        "listings": len(rows),
        "relistings": len(rows) - len(once),
        "projects": len({r["name"] for r in once}),
        "projects_relisted": sum(cross.values()),
        "projects_cross_goal": cross["true"],
        "projects_within_goal": cross["false"],
        "projects_listed_three_times": sum(r["lines"].count("|") == 2 for r in table("cross_goal")),
        "projects_three_goals": sum(r["goals"].count("|") == 2 for r in table("cross_goal")),
        "listings_shinki": sum(r["continuity"] == "新規" for r in rows),
        "listings_keizoku": sum(r["continuity"] == "継続" for r in rows),
        "listings_new_mark": sum(r["new"] == YES for r in rows),
        "listings_shinki_without_mark": sum(
            r["continuity"] == "新規" and r["new"] != YES for r in rows
        ),
        "projects_shinki": sum(r["continuity"] == "新規" for r in once),
        "listings_grant": sum(r["grant"] == YES for r in rows),
        "projects_grant": sum(r["grant"] == YES for r in once),
        "projects_zero_budget": sum(r["yen"] == "0" for r in once),
        "budget_rows": sum(int(r["yen"]) for r in rows),
        "budget_once": sum(int(r["yen"]) for r in once),
        "budget_grant_once": sum(int(r["yen"]) for r in once if r["grant"] == YES),
        "rows_with_the_gap": sum(r["yen"] == "25141000" for r in rows),
        "goals": len(table("goals")),
        "measures": len(table("measures")),
        "measures_top": sum(not r["parent"] for r in table("measures")),
        "measures_sub": sum(bool(r["parent"]) for r in table("measures")),
        "leaf_measures_with_listings": len({r["measure"] for r in rows}),
        "measures_without_kpi": len(
            {m["notation"] for m in table("measures")}
            - {m for k in kpis for m in split(k["measures"])}
        ),
        "kpis": len(kpis),
        "kpis_shared": sum("|" in k["measures"] for k in kpis),
        "kpis_without_baseline": sum(not k["baseline"] for k in kpis),
        "kpis_without_target_number": sum(not k["target"] for k in kpis),
        "numerical_targets": len(table("numerical_targets")),
        "targets_without_number": sum(not r["target"] for r in table("numerical_targets")),
        "goals_without_numerical_target": 4 - len({r["goal"] for r in table("numerical_targets")}),
        "digital": len(table("digital")),
        "digital_relisted": sum(r["relisting"] == YES for r in table("digital")),
        "footnotes": len(table("footnotes")),
        "footnotes_without_reference": sum(not r["reference_lines"] for r in table("footnotes")),
        "alignments": len(table("sdg_alignments")),
        "goal_sdg_pairs": len({(r["goal"], r["sdg"]) for r in table("sdg_alignments")}),
        "sdgs": 17,
        "sdgs_untouched": 17 - len({r["sdg"] for r in table("sdg_alignments")}),
        "departments": len(table("departments")),
        "dmo_area": sum(r["footnote"] == "16" for r in table("memberships")),
        "kamikawa_members": sum(r["footnote"] == "25" for r in table("memberships")),
        "network_members": sum(r["footnote"] == "6" for r in table("memberships")),
        "discrepancies": len(table("discrepancies")),
    }
    per_goal = {name for name in figures if re.search(r"_goal_\d$", name)}
    assert {name: figures[name] for name in derived} == derived
    assert set(figures) == set(derived) | per_goal
