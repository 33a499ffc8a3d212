// Entering late: what was done earlier, with the time at which it was, beside the time of writing.

import { button, h } from "./dom.js";
import { openForm } from "./form.js";
import { can, state } from "./store.js";
import { clock, isoDate } from "./time.js";

const number = (name, label, unit, help) => ({ name, label, unit, help, kind: "number" });

/**
 * A set taken earlier, on paper or from memory of the monitor.  `at`: when, where that is known;
 * `row`: the row of the flowsheet whose field gets the keyboard.
 */
export function openLate({ at = null, row = null } = {}) {
  const pump = state.view.infusion && can("visit.emergency");
  const form = openForm({
    act: "SetCharted", key: "late-set", title: "A set taken earlier",
    lead: "Shown with both times: when it was taken and when it was written down.",
    before: pump && h("p", { class: "row" }, button("The pump was at another rate…", pumpFound, { tone: "quiet" })),
    fields: [
      { name: "happened_at", label: "Taken at", kind: "moment" },
      { name: "bp", label: "BP", unit: "mmHg", kind: "text", help: "As 128/76 or 128 76." },
      number("hr", "Heart rate", "/min"),
      number("spo2", "SpO2", "%"),
      number("rr", "Respiratory rate", "/min"),
      { name: "arousal", label: "Arousal", kind: "choice", options: [["awake", "awake"], ["eyes-closed", "eyes closed"], ["hard-to-rouse", "hard to rouse"]] },
      number("moaas", "MOAA/S", "0–5"),
      { name: "on_oxygen", label: "On oxygen", kind: "check" },
      { name: "comment", label: "Comment", kind: "text" },
    ],
    body: (values) => ({ ...values, bp: values.bp.replace(/^(\d+) +(\d+)$/, "$1/$2"), on_oxygen: values.on_oxygen === "yes" ? "yes" : "" }),
    send: "Record with both times",
  });
  if (at) {
    form.querySelector("[name=happened_at]").value = clock(at);
    form.querySelector("[name='happened_at:day']").value = isoDate(at);
  }
  form.querySelector(`[name=${row ?? "happened_at"}]`)?.focus();
}

/** Known only afterwards: the pump had been turned on again, or set to another rate. */
function pumpFound() {
  openForm({
    act: "PumpFoundChanged", title: "The pump was found at another rate",
    lead: "What was given follows from it. It is flagged until somebody says what is true.",
    fields: [number("rate_ml_per_h", "Rate on the pump", "mL/h"), { name: "note", label: "What was found", kind: "text" }],
    when: true,
    send: "Record with both times",
  });
}
