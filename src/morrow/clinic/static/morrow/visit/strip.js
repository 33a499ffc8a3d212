// The strip: the one state word, a line for each active problem, Stop and Emergency.
//
// Nothing here is ever modal.  Lines are kept by key, so that a tap on one is not lost when another
// comes.

import { act } from "./act.js";
import { doNow, mayDo } from "./actions.js";
import { button, byId, fill, h, keyed } from "./dom.js";
import { chooseDrug } from "./drugs.js";
import { focusEntry } from "./entry.js";
import { openReading } from "./cell.js";
import { reviewFlag } from "./flags.js";
import { allows, can, person } from "./store.js";
import { DOSING, drawStop, stopPressed } from "./stop.js";
import { shortNames } from "./rows.js";
import { clock, duration } from "./time.js";

const LEVELS = { stop: "high", notify: "medium", repeat: "low" };
const SIGNS = { stop: "STOP VALUE", notify: "NOTIFY", repeat: "REPEAT" };
const SILENT_MS = 10_000;
const RUNNING = ["infusing", "paused", "injected", "spraying", "ended", "recovery"];

/** The lines to show, gravest first, as plain values. */
function lines({ view, link, feed }, now) {
  const found = [];
  if (document.documentElement.dataset.locked === "true") found.push({ key: "lock", kind: "lock", level: "technical", sign: "LOCKED", text: "Names are hidden. Stop, Emergency, charting and alarms stay in reach." });
  if (!link.up && now - Date.parse(link.since) > 3000) found.push({ key: "link", kind: "link", level: "technical", sign: "NO LINK", text: "No connection to the server: values here do not renew. Watch the monitor.", since: link.since });
  for (const alarm of view.alarms) found.push({ ...alarm, kind: "alarm", sign: SIGNS[alarm.level], level: LEVELS[alarm.level] });
  if (view.overdue) found.push(overdue(view.overdue));
  if (view.dose_due && view.dose_due.status !== "due") found.push(awaited(view.dose_due));
  for (const flag of view.flags.filter((one) => one.breach)) found.push({ ...flag, kind: "flag", level: "medium", sign: "BREACH", text: flag.reason });
  if (feed && RUNNING.includes(view.phase) && !(now - Date.parse(feed.last_at) <= SILENT_MS)) {
    found.push({ key: "feed", kind: "feed", level: "technical", sign: "NO DATA", text: `Monitor ${feed.device} silent`, since: feed.last_at });
  }
  return found;
}

function overdue(column) {
  const escalated = column.status === "escalated";
  return { key: `overdue-${column.due_at}`, kind: "overdue", level: escalated ? "high" : "medium", sign: "MISSING", text: `Set missing: ${shortNames(column.missing)}`, since: column.due_at };
}

/** The dose itself is late: a bag that should be empty, a device that was to be given. */
function awaited(due) {
  return { key: `dose-${due.due_at}`, kind: "dose", level: due.status === "escalated" ? "high" : "medium", sign: "DOSE", text: due.words, since: due.due_at, command: due.command };
}

function parameterOf(key) {
  return /^(event|late)\./.test(key) ? null : key.split(".")[0];
}

function see(line, done) {
  return act("AlarmSeen", { key: line.key, done }, { label: `Seen: ${line.text}` });
}

function alarmActions(line) {
  if (!can("visit.chart")) return [];
  const parameter = parameterOf(line.key);
  const tapped = (name, run) => button(name, run, { key: `${line.key}-${name}` });
  return [
    !line.seen_by && tapped("Seen", () => see(line, "")),
    tapped("Drug", () => chooseDrug({ reason: line.text, alarm: line.key })),
    parameter && tapped("Repeat", () => {
      see(line, "repeat reading asked for");
      focusEntry();
    }),
    parameter && tapped("Artefact", () => openReading(null, parameter, "artefact")),
  ];
}

const ACTIONS = {
  alarm: alarmActions,
  overdue: () => [can("visit.chart") && button("Chart", focusEntry, { key: "overdue-chart" })],
  dose: (line) => [mayDo(line.command) && button(line.command === "GiveSpray" ? "Give device" : "Complete", () => doNow(line.command), { key: `${line.key}-now` })],
  flag: (line) => [button("Review", () => reviewFlag(line), { key: `flag-${line.key}` })],
  lock: () => [h("a", { class: "button", href: `/lock/?next=${encodeURIComponent(location.pathname)}` }, "Unlock")],
  link: () => [],
  feed: () => [],
};

function below(line) {
  const parts = [];
  if (line.kind === "alarm" && parameterOf(line.key)) parts.push(h("strong", { "data-now-of": line.key }));
  if (line.stop_limit) parts.push(h("strong", {}, `stop limit ${line.stop_limit.limit} reached: repeat by ${clock(line.stop_limit.repeat_by)}`), " · ");
  if (line.since) parts.push("since ", clock(line.since), " (", h("span", { "data-at": line.since }), ")");
  if (line.kind === "alarm") parts.push(line.seen_by ? ` · seen ${clock(line.seen_at)} ${person(line.seen_by, { short: true })}` : " · not seen");
  if (line.done) parts.push(` · ${line.done}`);
  return parts.length > 0 && h("span", { class: "alarm__since" }, parts);
}

function draw(line) {
  return h(
    "li",
    { class: "alarm", "data-level": line.level, "data-seen": String(Boolean(line.seen_by)) },
    h("span", { class: "alarm__sign" }, line.sign),
    h("span", { class: "alarm__text" }, line.text),
    below(line),
    h("span", { class: "alarm__actions" }, ACTIONS[line.kind](line)),
  );
}

/** How long the drug ran, pauses left out: what the ordered minutes are compared with. */
function runTime({ infusion, order, now: asOf }) {
  const ran = infusion.running_s * 1000;
  const since = infusion.running && !infusion.empty ? new Date(Date.parse(asOf) - ran).toISOString() : null;
  return [h("time", since ? { "data-since": since } : {}, since ? null : duration(ran)), order?.minutes && ` of ${order.minutes} min`];
}

function paused({ infusion }) {
  const since = infusion.segments.at(-1)?.end;
  return since && [" · paused ", h("time", { "data-at": since })];
}

/** The phase behind an emergency, which has no end to be read into it. */
const meanwhile = ({ phase, word }) => (phase === "ended" ? "dose ended" : word.toLowerCase());

function word(view) {
  const { phase, infusion } = view;
  const at = h("strong", { class: "word", "data-word": view.word }, view.word);
  const emergency = view.emergency && !view.emergency.ended_at;
  if (emergency) return [h("strong", { class: "word", "data-word": "EMERGENCY" }, "EMERGENCY"), h("span", { class: "word__since num" }, h("time", { "data-since": view.emergency.since }), ` · ${meanwhile(view)}`)];
  const small = (...words) => h("span", { class: "word__since num" }, words);
  if (infusion && ["infusing", "paused"].includes(phase)) return [at, small(runTime(view), phase === "paused" && paused(view))];
  if (["injected", "spraying"].includes(phase)) return [at, view.lanes.began_at && small(h("time", { "data-since": view.lanes.began_at }), " since the dose")];
  return [at, ended(view) ?? (view.booking && small(`booked ${clock(view.booking.starts_at)}`))];
}

function ended(view) {
  if (!["ended", "recovery"].includes(view.phase) || !view.infusion?.ended_at) return null;
  return h("span", { class: "word__since num" }, `dose off ${clock(view.infusion.ended_at)} · `, h("time", { "data-at": view.infusion.ended_at }));
}

function always(view) {
  const running = view.emergency && !view.emergency.ended_at;
  return [
    h("button", { type: "button", class: "button button--stop", "data-running": String(DOSING.includes(view.phase)), "data-key": "stop", onclick: stopPressed, disabled: !can("visit.stop") || !allows("StopDosing") }, "Stop"),
    h(
      "button",
      { type: "button", class: "button emergency button--emergency", "data-key": "emergency", "aria-pressed": String(Boolean(running)), disabled: !can("visit.emergency"), onclick: () => (running ? byId("emergency").focus() : act("EmergencyDeclared", { note: "" }, { label: "Emergency" })) },
      "Emergency",
    ),
  ];
}

/**
 * The newest value of what an alarm is about, charted or live, where it is no longer the one that
 * raised it.  Written into the line as it stands: one that is made anew would swallow a tap.
 */
function writeNow({ view, candidates }) {
  for (const element of byId("strip-lines").querySelectorAll("[data-now-of]")) {
    const alarm = view.alarms.find((one) => one.key === element.dataset.nowOf);
    const live = candidates[parameterOf(element.dataset.nowOf)];
    const newest = live && !(alarm?.latest?.at >= live.at) ? live : alarm?.latest;
    const words = newest && Number(newest.value) !== Number(alarm.value) ? `now ${newest.value} · ` : "";
    if (element.textContent !== words) element.textContent = words;
  }
}

/** On a phone the worst line stands alone, and the others are a tap away; all are in the page. */
function collapse(count) {
  const more = byId("strip-more");
  const open = more.getAttribute("aria-expanded") === "true";
  more.hidden = count < 2;
  byId("strip-lines").dataset.collapsed = String(count > 1 && !open);
  const words = open ? "Only the worst" : `${count - 1} more`;
  if (more.textContent !== words) more.textContent = words;
}

/** The button that shows the lines which a phone leaves out. */
export function mountStrip() {
  byId("strip-more").addEventListener("click", ({ currentTarget: more }) => {
    more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true"));
    collapse(byId("strip-lines").children.length);
  });
}

const told = new Set();

// Said once each, apart from the lines themselves: those carry ages that tick, and a live region
// that ticks is read aloud every second.
function announce(view, shown) {
  const fresh = shown.filter((line) => !told.has(`${line.key} ${line.level}`));
  told.clear();
  for (const line of shown) told.add(`${line.key} ${line.level}`);
  if (fresh.length) byId("strip-alert").textContent = fresh.map((line) => `${line.sign}: ${line.text}.`).join(" ");
  if (byId("strip-said").textContent !== view.word) byId("strip-said").textContent = view.word;
}

/** Draw the strip from the page's state. */
export function drawStrip(state, now) {
  const { view } = state;
  fill(byId("strip-word"), [view.word, view.emergency?.since, view.emergency?.ended_at, view.phase, view.infusion?.segments, view.infusion?.running, view.infusion?.empty, view.lanes.began_at, view.infusion?.ended_at, view.order?.minutes, view.booking], () => word(view));
  const shown = lines(state, now);
  announce(view, shown);
  keyed(byId("strip-lines"), shown, (line) => line.key, draw);
  writeNow(state);
  collapse(shown.length);
  byId("strip-quiet").hidden = shown.length > 0;
  fill(byId("strip-always"), [view.emergency, view.phase, view.can, view.commands.includes("StopDosing")], () => always(view));
  drawStop(state);
}
