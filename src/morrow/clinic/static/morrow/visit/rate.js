// A new rate, previewed before it is set: new end and volume left, as the server computes them.

import { h } from "./dom.js";
import { finding } from "./finding.js";
import { openForm } from "./form.js";
import { place as at } from "./place.js";
import { cited, state } from "./store.js";
import { clock } from "./time.js";
import { mend } from "./words.js";

let asked = 0;

async function preview(form, place) {
  const typed = form.querySelector("[name=rate_ml_per_h]").value.trim();
  const mine = (asked += 1);
  if (!typed) return place.replaceChildren();
  const url = `${at.preview}?rate_ml_per_h=${encodeURIComponent(typed)}`;
  const answer = await fetch(url, { headers: { Accept: "application/json", ...cited() } });
  const said = await answer.json();
  const found = said.preview ?? said;
  if (mine !== asked) return null; // a later keystroke has asked since
  if (!answer.ok || !found.ends_at) {
    const words = found.errors?.map(mend).join(" ") ?? "No preview for this rate.";
    return place.replaceChildren(h("p", { class: "field__error" }, words));
  }
  return place.replaceChildren(
    said.held?.length ? h("ul", { class: "holds", role: "list" }, said.held.map((one) => finding(one))) : "",
    h(
      "dl",
      { class: "pairs preview" },
      h("div", { class: "pair" }, h("dt", {}, "Ends"), h("dd", { class: "num" }, h("strong", {}, clock(found.ends_at)), ` in ${found.minutes_left} min`)),
      h("div", { class: "pair" }, h("dt", {}, "Left to give"), h("dd", { class: "num" }, `${found.left_ml} mL at ${found.rate_ml_per_h} mL/h`)),
    ),
  );
}

export function changeRate() {
  const { infusion } = state.view;
  const place = h("output", { class: "preview-place", "aria-live": "polite" });
  const form = openForm({
    act: "ChangeRate", title: "Change the rate", decided: true,
    lead: `Now ${infusion.rate_ml_per_h ?? "?"} mL/h, ends ${infusion.ends_at ? clock(infusion.ends_at) : "?"}.`,
    fields: [{ name: "rate_ml_per_h", label: "New rate", kind: "number", unit: "mL/h" }, { name: "reason", label: "Reason", kind: "text" }],
    send: "Set this rate",
  });
  form.querySelector("[data-field=rate_ml_per_h]").after(place);
  form.querySelector("[name=rate_ml_per_h]").addEventListener("input", () => preview(form, place));
}
