// The marks of the lanes: anaesthesia's convention of V and caret for the cuff, dots for the
// pulse, a line for saturation.  An artefact is crossed and kept; a corrected value has a corner;
// what the monitor says and nobody has filed is hollow.

import { s } from "./dom.js";
import { clock } from "./time.js";

const GAP_MS = 20 * 60_000; // further apart than this, two points are not joined

function points(view, parameter) {
  return view.grid.map((set) => set.readings[parameter]).filter(Boolean);
}

/** From `low` to `high` at least, and some room beyond what was measured: a mark has a height. */
function range(values, low, high, room) {
  return [Math.min(low, ...values.map((one) => one - room)), Math.max(high, ...values.map((one) => one + room))];
}

function vertical(lane, [low, high]) {
  return (value) => lane.bottom - ((Number(value) - low) / (high - low)) * (lane.bottom - lane.top);
}

const named = (text) => s("title", {}, text);

function cross(x, y, reach = 5) {
  return s("path", { class: "mark-cross", d: `M${x - reach} ${y - reach}L${x + reach} ${y + reach}M${x - reach} ${y + reach}L${x + reach} ${y - reach}` });
}

function corner(reading, x, y) {
  return reading.was.length ? s("path", { class: "mark-corrected", d: `M${x + 4} ${y - 8}h5v5z` }) : null;
}

function ticks(lane, at, y, values) {
  return values.flatMap((value) => [
    s("line", { class: "lane-grid lane-grid--y", x1: at.left, x2: at.right, y1: y(value), y2: y(value) }),
    s("text", { class: "lane-scale", x: at.left - 5, y: y(value) + 3 }, String(value)),
  ]);
}

/** Bars for each rate that ran, ticks for amounts given at once. */
export function doseBars(view, at) {
  const lane = at.lanes.dose;
  const rates = view.lanes.rates.filter((one) => Number(one.rate) !== 0);
  const most = Math.max(1, ...rates.map((one) => Number(one.rate ?? 1)));
  const bars = rates.map((one) => {
    const empty = one.end ? null : view.infusion?.ends_at; // beyond it nothing more goes in
    const now = one.end ?? view.now;
    const [x1, x2] = [at.x(one.start), at.x(empty && Date.parse(empty) < Date.parse(now) ? empty : now)];
    const height = one.rate === null ? lane.bottom - lane.top : (Number(one.rate) / most) * (lane.bottom - lane.top);
    const words = `${clock(one.start)} to ${one.end ? clock(one.end) : "now"}: ${one.rate ?? "unknown"} mL/h`;
    const label = x2 - x1 > 34 && s("text", { class: "lane-onbar", x: x1 + 5, y: lane.bottom - 4 }, `${one.rate ?? "?"}`);
    const beyond = at.x(now) > x2 && s("rect", { class: "lane-beyond", x: x2, y: lane.bottom - height, width: at.x(now) - x2, height }, named(`The bag should be empty since ${clock(empty)}; no end is recorded`));
    return s("g", {}, beyond, s("rect", { class: "lane-bar", x: x1, y: lane.bottom - height, width: Math.max(1, x2 - x1), height, "data-unknown": String(one.rate === null) }, named(words)), label);
  });
  const amounts = view.given.rows
    .filter((row) => row.amount !== null)
    .map((row) => s("g", {}, s("path", { class: "lane-bolus", d: `M${at.x(row.time)} ${lane.top}V${lane.bottom}` }, named(`${clock(row.time)}: ${row.amount} ${row.unit}`)), s("text", { class: "lane-text", x: at.x(row.time) + 4, y: lane.bottom - 4 }, `${row.amount} ${row.unit}`)));
  return [...bars, ...amounts];
}

function band(view, at, y, parameter) {
  const found = view.baseline[parameter];
  if (!found) return null;
  return s("rect", { class: "lane-band", x: at.left, width: at.right - at.left, y: y(found.high), height: Math.max(0, y(found.low) - y(found.high)) }, named(`Baseline ${found.value}, band ${found.low} to ${found.high}`));
}

const vee = (x, y) => `M${x - 5} ${y - 6}L${x} ${y}L${x + 5} ${y - 6}`;
const caret = (x, y) => `M${x - 5} ${y + 6}L${x} ${y}L${x + 5} ${y + 6}`;

function pressure(set, at, y) {
  const { sbp, dbp } = set.readings;
  if (!sbp && !dbp) return null;
  const x = at.x(set.at);
  const words = `${clock(set.at)} BP ${sbp?.value ?? "–"}/${dbp?.value ?? "–"}`;
  const gone = sbp?.artefact || dbp?.artefact;
  return s(
    "g",
    { class: gone ? "mark-artefact" : "" },
    named(gone ? `${words}, artefact` : words),
    sbp && dbp && s("path", { class: "mark-bp mark-bp--stem", d: `M${x} ${y(sbp.value)}V${y(dbp.value)}` }),
    sbp && s("path", { class: "mark-bp", d: vee(x, y(sbp.value)) }),
    dbp && s("path", { class: "mark-bp", d: caret(x, y(dbp.value)) }),
    sbp?.artefact && cross(x, y(sbp.value)),
    dbp?.artefact && cross(x, y(dbp.value)),
    sbp && corner(sbp, x, y(sbp.value)),
    dbp && !sbp?.was.length && corner(dbp, x, y(dbp.value)),
  );
}

function dot(reading, at, y, kind) {
  const [x, height] = [at.x(reading.at), y(reading.value)];
  return s("g", { class: reading.artefact ? "mark-artefact" : "" }, s("circle", { class: kind, cx: x, cy: height, r: 3 }, named(`${clock(reading.at)} ${reading.label} ${reading.value}${reading.artefact ? ", artefact" : ""}`)), reading.artefact && cross(x, height, 4), corner(reading, x, height));
}

function hollow(at, y, live, name) {
  if (!live[name]) return null;
  const [x, height] = [at.x(live[name].at), y(live[name].value)];
  if (name === "sbp" || name === "dbp") return s("path", { class: "mark-bp mark-hollow", d: name === "sbp" ? vee(x, height) : caret(x, height) });
  return s("circle", { class: `mark-${name} mark-hollow`, cx: x, cy: height, r: 3.5 });
}

/** Cuff pairs and pulse on one scale, over the band of this patient's own baseline. */
export function bpAndPulse(view, at, live) {
  const lane = at.lanes.bp;
  const values = ["sbp", "dbp", "hr"].flatMap((name) => [...points(view, name), live[name]].filter(Boolean).map((one) => Number(one.value)));
  const y = vertical(lane, range(values, 40, 180, 10));
  return [
    band(view, at, y, "sbp"),
    band(view, at, y, "dbp"),
    ticks(lane, at, y, [60, 100, 140, 180]),
    view.grid.map((set) => pressure(set, at, y)),
    points(view, "hr").map((reading) => dot(reading, at, y, "mark-hr")),
    ["sbp", "dbp", "hr"].map((name) => hollow(at, y, live, name)),
  ];
}

function joined(list, at, y) {
  const good = list.filter((one) => !one.artefact);
  return good
    .map((one, index) => {
      const before = good[index - 1];
      const gap = !before || Date.parse(one.at) - Date.parse(before.at) > GAP_MS;
      return `${gap ? "M" : "L"}${at.x(one.at).toFixed(1)} ${y(one.value).toFixed(1)}`;
    })
    .join("");
}

/** Saturation as a line that breaks at gaps. */
export function saturation(view, at, live) {
  const list = points(view, "spo2");
  const lane = at.lanes.spo2;
  const y = vertical(lane, range([...list, live.spo2].filter(Boolean).map((one) => Number(one.value)), 88, 100, 0));
  return [
    ticks(lane, at, y, [90, 100]),
    s("path", { class: "mark-spo2-line", d: joined(list, at, y) }),
    list.map((reading) => dot(reading, at, y, "mark-spo2")),
    hollow(at, y, live, "spo2"),
  ];
}

function happenings(view) {
  const drugs = view.drugs.map((one) => ({ at: one.at, words: `${one.name} ${one.dose} ${one.unit}`, kind: "drug" }));
  const seen = view.events
    .filter((one) => !["ReadingCorrected", "ReadingMarkedArtefact"].includes(one.kind))
    .map((one) => ({ at: one.at, words: one.text, kind: "event" }));
  return [...drugs, ...seen].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const CHAR = 6; // about the width of a letter, in pixels
const shortened = (words) => (words.length > 26 ? `${words.slice(0, 25)}…` : words);

/** Where the words of each happening go; what has no room joins the words before it, counted. */
function placed(view, at, rows) {
  const found = [];
  for (const one of happenings(view)) {
    const x = at.x(one.at);
    const row = rows.findIndex((end) => end <= x);
    const width = (shortened(one.words).length + 4) * CHAR;
    if (row >= 0 && x + width < at.right) {
      rows[row] = x + width + 14;
      found.push({ ...one, x, row, all: [one] });
      continue;
    }
    const near = found.filter((other) => x - other.x < 120).at(-1);
    if (near) near.all.push(one);
    else found.push({ ...one, x, row: null, all: [one] });
  }
  return found;
}

/** Events and drugs: a tick each; its words where there is room, always in its title. */
export function eventTicks(view, at) {
  const lane = at.lanes.events;
  const rows = lane.bottom - lane.top > 24 ? [0, 0] : [0];
  return placed(view, at, rows).map(({ words, kind, x, row, all }) => {
    const base = lane.top + 11 + (row ?? 0) * 12;
    const more = all.length > 1 ? ` +${all.length - 1}` : "";
    return s(
      "g",
      { class: `tick tick--${kind}` },
      named(all.map((one) => `${clock(one.at)} ${one.words}`).join("; ")),
      s("path", { d: kind === "drug" ? `M${x} ${base - 8}l4 4l-4 4l-4 -4z` : `M${x} ${base - 8}v8` }),
      row !== null && s("text", { class: "lane-text", x: x + 6, y: base }, `${shortened(words)}${more}`),
    );
  });
}
