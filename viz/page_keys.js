/* A real button on every mark: reached by keyboard, named for screen readers, clear in its place. */
const marks = byId("marks");
const buttons = new Map();
let current = "";

function sequence() {
  const order = [];
  for (const goal of goals) {
    order.push(goal.id);
    for (const measure of measures.filter((one) => one.goals.includes(goal.code))) {
      order.push(measure.id);
      order.push(...facts.things.filter((thing) => thing.kind === "project" && thing.listed[0][0] === measure.id).map((thing) => thing.id));
    }
  }
  return order.filter((id) => look.shown.has(id));
}

let marksFor = "";
let order = [];
function renderMarks() {
  order = sequence();
  const key = state.lang + state.view + order.length + state.focus + state.depth;
  marks.setAttribute("aria-label", say(["図の中の印", "Marks of the picture"]));
  if (marksFor !== key) {
    marksFor = key;
    const held = marks.contains(document.activeElement);
    marks.replaceChildren();
    buttons.clear();
    for (const id of order) {
      const made = make("button", null, marks, { type: "button", tabindex: "-1", "aria-label": sentence(things.get(id)) });
      made.dataset.iri = id;
      made.addEventListener("click", () => change({ pin: state.pin === id ? "" : id }));
      made.addEventListener("focus", () => { current = id; roving(); keepClear(id); placeMarks(); showTip(id, centre(id)); });
      made.addEventListener("blur", () => showTip(null));
      buttons.set(id, made);
    }
    if (!buttons.has(current)) current = order[0] ?? "";
    if (held) buttons.get(current)?.focus({ preventScroll: true });
  }
  for (const [id, made] of buttons) {
    made.setAttribute("aria-pressed", String(id === state.pin));
    made.classList.toggle("pale", !look.lit.has(id));
  }
  roving();
  placeMarks();
}

function roving() {
  for (const [id, made] of buttons) made.tabIndex = id === current ? 0 : -1;
}

function centre(id) {
  const label = laidOut.labels.find((one) => one.thing.id === id && one.pill);
  const [x, y] = placeOf(id);
  const dom = network.canvasToDOM({ x, y });
  return label ? network.canvasToDOM({ x: label.x / network.getScale(), y: label.y / network.getScale() }) : dom;
}

function placeMarks() {
  layLabels();
  const scale = network.getScale();
  const pills = new Map(laidOut.labels.filter((label) => label.pill).map((label) => [label.thing.id, label.box]));
  marks.style.width = `${byId("mynetwork").clientWidth}px`;
  for (const [id, made] of buttons) {
    if (!look.shown.has(id)) continue; /* on the way from one view to the other */
    const box = pills.get(id);
    const { x, y } = centre(id);
    const half = box ? [(box[2] - box[0]) / 2, (box[3] - box[1]) / 2] : Array(2).fill(Math.max(12, radius(things.get(id)) * scale + 4));
    Object.assign(made.style, { left: `${x - half[0]}px`, top: `${y - half[1]}px`, width: `${2 * half[0]}px`, height: `${2 * half[1]}px` });
  }
}

function focusMark(id) {
  if (buttons.has(id)) buttons.get(id).focus({ preventScroll: true });
}

/* The nearest mark to the left or right; those much higher or lower count as far. */
function sideways(id, step) {
  const [x, y] = placeOf(id);
  let best = null;
  for (const other of order) {
    const [ox, oy] = placeOf(other);
    const ahead = (ox - x) * step;
    if (ahead <= 1) continue;
    const far = ahead + 3 * Math.abs(oy - y);
    if (!best || far < best.far) best = { other, far };
  }
  return best?.other;
}

stage.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || state.story) return;
  const at = Math.max(0, order.indexOf(current));
  const inside = marks.contains(event.target);
  const next = {
    ArrowDown: () => order[inside ? (at + 1) % order.length : at], ArrowUp: () => order[(at - 1 + order.length) % order.length],
    ArrowRight: () => sideways(current, 1), ArrowLeft: () => sideways(current, -1), Home: () => order[0], End: () => order.at(-1),
  }[event.key];
  if (next) { const id = next(); if (id) focusMark(id); event.preventDefault(); }
  else if (event.key === "Escape") change({ pin: "", focus: "", from: "", to: "" });
  else if (event.key === "+" || event.key === ";") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") { change({ cam: "" }, true); fit(); placeMarks(); }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, select, textarea");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !typing) { event.preventDefault(); undo(); }
  if (event.key === "Escape" && byId("card").contains(event.target)) { const from = state.pin; change({ pin: "" }); focusMark(from); }
  if (event.key === "/" && !typing && !state.story) { event.preventDefault(); byId("search").focus(); }
});
