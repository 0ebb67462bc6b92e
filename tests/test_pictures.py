"""Every picture as SVG, PNG, CSV and page: the figures are SPARQL's, the files inert and whole."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from machigraph.graph.errors import OutputError, ParameterError
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store
from machigraph.viz import PICTURES, draw, picture
from machigraph.viz.fonts import japanese_font
from machigraph.viz.lettering import lines_of, money, width_of
from machigraph.viz.png import png_bytes
from machigraph.viz.selection import asked, selection
from machigraph.viz.svg import svg_text
from PIL import Image

from .command import machigraph

EXPECTED = Path(__file__).parent / "expected" / "answers"
NAMES = [name for name in PICTURES if name != "near"]
SHEETS = [name for name in NAMES if name != "cross-goal"]
HOSTILE = "</title></svg></style><script>window.hit=1</script><img src=x onerror=hit()>&\u2028\x01"
SVG = "{http://www.w3.org/2000/svg}"

Marks = list[tuple[str, dict[str, str]]]


@pytest.fixture(scope="module")
def store(build_folder: Path) -> Store:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    return Store.open(build_folder / manifest.store)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


def drawn(store: Store, folder: Path, name: str, suffix: str, lang: str = "ja") -> Path:
    """The picture's file, drawn once for all tests."""
    path = folder / f"{name}-{lang}{suffix}"
    if not path.exists():
        picture(name, store, path, lang)
    return path


def marks_of(text: str) -> Marks:
    """Kind and data of every mark of an SVG."""
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    groups = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("mark ")]
    return [
        (
            g.attrib["class"].removeprefix("mark "),
            {k.removeprefix("data-"): v for k, v in g.attrib.items() if k != "class"},
        )
        for g in groups
    ]


def of_kind(marks: Marks, kind: str) -> list[dict[str, str]]:
    return [data for one, data in marks if one == kind]


def csv_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def expected(name: str) -> list[dict[str, str]]:
    """What the document says, read from it by hand."""
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Page(HTMLParser):
    """The cells of a page's table, and every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_output_holds_the_same_marks(
    store: Store, folder: Path, name: str, lang: str
) -> None:
    scene = draw(name, store, lang, selection(store, name, (), {}))
    svg = marks_of(drawn(store, folder, name, ".svg", lang).read_text(encoding="utf-8"))
    assert [kind for kind, _ in svg] == [mark.kind for mark in scene.marks]
    assert len(svg) > 5
    table = csv_rows(drawn(store, folder, name, ".csv", lang))
    assert len(table) == len(svg)
    heading = "行" if lang == "ja" else "Lines"
    for mark, row, (_, data) in zip(scene.marks, table, svg, strict=True):
        assert row[heading].lstrip("'") == ", ".join(mark.lines) == data.get("lines", "")
        for key, value in mark.figures.items():
            if isinstance(value, int):
                assert data.get(key) == row[scene.columns[key]] == str(value)
    if name in SHEETS:
        page = Page(drawn(store, folder, name, ".html", lang).read_text(encoding="utf-8"))
        assert len(page.rows) == len(svg) + 1


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_stands_on_the_paper_and_has_its_source(store: Store, name: str) -> None:
    for lang in ("ja", "en"):
        scene = draw(name, store, lang, selection(store, name, (), {}))
        root = ET.fromstring(svg_text(scene))
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        for text in root.iter(f"{SVG}text"):
            size, words = float(text.attrib["font-size"]), text.text or ""
            wide = width_of(words, size)
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
            left = float(text.attrib["x"]) - wide * shift
            assert left >= 20, words
            assert left + wide <= width - 20, words
            assert 0 < float(text.attrib["y"]) < height, words
        things = {"goal", "measure", "sdg", "kpi", "listing", "partner", "gap", "crossing"}
        links = {"pair", "link", "tie", "branch", "original", "involvement", "membership"}
        assert all(mark.iri for mark in scene.marks if mark.kind in things)
        assert all(mark.source and mark.target for mark in scene.marks if mark.kind in links)
        stated = {"goal", "pair", "link", "kpi", "listing", "gap", "crossing", "measure"}
        assert all(mark.lines for mark in scene.marks if mark.kind in stated)
        assert all(
            mark.iri or (mark.source and mark.target) or mark.figures for mark in scene.marks
        )


@pytest.mark.parametrize("name", NAMES)
def test_no_labels_lie_on_one_another(store: Store, name: str) -> None:
    for lang in ("ja", "en"):
        scene = draw(name, store, lang, selection(store, name, (), {}))
        boxes = []
        for text in ET.fromstring(svg_text(scene)).iter(f"{SVG}text"):
            size = float(text.attrib["font-size"])
            wide = width_of(text.text or "", size) * 0.94
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
            x, y = float(text.attrib["x"]) - wide * shift, float(text.attrib["y"])
            boxes.append((x, y - size * 0.72, x + wide, y + size * 0.08, text.text))
        boxes.sort(key=lambda box: box[1])
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                if other[1] >= one[3]:
                    break
                assert other[0] >= one[2] or one[0] >= other[2], (lang, one, other)


def test_cross_goal_is_the_re_listed_projects(store: Store, folder: Path) -> None:
    marks = marks_of(drawn(store, folder, "cross-goal", ".svg").read_text(encoding="utf-8"))
    crossing, within = of_kind(marks, "crossing"), of_kind(marks, "within")
    cross, again = expected("cross-goal-projects"), expected("relisted-projects")
    assert (len(crossing), len(crossing) + len(within)) == (len(cross), len(again))
    assert sum(int(m["yen"]) for m in crossing) == sum(int(row["yen"]) for row in cross)
    assert sum(int(m["yen"]) for m in crossing + within) == sum(int(r["yen"]) for r in again)
    assert len(of_kind(marks, "relisting")) == sum(int(row["relistings"]) for row in again)
    lines = {line for row in again for line in row["lines"].split(", ")}
    assert {m["lines"] for m in of_kind(marks, "original") + of_kind(marks, "relisting")} == lines


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_matrices_are_the_shared_projects(store: Store, folder: Path, lang: str) -> None:
    marks = marks_of(drawn(store, folder, "goal-matrix", ".svg", lang).read_text(encoding="utf-8"))
    cells = {m["goals"]: (m["projects"], m["yen"]) for m in of_kind(marks, "pair")}
    assert cells == {
        f"{row['first']}, {row['second']}": (row["projects"], row["yen"])
        for row in expected("goal-matrix")
        if row["first"] != row["second"]
    }
    sets = {m["goals"]: (m["projects"], m["yen"]) for m in of_kind(marks, "combination")}
    wanted = expected("goal-combinations")
    assert sets == {row["goals"]: (row["projects"], row["yen"]) for row in wanted}
    marks = marks_of(
        drawn(store, folder, "measure-matrix", ".svg", lang).read_text(encoding="utf-8")
    )
    cells = {m["measures"]: (m["projects"], m["yen"]) for m in of_kind(marks, "pair")}
    assert cells == {
        f"{row['first']}, {row['second']}": (row["projects"], row["yen"])
        for row in expected("measure-matrix")
    }


def test_the_money_flows_whole(store: Store, folder: Path) -> None:
    marks = marks_of(drawn(store, folder, "money", ".svg").read_text(encoding="utf-8"))
    totals = expected("measure-totals")
    measures = {m["iri"].rpartition("/")[2]: m for m in of_kind(marks, "measure")}
    assert len(measures) == len(totals)
    assert sorted(int(m["yen"]) for m in measures.values()) == sorted(int(r["yen"]) for r in totals)
    (total,) = of_kind(marks, "total")
    for kind in ("goal", "measure", "department", "to-measure", "to-department"):
        for key, column in (("yen", "yen"), ("yenListed", "yenListed")):
            whole = sum(int(row[column]) for row in totals)
            assert sum(int(m[key]) for m in of_kind(marks, kind)) == whole == int(total[key])
    pairs = store.query(
        "SELECT DISTINCT ?m ?d { ?l mg:underMeasure ?m ; mg:department ?d ; mg:isRelisting ?r }"
    ).rows
    assert len(of_kind(marks, "to-department")) == len(pairs)
    printed = {
        (row["goal"], "含む" in row["quantity"]): row["printed"]
        for row in asked(store, "goal-totals", "ja")
        if "事業費" in row["quantity"]
    }
    for goal in of_kind(marks, "goal"):
        code = goal["iri"].rpartition("/")[2]
        assert (goal["printed"], goal["printedListed"]) == (
            printed[code, False],
            printed[code, True],
        )


def test_the_tiles_are_the_printed_sdgs(store: Store, folder: Path) -> None:
    path = drawn(store, folder, "sdg", ".svg")
    marks = marks_of(path.read_text(encoding="utf-8"))
    tiles = of_kind(marks, "sdg")
    assert [tile["number"] for tile in tiles] == [str(n) for n in range(1, 18)]
    rows = expected("sdg-elements")
    assert sum(int(m["elements"]) for m in of_kind(marks, "link")) == len(rows)
    assert len(of_kind(marks, "link")) == len({(row["code"], row["number"]) for row in rows})
    never = {row["number"] for row in expected("sdg-never-addressed")}
    assert {tile["number"] for tile in tiles if not tile.get("goals")} == never
    shared = {row["number"] for row in expected("sdg-shared")}
    assert {tile["number"] for tile in tiles if "," in tile.get("goals", "")} == shared


def test_indicators_move_as_in_the_document(store: Store, folder: Path) -> None:
    marks = marks_of(drawn(store, folder, "kpi", ".svg").read_text(encoding="utf-8"))
    scaled = of_kind(marks, "kpi") + of_kind(marks, "target")
    told = of_kind(marks, "kpi-in-words") + of_kind(marks, "target-in-words")
    changes = expected("indicator-change")
    by_baseline = {(float(r["baseline"]), float(r["target"])) for r in changes if r["change"]}
    assert {(float(m["baseline"]), float(m["target"])) for m in scaled} <= by_baseline
    assert len(scaled) == len(changes)
    kpis = of_kind(marks, "kpi") + of_kind(marks, "kpi-in-words")
    assert len(kpis) == len(expected("kpi-progress"))
    assert len(scaled + told) - len(kpis) == len(expected("numerical-targets"))
    assert not any("percent" in mark for mark in told)


def test_the_tree_has_every_row_and_indicator(store: Store, folder: Path) -> None:
    marks = marks_of(drawn(store, folder, "strategy", ".svg").read_text(encoding="utf-8"))
    goals = expected("goal-overview")
    listed, again = of_kind(marks, "listing"), of_kind(marks, "relisting")
    assert len(again) == sum(int(row["relistings"]) for row in goals)
    assert len(listed) + len(again) == sum(int(row["listings"]) for row in goals)
    assert sum(int(m["yen"]) for m in listed) == sum(int(row["yen"]) for row in goals)
    assert len({m["iri"] for m in listed}) == len({m["iri"] for m in listed + again})
    links = store.query("SELECT ?i ?p { ?i mg:kpiOf|mg:targetOf ?p }").rows
    assert len(of_kind(marks, "indicator")) == len(links)
    measures = store.query("SELECT ?m { ?m a mg:Measure }").rows
    assert len(of_kind(marks, "measure")) == len(of_kind(marks, "branch")) == len(measures)


def test_partners_and_gaps_are_those_of_the_answers(store: Store, folder: Path) -> None:
    marks = marks_of(drawn(store, folder, "partners", ".svg").read_text(encoding="utf-8"))
    assert len(of_kind(marks, "partner")) == len(expected("partner-reach"))
    assert len(of_kind(marks, "involvement")) == len(expected("partner-involvements"))
    members = of_kind(marks, "membership")
    for area, many in (("大雪カムイミンタラDMO", 8), ("上川中部圏域", 9)):
        asked_for = asked(store, "area-membership", "ja", area=area)
        stated = [row for row in asked_for if row["basis"] == "文書"]
        shown = [m for m in members if m["source"] == stated[0]["area"] and m["basis"] == "文書"]
        assert len(shown) == len(stated) == many
    marks = marks_of(drawn(store, folder, "blind-spots", ".svg").read_text(encoding="utf-8"))
    wanted = [(row["missing"], row["code"], row["lines"]) for row in expected("blind-spots")]
    found = [(m["missing"], m.get("code", ""), m["lines"]) for m in of_kind(marks, "gap")]
    assert sorted(found) == sorted(wanted)
    assert all(m["iri"] for m in of_kind(marks, "gap"))


def test_near_shows_what_is_tied_to_a_thing(store: Store, tmp_path: Path) -> None:
    picture("near", store, tmp_path / "n.svg", "ja", thing="2-エ-②")
    marks = marks_of((tmp_path / "n.svg").read_text(encoding="utf-8"))
    (centre,) = of_kind(marks, "centre")
    things = {m["iri"] for m in of_kind(marks, "thing")}
    assert {(m["source"], m["target"]) for m in of_kind(marks, "tie")} == {
        (centre["iri"], iri) for iri in things
    }
    listed = store.query(
        f"SELECT DISTINCT ?p {{ ?l mg:underMeasure <{centre['iri']}> ; mg:listsProject ?p }}"
    ).rows
    assert {row[0].value for row in listed} <= things  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_graph_gives_the_same_bytes(
    store: Store, folder: Path, tmp_path: Path, name: str
) -> None:
    for suffix in (".svg", ".csv", ".html"):
        again = tmp_path / f"again{suffix}"
        picture(name, store, again, "ja")
        assert again.read_bytes() == drawn(store, folder, name, suffix).read_bytes()


def test_an_svg_is_accessible_and_self_contained(store: Store, folder: Path) -> None:
    for name in NAMES:
        text = drawn(store, folder, name, ".svg", "en").read_text(encoding="utf-8")
        root = ET.fromstring(text)
        assert (root.attrib["role"], root.attrib["lang"]) == ("img", "en")
        assert root.findtext(f"{SVG}title")
        assert len(root.findtext(f"{SVG}desc") or "") > 40
        assert not re.search(r"<(script|image|use|style|foreignObject)|href=|url\(", text)


@pytest.fixture
def needs_font() -> None:
    try:
        japanese_font()
    except OutputError as error:
        pytest.skip(error.en)


@pytest.mark.usefixtures("needs_font")
@pytest.mark.parametrize("name", NAMES)
def test_a_png_is_drawn(store: Store, name: str, tmp_path: Path) -> None:
    scene = draw(name, store, "ja", selection(store, name, (), {}))
    path = tmp_path / "p.png"
    picture(name, store, path, "ja")
    with Image.open(path) as image:
        assert image.size == (scene.width * 2, scene.height * 2)
        colours = image.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 50
    if name == NAMES[0]:
        assert png_bytes(scene) == path.read_bytes()


@pytest.mark.usefixtures("needs_font")
def test_japanese_letters_are_drawn_and_not_boxes() -> None:
    from machigraph.viz.drawing import Drawing, Text

    def ink(letter: str) -> bytes:
        shape = Text(20, 80, letter, 60)
        one = Drawing("t", "ja", "t", "t", 100, 100, (shape,), (), {}, {})
        with Image.open(io.BytesIO(png_bytes(one))) as image:
            return image.convert("L").tobytes()

    # A font draws everything it lacks alike; U+10FFFE is in none.
    tofu, blank = ink("\U000f1234"), ink(" ")
    seen = [ink(letter) for letter in "旭川雪観光エ②あー億円"]
    assert len(set(seen)) == len(seen)
    assert tofu not in seen
    assert blank not in seen


def test_no_font_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path
) -> None:
    monkeypatch.setattr("machigraph.viz.fonts._KNOWN", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OutputError, match="fonts-noto-cjk"):
        picture("sdg", store, tmp_path / "a.png", "ja")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_hostile_labels_stay_words(build_folder: Path, tmp_path: Path, lang: str) -> None:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    quads = []
    for quad in ox.parse(path=build_folder / manifest.dataset, format=ox.RdfFormat.N_QUADS):
        value, prop = quad.object, quad.predicate.value
        if isinstance(value, ox.Literal) and re.search("Label|printed|element|quote", prop):
            value = ox.Literal("=" + value.value + HOSTILE, language=value.language)
        quads.append(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    engine = ox.Store()
    engine.extend(quads)
    store = Store(engine)
    for name in NAMES:
        for suffix in (".svg", ".csv", ".html"):
            picture(name, store, tmp_path / f"{name}{suffix}", lang)
        text = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert not list(ET.fromstring(text).iter(f"{SVG}script"))
        assert "<script" not in text
        assert all(
            not value.startswith("=")
            for row in csv_rows(tmp_path / f"{name}.csv")
            for value in row.values()
        )
        if name in SHEETS:
            page = Page((tmp_path / f"{name}.html").read_text(encoding="utf-8"))
            assert not {"script", "img", "iframe", "link"} & {tag for tag, _ in page.tags}
            assert not any(key.startswith("on") for _, attrs in page.tags for key in attrs)


def test_an_empty_selection_says_so(store: Store, tmp_path: Path) -> None:
    for suffix in (".svg", ".html"):
        path = tmp_path / f"e{suffix}"
        picture("cross-goal", store, path, "ja", filters={"measure": "1-イ"})
        assert "選んだ範囲に該当するものはありません" in path.read_text(encoding="utf-8")
    picture("cross-goal", store, tmp_path / "e.csv", "ja", filters={"measure": "1-イ"})
    assert csv_rows(tmp_path / "e.csv") == []


def test_filters_narrow_as_the_questions_do(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "f.svg"
    picture("money", store, path, "ja", filters={"goal": "3"})
    marks = marks_of(path.read_text(encoding="utf-8"))
    rows = asked(store, "measure-totals", "ja", goal="3")
    (total,) = of_kind(marks, "total")
    assert int(total["yen"]) == sum(int(row["yen"]) for row in rows)
    picture("strategy", store, path, "ja", filters={"department": "農政部"})
    marks = marks_of(path.read_text(encoding="utf-8"))
    own = [r for r in asked(store, "department-totals", "ja") if r["office"] == "農政部"]
    shown = of_kind(marks, "listing") + of_kind(marks, "relisting")
    assert len(shown) == sum(int(row["listings"]) for row in own)
    picture("cross-goal", store, path, "ja", filters={"goal": "1"})
    marks = marks_of(path.read_text(encoding="utf-8"))
    shown = of_kind(marks, "crossing") + of_kind(marks, "within")
    assert all("1" in mark["goals"] for mark in shown)
    assert len(shown) == 3


def test_wrong_wishes_name_the_valid_ones(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    with pytest.raises(ParameterError, match="goal-matrix"):
        picture("goals", store, path)
    with pytest.raises(ParameterError, match="Allowed: 1 "):
        picture("money", store, path, filters={"goal": "9"})
    with pytest.raises(ParameterError, match="has none"):
        picture("goal-matrix", store, path, filters={"goal": "1"})
    with pytest.raises(ParameterError, match="--goal"):
        picture("sdg", store, path, filters={"department": "農政部"})
    with pytest.raises(ParameterError, match="needs a name"):
        picture("near", store, path)
    with pytest.raises(ParameterError, match="takes no"):
        picture("sdg", store, path, thing="2-エ")
    with pytest.raises(OutputError, match=r"\.png"):
        picture("sdg", store, tmp_path / "a.pdf")
    with pytest.raises(OutputError, match="missing"):
        picture("sdg", store, tmp_path / "missing" / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_one_file_and_lists(build_folder: Path, tmp_path: Path) -> None:
    done = machigraph("--lang", "en", "picture", "--list")
    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines()} == set(PICTURES)
    words = ["--store", str(build_folder), "--lang", "en", "picture"]
    (tmp_path / "n.csv").write_text("old", encoding="utf-8")
    done = machigraph(*words, "near", "2-エ-②", "-o", str(tmp_path / "n.csv"))
    assert done.code == 0, done.err
    assert [file.name for file in tmp_path.iterdir()] == ["n.csv"]
    assert len(csv_rows(tmp_path / "n.csv")) > 20
    done = machigraph(*words, "sdg", "--goal", "9", "-o", str(tmp_path / "x.svg"))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "Allowed" in done.err
    done = machigraph("--lang", "en", "picture", "sdg")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_texts_break_where_they_may() -> None:
    lines = lines_of("移住（UIJターンを含む）に関する環境整備", 100, 10)
    assert "".join(lines) == "移住（UIJターンを含む）に関する環境整備"
    assert all(width_of(line, 10) <= 110 for line in lines)
    assert not any(line[0] in "）ー" or line[-1] == "（" for line in lines)
    assert lines_of("あ" * 40, 100, 10, 2)[-1].endswith("…")
    assert [money(n, "ja") for n in (0, 500, 786_000, 13_444_877_000)] == [
        "0円", "500円", "79万円", "134.4億円",
    ]  # fmt: skip
    assert [money(n, "en") for n in (786_000, 69_300_000)] == ["¥786.0 k", "¥69.3 m"]
