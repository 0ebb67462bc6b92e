/* Cards: a short one beside the pointer, a pinned one with facts and the lines they stand on. */
const make = (tag, text, parent, attributes = {}) => {
  const element = document.createElement(tag);
  if (text !== null) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
};
const button = (words, parent, act, attributes = {}) => {
  const made = make("button", say(words), parent, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
};
const KINDS = { goal: ["基本目標", "Basic goal"], measure: ["施策", "Measure"], project: ["事業", "Project"] };
const REACH = {
  across: ["目標をまたぐ", "across goals"], within: ["一つの目標の中で再掲", "re-listed within one goal"],
  relisted: ["再掲のある事業すべて", "all re-listed"], once: ["再掲なし", "listed once"],
};
const officeNames = (thing) => thing.departments.map((iri) => say(departments.get(iri))).join(ja() ? "・" : " / ");
const yen = (amount) => {
  if (!ja()) return `¥${amount.toLocaleString("en")}`;
  const [high, middle, low] = [Math.floor(amount / 1e8), Math.floor(amount / 1e4) % 1e4, amount % 1e4];
  return `${[[high, "億"], [middle, "万"], [low, ""]].filter(([n]) => n).map(([n, u]) => n.toLocaleString("en") + u).join("") || "0"}円`;
};

/* One sentence on a thing: for the short card, screen readers and names of marks. */
function sentence(thing) {
  if (thing.kind !== "project") return `${say(KINDS[thing.kind])} ${say(thing.label)}`;
  const codes = thing.listed.map(([id, again]) => things.get(id).code + (again ? say(["(再掲)", " (re-listed)"]) : ""));
  return [`${say(KINDS.project)} ${say(thing.label)}`, officeNames(thing), yen(thing.yen), say(REACH[thing.reach]), `${say(["掲載", "listed under"])} ${codes.join(ja() ? "、" : ", ")}`]
    .join(ja() ? "、" : "; ");
}

function showTip(id, point) {
  const tip = byId("tip");
  tip.replaceChildren();
  tip.hidden = !id;
  if (!id) return;
  const thing = things.get(id);
  make("b", say(thing.label), tip);
  if (thing.kind === "project") {
    make("span", `${officeNames(thing)}　${yen(thing.yen)}`, tip);
    make("span", thing.listed.map(([measure, again]) => things.get(measure).code + (again ? say(["(再掲)", " (again)"]) : "")).join(ja() ? "、" : ", "), tip);
  } else {
    make("span", thing.facts.filter((fact) => fact.lines.length && fact.label[1] !== "Title").slice(0, 2).map((fact) => `${say(fact.label)} ${say(fact.value)}`).join("　"), tip);
  }
  make("small", say(["選ぶと根拠の行が読めます", "Choose it to read its lines"]), tip);
  const x = point.x - stage.scrollLeft;
  const wide = stage.clientWidth;
  tip.style.left = `${Math.max(8, Math.min(x + 16, wide - tip.offsetWidth - 8))}px`;
  const below = point.y + 18 + tip.offsetHeight < stage.clientHeight;
  tip.style.top = `${below ? point.y + 18 : Math.max(8, point.y - tip.offsetHeight - 14)}px`;
}

function why(fact, parent) {
  const box = make("details", null, parent, { class: "why" });
  make("summary", say(["なぜ?", "why?"]), box, { "aria-label": say([`なぜ? ${fact.label[0]}の根拠の行`, `Why? The lines behind: ${fact.label[1]}`]) });
  /* Many lines are read on opening only, so that a card is light. */
  const fill = () => {
    if (box.childElementCount > 1) return;
    for (const line of fact.lines) {
      const block = make("blockquote", null, box);
      make("b", ja() ? `文書の${line}行` : `Line ${line} of the document`, block);
      make("span", quotes.get(line), block, { lang: "ja" });
    }
  };
  box.addEventListener("toggle", fill);
  if (fact.lines.length < 8) fill();
}

let cardFor = "";
function renderCard() {
  const card = byId("card");
  const key = state.pin + state.lang + state.view + state.focus + state.depth;
  if (cardFor === key) return;
  cardFor = key;
  card.replaceChildren();
  card.hidden = !state.pin;
  if (!state.pin) return;
  const thing = things.get(state.pin);
  card.setAttribute("aria-label", say(thing.label));
  const head = make("div", null, card, { class: "cardhead" });
  make("p", `${say(KINDS[thing.kind])}${thing.reach ? ` · ${say(REACH[thing.reach])}` : ""}`, head, { class: "kind" });
  button(["閉じる", "Close"], head, () => { const from = state.pin; change({ pin: "" }); focusMark(from); }, { id: "close" });
  make("h2", say(thing.label), card);
  const list = make("dl", null, card);
  for (const fact of thing.facts) {
    make("dt", say(fact.label), list);
    const value = make("dd", null, list);
    make("span", say(fact.value), value);
    if (fact.lines.length) why(fact, value);
  }
  const acts = make("div", null, card, { class: "acts" });
  const here = state.focus === state.pin;
  button(here ? ["周りだけの表示をやめる", "Show everything again"] : ["この周りだけを見る", "Only what is near"], acts,
    () => change({ focus: here ? "" : state.pin, cam: "" }), { id: "near" });
  if (here) button(state.depth === "1" ? ["もう一つ先まで", "One step further"] : ["すぐ隣だけ", "Direct links only"], acts, () => change({ depth: state.depth === "1" ? "2" : "1", cam: "" }), { id: "further" });
  button(["ここからのつながり", "Connection from here"], acts, () => openPath(thing), { id: "fromhere" });
  const beside = [...new Map(neighbours[state.view].get(thing.id))].map(([id]) => things.get(id));
  make("h3", say(["つながる先", "Linked to"]), card);
  const linked = make("ul", null, card);
  for (const other of beside) button(other.label, make("li", null, linked), () => change({ pin: other.id }));
  make("p", thing.id, card, { class: "iri" });
}

/* --- shortest connection --- */
function openPath(thing) {
  byId("pathbar").hidden = false;
  byId("link").setAttribute("aria-expanded", "true");
  if (thing) {
    byId("from").value = say(thing.label);
    byId("to").value = "";
    byId("to").focus();
  }
}

function askWay(event) {
  event?.preventDefault();
  const [from, to] = ["from", "to"].map((id) => named(state.view, byId(id).value));
  if (!from || !to) {
    byId("way").textContent = say(["両方の名前を、候補から選んでください。", "Choose both names from the suggestions."]);
    return;
  }
  change({ from: from.id, to: to.id, pin: "", focus: "", cam: "" });
  renderWay();
}

const LINK_WORDS = { original: ["最初の掲載", "listed first"], relisting: ["再掲", "re-listed"], part: ["目標の施策", "measure of goal"] };
function renderWay() {
  const target = byId("way");
  target.replaceChildren();
  if (!state.from || !state.to) return;
  byId("pathbar").hidden = false;
  byId("link").setAttribute("aria-expanded", "true");
  for (const end of ["from", "to"]) byId(end).value = say(things.get(state[end]).label);
  const steps = way(state.view, state.from, state.to);
  if (!steps) { target.textContent = say(["この二つの間につながりはありません。", "Nothing connects these two."]); return; }
  make("b", say([`${steps.length - 1}歩でつながります: `, `${steps.length - 1} steps: `]), target);
  for (const [id, link] of steps) {
    if (link) make("i", ` —(${say(LINK_WORDS[link.kind])}、${say([`${link.line}行`, `line ${link.line}`])})→ `, target);
    button(things.get(id).label, target, () => change({ pin: id, from: "", to: "" }), { class: "word" });
  }
  button(["つながりの表示をやめる", "Clear"], target, () => { byId("from").value = ""; byId("to").value = ""; change({ from: "", to: "", cam: "" }); }, { id: "clearway" });
}
