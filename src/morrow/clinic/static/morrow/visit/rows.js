// The rows of the flowsheet: what each shows and how its entry is typed, in clinical order.
//
// `complete` says that no further digit can belong to the number, so that the keyboard moves on by
// itself: a heart rate that starts with 1 or 2 has three digits, any other has two; a saturation
// is 100 or two digits; a breathing rate of one digit is ended by Space or Tab.

export const ROWS = [
  { key: "bp", label: "BP", unit: "mmHg", of: ["sbp", "dbp"], allowed: /^[\d/ ]*$/, complete: /^\d{2,3}[/ ]([12]\d\d|[3-9]\d)$/, ends: /^\d{2,3}[/ ]\d{2,3}$/, hint: "128/76 or 128 76" },
  { key: "hr", label: "HR", unit: "/min", of: ["hr"], allowed: /^\d*$/, complete: /^([12]\d\d|[3-9]\d)$/, ends: /^\d+$/ },
  { key: "spo2", label: "SpO2", unit: "%", of: ["spo2"], allowed: /^\d*$/, complete: /^(100|[2-9]\d)$/, ends: /^\d+$/ },
  { key: "rr", label: "RR", unit: "/min", of: ["rr"], allowed: /^\d*$/, complete: /^\d\d$/, ends: /^\d+$/ },
  { key: "arousal", label: "Arousal", unit: "", of: ["arousal"], options: [["awake", "Awake", "1"], ["eyes-closed", "Closed", "2"], ["hard-to-rouse", "Hard", "3"]] },
  { key: "moaas", label: "MOAA/S", unit: "0–5", of: ["moaas"], allowed: /^\d*$/, complete: /^[0-5]$/, ends: /^\d$/, optional: true },
  { key: "cadss6", label: "CADSS-6", unit: "", of: ["cadss6"], allowed: /^\d*$/, complete: /^\d\d$/, ends: /^\d+$/, optional: true },
  { key: "rass", label: "RASS", unit: "", of: ["rass"], optional: true, shownOnly: true },
  { key: "map", label: "MAP", unit: "mmHg", of: ["map"], optional: true, shownOnly: true },
  { key: "temp", label: "Temp.", unit: "°C", of: ["temp"], optional: true, shownOnly: true },
];

const SHORT = { Awake: "Awake", "Eyes closed, breathing easily": "Closed", "Hard to rouse": "HARD" };

/** What a cell shows of these readings: "128/76", "72", "Closed". */
export function cellText(readings) {
  return readings.map((one) => (one ? SHORT[one.shown] ?? one.shown : "–")).join("/");
}

/** "BP, HR, SpO2" of parameters, in the order of the rows. */
export function shortNames(parameters) {
  return ROWS.filter((row) => row.of.some((one) => parameters.includes(one))).map((row) => row.label).join(", ");
}

/** The rows that this visit needs now: the usual five, and those that are due or were charted. */
export function rowsFor(view) {
  const needs = new Set([...(view.due?.needs ?? []), ...(view.overdue?.missing ?? [])]);
  const recovering = ["ended", "recovery"].includes(view.phase);
  return ROWS.filter((row) => {
    if (!row.optional) return true;
    if (row.key === "moaas" || row.key === "cadss6") if (recovering || needs.has(row.key)) return true;
    return view.grid.some((set) => row.of.some((parameter) => set.readings[parameter]));
  });
}
