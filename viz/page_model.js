/* What the page knows: things, links, filters, ways. No drawing, and nothing of the document. */
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const scene = read("scene");
const facts = read("facts");
const byId = (id) => document.getElementById(id);
const things = new Map(facts.things.map((thing) => [thing.id, thing]));
const quotes = new Map(facts.quotes);
const departments = new Map(facts.departments);
const sdgs = new Map(facts.sdgs.map(([number, words]) => [String(number), words]));
const spots = new Map(facts.places);
const sceneNodes = new Map(scene.nodes.map((node) => [node.iri, node]));
const colours = new Map(scene.departments.map(([iri, , colour]) => [iri, colour]));
const goals = facts.things.filter((thing) => thing.kind === "goal");
const measures = facts.things.filter((thing) => thing.kind === "measure");
const goalOf = new Map(goals.map((goal) => [goal.code, goal]));
const OTHER = "#777777";

/* Upper and lower case, widths (NFKC), hiragana and katakana, blanks: all the same when searching. */
const fold = (text) => text.normalize("NFKC").toLowerCase()
  .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60)).replace(/\s+/g, "");

const haystacks = new Map(facts.things.map((thing) => [thing.id,
  fold([...thing.label, ...thing.departments.flatMap((iri) => departments.get(iri) ?? [])].join("\n"))]));

/* Short names for the address: what stands behind the prefix that all IRIs share. */
const prefix = [...things.keys(), ...departments.keys()].reduce((common, iri) => {
  let length = 0;
  while (length < common.length && common[length] === iri[length]) length += 1;
  return common.slice(0, length);
});
const cut = prefix.lastIndexOf("/") + 1;
const short = (iri) => iri && iri.slice(cut);
const full = (name) => [...things.keys(), ...departments.keys()].find((iri) => iri.slice(cut) === name) ?? "";

const shownIn = {
  relisted: new Set(scene.nodes.map((node) => node.iri)),
  all: new Set(things.keys()),
};
const linksOf = {
  relisted: scene.edges.map((edge) => ({ from: edge.source, to: edge.target, kind: edge.kind, line: edge.line })),
  all: facts.things.flatMap((thing) => {
    if (thing.kind === "project") return thing.listed.map(([measure, again, line]) => ({ from: thing.id, to: measure, kind: again ? "relisting" : "original", line }));
    if (thing.kind === "measure") return thing.goals.map((code) => ({ from: thing.id, to: goalOf.get(code).id, kind: "part", line: thing.lines[0] }));
    return [];
  }),
};
for (const list of Object.values(linksOf)) for (const link of list) if (!link.line) link.line = things.get(link.from)?.lines[0];
const neighbours = Object.fromEntries(Object.entries(linksOf).map(([view, list]) => {
  const near = new Map([...shownIn[view]].map((id) => [id, []]));
  for (const link of list) { near.get(link.from).push([link.to, link]); near.get(link.to).push([link.from, link]); }
  return [view, near];
}));

const projectsIn = (view) => [...shownIn[view]].map((id) => things.get(id)).filter((thing) => thing?.kind === "project");

/* Each filter: whether a project passes a value. A goal filter may name several: all must hold. */
const FILTERS = {
  goal: (project, value) => value.split(",").every((code) => project.goals.includes(code)),
  measure: (project, value) => project.listed.some(([measure]) => measure === value),
  department: (project, value) => project.departments.includes(value),
  sdg: (project, value) => project.sdgs.includes(Number(value)),
  kind: (project, value) => (value === "relisted" ? project.reach !== "once" : project.reach === value),
  grant: (project, value) => project.grant === (value === "yes"),
  new: (project, value) => project.new === (value === "yes"),
  min: (project, value) => project.yen >= Number(value),
  max: (project, value) => project.yen <= Number(value),
  q: (project, value) => haystacks.get(project.id).includes(fold(value)),
};

function matching(state, view = state.view) {
  const active = Object.entries(FILTERS).filter(([name]) => state[name]);
  return projectsIn(view).filter((project) => active.every(([name, test]) => test(project, state[name])));
}

/* How many would be left with this value, the other filters as they are. */
const countWith = (state, name, value) => matching({ ...state, [name]: value }).length;

function around(view, id, depth) {
  const near = neighbours[view];
  const found = new Set([id]);
  let edge = [id];
  for (let step = 0; step < depth; step += 1) {
    edge = edge.flatMap((at) => (near.get(at) ?? []).map(([other]) => other)).filter((other) => !found.has(other));
    edge.forEach((other) => found.add(other));
  }
  return found;
}

/* The shortest way as a list of [thing, link that leads to it]; null where there is none. */
function way(view, from, to) {
  const near = neighbours[view];
  if (!near.has(from) || !near.has(to)) return null;
  const before = new Map([[from, [null, null]]]);
  for (const at of before.keys()) { /* a Map goes on to keys that are added on the way */
    if (at === to) break;
    for (const [other, link] of near.get(at)) if (!before.has(other)) before.set(other, [at, link]);
  }
  if (!before.has(to)) return null;
  const steps = [];
  for (let at = to; at; at = before.get(at)[0]) steps.unshift([at, before.get(at)[1]]);
  return steps;
}

function named(view, text) {
  const wanted = fold(text);
  const inView = [...shownIn[view]].map((id) => things.get(id));
  return inView.find((thing) => thing.label.some((label) => fold(label) === wanted))
    ?? inView.find((thing) => wanted && haystacks.get(thing.id).includes(wanted));
}
