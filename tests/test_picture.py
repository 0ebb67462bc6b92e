"""The cross-goal picture: right figures, offline, inert, still, usable without a mouse."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from machigraph.graph.errors import OutputError, ParameterError
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store
from machigraph.viz import picture
from playwright.sync_api import Browser, Page, sync_playwright

from .command import machigraph

HOSTILE = "</script><img src=x onerror=window.hit=1><b>&\u2028"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def store(build_folder: Path) -> Store:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    return Store.open(build_folder / manifest.store)


@pytest.fixture(scope="module")
def drawn(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "図.html"
    picture("cross-goal", store, path, "ja")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield browser
        browser.close()


class Visit:
    """A page opened from a file, with all that went wrong or went out."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        self.page: Page = browser.new_context(**options).new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("document.querySelectorAll('#table tbody tr').length > 0")


def count(store: Store, query: str) -> int:
    """The number that a SPARQL query counts."""
    (row,) = store.query(query).rows
    return int(row[0].value)  # type: ignore[union-attr]


def scene_of(path: Path) -> dict[str, Any]:
    """The scene as it lies in the file."""
    match = re.search(
        r'<script type="application/json" id="scene">(.*?)</script>',
        path.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert match
    return json.loads(match[1])


RELISTED = "?p ^mg:listsProject/mg:isRelisting true"


def test_the_marks_in_the_file_are_those_of_the_graph(store: Store, drawn: Path) -> None:
    scene = scene_of(drawn)
    kinds = [node["kind"] for node in scene["nodes"]]
    projects = count(store, f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {RELISTED} }}")
    assert kinds.count("project") == projects == 28
    assert kinds.count("goal") == count(store, "SELECT (COUNT(?g) AS ?n) { ?g a mg:BasicGoal }")
    measures = count(
        store,
        f"SELECT (COUNT(DISTINCT ?m) AS ?n) {{ {RELISTED} . "
        "?l mg:listsProject ?p ; mg:underMeasure ?m }",
    )
    assert kinds.count("measure") == measures
    links = [edge["kind"] for edge in scene["edges"]]
    assert (links.count("original"), links.count("relisting")) == (28, 38)
    shapes = [node["shape"] for node in scene["nodes"] if node["kind"] == "project"]
    assert (shapes.count("dot"), shapes.count("diamond")) == (22, 6)


def test_the_drawing_has_every_mark_and_link(drawn: Path) -> None:
    scene = scene_of(drawn)
    text = drawn.read_text(encoding="utf-8")
    nodes, edges = (
        json.loads(found)
        for found in re.findall(r"(?:nodes|edges) = new vis\.DataSet\((\[.*?\])\);\n", text)
    )
    assert {node["id"] for node in nodes} == {node["iri"] for node in scene["nodes"]}
    assert len(edges) == len(scene["edges"])
    assert all(isinstance(node["x"], int | float) for node in nodes)


def test_money_on_the_cards_is_the_graphs(store: Store, drawn: Path) -> None:
    rows = store.query(
        "SELECT DISTINCT ?p ?yen { ?l mg:listsProject ?p ; mg:isRelisting false ; "
        "mg:budget/mg:amountYen ?yen }"
    ).records
    yen = {row["p"].value: int(row["yen"].value) for row in rows}  # type: ignore[union-attr]
    for node in scene_of(drawn)["nodes"]:
        if node["kind"] == "project":
            assert ["事業費(円、一度だけ)", "Yen, counted once"] in [
                fact[0] for fact in node["facts"]
            ]
            assert f"{yen[node['iri']]:,}" in [fact[1][0] for fact in node["facts"]]


def test_every_line_on_the_cards_is_verbatim(drawn: Path, edition_folder: Path) -> None:
    lines = (edition_folder / "document.txt").read_text(encoding="utf-8").split("\n")
    for node in scene_of(drawn)["nodes"]:
        assert node["lines"]
        for line, quote in node["lines"]:
            assert quote == lines[line - 1].strip()


def test_a_goal_whose_title_was_corrected_is_drawn(edition_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    shutil.copytree(edition_folder, folder)
    with (folder / "corrections.csv").open("a", encoding="utf-8") as stream:
        stream.write("122,若い世代の結婚,若い世代の婚姻,試し / trial,low\n")
    assert machigraph("build", str(folder), "--out", str(tmp_path / "g")).code == 0
    done = machigraph(
        "--store", str(tmp_path / "g"), "picture", "cross-goal", "-o", str(tmp_path / "p.html")
    )
    assert done.code == 0, done.err
    kinds = [node["kind"] for node in scene_of(tmp_path / "p.html")["nodes"]]
    assert kinds.count("goal") == 4


def test_the_same_graph_gives_the_same_bytes(store: Store, drawn: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    picture("cross-goal", store, again, "ja")
    assert again.read_bytes() == drawn.read_bytes()
    assert len(again.read_bytes()) < 1_500_000
    assert not re.search(rb"<(?:link|script|img)[^>]+(?:src|href)=", again.read_bytes())


def test_the_file_is_one_and_readable(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    path.write_text("old", encoding="utf-8")
    picture("cross-goal", store, path, "en")
    assert [file.name for file in tmp_path.iterdir()] == ["one.html"]
    assert path.stat().st_mode & stat.S_IROTH


def test_wrong_names_and_places_are_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="cross-goal"):
        picture("crossgoal", store, tmp_path / "a.html", "ja")
    with pytest.raises(OutputError, match="html"):
        picture("cross-goal", store, tmp_path / "a.docx", "ja")
    with pytest.raises(OutputError, match="missing"):
        picture("cross-goal", store, tmp_path / "missing" / "a.html", "ja")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_it_is_offline_and_stays_still(browser: Browser, drawn: Path) -> None:
    visit = Visit(browser, drawn)
    places = "network.getPositions()"
    before = visit.page.evaluate(places)
    visit.page.wait_for_timeout(3000)
    assert visit.page.evaluate(places) == before
    expected = {node["iri"]: (node["x"], node["y"]) for node in scene_of(drawn)["nodes"]}
    assert len(before) == len(expected)
    for iri, place in before.items():
        assert (place["x"], place["y"]) == pytest.approx(expected[iri], abs=1)
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    assert visit.errors == []


@pytest.mark.browser
def test_both_languages_search_and_filters(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    assert page.text_content("h1") == "基本目標をまたぐ再掲事業"
    assert "22件が複数の基本目標に" in (page.text_content("#summary") or "")
    page.fill("#search", "ｉｃｔぱーく")  # widths and kana do not matter
    assert page.text_content("#count") == "28件のうち1件を表示"
    page.fill("#search", "")
    page.click("#more")
    page.select_option("#kind", "within")
    assert page.text_content("#count") == "28件のうち6件を表示"
    page.click("#language")
    assert page.text_content("h1") == "Projects re-listed across basic goals"
    assert page.get_attribute("html", "lang") == "en"
    assert page.text_content("#count") == "6 of 28 projects shown"
    page.click("#reset")
    assert page.text_content("#count") == "28 of 28 projects shown"


@pytest.mark.browser
def test_it_is_walked_with_the_keyboard(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    page.focus("#marks button[tabindex='0']")
    page.keyboard.press("Enter")
    assert "基本目標1" in (page.text_content("#card h2") or "")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    page.focus("#table tbody tr:first-child button")
    page.keyboard.press("Enter")
    assert "文書の" in (page.text_content("#card blockquote") or "")


@pytest.mark.browser
def test_a_phone_is_not_scrolled_sideways(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn, viewport={"width": 390, "height": 844}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_hostile_words_stay_words(browser: Browser, build_folder: Path, tmp_path: Path) -> None:
    """Put markup into every literal that the picture shows; nothing of it may run."""
    manifest = read_manifest(build_folder)
    assert manifest is not None
    quads = []
    for quad in ox.parse(path=build_folder / manifest.dataset, format=ox.RdfFormat.N_QUADS):
        value = quad.object
        if isinstance(value, ox.Literal) and "prefLabel" in quad.predicate.value:
            value = ox.Literal(value.value + HOSTILE, language=value.language)
        if isinstance(value, ox.Literal) and quad.predicate.value.endswith("#quote"):
            value = ox.Literal(value.value + HOSTILE)
        quads.append(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    engine = ox.Store()
    engine.extend(quads)
    store = Store(engine)
    path = tmp_path / "hostile.html"
    picture("cross-goal", store, path, "ja")
    visit = Visit(browser, path)
    visit.page.click("#table tbody tr:first-child button")
    visit.page.click("#language")
    assert HOSTILE[:9] in (visit.page.text_content("#card h2") or "")
    assert visit.page.evaluate("window.hit") is None
    assert visit.page.query_selector("img") is None
    assert visit.errors == []
