/* The camera: whole picture, zoom, drag; the address keeps it once a person has moved it. */
function bounds(ids) {
  const points = [...ids].map((id) => placeOf(id));
  const [xs, ys] = [0, 1].map((at) => points.map((point) => point[at]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function fit() {
  if (!look.shown.size) return;
  const [left, top, right, bottom] = bounds(look.path ? look.path.map(([id]) => id) : look.shown);
  const unit = rootSize();
  const columns = state.view === "all";
  const [pad, head, foot] = (columns ? [20, 84, 26] : [100, 44, 66]).map((value) => value * unit);
  const [wide, high] = [byId("mynetwork").clientWidth, byId("mynetwork").clientHeight];
  /* In columns the labels stand to the right of the marks. */
  const extra = columns ? facts.column : 0;
  const scale = Math.min((wide - 2 * pad) / Math.max(right + extra - left, 1), (high - head - foot) / Math.max(bottom - top, 1));
  const bounded = Math.min(Math.max(scale, 0.05), 1.8 * unit);
  const y = columns ? top + (high / 2 - head) / bounded : (top + bottom) / 2 + (foot - head) / 2 / bounded;
  const position = { x: (left + right + extra) / 2, y };
  network.moveTo({ position, scale: bounded, animation: false });
}

/* All projects: the stage is as high as its columns need at this width. */
function setHeight() {
  const free = state.view === "all" && !state.story && !printing;
  const [left, top, right, bottom] = bounds(shownIn[state.view]);
  const scale = (byId("mynetwork").clientWidth - 40 * rootSize()) / (right + facts.column - left);
  stage.style.height = free ? `${Math.round((bottom - top) * scale + 112 * rootSize())}px` : "";
}

/* How much of the stage the pinned card covers at the right. */
function cardSide() {
  const card = byId("card");
  return card.hidden || getComputedStyle(card).position !== "absolute" ? 0 : card.offsetWidth + 16;
}

function aim() {
  if (!state.cam) { fit(); return; }
  const [x, y, scale] = state.cam.split(",").map(Number);
  network.moveTo({ position: { x, y }, scale, animation: false });
}

function keepCamera() {
  const { x, y } = network.getViewPosition();
  state.cam = `${x.toFixed(1)},${y.toFixed(1)},${network.getScale().toFixed(4)}`;
  writeAddress();
  placeMarks();
}

function zoom(factor) {
  const scale = Math.min(6, Math.max(0.05, network.getScale() * factor));
  network.moveTo({ scale, position: network.getViewPosition(), animation: false });
  keepCamera();
}

/* The card covers the right of the picture: bring what is chosen, and if possible what it is
   linked to, out from behind it and into sight. */
function keepClear(id) {
  const at = placeOf(id);
  if (!at) return;
  const unit = rootSize();
  const point = network.canvasToDOM({ x: at[0], y: at[1] });
  if (stage.clientWidth < byId("mynetwork").clientWidth) {
    stage.scrollLeft = point.x - stage.clientWidth / 2;
    return;
  }
  const [wide, high] = [stage.clientWidth - cardSide(), byId("mynetwork").clientHeight];
  const [before, after] = (state.view === "all" ? [30, 220] : [110, 110]).map((value) => value * unit);
  const spread = (ids) => { const xs = ids.map((one) => network.canvasToDOM({ x: placeOf(one)[0], y: 0 }).x); return [Math.min(...xs) - before, Math.max(...xs) + after]; };
  let scale = network.getScale();
  const view = network.getViewPosition();
  let [left, right] = spread([...look.lit, id]);
  let x = view.x;
  if (cardSide() && right > wide) {
    if (right - left > wide && right - left < wide * 1.6) {
      scale *= wide / (right - left);
      network.moveTo({ position: view, scale, animation: false });
      [left, right] = spread([...look.lit, id]);
    }
    if (right - left > wide * 1.05) [left, right] = spread([id]);
    x += Math.max(0, right - wide) / scale;
  } else if (point.x < 40 * unit) x += (point.x - 40 * unit) / scale;
  let { y } = view;
  if (point.y < 30 * unit) y += (point.y - 30 * unit) / scale;
  if (point.y > high - 40 * unit) y += (point.y - high + 40 * unit) / scale;
  if (x === view.x && y === view.y && scale === network.getScale()) return;
  network.moveTo({ position: { x, y }, scale, animation: false });
  keepCamera();
}

/* The thing under a point of the canvas: its mark, or its label. */
function hit(dom) {
  const scale = network.getScale();
  const at = network.DOMtoCanvas(dom);
  const [x, y] = [at.x * scale, at.y * scale];
  let best = null;
  for (const id of look.shown) {
    const thing = things.get(id);
    if (thing.kind === "goal") continue;
    const [px, py] = placeOf(id).map((value) => value * scale);
    const away = Math.hypot(px - x, py - y);
    if (away <= radius(thing) * scale + 5 && (!best || away < best.away)) best = { id, away };
  }
  if (best) return best.id;
  return layLabels().find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])?.thing.id ?? null;
}
