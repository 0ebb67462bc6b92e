/* The drawing: vis-network holds marks, lines and camera; labels are laid out here, so that none
   ever lies on another, at any size of screen and at any zoom. */
const drawn = network.body.data.nodes;
const lines = network.body.data.edges;
const stage = byId("stage");
const THEMES = {
  light: { paper: "#ffffff", ink: "#1d2430", soft: "#566071", goal: "#2f3a4d", onGoal: "#ffffff", measure: "#6b7588", original: "#4c566a", relisting: "#b3541e", part: "#c3c9d5", ring: "#0a5c9e", faint: 0.13 },
  dark: { paper: "#1a2029", ink: "#eceff4", soft: "#b3bccb", goal: "#c9d3e3", onGoal: "#141a22", measure: "#a3adbf", original: "#8793a8", relisting: "#d9904f", part: "#465063", ring: "#8cc4f5", faint: 0.16 },
};
const darkWish = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => state.theme === "dark" || (state.theme === "auto" && darkWish.matches);
const theme = () => THEMES[isDark() && !printing ? "dark" : "light"];
let printing = false;
const mix = (colour, share) => `#${[1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) * (1 - share) + 255 * share).toString(16).padStart(2, "0")).join("")}`;
const tint = (iri) => { const colour = colours.get(iri) ?? OTHER; return isDark() && !printing ? mix(colour, 0.38) : colour; };
const rootSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
const pen = document.createElement("canvas").getContext("2d");
const FACE = getComputedStyle(document.body).fontFamily;
const most = Math.max(1, ...facts.things.filter((thing) => thing.kind === "project").map((thing) => thing.yen));

function placeOf(id, view = state.view) {
  if (view === "all") return spots.get(id);
  const node = sceneNodes.get(id);
  return node && [node.x, node.y];
}

function radius(thing) {
  if (thing.kind === "goal") return 6;
  if (thing.kind === "measure") return state.view === "all" ? 4 : 8;
  return state.view === "all" ? 4 + 7 * Math.sqrt(thing.yen / most) : sceneNodes.get(thing.id).size;
}
const shapeOf = (thing) => (thing.kind !== "project" ? "square" : { across: "dot", within: "diamond", once: "dot" }[thing.reach]);
const colourOf = (thing) => (thing.kind === "project" ? tint(thing.departments[0]) : theme()[thing.kind]);

/* What is bright, what is pale, what is away, for the state. */
let look = { shown: new Set(), lit: new Set(), path: null };
function regard() {
  const view = shownIn[state.view];
  const near = neighbours[state.view];
  const passing = new Set(matching(state).map((project) => project.id));
  const path = state.from && state.to ? way(state.view, state.from, state.to) : null;
  let shown = view;
  if (state.focus) shown = around(state.view, state.focus, Number(state.depth));
  if (path) shown = view;
  const filtered = FILTER_NAMES.some((name) => state[name]);
  const bright = (id) => {
    const thing = things.get(id);
    if (thing.kind === "project") return passing.has(id);
    if (!filtered || thing.kind === "goal") return true;
    return near.get(id).some(([other]) => passing.has(other));
  };
  let lit = new Set([...shown].filter(bright));
  if (path) lit = new Set(path.map(([id]) => id));
  else if (state.pin && shown.has(state.pin)) {
    const close = around(state.view, state.pin, things.get(state.pin).kind === "measure" ? 1 : 2);
    const own = things.get(state.pin);
    lit = new Set([...lit].filter((id) => close.has(id) && (own.kind !== "project" || things.get(id).kind !== "project")));
    lit.add(state.pin);
  }
  look = { shown, lit, path };
}

const lineStyle = {
  original: { width: 2.2 }, relisting: { width: 2, dashes: [8, 6] }, part: { width: 1.2 },
};
function isLit(link) {
  if (look.path) return look.path.some(([, step]) => step === link);
  if (!look.lit.has(link.from) || !look.lit.has(link.to)) return false;
  if (!state.pin || link.kind === "part") return true;
  return link.from === state.pin || link.to === state.pin || things.get(state.pin).kind === "goal";
}
function strength(link) {
  if (!isLit(link)) return theme().faint * (state.view === "all" ? 0.5 : 1);
  if (look.path || state.pin || state.focus) return 1;
  return state.view === "all" ? ({ relisting: 0.5, original: 0.14, part: 0 }[link.kind]) : 1;
}

/* Which picture the datasets hold; pyvis drew the first. */
let held = "relisted";
function redraw() {
  regard();
  const links = linksOf[state.view];
  if (held !== state.view) {
    lines.clear();
    drawn.clear();
  }
  const paint = theme();
  drawn.update([...shownIn[state.view]].map((id) => {
    const thing = things.get(id);
    const [x, y] = placeOf(id);
    const colour = colourOf(thing);
    const lit = look.lit.has(id);
    return {
      id, x, y, shape: shapeOf(thing), size: radius(thing), label: undefined, hidden: !look.shown.has(id),
      opacity: thing.kind === "goal" ? 0 : lit ? 1 : paint.faint + 0.04, borderWidth: 1.5, borderWidthSelected: 1.5, chosen: false,
      color: { background: colour, border: thing.kind === "project" ? paint.paper : colour },
    };
  }));
  lines.update(links.map((link, number) => ({
    id: `e${number}`, from: link.from, to: link.to, arrows: "", chosen: false, dashes: lineStyle[link.kind].dashes ?? false,
    width: lineStyle[link.kind].width * (state.view === "all" ? 0.7 : 1) * (isLit(link) && (look.path || state.pin) ? 1.5 : 1),
    color: { color: paint[link.kind], opacity: strength(link) },
    hidden: !look.shown.has(link.from) || !look.shown.has(link.to),
  })));
  held = state.view;
  byId("mynetwork").style.background = "transparent";
  laidOut.key = "";
  network.redraw();
}

/* --- labels, in pixels from the canvas's origin --- */
const NEVER_FIRST = "、。，．,.・)）】」』ーぁぃぅぇぉっゃゅょァィゥェォッャュョ";
function broken(text, font, widest) {
  pen.font = font;
  const words = text.match(/[A-Za-z0-9'’.,:()&-]+ ?|./gu) ?? [];
  const whole = pen.measureText(text).width;
  const count = Math.ceil(whole / widest);
  /* As even as can be: widen the lines a little until nothing is left over. */
  for (let target = (whole / count) * 1.02 + 1; ; target *= 1.05) {
    const rows = [];
    let row = "";
    for (const word of words) {
      if (row && pen.measureText(row + word.trimEnd()).width > target && !NEVER_FIRST.includes(word)) { rows.push(row.trimEnd()); row = ""; }
      row += word;
    }
    rows.push(row.trimEnd());
    if (rows.length <= count || target > whole) return { rows, width: Math.max(...rows.map((one) => pen.measureText(one).width)) };
  }
}
function shortened(text, font, widest) {
  pen.font = font;
  if (pen.measureText(text).width <= widest) return text;
  let kept = text;
  while (kept.length > 1 && pen.measureText(`${kept}…`).width > widest) kept = kept.slice(0, -1);
  return `${kept}…`;
}
const overlap = (one, two) => one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];

function sizes(scale) {
  const unit = rootSize() * (printing ? 0.9 : 1);
  /* In columns no label may be higher than its row; where that is too small to read, none is drawn. */
  const row = facts.row * scale;
  return state.view === "all"
    ? { goal: Math.max(12.5 * unit, 17 * scale), measure: Math.min(Math.max(11.5 * unit, 14 * scale), row * 0.76), project: Math.min(Math.max(11 * unit, 14 * scale), row * 0.82) }
    : { goal: Math.max(14.5 * unit, 24 * scale), measure: Math.max(12 * unit, 18 * scale), project: Math.max(12.5 * unit, 19 * scale) };
}

const laidOut = { key: "", labels: [] };
function layLabels() {
  const scale = network.getScale();
  const key = [scale, state.view, state.lang, rootSize(), printing, stage.clientWidth].join("|");
  if (laidOut.key === key) return laidOut.labels;
  const size = sizes(scale);
  const order = { goal: 0, measure: 1, project: 2 };
  const list = [...look.shown].map((id) => things.get(id)).filter((thing) => thing.kind === "goal" || look.lit.has(thing.id)).sort((one, two) =>
    (two.id === state.pin) - (one.id === state.pin) || look.lit.has(two.id) - look.lit.has(one.id)
    || order[one.kind] - order[two.kind] || two.yen - one.yen || (one.id < two.id ? -1 : 1));
  const taken = [...look.shown].map((id) => things.get(id)).filter((thing) => thing.kind !== "goal").map((thing) => {
    const [x, y] = placeOf(thing.id).map((value) => value * scale);
    const r = radius(thing) * scale + 1;
    return [x - r, y - r, x + r, y + r, thing.id];
  });
  const labels = [];
  for (const thing of list) {
    const found = (state.view === "all" ? inColumn : freely)(thing, size[thing.kind], scale, taken);
    if (found) { labels.push(found); taken.push([...found.box, thing.id]); }
  }
  Object.assign(laidOut, { key, labels });
  return labels;
}

const fontOf = (thing, size) => `${thing.kind === "project" ? 400 : thing.kind === "goal" ? 700 : 600} ${size.toFixed(1)}px ${FACE}`;

/* All projects: every label to the right of its mark, as long as its column is wide. */
function inColumn(thing, size, scale, taken) {
  const [x, y] = placeOf(thing.id).map((value) => value * scale);
  const font = fontOf(thing, size);
  const wide = facts.column * scale;
  if (thing.kind === "goal") {
    const made = pill(thing, size, x + wide * 0.44, y, font, wide * 0.96);
    const up = made.box[3] - y - 0.6 * facts.row * scale; /* its foot stays above the first measure */
    return { ...made, y: y - up, box: [made.box[0], made.box[1] - up, made.box[2], made.box[3] - up] };
  }
  if (size < 8.5 * rootSize() && thing.id !== state.pin) return null;
  const left = x + (thing.kind === "measure" ? 7 : 12) * scale + 2;
  const room = wide - (thing.kind === "measure" ? 22 : 46) * scale;
  let rows = [shortened(say(thing.label), font, room)];
  const high = (thing.kind === "measure" ? 1.9 : 1) * facts.row * scale;
  if (thing.kind === "measure" && rows[0].endsWith("…") && high > size * 2.2) rows = broken(say(thing.label), font, room).rows.slice(0, 2).map((row) => shortened(row, font, room));
  pen.font = font;
  const width = Math.max(...rows.map((row) => pen.measureText(row).width));
  const box = [left, y - size * 0.6 * rows.length, left + width, y + size * 0.6 * rows.length];
  if (taken.some((other) => other[4] !== thing.id && overlap(box, other))) return null;
  return { thing, rows, box, font, size, x: left, y, align: "left" };
}

/* A goal in its box: "基本目標1" above, its title below. */
function pill(thing, size, x, y, font, widest) {
  const text = say(thing.label);
  const at = text.search(ja() ? / / : /: /);
  const [head, title] = at > 0 ? [text.slice(0, at), text.slice(at + (ja() ? 1 : 2))] : [null, text];
  const { rows, width } = broken(title, font, widest - size * 1.6);
  pen.font = font;
  const half = [Math.max(width, head ? pen.measureText(head).width : 0) / 2 + size * 0.8, 0];
  const all = head ? [head, ...rows] : rows;
  half[1] = all.length * size * 0.61 + size * 0.45;
  return { thing, rows: all, font, size, x, y, align: "center", pill: true, box: [x - half[0], y - half[1], x + half[0], y + half[1]] };
}

/* The network: below, above or beside the mark, in one to three rows, where it disturbs least. */
function freely(thing, size, scale, taken) {
  const [x, y] = placeOf(thing.id).map((value) => value * scale);
  const font = fontOf(thing, size);
  if (thing.kind === "goal") return pill(thing, size, x, y, font, Math.max(size * 9.6, 250 * scale));
  const r = radius(thing) * scale + 3;
  /* Where there is no room: smaller, then shortened, then the code alone. */
  const text = say(thing.label);
  const tries = [[size, text], [size * 0.9, text], [size * 0.9, shortened(text, font, size * 11)], [size * 0.9, thing.kind === "measure" ? thing.code : shortened(text, font, size * 6)]];
  for (const [one, words] of tries) {
    const found = beside(thing, words, one, x, y, r, taken);
    if (found) return found;
  }
  return null;
}

function beside(thing, text, size, x, y, r, taken) {
  const font = fontOf(thing, size);
  const [, top, , bottom] = bounds(look.shown).map((value) => value * network.getScale());
  const [first, last] = [top - 42 * rootSize(), bottom + 64 * rootSize()];
  let best = null;
  for (const [number, widest] of [[0, 46], [1, 15], [2, 10], [3, 7]]) {
    const { rows, width } = broken(text, font, size * widest);
    const high = rows.length * size * 1.22;
    const sides = [["center", x, y + r + high / 2, 0], ["center", x, y - r - high / 2, 1.2], ["left", x + r + 2, y, 0.9], ["right", x - r - 2, y, 0.9]];
    for (const [align, cx, cy, cost] of sides) {
      const left = align === "center" ? cx - width / 2 : align === "left" ? cx : cx - width;
      const box = [left - 1, cy - high / 2, left + width + 1, cy + high / 2];
      if (box[1] < first || box[3] > last || taken.some((other) => other[4] !== thing.id && overlap(box, other))) continue;
      const total = cost + Math.abs(number - (thing.kind === "measure" ? 1 : 0)) * 0.7;
      if (!best || total < best.cost) best = { thing, rows, box, font, size, x: cx, y: cy, align, cost: total };
    }
  }
  return best;
}

/* The labels as plain pieces, for the canvas and for the exported file alike. */
function pieces() {
  const paint = theme();
  return layLabels().map((label) => {
    const lit = look.lit.has(label.thing.id);
    const chosen = label.thing.id === state.pin;
    return {
      ...label, halo: paint.paper, bold: chosen, opacity: lit ? 1 : 0.3,
      fill: label.pill ? paint.goal : null,
      ink: label.pill ? paint.onGoal : label.thing.kind === "measure" ? paint.soft : paint.ink,
    };
  });
}

network.on("afterDrawing", (ctx) => {
  const scale = network.getScale();
  ctx.save();
  ctx.scale(1 / scale, 1 / scale);
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  const chosen = state.pin && look.shown.has(state.pin) ? things.get(state.pin) : null;
  if (chosen && chosen.kind !== "goal") {
    const [x, y] = placeOf(chosen.id).map((value) => value * scale);
    ctx.strokeStyle = theme().ring;
    ctx.lineWidth = 3 * rootSize();
    ctx.beginPath();
    ctx.arc(x, y, radius(chosen) * scale + 5 * rootSize(), 0, 2 * Math.PI);
    ctx.stroke();
  }
  for (const piece of pieces()) {
    ctx.globalAlpha = piece.opacity;
    ctx.font = piece.bold && !piece.pill ? piece.font.replace(/^\d+/, "700") : piece.font;
    ctx.textAlign = piece.align;
    if (piece.pill) {
      const [left, top, right, bottom] = piece.box;
      ctx.globalAlpha = 1;
      ctx.fillStyle = piece.halo;
      ctx.beginPath(); ctx.roundRect(left, top, right - left, bottom - top, 8 * rootSize()); ctx.fill();
      ctx.globalAlpha = Math.max(piece.opacity, 0.5);
      ctx.fillStyle = piece.fill;
      ctx.beginPath(); ctx.roundRect(left, top, right - left, bottom - top, 8 * rootSize()); ctx.fill();
    }
    piece.rows.forEach((row, number) => {
      const y = piece.y + (number - (piece.rows.length - 1) / 2) * piece.size * 1.22;
      if (!piece.pill) { ctx.strokeStyle = piece.halo; ctx.lineWidth = piece.size * 0.28; ctx.strokeText(row, piece.x, y); }
      ctx.fillStyle = piece.ink;
      ctx.fillText(row, piece.x, y);
    });
  }
  ctx.restore();
});
