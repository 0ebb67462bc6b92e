/* The story: steps with text for a meeting, over the whole screen. */
let beforeStory = null;

function tell(number) {
  const step = facts.story[number - 1];
  if (!step) return;
  if (!state.story) beforeStory = state;
  change({ ...cleared(), ...step.state, story: String(number) }, Boolean(state.story));
}

function leaveStory() {
  const back = beforeStory ?? cleared();
  beforeStory = null;
  past.pop();
  change({ ...back, story: "", lang: state.lang, theme: state.theme }, true);
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  byId("present").focus();
}

function renderStory() {
  const on = Boolean(state.story);
  const was = document.body.classList.contains("presenting");
  document.body.classList.toggle("presenting", on);
  byId("story").hidden = !on;
  if (on) {
    const at = Number(state.story);
    const step = facts.story[at - 1];
    byId("story").setAttribute("aria-label", say(["会議での説明", "Story for a meeting"]));
    byId("steptitle").textContent = say(step.title);
    byId("steptext").textContent = say(step.text);
    byId("stepcount").textContent = `${at} / ${facts.story.length}`;
    byId("back").disabled = at === 1;
    byId("next").disabled = at === facts.story.length;
    if (!was) byId("next").focus({ preventScroll: true });
    byId("live").textContent = `${say(step.title)}。${say(step.text)}`;
  }
  return on !== was;
}

document.addEventListener("keydown", (event) => {
  if (!state.story || event.target.matches?.("input, select")) return;
  const at = Number(state.story);
  const next = { ArrowRight: at + 1, PageDown: at + 1, ArrowLeft: at - 1, PageUp: at - 1, Home: 1, End: facts.story.length }[event.key];
  if (next) { tell(next); event.preventDefault(); }
  else if (event.key === "Escape") leaveStory();
});
document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && state.story) leaveStory(); });
byId("present").addEventListener("click", () => {
  document.documentElement.requestFullscreen?.().catch(() => {});
  tell(1);
});
byId("next").addEventListener("click", () => tell(Number(state.story) + 1));
byId("back").addEventListener("click", () => tell(Number(state.story) - 1));
byId("leave").addEventListener("click", leaveStory);
