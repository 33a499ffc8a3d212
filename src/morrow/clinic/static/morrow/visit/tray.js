// Receipts: what waits for the server's answer, what failed and can be sent again with the same id,
// what was held, and for a moment what was recorded.

import { drop, resend } from "./act.js";
import { button, byId, h, keyed } from "./dom.js";
import { finding } from "./finding.js";
import { changed } from "./store.js";
import { clockSeconds } from "./time.js";
import { mend } from "./words.js";

const SHOWN_MS = 3000;
const recorded = [];

/** Note a receipt, to be shown for a moment. */
export function note(entry) {
  recorded.length = 0; // the last one is enough: the rest stands in the log
  recorded.push({ key: `done-${entry.payload.id}`, label: entry.label, at: entry.made });
  const [mine] = recorded;
  setTimeout(() => {
    if (recorded[0] === mine) recorded.length = 0;
    changed();
  }, SHOWN_MS);
}

const WORDS = { waiting: "Waiting", failed: "Not confirmed", held: "Held", stale: "Not done: the visit has changed", wrong: "Not recorded", refused: "Refused" };

function item(one) {
  if (one.done) return h("li", { class: "receipt", "data-state": "done" }, h("span", {}, `Recorded: ${one.label}`), h("span", { class: "num faint" }, clockSeconds(one.at)));
  const { entry } = one;
  const words = entry.found?.what ?? entry.found?.errors?.map(mend).join(" ");
  return h(
    "li",
    { class: "receipt", "data-state": entry.state },
    h("span", {}, h("strong", {}, WORDS[entry.state]), ` ${entry.label}`, h("span", { class: "num faint" }, ` ${clockSeconds(entry.made)}`)),
    entry.state !== "waiting" && words && h("p", { class: "small" }, words),
    entry.found?.held && entry.state === "held" && h("ul", { class: "holds", role: "list" }, entry.found.held.map((found) => finding(found))),
    h("span", { class: "row" }, entry.found?.go && h("a", { class: "button", href: `${entry.found.go}?next=${encodeURIComponent(location.pathname)}` }, "Sign in"), entry.state === "failed" && button("Send again", () => resend(entry), { key: `again-${entry.payload.id}` }), entry.state !== "waiting" && button("Dismiss", () => drop(entry), { tone: "quiet", key: `drop-${entry.payload.id}` })),
  );
}

export function drawTray({ entries }, now) {
  const open = entries
    .filter((entry) => entry.state !== "done" && (entry.state !== "waiting" || now - Date.parse(entry.made) > 600))
    .map((entry) => ({ key: entry.payload.id, entry, state: entry.state }));
  const done = recorded.map((one) => ({ ...one, done: true }));
  keyed(byId("tray-list"), [...open, ...done], (one) => one.key, item);
}
