// Words: quick ones under a text field, which a press writes into it; and what was wrong with an entry.

import { h } from "./dom.js";

export function chips(words, name) {
  const write = (event) => {
    const field = event.target.closest("form").querySelector(`[name="${name}"]`);
    field.value = event.target.textContent;
    field.focus();
  };
  return h("div", { class: "chips", role: "group", "aria-label": "Quick words" }, words.map((word) => h("button", { type: "button", class: "chip", onclick: write }, word)));
}

/** One error as a sentence: what was wrong, unless nothing was there, and what to give. */
export function mend({ wrong, right }) {
  const said = wrong === "it is missing" && right ? "" : `${wrong[0].toUpperCase()}${wrong.slice(1)}. `;
  return `${said}${right ? `Give ${right}.` : ""}`.trim();
}

/** The weight for whoever doses by it: one that is hard to believe says so; null where none is known. */
export function weightOf({ weight_kg: weight, weight_doubt: doubt }) {
  if (!weight) return null;
  return doubt ? `${weight} kg, in doubt (${doubt})` : `${weight} kg`;
}
