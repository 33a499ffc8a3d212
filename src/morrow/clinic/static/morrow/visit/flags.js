// Contradictions and facts that are hard to believe: shown until a person says what is true.
// They block signing, never care.  What takes a signature on the spot is offered to everybody: the
// one entitled signs on whichever tablet is at hand.

import { h, button } from "./dom.js";
import { openForm } from "./form.js";
import { can } from "./store.js";

/** The form that answers one flag. */
export function reviewFlag(flag) {
  if (flag.breach) {
    openForm({
      act: "BreachReviewed", key: `breach-${flag.key}`, title: "Review the breach", lead: flag.reason,
      fields: [{ name: "finding", label: "What was found", kind: "area" }],
      body: (values) => ({ breach: flag.fact, ...values }), sign: "Whoever reviews it signs.", send: "Record the review",
    });
    return;
  }
  openForm({
    act: "FlagResolved", key: `flag-${flag.key}`, title: "Say what is true", lead: flag.reason,
    fields: [{ name: "resolution", label: "What is true", kind: "area" }],
    body: (values) => ({ flag: flag.key, ...values }), send: "Resolve",
  });
}

/** The list of open flags, or null. */
export function flagList(flags) {
  if (!flags.length) return null;
  return h(
    "section",
    { class: "block" },
    h("h2", { class: "block__title" }, "To be resolved"),
    h(
      "ul",
      { class: "plain-list", role: "list" },
      flags.map((flag) =>
        h(
          "li",
          { class: "flag" },
          h("span", {}, h("span", { class: "badge", "data-tone": flag.breach ? "danger" : "warn" }, flag.breach ? "Breach" : "Flag"), " ", flag.reason),
          (flag.breach || can("visit.correct")) && button(flag.breach ? "Review" : "Resolve", () => reviewFlag(flag), { key: `resolve-${flag.key}` }),
        ),
      ),
    ),
  );
}
