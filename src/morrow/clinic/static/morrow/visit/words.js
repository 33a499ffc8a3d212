// Quick words under a text field: a press writes them into it.

import { h } from "./dom.js";

export function chips(words, name) {
  const write = (event) => {
    const field = event.target.closest("form").querySelector(`[name="${name}"]`);
    field.value = event.target.textContent;
    field.focus();
  };
  return h("div", { class: "chips", role: "group", "aria-label": "Quick words" }, words.map((word) => h("button", { type: "button", class: "chip", onclick: write }, word)));
}
