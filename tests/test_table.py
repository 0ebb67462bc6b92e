"""Tables for people: alignment, wrapping, terminals that lack characters, pipes that close."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machigraph.cli.output import HANDLER
from machigraph.cli.table import Column, pad, render, width, wrap

from .command import machigraph
from .contract_graph import write_folder
from .expectations import document_lines

wcwidth = pytest.importorskip("wcwidth")
JAPANESE = st.text(
    st.sampled_from("旭川市まちひとしごと、。（）「」ーっァabc 123,-②○"), max_size=60
)


@pytest.fixture(scope="module")
def contract_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("contract"))


def test_widths_agree_with_a_width_library_on_every_character_of_the_document() -> None:
    characters = set("".join(document_lines())) - {"\t", "\r"}
    differing = {c for c in characters if width(c) != max(0, wcwidth.wcwidth(c))}
    assert differing == set()


def test_ambiguous_characters_take_two_places_where_the_terminal_says_so() -> None:
    assert width("2-エ-②") == 6
    assert width("2-エ-②", ambiguous=2) == 7


def test_the_user_may_say_how_wide_they_are(contract_folder: Path) -> None:
    words = ("ask", "cross-goal-projects", "--store", str(contract_folder))
    for places in (1, 2):
        done = machigraph(*words, env={"MACHIGRAPH_AMBIGUOUS_WIDTH": str(places)})
        starts = {
            width(line[: line.index(department)], places)
            for line in done.out.splitlines()
            for department in ("経済部", "地域振興部")
            if f"  {department}  " in line
        }
        assert len(starts) == 1


def test_columns_start_at_the_same_place_in_every_row() -> None:
    text = render(
        [Column("事業", ["雪対策事業", "ICT"]), Column("円", ["81,178", "5"], right=True)]
    )
    lines = text.splitlines()
    assert [width(line) for line in lines] == [width(lines[0])] * len(lines)
    assert lines[2] == "雪対策事業  81,178"
    assert lines[3] == "ICT              5"


@pytest.mark.parametrize("places", [40, 60, 80, 120])
def test_a_table_fits_the_terminal(places: int) -> None:
    cells = [
        "滞在型・通年型観光を圏域で推進し、マウンテンシティリゾートの形成を促進するため" * 3,
        "短い",
    ]
    columns = [Column("名称", cells), Column("説明", cells), Column("円", ["1,234,567", "8"], True)]
    assert max(width(line) for line in render(columns, places).splitlines()) <= places


@given(JAPANESE, st.integers(6, 30))
def test_wrapping_loses_no_character_and_keeps_the_width(text: str, places: int) -> None:
    lines = wrap(text, places)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= places for line in lines)


def test_wrapping_follows_the_rules_of_japanese_lines() -> None:
    text = "「人材」の確保、育成（研修）を進め、ワークショップ、セミナーを開き、交流を図ります。"
    for places in range(8, 40):
        lines = wrap(text, places)
        for line, following in pairwise(lines):
            assert following[0] not in "、。）」ーッョ", (places, lines)
            assert line[-1] not in "「（", (places, lines)


def test_codes_and_numbers_stay_whole() -> None:
    lines = wrap("2-エ-②, 2-エ-③, 4-エ, 12,345,678", 10)
    assert lines == ["2-エ-②,", "2-エ-③,", "4-エ,", "12,345,678"]


def test_a_cell_that_would_never_end_is_cut_with_a_mark() -> None:
    lines = render([Column("長い", ["字" * 500])], 40).splitlines()
    assert len(lines) == 2 + 12
    assert lines[-1].endswith("…")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in render([Column("a", ["\x1b[31mred\x1b[0m\tx"])])


def test_padding_counts_places_not_characters() -> None:
    assert pad("旭川", 6) == "旭川  "
    assert pad("旭川", 6, right=True) == "  旭川"


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("カ〜ケ", "cp932", "カ～ケ"),
        ("−5", "cp932", "－5"),
        ("鯵𠮷", "cp932", "鯵〓"),
        ("café", "cp932", "cafe"),
        ("2–3\xa0件", "cp932", "2-3 件"),
        ("旭川", "ascii", "??"),
    ],
)
def test_missing_characters_become_their_look_alikes(
    text: str, encoding: str, expected: str
) -> None:
    assert text.encode(encoding, HANDLER).decode(encoding) == expected


def test_a_cp932_terminal_survives(contract_folder: Path) -> None:
    env = {"PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    done = machigraph("ask", "kpi-progress", "--store", str(contract_folder), env=env)
    assert done.code == 0, done.err
    text = done.raw.decode("cp932")
    assert "あさひかわ縁結びネットワーク" in text
    assert "32件" in text


def test_a_closed_pipe_is_no_error(contract_folder: Path) -> None:
    command = [sys.executable, "-m", "machigraph", "sparql", "SELECT * {?s ?p ?o}"]
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*command, "--store", str(contract_folder)], stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    os.close(reader)
    _, errors = process.communicate(timeout=60)
    assert errors == b""
    assert process.returncode == 0


def test_a_pipe_gets_whole_lines_and_a_terminal_fitting_ones(contract_folder: Path) -> None:
    words = ("ask", "kpi-progress", "--store", str(contract_folder))
    assert "あさひかわ縁結びネットワークのホームページのページビュー数" in machigraph(*words).out
    narrow = machigraph(*words, env={"COLUMNS": "80"})
    assert max(width(line) for line in narrow.out.splitlines()) <= 80
