"use strict";
/* The shell around the drawing. Text from the graph only ever becomes textContent. */
(() => {
  const scene = JSON.parse(document.getElementById("scene").textContent);
  const byId = (id) => document.getElementById(id);
  const nodes = new Map(scene.nodes.map((node) => [node.iri, node]));
  const drawn = network.body.data.nodes;
  const lines = network.body.data.edges;
  const shownLabel = new Map(drawn.get().map((node) => [node.id, node]));
  const state = { lang: document.documentElement.lang, chosen: null };
  const say = (words) => words[state.lang === "ja" ? 0 : 1];
  const fold = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60)).replace(/\s+/g, "");

  const make = (tag, text, parent, attributes = {}) => {
    const element = document.createElement(tag);
    if (text !== null) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent?.append(element);
    return element;
  };

  const option = (select, value, words) => make("option", say(words), select, { value });

  function fill() {
    document.documentElement.lang = state.lang;
    document.title = say(scene.title);
    byId("title").textContent = say(scene.title);
    byId("summary").textContent = say(scene.summary);
    for (const element of document.querySelectorAll("[data-ja]")) element.textContent = element.dataset[state.lang];
    byId("language").textContent = state.lang === "ja" ? "English" : "日本語";
    byId("language").lang = state.lang === "ja" ? "en" : "ja";
    const keep = ["goal", "department", "kind"].map((id) => byId(id).value);
    for (const id of ["goal", "department", "kind"]) byId(id).replaceChildren();
    for (const id of ["goal", "department", "kind"]) option(byId(id), "", ["すべて", "All"]);
    for (const [number, words] of scene.goals) option(byId("goal"), number, words);
    for (const [iri, words] of scene.departments) option(byId("department"), iri, words);
    option(byId("kind"), "dot", ["目標をまたぐ", "Across goals"]);
    option(byId("kind"), "diamond", ["一つの目標の中", "Within one goal"]);
    ["goal", "department", "kind"].forEach((id, place) => { byId(id).value = keep[place]; });
    table();
    legend();
    labels();
    choose(state.chosen);
    filter();
  }

  function labels() {
    drawn.update(scene.nodes.map((node) => ({ id: node.iri, label: say(node.wrapped) })));
  }

  function mark(shape, colour) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "26"); svg.setAttribute("height", "18"); svg.setAttribute("aria-hidden", "true");
    const drawings = {
      dot: ["circle", { cx: 13, cy: 9, r: 7, fill: colour }],
      diamond: ["path", { d: "M13 1 21 9 13 17 5 9Z", fill: colour }],
      square: ["rect", { x: 7, y: 3, width: 12, height: 12, fill: colour }],
      box: ["rect", { x: 2, y: 2, width: 22, height: 14, rx: 4, fill: colour }],
      solid: ["line", { x1: 1, y1: 9, x2: 25, y2: 9, stroke: colour, "stroke-width": 3 }],
      dashed: ["line", { x1: 1, y1: 9, x2: 25, y2: 9, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": "6 4" }],
    };
    const [tag, attributes] = drawings[shape];
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) drawing.setAttribute(name, value);
    svg.append(drawing);
    return svg;
  }

  function legend() {
    const entry = (shape, colour, words) => {
      const item = make("span", null, byId("legend"));
      item.append(mark(shape, colour), say(words));
    };
    byId("legend").replaceChildren();
    entry("box", "#3b4252", ["基本目標", "basic goal"]);
    entry("square", "#8a93a6", ["施策", "measure"]);
    entry("dot", "#5a6475", ["目標をまたぐ事業(大きさは事業費)", "project across goals (size: money)"]);
    entry("diamond", "#5a6475", ["一つの目標の中での再掲", "re-listed within one goal"]);
    entry("solid", "#4c566a", ["最初の掲載", "listed first"]);
    entry("dashed", "#8a5a00", ["再掲", "re-listed"]);
    for (const [, words, colour] of scene.departments) entry("dot", colour, words);
  }

  function table() {
    const target = byId("table");
    target.replaceChildren();
    const numbers = new Set([5]);
    const head = make("tr", null, make("thead", null, target));
    scene.columns.forEach((words, place) => make("th", say(words), head, numbers.has(place) ? { class: "number", scope: "col" } : { scope: "col" }));
    const body = make("tbody", null, target);
    scene.rows.forEach((row, index) => {
      const line = make("tr", null, body, { "data-iri": scene.row_iris[index] });
      row.forEach((words, place) => {
        const cell = make("td", place ? say(words) : null, line, numbers.has(place) ? { class: "number" } : {});
        if (!place) make("button", say(words), cell, { type: "button" }).addEventListener("click", () => choose(scene.row_iris[index], true));
      });
    });
  }

  function matches(node) {
    if (node.kind !== "project") return true;
    const [goal, department, kind] = ["goal", "department", "kind"].map((id) => byId(id).value);
    const wanted = fold(byId("search").value);
    return (!goal || node.goals.includes(goal)) && (!department || node.department === department)
      && (!kind || node.shape === kind)
      && (!wanted || fold(node.label.join(" ") + node.facts.map((fact) => fact[1].join(" ")).join(" ")).includes(wanted));
  }

  function filter() {
    const near = state.chosen ? new Set([state.chosen, ...network.getConnectedNodes(state.chosen)]) : null;
    const visible = new Set(scene.nodes.filter((node) => matches(node)).map((node) => node.iri));
    const bright = (iri) => visible.has(iri) && (!near || near.has(iri) || nodes.get(iri).kind === "goal");
    drawn.update(scene.nodes.map((node) => ({ id: node.iri, opacity: bright(node.iri) ? 1 : 0.15, font: { ...shownLabel.get(node.iri).font, color: node.kind === "goal" ? "#ffffff" : bright(node.iri) ? "#1d2430" : "#c4c9d2" } })));
    lines.update(lines.get().map((edge) => {
      const part = nodes.get(edge.from).kind === "measure";
      const lit = part ? !near : bright(edge.from) && bright(edge.to) && (!near || edge.from === state.chosen || edge.to === state.chosen);
      return { id: edge.id, hidden: !lit && !part && !visible.has(edge.from), color: { color: edge.base ?? (edge.base = edge.color), opacity: lit ? 1 : 0.12 }, base: edge.base };
    }));
    const projects = scene.nodes.filter((node) => node.kind === "project");
    const count = projects.filter((node) => visible.has(node.iri)).length;
    byId("found").textContent = state.lang === "ja" ? `${projects.length}件のうち${count}件を表示` : `${count} of ${projects.length} projects shown`;
    for (const row of document.querySelectorAll("#table tbody tr")) {
      row.classList.toggle("dim", !visible.has(row.dataset.iri));
      row.classList.toggle("chosen", row.dataset.iri === state.chosen);
    }
  }

  function choose(iri, scroll = false) {
    state.chosen = iri;
    const card = byId("card");
    card.replaceChildren();
    card.hidden = !iri;
    network.selectNodes(iri ? [iri] : []);
    if (iri) {
      const node = nodes.get(iri);
      const head = make("h2", say(node.label), card);
      make("button", state.lang === "ja" ? "閉じる" : "Close", head, { type: "button" }).addEventListener("click", () => choose(null));
      const body = make("div", null, card);
      const facts = make("dl", null, body);
      for (const [label, value] of node.facts) { make("dt", say(label), facts); make("dd", say(value), facts); }
      const quotes = make("div", null, body);
      for (const [line, quote] of node.lines) {
        const block = make("blockquote", null, quotes);
        make("b", state.lang === "ja" ? `文書の${line}行` : `Line ${line} of the document`, block);
        block.append(quote);
      }
      make("p", node.iri, quotes, { class: "hint iri" });
      if (scroll) byId("mynetwork").scrollIntoView({ block: "start" });
      keepClear(node);
    }
    filter();
  }

  /* The card covers the lower part of the picture: lift a mark that would lie behind it. */
  function keepClear(node) {
    const height = byId("mynetwork").clientHeight;
    const below = network.canvasToDOM({ x: node.x, y: node.y }).y - height * 0.45;
    if (below > 0) {
      const view = network.getViewPosition();
      network.moveTo({ position: { x: view.x, y: view.y + below / network.getScale() } });
    }
  }

  const order = scene.nodes.map((node) => node.iri);
  byId("mynetwork").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) {
      const at = order.indexOf(state.chosen);
      choose(order[(at + step + order.length + (at < 0 && step < 0 ? 1 : 0)) % order.length]);
      event.preventDefault();
    } else if (event.key === "Escape") choose(null);
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.25 : 0.8);
  });
  function zoom(factor) { network.moveTo({ scale: network.getScale() * factor }); }
  byId("mynetwork").addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; /* a plain wheel scrolls the page */
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.1 : 0.9);
  }, { passive: false });
  network.on("click", (event) => choose(event.nodes[0] ?? null));
  network.on("hoverNode", () => { byId("mynetwork").style.cursor = "pointer"; });
  network.on("blurNode", () => { byId("mynetwork").style.cursor = ""; });
  for (const id of ["goal", "department", "kind"]) byId(id).addEventListener("change", filter);
  byId("search").addEventListener("input", filter);
  byId("closer").addEventListener("click", () => zoom(1.25));
  byId("farther").addEventListener("click", () => zoom(0.8));
  byId("reset").addEventListener("click", () => {
    for (const id of ["goal", "department", "kind", "search"]) byId(id).value = "";
    choose(null);
    network.fit();
  });
  byId("language").addEventListener("click", () => { state.lang = state.lang === "ja" ? "en" : "ja"; fill(); });
  fill();
  network.fit();
})();
