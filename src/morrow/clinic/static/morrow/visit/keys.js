// The keyboard: one letter each while no field has the keyboard; "?" lists them.

import { byId, h } from "./dom.js";
import { chooseDrug } from "./drugs.js";
import { focusEntry } from "./entry.js";
import { openEvents } from "./events.js";
import { openLate } from "./late.js";
import { openPanel } from "./panel.js";

const LIST = [
  ["c", "Chart: to the new set", focusEntry],
  ["e", "Mark an event", openEvents],
  ["d", "Give a drug", () => chooseDrug()],
  ["l", "Enter a set late", openLate],
  ["n", "To the first alarm", () => byId("strip-lines").querySelector("button")?.focus()],
  ["s", "To the Stop button (Enter presses it)", () => byId("strip-always").querySelector("button")?.focus()],
  ["?", "This list", showKeys],
];
const IN_SET = [
  ["1 2 3", "arousal: awake, eyes closed, hard to rouse"],
  ["Space, Tab", "next value; a complete number moves on by itself"],
  ["Backspace", "in an empty field: back to the one before"],
  ["a", "accept what the monitor proposes"],
  ["Enter", "save the set"],
  ["Esc", "close the panel beside the page"],
];

const SILENT = "morrow-letter-keys-off"; // a choice of this tablet; nothing about anybody

function toggle() {
  const off = h("input", { type: "checkbox", checked: localStorage.getItem(SILENT) === "yes" });
  off.addEventListener("change", () => localStorage.setItem(SILENT, off.checked ? "yes" : "no"));
  return h("label", { class: "choice" }, off, h("span", {}, "Letter keys off on this tablet"));
}

function showKeys() {
  const table = (rows) => h("dl", { class: "keys" }, rows.map(([key, words]) => h("div", { class: "pair" }, h("dt", {}, h("kbd", {}, key)), h("dd", {}, words))));
  openPanel({ key: "keys", title: "Keys", content: [table(LIST), h("h3", {}, "In the new set"), table(IN_SET), toggle()] });
}

const isTyping = (element) => element.matches?.("input, select, textarea, [contenteditable]");

export function mountKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (localStorage.getItem(SILENT) === "yes" && event.key !== "?") return;
    const found = LIST.find(([key]) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
  byId("keys-open").addEventListener("click", showKeys);
}
