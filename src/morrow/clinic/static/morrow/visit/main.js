// The visit page: a function of one JSON value.  Loads it, draws it, keeps it fresh, ticks.

import { onDone } from "./act.js";
import { drawActions } from "./actions.js";
import { tick } from "./age.js";
import { drawChecks } from "./checks.js";
import { drawComfort } from "./comfort.js";
import { byId } from "./dom.js";
import { drawDose, drawDue } from "./dose.js";
import { drawEmergency } from "./emergency.js";
import { drawProposals, entryIsDirty, focusEntry, mountEntry } from "./entry.js";
import { drawEvents } from "./events.js";
import { refresh, refreshLocked } from "./fresh.js";
import { drawGrid, mountGrid } from "./grid.js";
import { mountKeys } from "./keys.js";
import { drawLanes, moveNow, watchSize } from "./lanes.js";
import { listen } from "./live.js";
import { drawLog } from "./log.js";
import { drawFeed, drawNumbers } from "./numbers.js";
import { closePanel } from "./panel.js";
import { place } from "./place.js";
import { drawRecovery } from "./recovery.js";
import { changed, onChange, receive, setLink, state, takeCandidates } from "./store.js";
import { drawStrip, mountStrip } from "./strip.js";
import { now } from "./time.js";
import { drawTray, note } from "./tray.js";
import { drawWho } from "./who.js";

const REFRESH_MS = 5000; // what depends on the time alone (due, ready, criteria) comes by asking
const STAGES = {
  planned: "before", arrived: "before", infusing: "dosing", paused: "dosing", injected: "dosing", spraying: "dosing",
  ended: "recovery", recovery: "recovery",
};
const stream = `visit:${place.id}`;

/** The server says whether the tablet is locked: another page may have locked or opened it. */
function drawLock(view) {
  const root = document.documentElement;
  if (view.locked === (root.dataset.locked === "true")) return;
  if (view.locked) root.dataset.locked = "true";
  else delete root.dataset.locked;
  if (!view.locked) document.dispatchEvent(new CustomEvent("morrow:unlocked"));
}

/** A panel may name people; what was typed in it is kept, and the view is asked for anew. */
function locked() {
  closePanel();
  changed();
  refreshLocked();
}

let last = null;

function draw() {
  const { view } = state;
  if (view !== last) drawLock(view);
  last = view;
  const stage = STAGES[view.phase] ?? "after";
  byId("stage").dataset.stage = stage;
  document.body.dataset.stage = stage;
  const at = now();
  drawStrip(state, at);
  drawEmergency(state);
  drawWho(state);
  drawNumbers(state);
  drawDose(state);
  drawDue(state);
  drawActions(state);
  drawEvents(state);
  drawChecks(state);
  drawRecovery(state);
  drawGrid(state);
  drawLanes(state);
  drawComfort(state);
  drawLog(state);
  everySecond();
}

function everySecond() {
  if (!state.view) return;
  const at = now();
  drawStrip(state, at);
  drawFeed(state, at);
  drawTray(state, at);
  drawProposals();
  moveNow(at);
  tick();
}

function heard(name, data) {
  if (name === "changed" && data.stream === stream && data.version > state.view.version) refresh();
  else if (name === "changed" && data.stream !== stream) refresh();
  else if (name === "candidates" && (!data.visit || stream.endsWith(data.visit))) takeCandidates(data);
}

/** The panel and a running emergency stand below the strip, however many lines that has. */
function watchStrip() {
  const strip = document.querySelector(".strip");
  let height = 0;
  const measure = () => {
    document.documentElement.style.setProperty("--strip", `${strip.offsetHeight}px`);
    byId("panel").style.setProperty("--strip-end", `${Math.round(strip.getBoundingClientRect().bottom)}px`);
  };
  const resized = () => {
    measure();
    const hidden = strip.getBoundingClientRect().bottom - byId("emergency").getBoundingClientRect().top;
    const grown = strip.offsetHeight - height;
    height = strip.offsetHeight;
    // Covered by what came; whoever scrolled it under the strip is left alone.
    if (!byId("emergency").hidden && hidden > 0 && hidden <= grown) byId("emergency").scrollIntoView();
  };
  new ResizeObserver(resized).observe(strip);
  addEventListener("scroll", measure, { passive: true });
}

function start() {
  onChange(draw);
  onDone(note);
  mountEntry();
  mountStrip();
  mountGrid();
  mountKeys();
  receive(JSON.parse(byId("view").textContent));
  watchSize(() => state.view && drawLanes(state));
  watchStrip();
  setInterval(everySecond, 1000);
  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  document.addEventListener("morrow:locked", locked);
  addEventListener("beforeunload", (event) => {
    if (entryIsDirty() || state.entries.some((entry) => ["waiting", "failed"].includes(entry.state))) event.preventDefault();
  });
  listen(place.live(state.view), { event: heard, link: (up) => setLink("push", up) });
  if (document.body.dataset.stage === "dosing") focusEntry({ quietly: true });
}

start();
