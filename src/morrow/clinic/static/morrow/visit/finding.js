// A hold or a warning with its reason, remedy and source; and the source's own words.

import { h } from "./dom.js";

/** Where a rule or a number comes from: status, citation, place in it. */
export function sources(list) {
  return list.map((source) =>
    h(
      "details",
      { class: "source" },
      h("summary", { "data-key": `source-${source.key}` }, "Source ", h("span", { class: "badge", "data-status": source.status }, source.status_words)),
      h("p", {}, source.citation),
      h("p", { class: "muted small" }, source.locator),
    ),
  );
}

/** One finding.  `actions`: buttons beside it. */
export function finding(found, actions = [], kind = "Hold") {
  const aside = found.set_aside;
  const firm = found.severity === "hold" && !aside;
  return h(
    "li",
    { class: "finding", "data-firm": String(firm), "data-aside": String(aside), "data-rule": found.rule },
    h("div", { class: "finding__sign", "aria-hidden": "true" }),
    h(
      "div",
      { class: "finding__words" },
      h(
        "p",
        { class: "finding__reason" },
        h("span", { class: "finding__kind" }, aside ? "Set aside" : firm ? kind : "Warning"),
        " ",
        sentence(found.reason),
      ),
      h("div", { class: "finding__foot" }, !aside && h("span", { class: "finding__remedy" }, sentence(found.remedy)), h("span", { class: "faint small num" }, found.rule), sources(found.sources)),
    ),
    actions.length > 0 && h("div", { class: "finding__actions" }, actions),
  );
}

/** The first letter large: reasons come as parts of a sentence. */
export function sentence(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : "";
}

