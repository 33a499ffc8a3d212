// The log: everything that happened, in the order in which it happened, as a table.  It is also the
// words of the lanes for whoever does not see them.

import { button, byId, fill, h } from "./dom.js";
import { openForm } from "./form.js";
import { askReason } from "./stop.js";
import { can, person } from "./store.js";
import { clockSeconds } from "./time.js";

const KINDS = {
  EventMarked: "Event", AdverseEventRecorded: "Adverse event", NoteWritten: "Note", PrescriberNotified: "Prescriber",
  ReadingCorrected: "Correction", ReadingMarkedArtefact: "Artefact", PatientDeclined: "Declined",
};

/** The form of a prescriber's signature for a drug that was given on a word. */
export function cosign(drug) {
  openForm({
    act: "DrugCosigned", key: `cosign-${drug.id}`, title: `Co-sign ${drug.name} ${drug.dose} ${drug.unit}`,
    signer: "prescriber", sign: "A prescriber signs for a drug given on their word or in an emergency.", body: () => ({ given: drug.id }), send: "Sign",
  });
}

function entries(view) {
  const drugs = view.drugs.map((one) => ({
    at: one.at, by: one.by, kind: "Drug", text: `${one.name} ${one.dose} ${one.unit} ${one.route}, ${one.authority}: ${one.reason}`,
    open: !one.cosigned && ["verbal", "emergency"].includes(one.authority) ? one : null,
  }));
  const turns = (view.timeline ?? []).map((one) => ({ at: one.at, written: one.recorded_at, by: one.by, kind: "Visit", text: one.text, asks: one.asks_reason }));
  const seen = view.events.map((one) => ({ at: one.at, written: one.recorded_at, by: one.by, kind: KINDS[one.kind] ?? one.kind, text: one.text }));
  const steps = (view.emergency?.steps ?? []).map((one) => ({ at: one.at, by: one.by, kind: "Emergency", text: `${one.step}${one.note ? `: ${one.note}` : ""}` }));
  return [...drugs, ...turns, ...seen, ...steps].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function row(one) {
  const late = one.written && Date.parse(one.written) - Date.parse(one.at) > 60_000;
  return h(
    "tr",
    {},
    h("td", { class: "num nowrap" }, clockSeconds(one.at), late && h("span", { class: "faint" }, ` written ${clockSeconds(one.written)}`)),
    h("td", {}, one.kind),
    h("td", {}, one.text, one.open && button("Co-sign", () => cosign(one.open), { key: `cosign-${one.open.id}`, tone: "quiet" }), one.asks && can("visit.chart") && button("Reason…", askReason, { key: `reason-${one.at}`, tone: "quiet" })),
    h("td", { class: "nowrap" }, one.by ? person(one.by, { short: true }) : ""),
  );
}

export function drawLog({ view }) {
  fill(byId("log"), [view.drugs, view.timeline, view.events, view.emergency, view.people], () => {
    const list = entries(view);
    return [
      h("h2", { class: "block__title" }, "Log"),
      list.length
        ? h(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": "Log, newest first" },
            h("table", { class: "table table--dense" }, h("thead", {}, h("tr", {}, ["Time", "What", "", "By"].map((name, index) => h("th", { scope: "col" }, name || h("span", { class: "visually-hidden" }, `Words ${index}`))))), h("tbody", {}, list.map(row))),
          )
        : h("p", { class: "muted" }, "Nothing yet."),
    ];
  });
}
