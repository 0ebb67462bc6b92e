/* The view as SVG, from the same pieces as the canvas; the PNG is that SVG, painted. */
const SVG = "http://www.w3.org/2000/svg";
function svgOf(tag, attributes = {}, text = null) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  return element;
}

function exported() {
  const unit = rootSize();
  const [wide, high] = [byId("mynetwork").clientWidth, byId("mynetwork").clientHeight];
  const paint = theme();
  const head = 74 * unit;
  const legend = legendEntries().map(([shape, colour, words]) => ({ shape, colour, text: say(words) }));
  pen.font = `${13 * unit}px ${FACE}`;
  const rows = [[]];
  let used = 0;
  for (const entry of legend) {
    entry.width = pen.measureText(entry.text).width + 54 * unit;
    if (used + entry.width > wide - 40 * unit) { rows.push([]); used = 0; }
    entry.x = used;
    used += entry.width;
    rows.at(-1).push(entry);
  }
  const foot = rows.length * 26 * unit + 24 * unit;
  const svg = svgOf("svg", { xmlns: SVG, width: Math.round(wide), height: Math.round(high + head + foot), viewBox: `0 0 ${Math.round(wide)} ${Math.round(high + head + foot)}`, role: "img", "aria-labelledby": "t d", "font-family": FACE });
  svg.append(svgOf("title", { id: "t" }, say(scene.title)), svgOf("desc", { id: "d" }, describe()), svgOf("rect", { width: "100%", height: "100%", fill: paint.paper }));
  svg.append(svgOf("text", { x: 20 * unit, y: 34 * unit, "font-size": 22 * unit, "font-weight": 700, fill: paint.ink }, say(scene.title)));
  svg.append(svgOf("text", { x: 20 * unit, y: 60 * unit, "font-size": 13 * unit, fill: paint.soft }, byId("count").textContent + (state.q || FILTER_NAMES.some((name) => state[name]) ? ` — ${FILTER_NAMES.filter((name) => state[name]).map((name) => `${say(FILTER_WORDS[name])}: ${say(wordsOf(name, state[name]))}`).join(ja() ? "、" : "; ")}` : "")));
  const frame = svgOf("svg", { x: 0, y: head, width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, overflow: "hidden" });
  const at = ([x, y]) => { const point = network.canvasToDOM({ x, y }); return [point.x, point.y]; };
  const scale = network.getScale();
  const round = (value) => Math.round(value * 10) / 10;
  for (const link of linksOf[state.view]) {
    if (!look.shown.has(link.from) || !look.shown.has(link.to)) continue;
    const [[x1, y1], [x2, y2]] = [at(placeOf(link.from)), at(placeOf(link.to))];
    const bend = (x1 - x2) * 0.5;
    frame.append(svgOf("path", {
      d: `M${round(x1)} ${round(y1)}C${round(x1 - bend)} ${round(y1)} ${round(x2 + bend)} ${round(y2)} ${round(x2)} ${round(y2)}`, fill: "none", class: link.kind,
      stroke: paint[link.kind], "stroke-width": round(lineStyle[link.kind].width * scale * (isLit(link) && (look.path || state.pin) ? 1.5 : 1)), "stroke-opacity": strength(link),
      ...(link.kind === "relisting" ? { "stroke-dasharray": `${round(8 * scale)} ${round(6 * scale)}` } : {}),
    }));
  }
  for (const id of look.shown) {
    const thing = things.get(id);
    if (thing.kind === "goal") continue;
    const [x, y] = at(placeOf(id)).map(round);
    const r = round(radius(thing) * scale);
    const common = { fill: colourOf(thing), "fill-opacity": look.lit.has(id) ? 1 : paint.faint + 0.04, stroke: paint.paper, class: thing.kind };
    const made = { dot: ["circle", { cx: x, cy: y, r }], square: ["rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }], diamond: ["path", { d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z` }] }[shapeOf(thing)];
    const element = svgOf(made[0], { ...made[1], ...common });
    element.append(svgOf("title", {}, sentence(thing)));
    frame.append(element);
  }
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  for (const piece of pieces()) {
    const [left, top, right, bottom] = piece.box;
    if (piece.pill) frame.append(svgOf("rect", { x: round(left + origin.x), y: round(top + origin.y), width: round(right - left), height: round(bottom - top), rx: 8 * unit, fill: piece.fill, "fill-opacity": Math.max(piece.opacity, 0.5), class: "goal" }));
    piece.rows.forEach((row, number) => frame.append(svgOf("text", {
      x: round(piece.x + origin.x), y: round(piece.y + origin.y + (number - (piece.rows.length - 1) / 2) * piece.size * 1.22), "font-size": round(piece.size), "font-weight": piece.font.split(" ")[0],
      "text-anchor": { left: "start", center: "middle", right: "end" }[piece.align], "dominant-baseline": "central", fill: piece.ink, opacity: piece.opacity,
      ...(piece.pill ? {} : { stroke: piece.halo, "stroke-width": round(piece.size * 0.28), "stroke-linejoin": "round", "paint-order": "stroke" }),
    }, row)));
  }
  svg.append(frame);
  rows.forEach((row, number) => row.forEach((entry) => {
    const y = head + high + 14 * unit + number * 26 * unit;
    const sign = mark(entry.shape, entry.colour);
    for (const [name, value] of Object.entries({ x: 20 * unit + entry.x, y, width: 26 * unit, height: 18 * unit })) sign.setAttribute(name, value);
    svg.append(sign, svgOf("text", { x: 20 * unit + entry.x + 32 * unit, y: y + 9 * unit, "dominant-baseline": "central", "font-size": 13 * unit, fill: paint.ink }, entry.text));
  }));
  return svg;
}

const svgText = () => new XMLSerializer().serializeToString(exported());

function save(blob, ending) {
  const address = URL.createObjectURL(blob);
  const anchor = make("a", null, document.body, { href: address, download: `machigraph-cross-goal.${ending}` });
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function savePng() {
  const text = svgText();
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    const twice = Math.max(1, Math.min(2, 8000 / Math.max(image.width, image.height)));
    canvas.width = image.width * twice;
    canvas.height = image.height * twice;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "png"));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

byId("svg").addEventListener("click", () => save(new Blob([svgText()], { type: "image/svg+xml" }), "svg"));
byId("png").addEventListener("click", savePng);
byId("print").addEventListener("click", () => window.print());
