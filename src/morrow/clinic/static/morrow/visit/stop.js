// Stop.
//
// While a dose runs, one press records the stop at once, with its time; the reason is asked after,
// by chips that hold nothing up.  It is not asked before, because whoever presses Stop is turning
// the pump off, and a question there costs seconds and loses the true time.  The reason then
// becomes a note of its own, since the stop as recorded is never edited.
//
// When nothing is recorded as running, a press asks in place what was seen instead of recording
// at once: a slip would leave a contradiction in the record, and a pump that is found running is
// another fact (InfusionFoundRunning) that starts monitoring.

import { act } from "./act.js";
import { button, byId, fill, h } from "./dom.js";
import { openForm } from "./form.js";
import { state } from "./store.js";
import { chips } from "./words.js";

export const DOSING = ["infusing", "paused", "spraying", "injected"];
const REASONS = ["BP or heart", "breathing or SpO2", "patient asked", "distress", "nausea", "line or pump", "by order"];

let asking = null; // null, "why" after a stop, "what" when nothing runs

export async function stopPressed() {
  if (!DOSING.includes(state.view.phase)) {
    asking = "what";
    drawStop(state);
    byId("strip-stop").querySelector("button")?.focus();
    return;
  }
  asking = "why";
  const found = act("StopDosing", { reason: "" }, { label: "Stop" });
  drawStop(state);
  await found;
}

function leave() {
  asking = null;
  drawStop(state);
}

function why(reason) {
  act("NoteWritten", { text: `Reason for the stop: ${reason}` }, { label: "Reason for the stop" });
  leave();
}

/** The reason of a stop, given later: a note of its own, which the log joins to the stop. */
export function askReason() {
  openForm({
    act: "NoteWritten", key: "stop-reason", title: "Reason for the stop", before: chips(REASONS, "reason"),
    fields: [{ name: "reason", label: "Reason", kind: "text" }],
    body: ({ reason }) => ({ text: reason ? `Reason for the stop: ${reason}` : "" }),
  });
}

function foundRunning() {
  leave();
  openForm({
    act: "InfusionFoundRunning",
    title: "An infusion is found running",
    lead: "Monitoring and alarms begin at once. It stays a breach until a prescriber has reviewed it.",
    fields: [
      { name: "rate_ml_per_h", label: "Rate on the pump", kind: "number", unit: "mL/h", help: "Leave empty if it cannot be read." },
      { name: "note", label: "What was found", kind: "text" },
    ],
    when: true,
    tone: "danger",
    send: "Record, and start monitoring",
  });
}

function foundGiven() {
  leave();
  openForm({
    act: "DoseFoundGiven",
    title: "A dose is found to have been given",
    lead: "Monitoring and alarms begin at once. It stays a breach until a prescriber has reviewed it.",
    fields: [
      { name: "route", label: "Route", kind: "choice", options: [["iv", "IV"], ["im", "IM"], ["nasal", "nasal"]] },
      { name: "given_mg", label: "Given", kind: "number", unit: "mg", help: "Leave empty if it is not known." },
      { name: "note", label: "What was found", kind: "text" },
    ],
    when: true,
    tone: "danger",
    send: "Record, and start monitoring",
  });
}

function stopAnyway() {
  leave();
  act("StopDosing", { reason: "nothing was recorded as running" }, { label: "Stop" });
}

function question() {
  if (asking === "why") {
    return [
      h("span", { class: "stop__words" }, "Stopped. Why?"),
      REASONS.map((reason) => button(reason, () => why(reason))),
      button("Later", leave, { tone: "quiet" }),
    ];
  }
  return [
    h("span", { class: "stop__words" }, "Nothing is recorded as running."),
    button("A pump is running", foundRunning),
    button("A dose was given", foundGiven),
    button("Record a stop anyway", stopAnyway),
    button("Nothing to stop", leave, { tone: "quiet" }),
  ];
}

/** The row of chips under the strip; empty when nothing is asked. */
export function drawStop() {
  const place = byId("strip-stop");
  place.hidden = asking === null;
  fill(place, [asking], () => (asking ? question() : []));
}
