/* Start: one state, one render, and the events that change the state. */
function render() {
  renderWords();
  renderPresets();
  renderFilters();
  const other = document.body.dataset.view !== state.view;
  document.body.dataset.view = state.view;
  const resized = renderStory();
  regard();
  renderCard();
  redraw();
  renderFound();
  renderLegend();
  renderTable();
  renderWay();
  const key = [state.view, state.focus, state.depth, state.from, state.to, state.story, state.cam].join("|");
  if (other || resized || key !== aimed) {
    setHeight();
    network.setSize("100%", "100%");
    network.redraw();
    aim();
    aimed = key;
  }
  if (state.pin && pinned !== state.pin && !(first && state.cam)) keepClear(state.pin);
  if (pinned !== state.pin) byId("live").textContent = state.pin ? sentence(things.get(state.pin)) : say(["選択を解除しました", "Nothing chosen"]);
  pinned = state.pin;
  first = false;
  renderMarks();
}
let aimed = null;
let pinned = "";
let first = true;

const dragged = { on: false };
byId("mynetwork").addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return; /* a plain wheel scrolls the page */
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.1 : 0.9);
}, { passive: false });
network.on("click", (event) => {
  const id = hit(event.pointer.DOM);
  change({ pin: id === state.pin ? "" : id ?? "" });
  if (id) current = id;
});
network.on("doubleClick", (event) => { const id = hit(event.pointer.DOM); if (id) change({ pin: id, focus: state.focus === id ? "" : id, cam: "" }); });
network.on("dragStart", () => { dragged.on = true; showTip(null); });
network.on("dragEnd", () => { dragged.on = false; keepCamera(); });
network.on("resize", () => {
  setHeight();
  laidOut.key = "";
  aim();
  placeMarks();
  /* vis-network moves its camera after this event: once more, when it has. */
  window.requestAnimationFrame(() => { aim(); placeMarks(); });
});
byId("mynetwork").addEventListener("mousemove", (event) => {
  if (dragged.on) { placeMarks(); return; }
  const box = byId("mynetwork").getBoundingClientRect();
  const point = { x: event.clientX - box.left, y: event.clientY - box.top };
  const id = hit(point);
  byId("mynetwork").style.cursor = id ? "pointer" : "";
  showTip(id, point);
});
byId("mynetwork").addEventListener("mouseleave", () => showTip(null));
window.matchMedia("(pointer: coarse)").matches && network.setOptions({ interaction: { dragView: false } });

byId("search").addEventListener("input", (event) => change({ q: event.target.value }, Boolean(state.q)));
byId("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const first = matching(state)[0] ?? named(state.view, event.target.value);
  if (first) change({ pin: first.id });
});
byId("view").addEventListener("change", (event) => change({ view: event.target.value }));
for (const [opener, panel] of [["more", "filters"], ["link", "pathbar"]]) {
  byId(opener).addEventListener("click", () => {
    byId(panel).hidden = !byId(panel).hidden;
    byId(opener).setAttribute("aria-expanded", String(!byId(panel).hidden));
    if (!byId(panel).hidden) byId(panel).querySelector("select, input").focus();
  });
}
byId("pathbar").addEventListener("submit", askWay);
byId("undo").addEventListener("click", undo);
byId("reset").addEventListener("click", () => { byId("from").value = ""; byId("to").value = ""; reset(); fit(); placeMarks(); });
byId("closer").addEventListener("click", () => zoom(1.25));
byId("farther").addEventListener("click", () => zoom(0.8));
byId("whole").addEventListener("click", () => { state.cam = ""; writeAddress(); fit(); placeMarks(); });
byId("language").addEventListener("click", () => change({ lang: ja() ? "en" : "ja" }, true));
byId("theme").addEventListener("click", () => change({ theme: isDark() ? "light" : "dark" }, true));
darkWish.addEventListener("change", render);
window.addEventListener("hashchange", () => { state = fromAddress(window.location.hash); render(); });
/* On paper the picture is the SVG: sharp, whole and on light ground. */
window.addEventListener("beforeprint", () => { printing = true; redraw(); byId("printed").replaceChildren(exported()); });
window.addEventListener("afterprint", () => { printing = false; redraw(); byId("printed").replaceChildren(); });
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target) || event.target.tagName === "BUTTON") menu.open = false;
});

state = fromAddress(window.location.hash);
if (Object.keys(optionsOf).some((name) => state[name] && name !== "kind")) { byId("filters").hidden = false; byId("more").setAttribute("aria-expanded", "true"); }
render();
/* What tests and the curious may read. */
window.machigraph = { facts, scene, matching, way, around, svgText, describe, layLabels, placeOf, get state() { return state; }, get look() { return look; } };
