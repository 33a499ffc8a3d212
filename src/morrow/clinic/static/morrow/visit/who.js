// Who it is: name, birth date, record number, weight with its age, allergies (loud), nurse, chair.

import { byId, fill, h } from "./dom.js";
import { can, person } from "./store.js";
import { clock, plainDate } from "./time.js";
import { weightOf } from "./words.js";

function initials(name) {
  return (name ?? "?").split(/\s+/).map((part) => part[0]).slice(0, 2).join("");
}

function allergies(view) {
  const list = view.patient.allergies;
  const asked = view.check_in.allergies;
  if (list === null || !asked) return h("span", { class: "allergy", "data-tone": "warn" }, "Allergies not asked at this visit");
  if (!list.length) return h("span", { class: "allergy", "data-tone": "plain", title: `Asked ${clock(asked.at)}` }, "No known allergies");
  const words = list.map((one) => `${one.substance}${one.reaction ? ` (${one.reaction})` : ""}`).join(", ");
  return h("span", { class: "allergy", "data-tone": "danger" }, h("strong", {}, "ALLERGY"), ` ${words}`);
}

function weight(patient) {
  if (!patient.weight_kg) return h("span", { class: "who__part" }, "not weighed");
  return h("span", { class: "who__part num" }, h("strong", {}, weightOf(patient)), " ", h("time", { class: "faint", "data-at": patient.weighed_at, "data-after": " ago" }));
}

function identifiers(patient) {
  return [
    h("span", { class: "who__part num" }, "b. ", patient.birth_date ? plainDate(patient.birth_date) : "?"),
    h("span", { class: "who__part num" }, patient.record_number),
  ];
}

/** On a locked tablet the server says the chair instead of the name, and nothing else of who it is. */
function identity(view) {
  const { patient, locked } = view;
  return [
    !locked && h("span", { class: "avatar", "aria-hidden": "true" }, initials(patient.name)),
    h("h1", { class: "who__name", id: "who-name" }, patient.name ?? "Unknown patient"),
    !locked && identifiers(patient),
    weight(patient),
    allergies(view),
  ];
}

function wrongPatient(view) {
  if (view.locked || !can("visit.correct") || ["signed", "cancelled"].includes(view.phase)) return null;
  return h("a", { class: "who__part who__wrong small", href: view.urls.patient, "data-key": "wrong-patient" }, "Wrong patient?");
}

function place(view) {
  const nurse = view.nurse
    ? [h("span", { class: "wide-only" }, person(view.nurse)), h("abbr", { class: "narrow-only", title: person(view.nurse) }, person(view.nurse, { short: true }))]
    : h("strong", {}, "none");
  return [
    h("span", { class: "who__part" }, h("span", { class: "faint" }, "Nurse "), nurse),
    view.chair && h("span", { class: "who__part" }, /^chair/i.test(view.chair.name) ? null : h("span", { class: "faint" }, "Chair "), view.chair.name),
    wrongPatient(view),
  ];
}

export function drawWho({ view }) {
  fill(byId("who"), [view.patient, view.check_in.allergies, view.nurse, view.chair, view.protocol, view.people, view.can, view.phase, view.urls.patient, view.locked], () => [
    h("div", { class: view.locked ? "who__who" : "who__who identity" }, identity(view)),
    h("div", { class: "who__place" }, place(view)),
  ]);
}
