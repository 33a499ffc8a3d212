// A drug that is given: the standing orders with last dose, weight and exclusion, one press each;
// and any other drug by a form.  Never refused: what was given is recorded.

import { act } from "./act.js";
import { button, h } from "./dom.js";
import { openForm } from "./form.js";
import { closePanel, openPanel } from "./panel.js";
import { state } from "./store.js";
import { clock } from "./time.js";
import { weightOf } from "./words.js";

/** What is sent for one standing drug. */
function given(drug, authority, reason) {
  return {
    drug: drug.key, name: drug.name, dose: drug.dose, unit: drug.unit, route: drug.route,
    authority, reason, extends_observation: drug.extends_observation ? "yes" : "no",
  };
}

export const doseOf = (drug) => `${drug.dose} ${drug.unit} ${drug.route}`;

/** When this drug was last given in this visit, in words. */
export function lastGiven(drug) {
  if (!drug.last_given_at) return h("span", { class: "faint" }, "not given yet");
  const again = drug.repeat_after_minutes && new Date(Date.parse(drug.last_given_at) + drug.repeat_after_minutes * 60_000).toISOString();
  return h("span", { class: "num" }, `${drug.times_given} × · last ${clock(drug.last_given_at)} (`, h("span", { "data-at": drug.last_given_at, "data-after": " ago" }), ")", again && [" · repeat ", h("span", { "data-until": again })]);
}

/** Give a standing drug with one press.  `alarm`: the strip's line that this answers. */
export function giveStanding(drug, { authority = "standing", reason = "", alarm = null } = {}) {
  const label = `${drug.name} ${doseOf(drug)}`;
  act("DrugGiven", given(drug, authority, reason || drug.indication), { label });
  if (alarm) act("AlarmSeen", { key: alarm, done: `${label} given` }, { label: "Seen" });
}

function onWord(drug, reason) {
  openForm({
    act: "DrugGiven", key: `drug-${drug.key}`, title: `${drug.name}: excluded`, lead: `${drug.excluded}. Record it only if a prescriber said so, or in an emergency; it waits for their signature.`,
    fields: [
      { name: "authority", label: "On whose word", kind: "choice", options: [["verbal", "prescriber, spoken"], ["emergency", "emergency"]] },
      { name: "reason", label: "Why", kind: "text" },
    ],
    body: (values) => ({ ...given(drug, values.authority, values.reason || reason) }),
    when: true, tone: "danger", send: `Record ${doseOf(drug)} given`,
  });
}

function standing(drug, options) {
  const give = () => {
    if (drug.excluded) return onWord(drug, options.reason);
    giveStanding(drug, options);
    return closePanel();
  };
  return h(
    "li",
    { class: "drug", "data-excluded": String(Boolean(drug.excluded)) },
    h(
      "div",
      {},
      h("strong", {}, drug.name),
      h("span", { class: "num" }, ` ${doseOf(drug)}`),
      h("p", { class: "small muted" }, drug.indication, drug.extends_observation && " · longer observation"),
      drug.excluded && h("p", { class: "drug__excluded" }, "EXCLUDED: ", drug.excluded),
      h("p", { class: "small" }, lastGiven(drug)),
    ),
    button(drug.excluded ? "On a word…" : "Given now", give, { tone: drug.excluded ? "danger" : "", key: `give-${drug.key}`, "aria-label": `${drug.name} ${doseOf(drug)} given now` }),
  );
}

/** The form for a drug that is not among the standing orders. */
export function otherDrug() {
  const text = (name, label, more) => ({ name, label, kind: "text", ...more });
  openForm({
    act: "DrugGiven", key: "drug-other", title: "Another drug was given",
    fields: [
      text("name", "Drug"), { ...text("dose", "Dose"), kind: "number" }, text("unit", "Unit"), text("route", "Route"),
      { name: "authority", label: "On whose word", kind: "choice", options: [["ordered", "written order"], ["verbal", "prescriber, spoken"], ["emergency", "emergency"]] },
      text("reason", "Why"),
      { name: "extends_observation", label: "Sedates, or lowers BP: longer observation", kind: "choice", options: [["yes", "yes"], ["no", "no"]] },
    ],
    body: (values) => ({ ...values, drug: values.name.toLowerCase() }),
    when: true, send: "Record",
  });
}

/** The panel of standing orders. */
export function chooseDrug({ reason = "", alarm = null } = {}) {
  const { view } = state;
  openPanel({
    key: "drugs",
    title: "Give a drug",
    lead: `Weight ${weightOf(view.patient) ?? "not weighed"}.${reason ? ` For: ${reason}.` : ""}`,
    content: [
      h("ul", { class: "drugs", role: "list" }, view.standing.map((drug) => standing(drug, { reason, alarm }))),
      button("Another drug…", otherDrug),
    ],
  });
}
