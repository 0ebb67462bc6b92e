/* What is shown, its address, and the way back. */
const START = {
  view: "relisted", q: "", goal: "", measure: "", department: "", sdg: "", kind: "", grant: "", new: "", min: "", max: "",
  pin: "", focus: "", depth: "1", from: "", to: "", story: "", cam: "", lang: document.documentElement.lang, theme: "auto",
};
const IRIS = new Set(["measure", "department", "pin", "focus", "from", "to"]);
const CHOICES = {
  view: ["relisted", "all"], kind: ["across", "within", "relisted", "once"], grant: ["yes", "no"], new: ["yes", "no"],
  depth: ["1", "2"], lang: ["ja", "en"], theme: ["auto", "light", "dark"],
};
const FILTER_NAMES = Object.keys(FILTERS);
let state = { ...START };
const past = [];
const ja = () => state.lang === "ja";
const say = (words) => words[ja() ? 0 : 1];

function address(shown = state) {
  const parts = [];
  for (const [name, value] of Object.entries(shown)) {
    if (value !== START[name]) parts.push(`${name}=${encodeURIComponent(IRIS.has(name) ? short(value) : value)}`);
  }
  return parts.join("&");
}

/* A hand-written address may hold anything: what means nothing here is left out. */
function fromAddress(text) {
  const found = { ...START };
  for (const part of text.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at);
    if (at < 1 || !Object.hasOwn(START, name)) continue;
    let value;
    try { value = decodeURIComponent(part.slice(at + 1)); } catch { continue; }
    if (IRIS.has(name)) value = full(value);
    if (name in CHOICES && !CHOICES[name].includes(value)) continue;
    if (name === "cam" && !/^-?[\d.]+,-?[\d.]+,[\d.]+$/.test(value)) continue;
    if (["min", "max", "sdg", "story"].includes(name) && !/^\d*$/.test(value)) continue;
    if (name === "goal" && !value.split(",").every((code) => goalOf.has(code))) continue;
    found[name] = value;
  }
  for (const name of ["pin", "focus", "from", "to"]) if (!things.has(found[name])) found[name] = "";
  const wanted = [found.pin, found.focus, found.from, found.to].filter(Boolean);
  if (wanted.some((id) => !shownIn[found.view].has(id))) found.view = "all";
  if (Number(found.story) > facts.story.length) found.story = "";
  return found;
}

function writeAddress() {
  const text = address();
  window.history.replaceState(null, "", text ? `#${text}` : window.location.pathname + window.location.search);
}

/* Change what is shown; `quiet` leaves no step to go back to. */
function change(patch, quiet = false) {
  const next = { ...state, ...patch };
  if (next.view !== state.view && !("cam" in patch)) next.cam = "";
  for (const name of ["pin", "focus", "from", "to"]) if (next[name] && !shownIn[next.view].has(next[name])) next[name] = "";
  if (address(next) === address()) return;
  if (!quiet) {
    past.push(state);
    if (past.length > 200) past.shift();
  }
  state = next;
  writeAddress();
  render();
}

function undo() {
  const before = past.pop();
  if (!before) return;
  state = { ...before, lang: state.lang, theme: state.theme };
  writeAddress();
  render();
}

function reset() {
  change({ ...START, lang: state.lang, theme: state.theme });
}
