// The questions of check-in, each a form of its own.  Every field starts empty at every visit:
// nothing is copied forward.

import { h } from "./dom.js";
import { openForm } from "./form.js";
import { assessed } from "./assessed.js";
import { state } from "./store.js";

const YES_NO = [["yes", "yes"], ["no", "no"]];
const ANSWER = [["yes", "yes"], ["no", "no"], ["declined", "declines to answer"]];
const text = (name, label, more = {}) => ({ name, label, kind: "text", ...more });
const number = (name, label, unit, more = {}) => ({ name, label, unit, kind: "number", ...more });
const choice = (name, label, options, more = {}) => ({ name, label, kind: "choice", options, ...more });
const moment = (name, label) => ({ name, label, kind: "moment" });

const prepared = (route, withLot) => {
  const product = choice("product", "Product", [["ketamine", "ketamine"], ["esketamine", "esketamine"]]);
  const lot = withLot ? [text("lot", "Lot"), { name: "expires_on", label: "Expires on", kind: "date" }] : [];
  if (route === "nasal") return [product, number("devices", "Devices", ""), ...lot];
  const pump = route === "iv" ? [number("pump_rate_ml_per_h", "Pump: rate", "mL/h"), number("pump_volume_ml", "Pump: volume", "mL")] : [];
  return [
    product, number("vial_mg_per_ml", "Strength on the vial", "mg/mL"), number("weight_kg", "Weight used", "kg"),
    number("drawn_ml", "Volume drawn", "mL"), ...pump, ...lot, ...(withLot ? [number("syringe_ml", "Syringe size", "mL", { help: "Its graduation decides how exact the draw can be." })] : []),
  ];
};

/** Names of the clinic's people to choose from; anything else may be typed. */
function staff(fits) {
  return Object.values(state.view.people ?? {}).filter(fits).map((one) => one.name);
}

const items = [1, 2, 3, 4, 5, 6].map((item) => choice(`item${item}`, `Item ${item}`, YES_NO, item > 2 && item < 6 ? { help: "Only after a yes to item 2." } : {}));

/** The questions in the order of check-in.  `rules`: the holds that each one lifts. */
export const QUESTIONS = [
  { key: "identity", label: "Identity", rules: ["R01.identity"], form: () => ({
    act: "IdentityConfirmed", lead: "Said by the patient, compared with the record. Two at least.",
    fields: [{ name: "identifiers", label: "Compared", kind: "many", options: [["full name", "full name"], ["date of birth", "date of birth"], ["record number", "record number"], ["address", "address"]] }],
  }) },
  { key: "allergies", label: "Allergies", rules: ["R01.allergies", "R04.allergy"], form: () => ({
    act: "AllergiesConfirmed", lead: "The whole list, against ketamine and every standing-order drug.",
    fields: [choice("none", "The patient says", [["none", "none known"], ["some", "these"]]), { name: "allergies", label: "Allergies", kind: "list", add: "Another allergy", fields: [text("substance", "Substance"), text("reaction", "Reaction")] }],
    body: ({ none, allergies }) => (none ? { allergies: none === "none" ? [] : allergies } : allergies.length ? { allergies } : {}),
  }) },
  { key: "medicines", label: "Medicines", rules: ["R01.medicines", "R11", "R12", "R13"], form: () => ({
    act: "MedicationsReviewed", wide: true, lead: "Everything taken today, and what changed since the last visit.",
    fields: [
      choice("none", "The patient takes", [["none", "no medicines"], ["some", "these"]]),
      { name: "medications", label: "Medicines", kind: "list", add: "Another medicine", fields: [text("name", "Name"), text("dose", "Dose"), moment("last_taken_at", "Last taken"), number("lorazepam_equivalent_mg_per_day", "Lorazepam equivalent", "mg/day", { help: "Benzodiazepines only." })] },
      text("changes", "Changes since the last visit", { help: "“none” if none." }),
    ],
    body: ({ none, medications, changes }) => (none || medications.length ? { medications: none === "none" ? [] : medications, changes } : { changes }),
  }) },
  { key: "weight", label: "Weight", rules: ["R16"], form: () => ({ act: "WeightMeasured", lead: "Weighed now, in kilograms.", fields: [number("weight_kg", "Weight", "kg")] }) },
  { key: "height", label: "Height", rules: [], form: () => ({ act: "HeightMeasured", fields: [number("height_cm", "Height", "cm")] }) },
  { key: "baseline", label: "Baseline state", rules: ["BASELINE.state"], form: () => ({
    act: "BaselineAssessed", lead: "How the patient is before the drug. Discharge compares with this.",
    ...assessed([number("cadss6", "CADSS-6 score", "0–24", { whole: true })]),
  }) },
  { key: "fasting", label: "Fasting", rules: ["R25"], form: () => ({ act: "FastingAnswered", fields: [moment("last_food_at", "Last ate"), moment("last_fluid_at", "Last drank")] }) },
  { key: "adult", label: "Responsible adult", rules: ["R26", "R33.escort"], form: () => ({ act: "ResponsibleAdultNamed", lead: "Who goes home with the patient.", fields: [text("name", "Name"), text("relation", "Relation"), text("phone", "Phone")] }) },
  { key: "ward", label: "Ward handover", rules: [], optional: true, form: () => ({ act: "WardHandoverNamed", lead: "For inpatients, instead of a responsible adult.", fields: [text("ward", "Ward"), text("receiving_nurse", "Receiving nurse")] }) },
  { key: "pregnancy", label: "Pregnancy", rules: ["R06"], form: () => ({
    act: "PregnancyAnswered", lead: "Asked of everybody.",
    fields: [choice("possible", "Could you be pregnant?", ANSWER), choice("breast_feeding", "Breast-feeding?", ANSWER), choice("test", "Test", [["none", "none"], ["negative", "negative"], ["positive", "positive"]]), { name: "tested_on", label: "Tested on", kind: "date" }],
  }) },
  { key: "cardiovascular", label: "Heart and stroke", rules: ["R05"], form: () => ({
    act: "CardiovascularAnswered", lead: "Heart attack, stroke or another cardiovascular event.",
    fields: [choice("event", "Ever?", ANSWER), { name: "last_event_on", label: "The last one on", kind: "date", help: "If there was one." }],
  }) },
  { key: "suicide_risk", label: "C-SSRS since last contact", rules: ["R34"], form: () => ({
    act: "SuicideRiskScreened", lead: "Ask from the licensed form; enter the answers here. C-SSRS © The Research Foundation for Mental Hygiene, Inc.",
    fields: items, body: (values) => ({ answers: items.map((item) => values[item.name]) }),
  }) },
  { key: "staff", label: "Staff present", rules: ["R30"], form: () => ({
    act: "SafetyStaffConfirmed", lead: "Who is in the building now.",
    fields: [text("acls", "Trained in ACLS", { suggest: staff((one) => one.qualifications?.includes("acls")) }), text("prescriber", "Prescriber on site", { suggest: staff((one) => one.roles?.includes("prescriber")) })],
  }) },
  { key: "preparation", label: "Preparation", rules: ["R20.entry", "R20.first"], form: () => ({
    act: "PreparationEntered", lead: "Read from vial, syringe, scale and pump, not from the order.", fields: prepared(state.view.protocol.route, true), blind: true,
  }) },
  { key: "second_reading", label: "Second reading", rules: ["R20.check", "R20.second", "R20.person"], form: () => ({
    act: "PreparationChecked", blind: true, fields: prepared(state.view.protocol.route, false),
    lead: "A second person reads vial, syringe, scale and pump and enters what they see. The order and the first reading are hidden while this is open.",
    signer: "other", sign: "The second person signs with their own name. The first stays signed in.", send: "Sign the second reading",
  }) },
];

const OTHERS = {
  "R34.disposition": () => ({ act: "RiskDispositionSigned", title: "Risk: disposition", lead: "A clinician has seen the patient and says what follows.", fields: [{ name: "disposition", label: "Disposition", kind: "area" }, choice("safety_plan", "Safety plan made with the patient", YES_NO)], signer: "prescriber", sign: "The clinician who has seen the patient signs.", send: "Sign" }),
};
OTHERS.R35 = () => ({ ...QUESTIONS.find((question) => question.key === "suicide_risk").form(), title: "C-SSRS since last contact" });
OTHERS["R34.high"] = OTHERS["R34.disposition"];
OTHERS["R34.thoughts"] = OTHERS["R34.disposition"];
OTHERS.R36 = OTHERS["R34.disposition"];

/** Open one question; after it `next()` may open another. */
export function ask(question, next = null) {
  openForm({ key: `ask-${question.key}`, title: question.label, wide: false, ...question.form(), then: next ? () => next(question.key) : undefined });
}

/** The question that lifts a hold, by its rule id; null when it is no question. */
export function questionFor(rule) {
  const other = OTHERS[rule];
  if (other) return { key: rule, label: "Disposition", form: other, needs: rule === "R35" ? undefined : "visit.see" };
  return QUESTIONS.find((question) => question.rules.some((one) => rule === one || rule.startsWith(`${one}.`))) ?? null;
}

/** Patient declined: its own fact, never a blank. */
export function openDeclined() {
  openForm({
    act: "PatientDeclined", title: "Patient declined",
    fields: [text("what", "What was asked or offered"), text("words", "In the patient's words")],
    before: h("p", { class: "muted small" }, "A no is recorded as a no, not left blank."),
  });
}

/** The suicide item of a rating scale filled in today (R35). */
export function openRiskItem() {
  openForm({
    act: "RiskItemAnswered", title: "Suicide item of a scale", lead: "As answered today on the scale itself.",
    fields: [choice("scale", "Scale", [["PHQ-9", "PHQ-9"], ["QIDS", "QIDS"], ["MADRS", "MADRS"]]), number("answer", "Answer", "points", { whole: true })],
  });
}
