// The lanes: dose, pressure and pulse, saturation and events on one time axis, with the baseline
// band of this patient and the line of now.  Nothing is interpolated: a gap stays a gap.

import { byId, fill, s } from "./dom.js";
import { bpAndPulse, doseBars, eventTicks, saturation } from "./marks.js";
import { clock, now } from "./time.js";

const LEFT = 66;
const RIGHT = 10;
const AXIS = 18;
const SHARES = { dose: 0.14, bp: 0.5, spo2: 0.2, events: 0.16 };
const STEPS_MIN = [5, 10, 15, 20, 30, 60];

let size = { width: 0, height: 0 };
let scale = null;

function layout(view) {
  const from = Date.parse(view.lanes.from);
  const to = Date.parse(view.lanes.to);
  const inner = size.height - AXIS;
  const lanes = {};
  let top = 0;
  for (const [name, share] of Object.entries(SHARES)) {
    lanes[name] = { top: top + 3, bottom: top + inner * share - 3 };
    top += inner * share;
  }
  const x = (when) => LEFT + ((Date.parse(when) - from) / (to - from)) * (size.width - LEFT - RIGHT);
  return { from, to, lanes, x, left: LEFT, right: size.width - RIGHT, bottom: inner };
}

function axis(at) {
  const perMinute = (at.right - at.left) / ((at.to - at.from) / 60_000);
  const step = (STEPS_MIN.find((minutes) => minutes * perMinute >= 54) ?? 120) * 60_000;
  const marks = [];
  for (let when = Math.ceil(at.from / step) * step; when <= at.to; when += step) {
    const x = at.x(new Date(when).toISOString());
    marks.push(s("line", { class: "lane-grid", x1: x, x2: x, y1: 0, y2: at.bottom }));
    marks.push(s("text", { class: "lane-time", x, y: at.bottom + 13 }, clock(when)));
  }
  return marks;
}

function labels(at) {
  const words = { dose: ["Dose"], bp: ["BP", "HR"], spo2: ["SpO2"], events: ["Events"] };
  return Object.entries(words).flatMap(([name, lines]) => [
    s("line", { class: "lane-edge", x1: 0, x2: at.right, y1: at.lanes[name].bottom + 3, y2: at.lanes[name].bottom + 3 }),
    ...lines.map((word, index) => s("text", { class: "lane-label", x: 0, y: at.lanes[name].top + 10 + index * 11 }, word)),
  ]);
}

function count(view, parameter) {
  return view.grid.filter((set) => set.readings[parameter]).length;
}

function description(view) {
  const last = (parameter) => view.current.find((one) => one.parameter === parameter);
  const bp = last("sbp") ? `last BP ${last("sbp").value}/${last("dbp")?.value ?? "unknown"} at ${clock(last("sbp").at)}` : "no BP yet";
  return `From ${clock(view.lanes.from)} to ${clock(view.lanes.to)}: ${view.lanes.rates.length} dose segments, ${count(view, "sbp")} pressures, ${count(view, "hr")} heart rates, ${count(view, "spo2")} saturations, ${view.events.length} events; ${bp}. The same values stand in the flowsheet and in the log below.`;
}

function picture(view, candidates) {
  scale = layout(view);
  return s(
    "svg",
    { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height, role: "img", "aria-labelledby": "lanes-title lanes-desc" },
    s("title", { id: "lanes-title" }, "Dose, vital signs and events over time"),
    s("desc", { id: "lanes-desc" }, description(view)),
    s("rect", { class: "lane-future", id: "lanes-future", y: 0, height: scale.bottom }),
    axis(scale),
    labels(scale),
    doseBars(view, scale),
    bpAndPulse(view, scale, candidates),
    saturation(view, scale, candidates),
    eventTicks(view, scale),
    s("line", { class: "lane-now", id: "lanes-now", y1: 0, y2: scale.bottom }),
  );
}

/** Draw the lanes, when the view or the room for them changed. */
export function drawLanes({ view, candidates }) {
  const place = byId("lanes-picture");
  byId("lanes").hidden = view.lanes.began_at === null; // before the dose the flowsheet says it all
  if (byId("lanes").hidden || !place.clientWidth) return;
  size = { width: Math.round(place.clientWidth), height: Math.round(place.clientHeight) };
  const live = Object.fromEntries(["sbp", "dbp", "hr", "spo2"].map((name) => [name, candidates[name]]));
  fill(place, [size, { ...view.lanes, to: view.lanes.to.slice(0, 16), from: view.lanes.from.slice(0, 16) }, view.infusion?.ends_at, view.grid, view.baseline, view.events, view.drugs, view.given.rows, live], () => picture(view, live));
  moveNow(now());
}

/** Move the line of now, and the shade over what is to come. */
export function moveNow(at) {
  const line = byId("lanes-now");
  if (!line || !scale) return;
  const x = Math.min(scale.x(new Date(at).toISOString()), scale.right);
  line.setAttribute("x1", x);
  line.setAttribute("x2", x);
  const shade = byId("lanes-future");
  shade.setAttribute("x", x);
  shade.setAttribute("width", Math.max(0, scale.right - x));
}

/** Call `redraw` whenever the room for the lanes changes. */
export function watchSize(redraw) {
  new ResizeObserver(() => redraw()).observe(byId("lanes-picture"));
}
