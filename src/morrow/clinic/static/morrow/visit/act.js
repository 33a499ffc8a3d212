// Sending what a person did or wants, once.
//
// Each intention gets its id when it is made, and keeps it: a repeat after a lost answer, or a
// second tap, is known to the server as the same.  Until the receipt the entry is shown as
// waiting; when none comes it says so and can be sent again with the same id.

import { refresh, shows } from "./fresh.js";
import { place } from "./place.js";
import { changed, cited, state } from "./store.js";
import { nowIso } from "./time.js";

const ANSWER_MS = 10_000;
const TWIN_MS = 1_500; // two equal acts within this are one tap that bounced
const PAUSES_MS = [1000, 2000, 4000];
// These are tried again unasked: what is safe to record late and never gives more drug.  They
// carry the time at which they were made.
const COMMANDS = new Set([
  "MarkNotDone", "SignOrder", "CosignOrder", "RevokeOrder", "OverrideGate", "AcknowledgeWarning",
  "AcceptPatient", "StartInfusion", "GiveInjection", "GiveSpray", "ResumeInfusion", "ChangeRate",
  "CompleteInfusion", "Discharge", "SignVisit", "AddAddendum",
]);
const recent = [];
let done = () => {};

/** Call `listener` with each entry that has its receipt. */
export function onDone(listener) {
  done = listener;
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

function twin(key) {
  const since = performance.now() - TWIN_MS;
  return recent.find((entry) => entry.key === key && (entry.state === "waiting" || (entry.state === "done" && entry.settled > since)));
}

/**
 * Do `act` with `body` (strings as typed).  Options: `label` for the tray; `happenedAt` (RFC 3339)
 * for what happened earlier; `signature` {username, secret}; `decided`: send the version that the
 * person saw.  Resolves to {state: "done"|"held"|"stale"|"wrong"|"refused"|"failed", …}; "failed"
 * stays in the tray, from where it can be sent again.
 */
export function act(name, body = {}, options = {}) {
  const key = `${name} ${JSON.stringify(body)} ${options.happenedAt ?? ""}`;
  const same = twin(key);
  if (same) return same.outcome;
  const entry = {
    key, act: name, label: options.label ?? name, made: nowIso(), state: "waiting", place: options.place ?? "tray",
    payload: { id: crypto.randomUUID(), body },
  };
  if (options.happenedAt) entry.payload.happened_at = options.happenedAt;
  else if (!COMMANDS.has(name)) entry.payload.happened_at = entry.made;
  if (options.signature) entry.payload.signature = options.signature;
  if (options.decided) entry.payload.version = state.view.version;
  recent.unshift(entry);
  recent.length = Math.min(recent.length, 20);
  state.entries.push(entry);
  entry.outcome = run(entry);
  changed();
  return entry.outcome;
}

/** Send a failed entry again, with the same id. */
export function resend(entry) {
  entry.state = "waiting";
  changed();
  return run(entry);
}

/** Give a failed entry up. */
export function drop(entry) {
  state.entries = state.entries.filter((other) => other !== entry);
  changed();
}

async function run(entry) {
  const pauses = COMMANDS.has(entry.act) ? [] : PAUSES_MS;
  let found = await post(entry);
  for (const pause of pauses) {
    if (found.state !== "failed") break;
    await wait(pause);
    found = await post(entry);
  }
  // Until the page shows what was recorded, the entry stands there as waiting.
  if (found.state === "done") await shows(Math.max(0, ...found.recorded.map((one) => one.version)));
  else if (["held", "stale"].includes(found.state)) await refresh();
  settle(entry, found);
  return found;
}

function settle(entry, found) {
  entry.state = found.state;
  entry.settled = performance.now();
  entry.found = found;
  const kept = found.state === "failed" || (found.state !== "done" && entry.place === "tray");
  if (!kept) state.entries = state.entries.filter((other) => other !== entry);
  if (found.state === "done") done(entry);
  changed();
}

async function post(entry) {
  try {
    const answer = await fetch(`${place.acts}${entry.act}/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(), ...cited() },
      body: JSON.stringify(entry.payload),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return await read(answer);
  } catch (error) {
    if (!["TypeError", "AbortError", "TimeoutError"].includes(error.name)) throw error;
    return { state: "failed", what: "No answer from the server: it is not known whether this was recorded." };
  }
}

async function read(answer) {
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!isJson || answer.redirected) {
    const what = answer.status >= 500 ? "The server failed." : "You are signed out of this tablet: sign in, then send it again.";
    return { state: "failed", what };
  }
  const said = await answer.json();
  if (answer.ok) return { state: "done", ...said };
  if (answer.status === 409 && said.held) return { state: "held", ...said };
  if (answer.status === 409 && said.stale) return { state: "stale", ...said };
  if (said.errors) return { state: "wrong", ...said };
  const words = [said.error, said.what, said.now].filter(Boolean).join(" ");
  if ([401, 423].includes(answer.status) || answer.status >= 500) return { state: "failed", go: said.go, what: words };
  return { state: "refused", what: words || `The server answered ${answer.status}.` };
}
