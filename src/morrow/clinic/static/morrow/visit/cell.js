// One charted cell: its value, both times, who or what it came from, what it was before; and the
// two ways to set it right, which erase nothing: correct, artefact.

import { act } from "./act.js";
import { button, h } from "./dom.js";
import { openForm } from "./form.js";
import { openPanel } from "./panel.js";
import { person, state } from "./store.js";
import { chips } from "./words.js";
import { clockSeconds } from "./time.js";

const PAIR = { sbp: ["sbp", "dbp"], dbp: ["sbp", "dbp"] };

function newest(parameter) {
  return [...state.view.grid].reverse().find((set) => set.readings[parameter] && !set.readings[parameter].artefact);
}

function readingsOf(setId, parameter) {
  const set = setId ? state.view.grid.find((one) => one.id === setId) : newest(parameter);
  if (!set) return [];
  return (PAIR[parameter] ?? [parameter]).map((name) => set.readings[name]).filter(Boolean);
}

function valueField(reading) {
  const field = { name: "value", label: `${reading.label} is`, unit: reading.unit };
  if (reading.parameter !== "arousal") return { ...field, kind: "number" };
  return { ...field, kind: "choice", options: [["awake", "awake"], ["eyes-closed", "eyes closed"], ["hard-to-rouse", "hard to rouse"]] };
}

function correct(reading) {
  openForm({
    act: "ReadingCorrected", key: `correct-${reading.set}-${reading.parameter}`, title: `Correct: ${reading.label}`,
    lead: `Charted ${reading.shown}, taken ${clockSeconds(reading.at)}. The old value stays, marked.`,
    fields: [valueField(reading), { name: "reason", label: "Reason", kind: "text" }],
    body: (values) => ({ set: reading.set, parameter: reading.parameter, ...values }),
    send: "Correct",
  });
}

function artefact(readings) {
  let said = "";
  const [first, ...others] = readings;
  openForm({
    act: "ReadingMarkedArtefact", key: `artefact-${first.set}-${first.parameter}`, title: `Artefact: ${readings.map((one) => one.shown).join("/")}`,
    lead: "It stays in the record, crossed, and counts for nothing.",
    before: chips(["moved", "cuff", "probe off", "cold hand", "wrong patient's cable"], "reason"),
    fields: [{ name: "reason", label: "Reason", kind: "text" }],
    body: (values) => {
      said = values.reason;
      return { set: first.set, parameter: first.parameter, ...values };
    },
    then: async () => {
      for (const other of others) await act("ReadingMarkedArtefact", { set: other.set, parameter: other.parameter, reason: said }, { label: `Artefact: ${other.label}` });
      openReading(first.set, first.parameter, "both");
    },
    send: "Mark as artefact",
  });
}

function facts(reading, mayEdit) {
  const row = (label, value) => value && h("div", { class: "pair" }, h("dt", {}, label), h("dd", { class: "num" }, value));
  return h(
    "section",
    { class: "reading-card" },
    h("p", { class: "reading-card__value num", "data-artefact": String(reading.artefact) }, h("strong", {}, reading.shown), h("span", { class: "faint" }, ` ${reading.label}`)),
    h(
      "dl",
      { class: "pairs" },
      row("Taken", clockSeconds(reading.at)),
      row("Written", `${clockSeconds(reading.recorded_at)}${reading.late ? " (late)" : ""}`),
      row("By", person(reading.by)),
      row("From", reading.from_device ? "the monitor, filed" : "entered by hand"),
      reading.on_oxygen && row("Oxygen", "yes"),
      reading.artefact && row("Mark", "artefact"),
      reading.was.length > 0 && row("Was", reading.was.join(", then ")),
      row("Comment", reading.comment),
    ),
    mayEdit && !reading.artefact && button(`Correct ${reading.label}…`, () => correct(reading), { key: `correct-${reading.parameter}` }),
  );
}

/** Open a reading: `mode` "read", "both", or "artefact" for its form at once. */
export function openReading(setId, parameter, mode) {
  const readings = readingsOf(setId, parameter);
  if (!readings.length) return;
  if (mode === "artefact") {
    artefact(readings.filter((one) => !one.artefact));
    return;
  }
  const open = readings.filter((one) => !one.artefact);
  openPanel({
    key: `reading-${readings[0].set}-${parameter}`,
    title: "Reading",
    content: [
      readings.map((one) => facts(one, mode === "both")),
      mode === "both" && open.length > 0 && button("Artefact…", () => artefact(open), { key: "artefact" }),
    ],
  });
}
