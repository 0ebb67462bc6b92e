/* Search, filters, presets, legend, table and the words around the picture. */
const ALL = ["すべて", "All"];
const STEPS = [1e6, 3e6, 1e7, 3e7, 1e8, 1e9];
const FILTER_WORDS = {
  goal: ["基本目標", "Basic goal"], measure: ["施策", "Measure"], department: ["部局", "Department"],
  sdg: ["SDGs(目標を通じた推定)", "SDG (inferred through the goal)"], kind: ["再掲", "Re-listing"], grant: ["交付金", "Grant"],
  new: ["(新)の印", "New mark"], min: ["事業費の下限", "Budget from"], max: ["事業費の上限", "Budget up to"], q: ["名前", "Name"],
};
const YES = { yes: ["あり", "yes"], no: ["なし", "no"] };

/* The goals that share a project: a planner asks for two at once. */
const pairs = [...new Set(facts.things.filter((thing) => thing.goals.length > 1 && thing.kind === "project")
  .flatMap((thing) => thing.goals.flatMap((one, at) => thing.goals.slice(at + 1).map((two) => `${one},${two}`))))].sort();
const optionsOf = {
  goal: () => [...goals.map((goal) => [goal.code, goal.label]), ...pairs.map((pair) => [pair, [`目標${pair.replace(",", "と")}の両方`, `Both goals ${pair.replace(",", " and ")}`]])],
  measure: () => measures.map((measure) => [measure.id, measure.label]),
  department: () => [...departments],
  sdg: () => [...sdgs].map(([number, words]) => [number, [`${number} ${words[0]}`, `${number} ${words[1]}`]]),
  kind: () => Object.entries(REACH),
  grant: () => Object.entries(YES),
  new: () => Object.entries(YES),
  min: () => STEPS.map((step) => [String(step), [`${yen(step)}以上`, `${yen(step)} or more`]]),
  max: () => STEPS.map((step) => [String(step), [`${yen(step)}以下`, `${yen(step)} or less`]]),
};
const wordsOf = (name, value) => (name === "q" ? [`「${value}」`, `“${value}”`] : (optionsOf[name]().find(([key]) => key === value) ?? [value, [value, value]])[1]);

const PRESETS = [
  [["目標をまたぐ事業", "Across goals"], { view: "relisted", kind: "across" }],
  [["一つの目標の中での再掲", "Within one goal"], { view: "relisted", kind: "within" }],
  [["交付金を使う事業", "With a grant"], { view: "all", grant: "yes" }],
  [["(新)の印がある事業", "With the new mark"], { view: "all", new: "yes" }],
  [["一億円以上の事業", "¥100 million or more"], { view: "all", min: String(1e8) }],
  [["全ての事業", "All projects"], { view: "all" }],
];
const cleared = () => ({ ...START, lang: state.lang, theme: state.theme });
const same = (preset) => FILTER_NAMES.concat("view").every((name) => state[name] === (preset[name] ?? START[name]));

function renderPresets() {
  const target = byId("presets");
  target.setAttribute("aria-label", say(["よく使う見方", "Ready views"]));
  const at = [...target.children].indexOf(document.activeElement);
  target.replaceChildren();
  for (const [words, preset] of PRESETS) {
    const made = button(words, target, () => change({ ...cleared(), ...preset }), { "aria-pressed": String(same(preset)) });
    make("span", String(matching({ ...START, ...preset }).length), made, { class: "count" });
  }
  if (at >= 0) target.children[at].focus();
}

function renderFilters() {
  const target = byId("filters");
  if (!target.childElementCount) {
    for (const name of Object.keys(optionsOf)) {
      const label = make("label", null, target);
      make("span", "", label);
      make("select", null, label, { id: name }).addEventListener("change", (event) => change({ [name]: event.target.value, cam: state.cam }));
    }
  }
  for (const [name, list] of Object.entries(optionsOf)) {
    const select = byId(name);
    select.previousElementSibling.textContent = say(FILTER_WORDS[name]);
    select.replaceChildren();
    make("option", say(ALL), select, { value: "" });
    for (const [value, words] of list()) {
      const number = countWith(state, name, value);
      const made = make("option", `${say(words)} (${number})`, select, { value });
      if (!number && state[name] !== value) made.disabled = true;
    }
    select.value = state[name];
    select.classList.toggle("on", Boolean(state[name]));
  }
  const on = Object.keys(optionsOf).filter((name) => state[name]).length;
  byId("more").textContent = say(["絞り込み", "Filters"]) + (on ? ` (${on})` : "");
  if (byId("search").value !== state.q) byId("search").value = state.q;
  const view = byId("view");
  view.replaceChildren();
  for (const [value, words] of [["relisted", ["再掲のある事業", "Re-listed projects"]], ["all", ["全ての事業", "All projects"]]]) make("option", `${say(words)} (${projectsIn(value).length})`, view, { value });
  view.value = state.view;
  byId("undo").disabled = !past.length;
  const list = byId("names");
  list.replaceChildren();
  for (const id of shownIn[state.view]) make("option", null, list, { value: say(things.get(id).label) });
}

/* The projects that pass the filters and stand in the part that is looked at. */
const onView = () => matching(state).filter((project) => look.shown.has(project.id));

function renderFound() {
  const found = onView();
  const [count, whole] = [found.length, projectsIn(state.view).length];
  const target = byId("found");
  const text = ja() ? `${whole}件のうち${count}件を表示` : `${count} of ${whole} projects shown`;
  if (target.firstChild?.textContent !== text) { target.replaceChildren(); make("span", text, target, { id: "count" }); } else while (target.childElementCount > 1) target.lastChild.remove();
  for (const name of FILTER_NAMES.filter((one) => state[one])) {
    const words = `${say(FILTER_WORDS[name])}: ${say(wordsOf(name, state[name]))}`;
    const chip = button([words, words], target, () => change({ [name]: "" }), { class: "chip", "aria-label": say([`${words} の条件を外す`, `Remove: ${words}`]) });
    make("span", "×", chip, { "aria-hidden": "true" });
  }
  const money = found.reduce((sum, project) => sum + project.yen, 0);
  make("span", say([`事業費 ${yen(money)}(一度だけ計上)`, `Budgets ${yen(money)} (each counted once)`]), target, { class: "money" });
  byId("empty").hidden = count > 0;
  byId("empty").textContent = say(["この条件に合う事業はありません。条件を一つ外してください。", "No project meets these conditions. Remove one of them."]);
  const elsewhere = state.view === "all" ? 0 : matching(state, "all").length;
  if (elsewhere) button([`全ての事業の中には${elsewhere}件あります`, `There are ${elsewhere} among all projects`], byId("empty"), () => change({ view: "all" }), { class: "strong" });
  byId("description").textContent = describe();
}

/* The picture in words: alt text on the page, and in exported files. */
function describe() {
  const found = onView();
  const conditions = FILTER_NAMES.filter((name) => state[name]).map((name) => `${say(FILTER_WORDS[name])}: ${say(wordsOf(name, state[name]))}`);
  const parts = [
    say([`${scene.title[0]}の図。基本目標${goals.length}つ、施策、事業${projectsIn(state.view).length}件のつながりを示します。`, `${scene.title[1]}: how ${goals.length} goals, their measures and ${projectsIn(state.view).length} projects are linked.`]),
    conditions.length ? say([`条件: ${conditions.join("、")}。${found.length}件が当てはまります。`, `Conditions: ${conditions.join("; ")}. ${found.length} projects meet them.`]) : say([scene.summary[0], scene.summary[1]]),
  ];
  if (found.length && found.length <= 12) parts.push(found.map((project) => say(project.label)).join(ja() ? "、" : "; ") + say(["。", "."]));
  if (state.pin) parts.push(say(["選択中: ", "Chosen: "]) + sentence(things.get(state.pin)) + say(["。", "."]));
  if (look.path) parts.push(look.path.map(([id]) => say(things.get(id).label)).join(" → "));
  return parts.join(ja() ? "" : " ");
}

function mark(shape, colour) {
  const svg = svgOf("svg", { width: 26, height: 18, viewBox: "0 0 26 18", "aria-hidden": "true" });
  const [tag, attributes] = {
    dot: ["circle", { cx: 13, cy: 9, r: 7, fill: colour }], diamond: ["path", { d: "M13 1 21 9 13 17 5 9Z", fill: colour }],
    square: ["rect", { x: 8, y: 4, width: 10, height: 10, fill: colour }], box: ["rect", { x: 2, y: 2, width: 22, height: 14, rx: 4, fill: colour }],
    solid: ["path", { d: "M1 9H25", stroke: colour, "stroke-width": 3 }], dashed: ["path", { d: "M1 9H25", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": "6 4" }],
  }[shape];
  svg.append(svgOf(tag, attributes));
  return svg;
}

function legendEntries() {
  const paint = theme();
  const used = new Set(projectsIn(state.view).flatMap((project) => project.departments.slice(0, 1)));
  const own = scene.departments.filter(([iri, , colour]) => used.has(iri) && colour !== OTHER);
  const rest = [...used].filter((iri) => !own.some(([known]) => known === iri)).length;
  return [
    ["box", paint.goal, ["基本目標", "basic goal"]], ["square", paint.measure, ["施策", "measure"]],
    ["dot", paint.soft, state.view === "all" ? ["事業(大きさは事業費)", "project (size: budget)"] : ["目標をまたぐ事業(大きさは事業費)", "project across goals (size: budget)"]],
    ["diamond", paint.soft, ["一つの目標の中で再掲", "re-listed within one goal"]],
    ["solid", paint.original, ["最初の掲載", "listed first"]], ["dashed", paint.relisting, ["再掲", "re-listed"]],
    ...own.map(([iri, words]) => ["dot", tint(iri), words, iri]),
    ...(rest ? [["dot", tint(""), [`そのほかの${rest}部局`, `${rest} other departments`]]] : []),
  ];
}

function renderLegend() {
  const target = byId("legend");
  target.replaceChildren();
  for (const [shape, colour, words, office] of legendEntries()) {
    const item = office
      ? button(["", ""], target, () => change({ department: state.department === office ? "" : office }), { "aria-pressed": String(state.department === office), title: say(["選ぶと、この部局だけになります", "Choose it to see this department alone"]) })
      : make("span", null, target);
    item.append(mark(shape, colour), say(words));
  }
}

function rowOf(project) {
  const codes = (again) => project.listed.filter(([, relisted]) => relisted === again).map(([id]) => things.get(id).code).join("、");
  return [say(project.label), project.goals.join("・"), codes(false), codes(true), officeNames(project), project.yen.toLocaleString("en"), project.listed.map(([, , line]) => line).sort((one, two) => one - two).join("・")];
}

let tableFor = "";
function renderTable() {
  const key = state.lang + state.view;
  if (tableFor !== key) {
    tableFor = key;
    const target = byId("table");
    target.replaceChildren();
    make("caption", say([`${scene.title[0]}: ${projectsIn(state.view).length}件`, `${scene.title[1]}: ${projectsIn(state.view).length}`]), target, { class: "unseen" });
    const head = make("tr", null, make("thead", null, target));
    scene.columns.forEach((words, place) => make("th", say(words), head, { scope: "col", class: place === 5 ? "number" : "" }));
    const body = make("tbody", null, target);
    for (const project of projectsIn(state.view)) {
      const line = make("tr", null, body, { "data-iri": project.id });
      rowOf(project).forEach((text, place) => {
        const cell = make("td", place ? text : null, line, { "data-head": say(scene.columns[place]), class: place === 5 ? "number" : "" });
        if (!place) make("button", text, cell, { type: "button" }).addEventListener("click", () => { change({ pin: project.id }); stage.scrollIntoView({ block: "start" }); byId("close")?.focus({ preventScroll: true }); });
      });
    }
  }
  const passing = new Set(onView().map((project) => project.id));
  for (const row of byId("table").querySelectorAll("tbody tr")) {
    row.hidden = !passing.has(row.dataset.iri);
    row.classList.toggle("chosen", row.dataset.iri === state.pin);
  }
}

function renderWords() {
  document.documentElement.lang = state.lang;
  document.documentElement.dataset.theme = state.theme;
  document.title = say(scene.title);
  byId("title").textContent = say(scene.title);
  byId("summary").textContent = say(scene.summary);
  for (const element of document.querySelectorAll("[data-ja]")) element.textContent = element.dataset[state.lang];
  byId("language").textContent = ja() ? "English" : "日本語";
  byId("language").lang = ja() ? "en" : "ja";
  byId("theme").textContent = isDark() ? say(["明るい画面", "Light"]) : say(["暗い画面", "Dark"]);
  byId("scroll").setAttribute("aria-label", say(["事業の表", "Table of projects"]));
  byId("closer").setAttribute("aria-label", say(["拡大", "Zoom in"]));
  byId("farther").setAttribute("aria-label", say(["縮小", "Zoom out"]));
  byId("whole").textContent = say(["全体を見る", "Fit"]);
  byId("zoom").setAttribute("aria-label", say(["拡大・縮小", "Zoom"]));
  byId("help").textContent = say(["丸を選ぶと詳しい説明が開きます。キーボード: 図に入って ↑↓ で次の印、←→ で左右の印、Enter で選択、Esc で解除。Ctrl+ホイールまたは ＋ − で拡大・縮小、Ctrl+Z で元に戻します。",
    "Choose a mark for its facts. Keyboard: in the picture ↑↓ go to the next mark, ←→ sideways, Enter chooses, Esc clears. Ctrl and wheel, or + and −, zoom; Ctrl+Z undoes."]);
}
