// The action row: what this visit's phase allows now (`view.commands`), and what may always be
// recorded.  The order of the buttons stays the same, so that the hand finds them.

import { act } from "./act.js";
import { button, byId, fill, h } from "./dom.js";
import { orderSummary } from "./dose.js";
import { chooseDrug } from "./drugs.js";
import { finding } from "./finding.js";
import { openForm } from "./form.js";
import { openLate } from "./late.js";
import { openLeaving } from "./leaving.js";
import { changeRate } from "./rate.js";
import { allows, can, state } from "./store.js";
import { chips } from "./words.js";

const REASONS = {
  pause: ["BP", "SpO2 or breathing", "distress", "nausea", "toilet", "line or pump"],
  resume: ["settled", "line mended"],
};

const reason = (label = "Reason") => ({ name: "reason", label, kind: "text" });

function start(act_, title, fields, send) {
  const { order, gates } = state.view;
  const aside = gates.filter((one) => one.set_aside);
  openForm({
    act: act_, title, fields, send, decided: true,
    before: [
      h("div", { class: "panel__summary" }, orderSummary(order)),
      aside.length
        ? [h("h3", {}, "Set aside by somebody entitled"), h("ul", { class: "holds", role: "list" }, aside.map((one) => finding(one)))]
        : h("p", { class: "all-met" }, "Every item of the pre-infusion checklist is met."),
    ],
    body: (values) => ({ order: order.id, ...values }),
  });
}

const COMMANDS = {
  AcceptPatient: ["Take patient", () => act("AcceptPatient", {}, { label: "Take the patient" })],
  StartInfusion: ["Start infusion", () => start("StartInfusion", "Start the infusion", [], "Start now")],
  GiveInjection: ["Give injection", () => start("GiveInjection", "Give the injection", [{ name: "site", label: "Site", kind: "text", help: "For example: left deltoid." }, { name: "given_ml", label: "Went in", kind: "number", unit: "mL", help: "Only where not all that was drawn went in." }], "Given now")],
  GiveSpray: ["Give device", () => start("GiveSpray", `Device ${state.view.given.sprays.length + 1}`, [{ name: "lot", label: "Lot of this device", kind: "text" }], "Given now")],
  PauseInfusion: ["Pause", () => openForm({ act: "PauseInfusion", title: "Pause the infusion", fields: [reason()], before: chips(REASONS.pause, "reason"), send: "Pause now" })],
  ResumeInfusion: ["Resume", () => openForm({
    act: "ResumeInfusion", title: "Resume the infusion", decided: true, before: chips(REASONS.resume, "reason"),
    fields: [reason(), { name: "rate_ml_per_h", label: "Rate", kind: "number", unit: "mL/h", help: "Empty: as before the pause." }], send: "Resume now",
  })],
  ChangeRate: ["Change rate", changeRate],
  CompleteInfusion: ["Complete", () => openForm({
    act: "CompleteInfusion", title: "The infusion is complete", fields: [{ name: "given_ml", label: "Given, as the pump reads", kind: "number", unit: "mL", help: "Empty: the whole bag." }], send: "Completed now",
  })],
  Discharge: ["Discharge…", () => openLeaving("discharge")],
  SignVisit: ["Sign the record", () => openLeaving("sign")],
  AddAddendum: ["Add to the record", () => openLeaving("addendum")],
  MarkNotDone: ["Not done today", () => openForm({ act: "MarkNotDone", title: "Nothing is given today", fields: [reason("Why")], tone: "danger", send: "Mark as not done" })],
};
const FIRST = ["StartInfusion", "GiveInjection", "GiveSpray", "ResumeInfusion", "AcceptPatient", "Discharge", "SignVisit"];
const NEEDS = {
  StartInfusion: "visit.start", GiveInjection: "visit.start", GiveSpray: "visit.start", PauseInfusion: "visit.stop",
  ResumeInfusion: "visit.titrate", ChangeRate: "visit.titrate", CompleteInfusion: "visit.stop", AcceptPatient: "visit.check_in",
  Discharge: "visit.discharge", SignVisit: "visit.sign", AddAddendum: "visit.sign", MarkNotDone: "visit.check_in",
};

function cleared() {
  openForm({ act: "ResumeCleared", title: "The dose may go on", lead: "After a stop value a prescriber clears the dose before it goes on.", fields: [reason()], signer: "prescriber", sign: "The prescriber who clears it signs.", send: "Sign" });
}

function told() {
  const alarm = state.view.alarms[0]?.text;
  openForm({
    act: "PrescriberNotified", title: "Prescriber told", when: true,
    before: alarm && chips([alarm], "about"),
    fields: [{ name: "prescriber", label: "Who", kind: "text" }, { name: "about", label: "About", kind: "text" }, { name: "answer", label: "Answer", kind: "text" }],
  });
}

function note() {
  openForm({ act: "NoteWritten", title: "Note", fields: [{ name: "text", label: "Note", kind: "area" }], when: true });
}

function nurses() {
  return Object.entries(state.view.people ?? {})
    .filter(([id, one]) => one.roles?.includes("nurse") && id !== state.view.nurse)
    .map(([id, one]) => [id, one.name]);
}

function takeChair() {
  openForm({
    act: "ChairTaken", title: "Chair", lead: "The monitor of this chair then shows here.",
    fields: [{ name: "chair", label: "Chair", kind: "select", options: (state.view.chairs ?? []).map((one) => [one.id, one.name]) }],
  });
}

function changeNurse() {
  openForm({ act: "NurseHandoverOffered", title: "Change nurse", lead: "You stay assigned until the other nurse takes the patient on their own sign-in.", fields: [{ name: "nurse", label: "To", kind: "select", options: nurses() }], send: "Offer" });
}

function always(view) {
  const mine = view.nurse !== null && view.nurse === view.me?.id;
  return [
    [can("visit.chart"), "Drug", () => chooseDrug()],
    [can("visit.chart"), "Told prescriber", told],
    [can("visit.chart"), "Note", note],
    [can("visit.chart"), "Enter late", () => openLate()],
    [can("visit.chart"), "Leaving…", () => openLeaving("menu")],
    [can("visit.record") || can("visit.sheet"), "Record, print", () => openLeaving("papers")],
    [mine && can("visit.check_in"), "Change nurse…", changeNurse],
    [view.must_be_cleared, "Clear to go on", cleared],
    [can("visit.arrive") && ["arrived", "ended", "recovery"].includes(view.phase), view.chair ? "Chair" : "Choose chair", takeChair],
  ].filter(([shown]) => shown);
}

// While an infusion runs or rests the hand finds each button where it was: one that does not fit now
// stays in its place, pressed by nobody.
const SLOTS = [["PauseInfusion", "ResumeInfusion"], ["ChangeRate"], ["CompleteInfusion"]];

function ofInfusion(first, phase) {
  const known = new Set(SLOTS.flat());
  const slots = SLOTS.map((names) => {
    const name = names.find(mayDo) ?? names.at(phase === "paused" ? -1 : 0);
    return command(name, first, { disabled: !mayDo(name) });
  });
  const others = Object.keys(COMMANDS).filter((name) => !known.has(name) && mayDo(name));
  return [...slots, ...others.map((name) => command(name, first))];
}

function command(name, first, more = {}) {
  const [label, run] = COMMANDS[name];
  return button(label, run, { key: name, tone: name === first ? "primary" : "", class: name === first ? "action action--first" : "action", ...more });
}

function row(view) {
  const mayNow = Object.keys(COMMANDS).filter(mayDo);
  const first = [view.dose_due?.command, ...FIRST].find((name) => mayNow.includes(name));
  const others = always(view).map(([, label, run]) => button(label, run, { class: "action" }));
  if (["infusing", "paused"].includes(view.phase) && can("visit.stop")) return [...ofInfusion(first, view.phase), ...others];
  const inOrder = [...mayNow].sort((a, b) => Number(b === first) - Number(a === first));
  return [...inOrder.map((name) => command(name, first)), ...others];
}

/** Whether this person may do this command now; and what its button does. */
export const mayDo = (command) => allows(command) && can(NEEDS[command]);
export const doNow = (command) => COMMANDS[command][1]();

export function drawActions({ view }) {
  const closed = ["signed", "cancelled", "no-show"].includes(view.phase);
  fill(byId("actions"), [view.commands, view.dose_due?.command, view.dose_held, view.can, view.phase, view.nurse, view.me?.id, view.order?.id, view.chair], () => [
    h("h2", { class: "visually-hidden" }, "Actions"),
    view.phase === "planned" && can("visit.arrive") && button("Patient has arrived", () => act("PatientArrived", {}, { label: "Arrived" }), { tone: "primary", class: "action action--first" }),
    h("div", { class: "action-row" }, closed ? COMMANDS.AddAddendum && allows("AddAddendum") && button("Add to the record", COMMANDS.AddAddendum[1]) : row(view)),
  ]);
}
