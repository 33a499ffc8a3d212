// The view, asked of the server: after a push, after an act, and every few seconds.

import { place } from "./place.js";
import { cited, receive, setLink, state } from "./store.js";

let lockedAt = -Infinity; // an answer to an older question says who it is, and comes too late
let asking = null; // the answer under way
let next = null; // the one after it

async function ask() {
  const askedAt = performance.now();
  try {
    const answer = await fetch(place.view, { headers: { Accept: "application/json", ...cited() }, cache: "no-store", signal: AbortSignal.timeout(8000) });
    const readable = answer.ok && (answer.headers.get("Content-Type") ?? "").includes("json");
    setLink("view", readable);
    const view = readable && (await answer.json());
    if (view && askedAt >= lockedAt) receive(view);
  } catch (error) {
    // The strip says so; the next round asks again.
    if (!["TypeError", "AbortError", "TimeoutError"].includes(error.name)) throw error;
    setLink("view", false);
  }
}

/** From now on only what was asked on the locked tablet counts. */
export function refreshLocked() {
  lockedAt = performance.now();
  return refresh();
}

/**
 * Resolves when a view that was asked for after this call has come, or none could be had.  One
 * question at a time: whoever calls while one is under way shares the next.
 */
export function refresh() {
  if (!asking) {
    asking = ask().finally(() => {
      asking = null;
    });
    return asking;
  }
  next ??= asking.then(() => {
    next = null;
    return refresh();
  });
  return next;
}

/**
 * Resolves once the page shows this version, or could not get it.  What a push has asked for already
 * is waited for first, so that a form closes in the very moment in which its outcome stands there.
 */
export async function shows(version) {
  if (asking) await asking;
  if (state.view.version < version) await refresh();
}
