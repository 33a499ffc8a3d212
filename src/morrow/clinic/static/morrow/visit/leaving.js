// Recovery, handing over, leaving and signing: the forms.

import { assessed } from "./assessed.js";
import { button, h } from "./dom.js";
import { openForm } from "./form.js";
import { openPanel } from "./panel.js";
import { place } from "./place.js";
import { allows, can } from "./store.js";

const YES_NO = [["yes", "yes"], ["no", "no"]];
const text = (name, label, more = {}) => ({ name, label, kind: "text", ...more });
const number = (name, label, unit, more = {}) => ({ name, label, unit, kind: "number", ...more });
const choice = (name, label, options, more = {}) => ({ name, label, kind: "choice", options, ...more });

const FORMS = {
  assess: () => ({
    act: "RecoveryAssessed", title: "Assess recovery", lead: "Compared with how the patient was before. The Aldrete score is computed from this and the last readings.",
    ...assessed([
      choice("limbs_moving", "Moves on request", [["4", "four limbs"], ["2", "two limbs"], ["0", "none"]]),
      choice("breathing", "Breathing", [["2", "deep, coughs"], ["1", "limited"], ["0", "none"]]),
      choice("vomiting", "Vomiting", YES_NO),
      number("cadss6", "CADSS-6 score", "0–24", { whole: true }),
      choice("moaas", "MOAA/S", [["5", "5 answers readily"], ["4", "4 lethargic"], ["3", "3 after loud calls"], ["2", "2 after prodding"], ["1", "1 after a squeeze"], ["0", "0 not"]]),
    ]),
  }),
  thoughts: () => ({
    act: "NewSuicidalThoughtsAsked", title: "New suicidal thoughts", lead: "Any new thoughts of suicide since arrival?",
    fields: [choice("answer", "Answer", [...YES_NO, ["declined", "declines to answer"]]), text("words", "In the patient's words")],
  }),
  cannula: () => ({ act: "CannulaRemoved", title: "Cannula removed", fields: [text("site", "Site, how it looks", { help: "May be empty." })], when: true }),
  advice: () => ({ act: "AdviceGiven", title: "Written advice given", fields: [text("document", "Document and version"), choice("to_adult", "Also to the responsible adult", YES_NO)] }),
  waste: () => ({
    act: "DrugWasted", title: "Waste before a witness", fields: [number("volume_ml", "Volume", "mL"), number("amount_mg", "Amount", "mg")],
    signer: "other", sign: "The witness signs with their own name.", send: "Record the waste", body: (values) => values,
  }),
  residual: () => ({ act: "LineResidualRecorded", title: "Left in the line", fields: [number("volume_ml", "Volume", "mL")] }),
  vial: () => ({ act: "VialOpened", title: "A vial was opened", fields: [text("lot", "Lot"), { name: "expires_on", label: "Expires on", kind: "date" }, number("content_mg", "Content", "mg"), number("content_ml", "Content", "mL")] }),
  discharge: () => ({ act: "Discharge", title: "Discharge", lead: "Handed over to the responsible adult or the ward, by name.", fields: [text("to", "Handed over to")], decided: true, send: "Handed over now" }),
  sign: () => ({ act: "SignVisit", title: "Sign the record", lead: "After this the record is only added to.", decided: true, sign: "Whoever is responsible for the visit signs.", send: "Sign" }),
  addendum: () => ({ act: "AddAddendum", title: "Addendum", fields: [{ name: "text", label: "What is added", kind: "area" }], sign: "An addendum is signed.", send: "Sign the addendum" }),
  left: () => ({ act: "LeftBeforeDischarge", title: "The patient has left", lead: "Recorded as it happened, whatever is open.", fields: [text("circumstances", "Circumstances"), text("told", "Who was told")], when: true, tone: "danger" }),
  transfer: () => ({ act: "PatientTransferred", title: "Transferred", fields: [text("to", "To"), text("reason", "Reason")], when: true, tone: "danger" }),
};

const MENU = [
  ["assess", "Assess recovery"], ["thoughts", "New suicidal thoughts"], ["cannula", "Cannula removed"], ["advice", "Advice given"],
  ["waste", "Waste with witness"], ["residual", "Left in the line"], ["vial", "Vial opened"], ["transfer", "Transferred"], ["left", "Left before discharge"],
];

function menu() {
  const made = (name, label) => button(label, () => openLeaving(name), { key: `leaving-${name}` });
  const end = [["Discharge", "discharge", "Discharge…"], ["SignVisit", "sign", "Sign the record"]].filter(([command]) => allows(command));
  openPanel({
    key: "leaving", title: "Recovery and leaving",
    content: [
      h("div", { class: "menu-list" }, MENU.map(([name, label]) => made(name, label)), end.map(([, name, label]) => made(name, label))),
    ],
  });
}

const paper = (label, href) => h("a", { class: "button", href, target: "_blank", rel: "noopener" }, label);

function papers() {
  openPanel({
    key: "papers", title: "Record, print", lead: "As it stands now. What comes later is in the next one.",
    content: h("div", { class: "menu-list" }, can("visit.record") && paper("Visit record (PDF)", place.record), can("visit.sheet") && [paper("Handover (PDF)", place.handover), paper("Plain sheet, for any printer", place.sheet)]),
  });
}

/** Open one of the forms of leaving, or the list of them. */
export function openLeaving(name) {
  if (name === "menu") menu();
  else if (name === "papers") papers();
  else openForm({ key: `leaving-${name}`, ...FORMS[name]() });
}

const REMEDIES = [
  [/^R33\.(assessed|orientation|gait|moaas|cadss6|vomiting)$/, ["assess", "Assess"]],
  [/^R33\.(bp|spo2)$/, "chart"],
  [/^R33\.aldrete$/, ["assess", "Assess"]],
  [/^R33\.advice$/, ["advice", "Given"]],
  [/^R33\.cannula$/, ["cannula", "Removed"]],
  [/^R34\.asked$/, ["thoughts", "Ask"]],
  [/^R40/, ["waste", "Waste"]],
];

/** What lifts a criterion here: "chart", {label, open}, or null. */
export function remedyFor(rule) {
  const [, found] = REMEDIES.find(([pattern]) => pattern.test(rule)) ?? [null, null];
  if (!found || found === "chart") return found;
  return { label: found[1], open: () => openLeaving(found[0]) };
}
