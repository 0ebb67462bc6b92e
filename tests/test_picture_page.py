"""The cross-goal page as people use it: in a browser, by mouse and keys, on phone and projector."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

import pyoxigraph as ox
import pytest
from machigraph.graph.publication import read_manifest
from machigraph.graph.store import Store
from machigraph.viz import picture
from machigraph.viz.columns import place_columns
from machigraph.viz.facts import Facts, read_facts
from machigraph.viz.story import story
from playwright.sync_api import Browser, Page, sync_playwright

HOSTILE = "</script><img src=x onerror=window.hit=1><b>&\u2028"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LISTED = "?l mg:listsProject ?p"


@pytest.fixture(scope="module")
def store(build_folder: Path) -> Store:
    manifest = read_manifest(build_folder)
    assert manifest is not None
    return Store.open(build_folder / manifest.store)


@pytest.fixture(scope="module")
def facts(store: Store) -> Facts:
    return read_facts(store)


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

    def __init__(self, browser: Browser, path: Path, address: str = "", **options: Any) -> None:
        self.page: Page = browser.new_context(**options).new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_function("window.machigraph !== undefined")

    def away(self) -> list[str]:
        """Requests that left the page."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]


def number(store: Store, query: str) -> int:
    """The one number that a query gives."""
    (row,) = store.query(query).rows
    (value,) = row
    assert isinstance(value, ox.Literal)
    return int(value.value)


def projects_where(store: Store, pattern: str) -> int:
    """How many projects a pattern finds."""
    return number(store, f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {LISTED} . {pattern} }}")


def shown(page: Page) -> int:
    """How many projects the page says it shows; the table must say the same."""
    rows = page.locator("#table tbody tr:not([hidden])").count()
    text = page.text_content("#count") or ""
    assert f"件のうち{rows}件を表示" in text or text.startswith(f"{rows} of ")
    return rows


# --- the facts ---------------------------------------------------------------------------------


def test_the_facts_are_the_graphs(store: Store, facts: Facts) -> None:
    projects = facts.of("project")
    assert len(projects) == projects_where(store, "")
    listings = number(store, f"SELECT (COUNT(DISTINCT ?l) AS ?n) {{ {LISTED} }}")
    assert sum(len(project.listed) for project in projects) == listings
    yen = number(
        store,
        "SELECT (SUM(?y) AS ?n) { { SELECT DISTINCT ?b { ?l mg:listsProject ?p ; mg:budget ?b } } "
        "?b mg:amountYen ?y }",
    )
    assert sum(project.yen for project in projects) == yen
    across = number(
        store,
        "SELECT (COUNT(*) AS ?n) { { SELECT ?p { ?l mg:listsProject ?p ; mg:inGoal ?g } "
        "GROUP BY ?p HAVING (COUNT(DISTINCT ?g) > 1) } }",
    )
    assert sum(project.reach == "across" for project in projects) == across


def test_every_fact_stands_on_verbatim_lines(facts: Facts, edition_folder: Path) -> None:
    text = (edition_folder / "document.txt").read_text(encoding="utf-8").split("\n")
    for thing in facts.things.values():
        assert thing.lines
        for fact in thing.facts:
            assert set(fact.lines) <= facts.quotes.keys()
            assert fact.lines or fact.value[1].startswith(("0", "¥0")), (thing.label, fact)
    for line, quote in facts.quotes.items():
        assert quote.split("\n")[0].strip() == text[line - 1].strip()


def test_the_story_counts_from_the_graph(facts: Facts) -> None:
    steps = story(facts)
    assert len(steps) >= 6
    again = [project for project in facts.of("project") if project.relistings]
    assert f"{len(facts.of('project'))}件" in steps[0]["text"][0]
    assert f"{len(again)}件" in steps[1]["text"][0]
    crossing = [project for project in again if project.reach == "across"]
    assert f"¥{sum(project.yen for project in crossing):,}" in steps[2]["text"][1]
    assert story(Facts({}, {}, {}, {}))[0]["state"] == {"view": "all"}


def test_in_columns_nothing_stands_on_another(facts: Facts) -> None:
    places = place_columns(facts)
    assert places.keys() == facts.things.keys()
    points = {(place.x, place.y) for place in places.values()}
    assert len(points) == len(places)
    assert place_columns(facts) == places
    assert place_columns(Facts({}, {}, {}, {})) == {}


def test_the_file_is_small_and_has_no_links(drawn: Path) -> None:
    assert drawn.stat().st_size < 1_500_000


# --- search, filters, views --------------------------------------------------------------------


@pytest.mark.browser
def test_every_filter_counts_as_sparql_does(browser: Browser, drawn: Path, store: Store) -> None:
    page = Visit(browser, drawn, "#view=all").page
    page.click("#more")
    department = "https://w3id.org/machigraph/id/012041/department/economy"
    cases = {
        ("goal", "3"): '?l mg:inGoal/skos:notation "3"',
        ("goal", "2,4"): '?l mg:inGoal/skos:notation "2" . ?m mg:listsProject ?p ; '
        'mg:inGoal/skos:notation "4"',
        ("department", department): f"?l mg:department <{department}>",
        (
            "sdg",
            "11",
        ): "?l mg:inGoal ?g . ?a mg:inGoal ?g ; mg:sdgGoal <http://metadata.un.org/sdg/11>",
        ("grant", "yes"): "?l mg:grantFunded true",
        ("new", "yes"): "?l mg:newThisYear true",
        ("kind", "relisted"): "?l mg:isRelisting true",
        ("min", "100000000"): "?l mg:budget/mg:amountYen ?y FILTER(?y >= 100000000)",
        ("max", "3000000"): "?l mg:budget/mg:amountYen ?y FILTER(?y <= 3000000)",
    }
    for (name, value), pattern in cases.items():
        page.select_option(f"#{name}", value)
        expected = projects_where(store, pattern)
        assert shown(page) == expected, name
        label = page.evaluate(f"document.querySelector('#{name}').selectedOptions[0].textContent")
        assert label.endswith(f"({expected})")
        page.click("#found .chip")
        assert shown(page) == projects_where(store, "")


@pytest.mark.browser
def test_filters_combine_and_are_reset(browser: Browser, drawn: Path, store: Store) -> None:
    page = Visit(browser, drawn, "#view=all&grant=yes").page
    page.select_option("#kind", "across")
    both = projects_where(
        store,
        "?l mg:inGoal ?g . ?m mg:listsProject ?p ; mg:inGoal ?h FILTER(?g != ?h) "
        "?n mg:listsProject ?p ; mg:grantFunded true",
    )
    assert shown(page) == both > 0
    page.click("#undo")
    assert shown(page) == projects_where(store, "?l mg:grantFunded true")
    page.click("#reset")
    assert shown(page) == projects_where(store, "?l mg:isRelisting true")
    assert page.evaluate("location.hash") == ""


@pytest.mark.browser
@pytest.mark.parametrize("words", ["ＩＣＴぱーく", "ictﾊﾟｰｸ", " iCtパーク "])
def test_search_forgives_widths_and_kana(browser: Browser, drawn: Path, words: str) -> None:
    page = Visit(browser, drawn).page
    page.fill("#search", words)
    assert shown(page) == 1
    page.press("#search", "Enter")
    assert "ICT" in (page.text_content("#card h2") or "")


@pytest.mark.browser
def test_nothing_found_says_what_to_do(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    page.fill("#search", "子ども医療")
    assert shown(page) == 0
    page.click("#empty button")
    assert shown(page) == 1
    page.fill("#search", "どこにもない言葉")
    assert page.is_visible("#empty")


@pytest.mark.browser
def test_presets_say_what_they_then_show(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    presets = page.locator("#presets button")
    for place in range(presets.count()):
        told = int(presets.nth(place).locator(".count").text_content() or "")
        presets.nth(place).click()
        assert shown(page) == told
        assert presets.nth(place).get_attribute("aria-pressed") == "true"


@pytest.mark.browser
def test_the_table_is_the_scenes(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    rows = page.evaluate(
        "[...document.querySelectorAll('#table tbody tr')].map((row) => [row.dataset.iri, "
        "...[...row.children].slice(1).map((cell) => cell.textContent)])"
    )
    scene = page.evaluate("[machigraph.scene.row_iris, machigraph.scene.rows]")
    expected = {iri: [cell[0] for cell in row] for iri, row in zip(*scene, strict=True)}
    found = {iri: cells for iri, *cells in rows}
    assert found.keys() == expected.keys()
    for iri, cells in found.items():
        lines = lambda text: sorted(text.split("・"))  # noqa: E731
        assert [*cells[:-1], lines(cells[-1])] == [*expected[iri][1:-1], lines(expected[iri][-1])]


# --- cards, focus, ways ------------------------------------------------------------------------


@pytest.mark.browser
def test_hover_pin_and_why(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn, viewport={"width": 1280, "height": 900}).page
    place = page.evaluate(
        "(() => { const m = machigraph, p = m.matching(m.state)[3]; "
        "const [x, y] = m.placeOf(p.id); const d = network.canvasToDOM({ x, y }); "
        "const b = document.getElementById('mynetwork').getBoundingClientRect(); "
        "return [p.label[0], d.x + b.left, d.y + b.top]; })()"
    )
    page.mouse.move(place[1], place[2])
    assert place[0] in (page.text_content("#tip") or "")
    page.mouse.click(place[1], place[2])
    page.wait_for_selector("#card h2")
    assert page.text_content("#card h2") == place[0]
    assert not page.is_visible("#card blockquote")
    page.locator("#card .why summary").first.click()
    assert page.is_visible("#card blockquote")
    assert "行" in (page.text_content("#card blockquote b") or "")


@pytest.mark.browser
def test_focus_shows_a_neighbourhood_and_undo_leads_back(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    page.click("#table tbody tr:first-child button")
    page.click("#near")
    near = page.evaluate("machigraph.look.shown.size")
    listed = page.evaluate(
        "machigraph.facts.things.find(t => t.id === machigraph.state.pin).listed"
    )
    assert near == 1 + len(listed)
    page.click("#further")
    assert page.evaluate("machigraph.look.shown.size") > near
    page.click("#undo")
    page.click("#undo")
    assert page.evaluate("machigraph.state.focus") == ""
    page.keyboard.press("Control+z")
    assert page.is_hidden("#card")


@pytest.mark.browser
def test_the_shortest_connection(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn, "#view=all").page
    page.click("#link")
    names = page.evaluate(
        "machigraph.facts.things.filter(t => t.kind === 'goal').map(t => t.label[0])"
    )
    page.fill("#from", names[0])
    page.fill("#to", names[2])
    page.press("#to", "Enter")
    steps = page.evaluate("machigraph.look.path.map(([id]) => id)")
    assert len(steps) == 5  # goal, measure, a project that both list, measure, goal
    text = page.text_content("#way") or ""
    assert "4歩" in text
    assert "再掲" in text
    assert "行" in text
    page.fill("#to", "ない名前")
    page.press("#to", "Enter")
    assert "候補" in (page.text_content("#way") or "")


# --- the address, stillness, the network -------------------------------------------------------


@pytest.mark.browser
def test_the_address_reopens_exactly(browser: Browser, drawn: Path) -> None:
    view: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}}
    page = Visit(browser, drawn, **view).page
    page.select_option("#view", "all")
    page.click("#more")
    page.select_option("#goal", "2,4")
    page.fill("#search", "推進")
    page.click("#table tbody tr:not([hidden]) button")
    page.click("#language")
    page.click("#theme")
    page.click("#closer")
    state = "[machigraph.state, network.getScale(), network.getViewPosition()]"
    before = page.evaluate(state)
    address = page.evaluate("location.hash")
    again = Visit(browser, drawn, address, **view)
    after = again.page.evaluate(state)
    assert after[0] == before[0]
    assert after[1] == pytest.approx(before[1], rel=1e-3)
    assert after[2] == pytest.approx(before[2], abs=0.2)
    assert again.page.evaluate("location.hash") == address
    assert again.errors == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    ["#pin=nothing&goal=99&view=x&min=a", "#%E0%A4%A", "#cam=1,2", "#__proto__=1&story=99"],
)
def test_a_senseless_address_shows_the_start(browser: Browser, drawn: Path, address: str) -> None:
    visit = Visit(browser, drawn, address)
    assert shown(visit.page) == 28
    assert visit.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "#view=all"])
def test_nothing_moves_and_nothing_is_fetched(browser: Browser, drawn: Path, address: str) -> None:
    visit = Visit(browser, drawn, address)
    places = "[network.getPositions(), network.getScale(), network.getViewPosition()]"
    before = visit.page.evaluate(places)
    picture_before = visit.page.screenshot()
    visit.page.wait_for_timeout(5000)
    positions, scale, view = visit.page.evaluate(places)
    assert positions == before[0]
    assert (scale, view) == (pytest.approx(before[1], 1e-6), pytest.approx(before[2], abs=1e-3))
    assert visit.page.screenshot() == picture_before
    assert visit.away() == []
    assert visit.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280, 1920, 3840])
@pytest.mark.parametrize("address", ["", "#lang=en", "#view=all", "#view=all&lang=en"])
def test_no_label_lies_on_another(browser: Browser, drawn: Path, width: int, address: str) -> None:
    page = Visit(browser, drawn, address, viewport={"width": width, "height": width * 9 // 16}).page
    boxes = page.evaluate("machigraph.layLabels().map((label) => label.box)")
    if "all" not in address:
        assert len(boxes) == page.evaluate("machigraph.look.shown.size")
    for place, one in enumerate(boxes):
        for two in boxes[place + 1 :]:
            apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            assert apart, (one, two)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- keyboard and screen readers ---------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "#view=all"])
def test_every_mark_is_reached_by_keyboard_and_named(
    browser: Browser, drawn: Path, address: str
) -> None:
    page = Visit(browser, drawn, address).page
    page.focus("#marks button[tabindex='0']")
    wanted = set(page.evaluate("[...machigraph.look.shown]"))
    reached = set()
    for _ in wanted:
        iri, name = page.evaluate(
            "[document.activeElement.dataset.iri, document.activeElement.ariaLabel]"
        )
        assert name
        reached.add(iri)
        page.keyboard.press("ArrowDown")
    assert reached == wanted
    page.keyboard.press("Enter")
    assert page.is_visible("#card")
    assert page.text_content("#live")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    assert page.evaluate("document.activeElement.dataset.iri")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.iri")


@pytest.mark.browser
def test_everything_is_in_the_tab_order(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("document.activeElement.id || document.activeElement.parentElement.id")
        )
    wanted = {"present", "search", "view", "more", "link", "reset", "closer", "marks", "language"}
    assert wanted <= seen


@pytest.mark.browser
def test_the_picture_describes_itself(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn, "#kind=within").page
    text = page.text_content("#description") or ""
    assert "6件" in text
    page.click("#language")
    english = page.text_content("#description") or ""
    assert english != text
    assert "6 projects" in english
    assert page.get_attribute("#mynetwork", "aria-describedby") == "description"


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched by npm into a folder of this run."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing, which fetches axe-core for this test")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run(
        [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "axe-core@4"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("npm could not fetch axe-core: " + done.stderr.strip()[-200:])
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    ["", "#theme=dark&lang=en", "#view=all&goal=2,4", "#story=3", "#theme=dark&kind=across&q=あ"],
)
def test_axe_finds_nothing_serious(browser: Browser, drawn: Path, axe: str, address: str) -> None:
    page = Visit(browser, drawn, address).page
    if "story" not in address:
        page.click("#link")
        page.evaluate("document.querySelector('#table tbody tr:not([hidden]) button')?.click()")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    assert [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []


# --- story, export, print ----------------------------------------------------------------------


@pytest.mark.browser
def test_the_story_is_told_with_arrow_keys(browser: Browser, drawn: Path, facts: Facts) -> None:
    page = Visit(browser, drawn, "#kind=within").page
    page.click("#present")
    steps = story(facts)
    for place, step in enumerate(steps):
        assert page.text_content("#steptitle") == step["title"][0]
        assert page.text_content("#steptext") == step["text"][0]
        assert page.text_content("#stepcount") == f"{place + 1} / {len(steps)}"
        for name, value in step["state"].items():
            assert page.evaluate(f"machigraph.state.{name}") == value
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.text_content("#steptitle") == steps[-2]["title"][0]
    page.keyboard.press("Escape")
    page.wait_for_function("!document.body.classList.contains('presenting')")
    assert page.evaluate("machigraph.state.kind") == "within"


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "#view=all&theme=dark", "#focus=goal/2"])
def test_the_view_is_saved_as_svg_and_png(browser: Browser, drawn: Path, address: str) -> None:
    page = Visit(browser, drawn, address).page
    for kind, head in (("svg", b"<svg"), ("png", b"\x89PNG")):
        page.click(".menu summary")
        with page.expect_download() as download:
            page.click(f"#{kind}")
        saved = Path(download.value.path()).read_bytes()
        assert saved.startswith(head)
        assert download.value.suggested_filename == f"machigraph-cross-goal.{kind}"
    text = page.evaluate("machigraph.svgText()")
    counts = page.evaluate(
        "(() => { const s = new DOMParser().parseFromString(machigraph.svgText(), "
        "'image/svg+xml'); const n = (c) => s.querySelectorAll('.' + c).length; "
        "return ['goal', 'measure', 'project', 'original', 'relisting'].map(n); })()"
    )
    shown_kinds = page.evaluate(
        "machigraph.facts.things.filter((t) => machigraph.look.shown.has(t.id)).map((t) => t.kind)"
    )
    assert counts[:3] == [shown_kinds.count(kind) for kind in ("goal", "measure", "project")]
    if not address:
        assert counts[3:] == [28, 38]
    assert "<desc" in text
    assert "基本目標" in text


@pytest.mark.browser
def test_it_prints(browser: Browser, drawn: Path) -> None:
    page = Visit(browser, drawn).page
    assert page.pdf(format="A3", landscape=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#printed svg .project").count() == 28
    assert page.is_visible("#printed svg")
    assert page.is_hidden(".tools")
    assert page.is_visible("#table")


# --- hostile words -----------------------------------------------------------------------------


def is_text(term: object) -> TypeGuard[ox.Literal]:
    """Whether a term is a plain text, with or without a language."""
    return isinstance(term, ox.Literal) and term.datatype.value.lower().endswith("string")


@pytest.mark.browser
def test_hostile_words_stay_words_in_every_field(
    browser: Browser, build_folder: Path, tmp_path: Path
) -> None:
    """Put markup into every text of the graph and open everything that shows it."""
    manifest = read_manifest(build_folder)
    assert manifest is not None
    engine = ox.Store()
    for quad in ox.parse(path=build_folder / manifest.dataset, format=ox.RdfFormat.N_QUADS):
        value = quad.object
        # Codes order and number the things; they are kept for the queries' sake.
        if not quad.predicate.value.endswith("#notation") and is_text(value):
            value = ox.Literal(value.value + HOSTILE, language=value.language)
        engine.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    path = tmp_path / "hostile.html"
    picture("cross-goal", Store(engine), path, "ja")
    visit = Visit(browser, path, "#view=all")
    page = visit.page
    page.evaluate("document.querySelector('#table tbody tr button').click()")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.click("#near")
    page.click("#fromhere")
    page.fill("#to", page.evaluate("machigraph.facts.things[0].label[0]"))
    page.press("#to", "Enter")
    page.fill("#search", HOSTILE)
    page.evaluate("document.querySelector('#marks button').focus()")
    page.evaluate("machigraph.svgText()")
    page.click("#language")
    page.click("#reset")
    page.click("#present")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    page.goto(path.as_uri() + "#q=" + json.dumps(HOSTILE))
    assert page.evaluate("window.hit") is None
    assert page.query_selector("img") is None
    assert visit.errors == []
    assert visit.away() == []
