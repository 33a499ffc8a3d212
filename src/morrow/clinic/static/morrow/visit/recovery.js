// Recovery: time left, the Aldrete score as computed, the criteria still open and their remedies,
// and what leaving needs.

import { actionsFor } from "./checks.js";
import { button, byId, fill, h } from "./dom.js";
import { focusEntry } from "./entry.js";
import { finding } from "./finding.js";
import { openLeaving, remedyFor } from "./leaving.js";
import { can } from "./store.js";
import { clock } from "./time.js";

const ITEMS = { activity: "limbs", respiration: "breathing", circulation: "BP", consciousness: "awake", saturation: "SpO2" };

function aldrete(recovery) {
  if (recovery.aldrete === null) {
    return h("p", {}, h("span", { class: "faint" }, "Aldrete "), h("strong", {}, "not yet"), h("span", { class: "muted small" }, ` · lacks ${recovery.missing.join(", ")}`));
  }
  const items = Object.entries(recovery.aldrete_items).map(([name, points]) => `${ITEMS[name] ?? name} ${points}`).join(" · ");
  return h("p", { class: "num" }, h("span", { class: "faint" }, "Aldrete "), h("strong", {}, `${recovery.aldrete} of 10`), h("span", { class: "muted small" }, ` · ${items}`));
}

function time(view) {
  const at = view.recovery.not_before;
  if (!at) return h("p", { class: "muted" }, "Observation begins when the dose has ended.");
  const left = Date.parse(at) > Date.parse(view.now);
  return h("p", { class: "num" }, h("span", { class: "faint" }, "Observation "), left ? [h("strong", {}, "ends ", h("time", { "data-until": at })), h("span", { class: "faint" }, ` at ${clock(at)}`)] : h("strong", {}, `over since ${clock(at)}`));
}

function assessment({ recovery }) {
  if (!recovery.assessed_at) return null;
  return h("p", { class: "num" }, h("span", { class: "faint" }, "Assessed "), h("strong", {}, clock(recovery.assessed_at)), h("span", { class: "faint" }, ` · valid until ${clock(recovery.valid_until)} `), h("time", { class: "small", "data-until": recovery.valid_until }));
}

function remedy(found) {
  const name = remedyFor(found.rule);
  if (name === "chart") return button("Chart", focusEntry, { tone: "primary", key: `chart-${found.rule}` });
  if (name) return button(name.label, name.open, { tone: "primary", key: `leave-${found.rule}` });
  return null;
}

function list(view) {
  const open = view.discharge.filter((one) => !one.set_aside);
  const aside = view.discharge.filter((one) => one.set_aside);
  return [
    h("header", { class: "block__bar" }, h("h2", { class: "block__title" }, open.length ? `Discharge criteria: ${open.length} open` : "Meets discharge criteria"), can("visit.discharge") && button("Assess recovery…", () => openLeaving("assess"), { key: "assess" })),
    h("div", { class: "recovery__state" }, time(view), aldrete(view.recovery), assessment(view)),
    h("ul", { class: "holds holds--compact", role: "list" }, [...open, ...aside].map((one) => finding(one, actionsFor(one, remedy(one)), "Open"))),
  ];
}

export function drawRecovery({ view }) {
  const place = byId("recovery");
  place.hidden = !["ended", "recovery"].includes(view.phase);
  if (place.hidden) return;
  fill(place, [view.discharge, view.recovery, view.can, view.commands], () => list(view));
}
