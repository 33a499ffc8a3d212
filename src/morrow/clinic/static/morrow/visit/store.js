// What the page is drawn from: the server's view, the monitor's unfiled values, the entries that
// still wait for their receipt, and whether the push connection lives.  Nothing is computed here.

import { nowIso, setClock, setZone } from "./time.js";

const listeners = new Set();

export const state = {
  view: null,
  candidates: {}, // parameter → {value, unit, at, message}
  feed: null, // {device, last_at, why}
  link: { up: true, since: null },
  entries: [], // act.js: waiting, failed
};

export function onChange(listener) {
  listeners.add(listener);
}

export function changed() {
  for (const listener of listeners) listener(state);
}

/** What tells the access log that a request comes from this page: an open page is one opening. */
export function cited() {
  return state.view?.opening ? { "X-Morrow-Opening": state.view.opening } : {};
}

/** Take a view.  An older answer that overtook a newer one on its way is dropped. */
export function receive(view) {
  const known = state.view;
  if (known && (view.version < known.version || (view.version === known.version && view.now < known.now))) return;
  setZone(view.clinic?.zone);
  setClock(view.now);
  state.view = view;
  takeFeed(view.feed);
  changed();
}

function takeFeed(feed) {
  state.feed = feed ? { device: feed.device, last_at: feed.last_at, why: feed.why } : null;
  state.candidates = Object.fromEntries((feed?.readings ?? []).map((reading) => [reading.parameter, reading]));
}

/** Unfiled values pushed from the monitor. */
export function takeCandidates(data) {
  takeFeed({ ...data.feed, readings: data.readings });
  changed();
}

const links = { push: true, view: true };

/** Whether the push stream, or the answer to a question, comes through; either lost is a loss. */
export function setLink(which, isUp) {
  links[which] = isUp;
  const up = links.push && links.view;
  if (state.link.up === up) return;
  state.link = { up, since: up ? null : nowIso() };
  changed();
}

/** Whether this person may do this operation at all; the server decides again at the act. */
export const can = (operation) => state.view.can?.includes(operation) ?? false;

/** Whether the visit allows this command now. */
export const allows = (command) => state.view.commands.includes(command);

/** The name of a person by id: short for cells, whole elsewhere. */
export function person(id, { short = false } = {}) {
  const found = state.view.people?.[id];
  if (!found) return id ?? "";
  return short ? found.initials : found.name;
}
