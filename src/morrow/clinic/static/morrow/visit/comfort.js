// The comfort card: what helps this person through the hour, for whoever is beside them.

import { byId, button, fill, h } from "./dom.js";
import { openForm } from "./form.js";
import { can } from "./store.js";

const LINES = [["music", "Music"], ["light", "Light"], ["touch", "Touch"], ["helps", "What helps"], ["fetch", "Fetch"]];

export function openComfort() {
  openForm({
    act: "ComfortNoted", title: "Comfort card",
    fields: [
      { name: "music", label: "Music", kind: "text" },
      { name: "light", label: "Light", kind: "text" },
      { name: "eye_mask", label: "Eye mask", kind: "choice", options: [["yes", "yes"], ["no", "no"]] },
      { name: "touch", label: "Touch: what may I do if you are frightened?", kind: "text" },
      { name: "helps", label: "What helps", kind: "text" },
      { name: "fetch", label: "Whom to fetch", kind: "text" },
    ],
  });
}

function lines(card) {
  const shown = LINES.filter(([name]) => card[name]);
  return h(
    "dl",
    { class: "comfort" },
    shown.map(([name, label]) => h("div", { class: "pair" }, h("dt", {}, label), h("dd", {}, card[name]))),
    h("div", { class: "pair" }, h("dt", {}, "Eye mask"), h("dd", {}, card.eye_mask ? "yes" : "no")),
  );
}

export function drawComfort({ view }) {
  const place = byId("comfort");
  place.hidden = ["planned", "cancelled", "no-show"].includes(view.phase);
  fill(place, [view.comfort, view.can], () => [
    h("header", { class: "block__bar" }, h("h2", { class: "block__title" }, "Comfort card"), can("visit.check_in") && button(view.comfort ? "Change" : "Fill in", openComfort, { tone: "quiet", key: "comfort-open" })),
    view.comfort ? lines(view.comfort) : h("p", { class: "muted" }, "Not filled in yet: music, light, touch, what helps, whom to fetch."),
  ]);
}
