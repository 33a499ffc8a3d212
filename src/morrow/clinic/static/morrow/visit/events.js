// What is seen or said, marked by one tap.

import { act } from "./act.js";
import { button, byId, fill, h } from "./dom.js";
import { openForm } from "./form.js";
import { openPanel } from "./panel.js";
import { can, state } from "./store.js";

const AT_HAND = ["dissociation", "nausea", "anxiety", "distress", "headache", "dizziness", "speech", "vomiting"];

function mark(event) {
  return act("EventMarked", { event: event.key, note: "" }, { label: event.label });
}

function tile(event, more = {}) {
  return button(event.label, () => mark(event), { key: `event-${event.key}`, class: "tile-button", "data-level": event.level ?? "", ...more });
}

function detailed() {
  openForm({
    act: "EventMarked", key: "event-detail", title: "Event with a note, or earlier",
    fields: [
      { name: "event", label: "What", kind: "choice", options: state.view.events_catalogue.map((one) => [one.key, one.label]) },
      { name: "note", label: "Note", kind: "text" },
    ],
    when: true, send: "Record", wide: true,
  });
}

function adverse() {
  openForm({
    act: "AdverseEventRecorded", title: "Adverse event",
    fields: [
      { name: "event", label: "What happened", kind: "text" },
      { name: "severity", label: "Severity", kind: "choice", options: [["mild", "mild"], ["moderate", "moderate"], ["severe", "severe"]] },
      { name: "serious", label: "Serious (hospital, life-threatening, lasting harm)", kind: "choice", options: [["yes", "yes"], ["no", "no"]] },
      { name: "action", label: "What was done", kind: "text" },
      { name: "outcome", label: "Outcome", kind: "text" },
      { name: "report", label: "Report reference", kind: "text", help: "If one was made." },
    ],
    when: true,
  });
}

function all() {
  const list = state.view.events_catalogue;
  const stops = list.filter((one) => one.level === "stop");
  const others = list.filter((one) => one.level !== "stop");
  openPanel({
    key: "events",
    title: "Mark an event",
    lead: "One tap records it with the time of now.",
    content: [
      h("div", { class: "tiles-grid" }, others.map((one) => tile(one))),
      h("h3", {}, "These ask for the dose to stop"),
      h("div", { class: "tiles-grid" }, stops.map((one) => tile(one))),
      h("div", { class: "row" }, button("With a note, or earlier…", detailed), button("Adverse event…", adverse)),
    ],
  });
}

/** The tiles beside the dose: the frequent ones, and the way to all. */
export function drawEvents({ view }) {
  const list = view.events_catalogue ?? [];
  const shown = AT_HAND.map((key) => list.find((one) => one.key === key)).filter(Boolean);
  byId("events").hidden = !can("visit.chart") || !["arrived", "infusing", "paused", "injected", "spraying", "ended", "recovery"].includes(view.phase);
  fill(byId("events"), [list, view.can], () => [
    h("h2", { class: "visually-hidden" }, "Mark an event"),
    h("div", { class: "tiles-grid tiles-grid--3" }, shown.map((one) => tile(one)), button("More…", all, { key: "events-all", class: "tile-button" })),
  ]);
}

export { all as openEvents };
