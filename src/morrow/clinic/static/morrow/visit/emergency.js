// The emergency: a calm, full-width place above the chart, not a window over it.  Charting stays in
// reach below.  The timer and each step are stamped by one tap; nothing here can be refused.

import { act } from "./act.js";
import { button, byId, fill, h } from "./dom.js";
import { doseOf, giveStanding, lastGiven } from "./drugs.js";
import { openForm } from "./form.js";
import { place as addresses } from "./place.js";
import { can, person } from "./store.js";
import { clockSeconds } from "./time.js";
import { weightOf } from "./words.js";

const STEPS = [
  ["call", "Call for help"], ["airway", "Airway"], ["oxygen", "Oxygen"], ["drug", "Drug"],
  ["compressions", "Compressions"], ["shock", "Shock"], ["transfer", "Transfer"],
];

/** The running emergency: as the server has it, or as tapped and not yet confirmed. */
function running({ view, entries }) {
  if (view.emergency && !view.emergency.ended_at) return { ...view.emergency, waiting: false };
  const tapped = entries.find((entry) => entry.act === "EmergencyDeclared" && (entry.state === "waiting" || entry.state === "failed"));
  return tapped ? { since: tapped.payload.happened_at, by: view.me?.id, steps: [], waiting: true } : null;
}

function step([key, label], steps, pending) {
  const done = steps.filter((one) => one.step === key);
  const waiting = pending.filter((one) => one === key).length;
  return h(
    "button",
    { type: "button", class: "emergency__step", "data-key": `step-${key}`, "data-done": String(done.length > 0), onclick: () => act("EmergencyStepTaken", { step: key, note: "" }, { label }) },
    h("strong", {}, label),
    h("span", { class: "num" }, done.length ? [clockSeconds(done.at(-1).at), done.length > 1 && ` (${done.length}×)`] : waiting ? "waiting…" : "tap to stamp"),
  );
}

function drug(one) {
  return h(
    "li",
    { class: "emergency__drug", "data-excluded": String(Boolean(one.excluded)) },
    h("div", {}, h("strong", {}, `${one.name} ${doseOf(one)}`), h("span", { class: "small" }, ` ${one.indication}`), one.excluded && h("strong", { class: "small" }, ` EXCLUDED: ${one.excluded}`), h("p", { class: "small" }, lastGiven(one))),
    button("Given", () => giveStanding(one, { authority: "emergency", reason: "emergency" }), { key: `emergency-${one.key}`, "aria-label": `${one.name} ${doseOf(one)} given` }),
  );
}

function end() {
  openForm({ act: "EmergencyEnded", title: "End of the emergency", fields: [{ name: "outcome", label: "Outcome", kind: "text" }], send: "End" });
}

function content(view, now, pending) {
  return [
    h(
      "header",
      { class: "emergency__bar" },
      h("h2", {}, "Emergency"),
      h("time", { class: "emergency__timer num", "data-since": now.since, role: "timer" }),
      h("span", { class: "emergency__since num" }, `since ${clockSeconds(now.since)}`, now.by && ` · ${person(now.by, { short: true })}`, now.waiting && " · waiting for the server"),
      h("strong", { class: "num identity" }, weightOf(view.patient) ?? "weight not known"),
      h("span", { class: "emergency__end" }, can("visit.sheet") && h("a", { class: "button", href: addresses.handover, target: "_blank", rel: "noopener" }, "Print handover"), !now.waiting && button("End emergency…", end, { key: "emergency-end" })),
    ),
    h("div", { class: "emergency__steps" }, STEPS.map((one) => step(one, now.steps, pending))),
    h("ul", { class: "emergency__drugs", role: "list" }, [...view.standing].sort((a, b) => a.urgency - b.urgency).map(drug)),
  ];
}

export function drawEmergency(state) {
  const place = byId("emergency");
  const now = running(state);
  const pending = state.entries.filter((entry) => entry.act === "EmergencyStepTaken" && entry.state !== "done").map((entry) => entry.payload.body.step);
  const began = place.hidden && now;
  place.hidden = !now;
  document.body.dataset.emergency = String(Boolean(now));
  if (!now) return;
  fill(place, [now, pending, state.view.standing, weightOf(state.view.patient), state.view.can], () => content(state.view, now, pending));
  if (began) place.focus();
}
