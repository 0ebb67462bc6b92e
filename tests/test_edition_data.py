"""The reviewed tables of the bundled edition, judged by the document alone.

Nothing here imports machigraph. Names must be found in the corrected document; each correction
must fit its line exactly once, without exception.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import chain

import pytest

from .expectations import EDITION, document_lines, fold, line, plain, split, table

COLUMNS = {
    "departments": "slug,name,variants,english",
    "partners": "slug,name,variants,kind,english,identifiers",
    "plans": "slug,name,variants,kind,english,identifiers",
    "indicators": "slug,name,english",
    "translations": "kind,ja,en",
    "external": "subject,property,value,from,until,source",
    "corrections": "line,printed,corrected,reason,confidence",
}
KINDS = {
    "partners": "Municipality Dmo Council Area School Company PublicBody Network Association "
    "Office Facility Event",
    "plans": "Plan Vision Agreement Guideline Law Report",
}
GAZETTEERS = ("departments", "partners", "plans")
SLUGGED = (*GAZETTEERS, "indicators")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (EDITION / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, strict=True))


def corrected(number: int) -> str:
    text = line(number)
    for row in rows("corrections"):
        if int(row["line"]) == number:
            text = text.replace(row["printed"], row["corrected"])
    return text


@cache
def corrected_lines() -> tuple[str, ...]:
    return tuple(fold(plain(corrected(n))) for n in range(1, len(document_lines()) + 1))


def stands_in_the_document(name: str) -> bool:
    return any(fold(name) in text for text in corrected_lines())


def project_cells(number: int) -> tuple[bool, list[str]] | None:
    """Of a row of the project list: whether it is a re-listing, and name to description."""
    cells = [cell.strip() for cell in corrected(number).split("\t") if cell.strip()]
    if len(cells) < 5 or not cells[0].isdecimal():
        return None
    relisted = cells[1] == "再掲"
    return relisted, [fold(cell) for cell in cells[1 + relisted : 5 + relisted]]


def project_rows() -> list[tuple[bool, list[str]]]:
    found = map(project_cells, range(1, len(document_lines()) + 1))
    return [row for row in found if row]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_is_utf8_with_lf_and_its_own_columns(name: str) -> None:
    data = (EDITION / f"{name}.csv").read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.decode().split("\n")[0] == COLUMNS[name]
    assert rows(name)
    for row in rows(name):
        assert None not in row
        assert None not in row.values()
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("name", SLUGGED)
def test_slugs_are_unique_ascii_kebab_case(name: str) -> None:
    slugs = [row["slug"] for row in rows(name)]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


@pytest.mark.parametrize("name", SLUGGED)
def test_everything_has_an_english_name_without_japanese_letters(name: str) -> None:
    for row in rows(name):
        assert re.fullmatch(r"[ -~]*[A-Za-z][ -~]*", row["english"]), row
    english = [row["english"] for row in rows(name)]
    assert len(english) == len(set(english))


@pytest.mark.parametrize("name", GAZETTEERS)
def test_every_name_and_variant_stands_in_the_corrected_document(name: str) -> None:
    spellings = [s for row in rows(name) for s in (row["name"], *split(row["variants"]))]
    assert [s for s in spellings if not stands_in_the_document(s)] == []


def test_no_spelling_belongs_to_two_entries() -> None:
    owners: dict[str, str] = {}
    for row in chain.from_iterable(rows(name) for name in GAZETTEERS):
        for spelling in {fold(s) for s in (row["name"], *split(row["variants"]))}:
            assert owners.setdefault(spelling, row["slug"]) == row["slug"], spelling


@pytest.mark.parametrize("name", KINDS)
def test_kinds_are_known(name: str) -> None:
    assert {row["kind"] for row in rows(name)} <= set(KINDS[name].split())


def test_partners_and_plans_do_not_share_slugs() -> None:
    assert not {row["slug"] for row in rows("partners")} & {row["slug"] for row in rows("plans")}


def code_digit(code: str) -> int:
    """The last digit of a municipality code, from the first five (JIS X 0402)."""
    total = sum(int(d) * weight for d, weight in zip(code[:5], range(6, 1, -1), strict=True))
    return (11 - total % 11) % 10


def corporate_digit(number: str) -> int:
    """The first digit of a corporate number (法人番号), from the other twelve."""
    digits = reversed(number[1:])
    return 9 - sum(int(d) * (1 + n % 2) for n, d in enumerate(digits)) % 9


def test_identifiers_are_well_formed_and_agree_with_one_another() -> None:
    for row in rows("partners"):
        found = dict(item.split(":", 1) for item in split(row["identifiers"]))
        assert found.keys() <= {"code", "estat", "houjin", "wikidata", "ror"}
        code = found.get("code", "")
        if code:
            assert code_digit(code) == int(code[-1]), row
            assert found["estat"].startswith(f"C{code[:5]}-")
            assert found["houjin"][1:] == f"000020{code}", row
        if "houjin" in found:
            assert corporate_digit(found["houjin"]) == int(found["houjin"][0]), row


@pytest.mark.parametrize(
    "row", rows("corrections"), ids=lambda row: f"{row['line']}-{row['printed']}"
)
def test_a_correction_fits_its_line_exactly_once(row: dict[str, str]) -> None:
    assert line(row["line"]).count(row["printed"]) == 1
    assert row["corrected"] != row["printed"]
    assert row["confidence"] in ("high", "medium", "low")
    japanese, english = row["reason"].split(" / ")
    assert japanese
    assert english


def test_the_lines_that_reasons_cite_print_what_the_reasons_say() -> None:
    checked = 0
    for row in rows("corrections"):
        for clause in row["reason"].partition(" / ")[0].split("。"):
            said = re.search(r"は「(.+)」$", clause)
            for number in re.findall(r"(\d+)行目", clause) if said else []:
                assert said
                assert fold(said[1]) in fold(plain(line(number))), row
                checked += 1
    assert checked


def test_corrections_never_touch_a_figure() -> None:
    for row in rows("corrections"):
        assert re.findall(r"\d", row["printed"]) == re.findall(r"\d", row["corrected"])


def test_corrections_are_in_order_and_given_once() -> None:
    keys = [(int(row["line"]), row["printed"]) for row in rows("corrections")]
    assert len(keys) == len(set(keys))
    assert [n for n, _ in keys] == sorted(n for n, _ in keys)


def test_a_relisting_reads_like_its_original_once_corrected() -> None:
    originals = {cells[0]: cells for relisted, cells in project_rows() if not relisted}
    relistings = [cells for relisted, cells in project_rows() if relisted]
    assert relistings
    assert [cells for cells in relistings if cells != originals.get(cells[0])] == []


def test_departments_are_those_of_the_project_list() -> None:
    known = {fold(row["name"]) for row in rows("departments")}
    assert {cells[1] for _, cells in project_rows()} == known


def test_indicators_are_those_a_person_found() -> None:
    def key(name: str) -> str:
        return fold(name).replace(":", "")

    found = {key(row["name"]) for row in (*table("kpis"), *table("numerical_targets"))}
    assert {key(row["name"]) for row in rows("indicators")} == found


@pytest.mark.parametrize(
    ("kind", "name", "column"),
    [
        ("goal", "goals", "title"),
        ("measure", "measures", "title"),
        ("term", "footnotes", "headword"),
    ],
)
def test_all_titles_and_headwords_are_translated(kind: str, name: str, column: str) -> None:
    known = {fold(row["ja"]) for row in rows("translations") if row["kind"] == kind}
    wanted = {fold(row[column]) for row in table(name) if row[column]}
    assert known >= wanted
    assert all(stands_in_the_document(ja) for ja in known)


def test_translations_are_english_and_given_once() -> None:
    keys = [(row["kind"], fold(row["ja"])) for row in rows("translations")]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[ -~]+", row["en"]) for row in rows("translations"))


def test_facts_from_outside_speak_of_known_bodies_and_name_their_source() -> None:
    slugs = {row["slug"] for row in rows("partners")}
    for row in rows("external"):
        assert row["subject"] in slugs
        assert all(DATE.match(row[column]) for column in ("from", "until") if row[column])
        assert " / " in row["source"]
        if row["property"] in ("member", "succeededBy"):
            assert row["value"] in slugs
        else:
            assert row["property"] in ("founded", "dissolved", "agreed", "inForceFrom")
            assert DATE.match(row["value"])


def test_no_other_table_holds_line_numbers() -> None:
    for name in COLUMNS.keys() - {"corrections"}:
        for row in rows(name):
            assert not any(re.search(r"\bL\d+\b|\d行目|\bline \d", cell) for cell in row.values())
