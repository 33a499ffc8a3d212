// The pre-infusion checklist: only what is unmet, each with its remedy, its source and the way to
// answer it here; below, what was set aside and what has been answered.

import { ask, openDeclined, openRiskItem, QUESTIONS, questionFor } from "./checkin.js";
import { button, byId, fill, h } from "./dom.js";
import { focusEntry } from "./entry.js";
import { finding } from "./finding.js";
import { flagList } from "./flags.js";
import { openForm } from "./form.js";
import { openLeaving, remedyFor } from "./leaving.js";
import { cosign } from "./log.js";
import { closePanel } from "./panel.js";
import { act } from "./act.js";
import { place } from "./place.js";
import { can, person, state } from "./store.js";
import { clock, day } from "./time.js";

const PREPARING = ["preparation", "second_reading"]; // asked once the order stands

/** After one question, the next open one; the panel stays where it is. */
function next(answered) {
  const open = QUESTIONS.filter((question) => !question.optional && !state.view.check_in[question.key]);
  const after = QUESTIONS.findIndex((question) => question.key === answered);
  const following = open.find((question) => QUESTIONS.indexOf(question) > after && !PREPARING.includes(question.key));
  if (!following) return closePanel();
  if (following.key === "adult" && state.view.check_in.ward) return next("adult");
  return ask(following, next);
}

function setAside(found) {
  const warning = found.severity === "warn";
  openForm({
    act: warning ? "AcknowledgeWarning" : "OverrideGate", decided: true,
    key: `aside-${found.rule}`,
    title: warning ? "Acknowledge the warning" : "Set this hold aside",
    lead: `${found.reason}. ${warning ? "" : `May be set aside by ${found.override}. `}It counts while the values seen are still the values.`,
    fields: [{ name: "reason", label: "Reason", kind: "area" }],
    body: (values) => ({ rule: found.rule, ...values }),
    sign: warning ? null : "Whoever sets it aside signs with their own name.",
    tone: warning ? "primary" : "danger",
    send: warning ? "Acknowledge" : "Set aside",
  });
}

// What is answered on another page: the patient's (attested there), the order's, the protocol's.
const ELSEWHERE = [
  [/^(R03|R04|R04\.decision|R14(\.age)?|R15|R47)$/, "patient.see", "Patient", () => place.patient(state.view)],
  [/^(ORDER(\..+)?|R16\.order)$/, "visit.order", "Order", () => place.order],
  [/^PROTOCOL$/, "protocol.see", "Protocol", () => place.protocol(state.view)],
];

function elsewhere(rule) {
  const [, , label, href] = ELSEWHERE.find(([pattern, needs]) => pattern.test(rule) && can(needs)) ?? [];
  return href ? h("a", { class: "button button--primary", href: href() }, label) : null;
}

function remedy(found) {
  const there = elsewhere(found.rule);
  if (there) return there;
  if (state.view.phase !== "arrived") return null; // asked once they are here
  const question = questionFor(found.rule);
  if (question && can(question.needs ?? "visit.check_in")) return button("Answer", () => ask(question, QUESTIONS.includes(question) ? next : null), { tone: "primary", key: `answer-${found.rule}` });
  if (found.rule === "BASELINE" || found.rule === "R27.repeat") return button("Chart", focusEntry, { tone: "primary", key: `chart-${found.rule}` });
  if (found.rule === "NURSE" && state.view.commands.includes("AcceptPatient")) return button("Take patient", () => act("AcceptPatient", {}, { label: "Take the patient" }), { tone: "primary", key: "answer-NURSE" });
  if (found.rule === "R18.second") return button("Co-sign", cosignOrder, { tone: "primary", key: "cosign-order" });
  return null;
}

function cosignOrder() {
  openForm({ act: "CosignOrder", decided: true, title: "Second signature on the order", body: () => ({ order: state.view.order.id }), signer: "other", sign: "Another prescriber than the one who ordered.", send: "Sign" });
}

/** The buttons beside a finding; `first`, where given, instead of the question that lifts it. */
export function actionsFor(found, first = null) {
  if (found.set_aside) return [];
  const mayAside = found.severity === "warn" ? can("visit.override") : !["nobody", null].includes(found.override);
  return [first ?? remedy(found), mayAside && button(found.severity === "warn" ? "Acknowledge" : "Set aside…", () => setAside(found), { key: `aside-${found.rule}` })].filter(Boolean);
}

function asideList(view) {
  if (!view.overrides.length) return null;
  return [
    h("h3", { class: "block__sub" }, "Set aside"),
    h("ul", { class: "plain-list", role: "list" }, view.overrides.map((one) => h("li", { class: "aside-line" }, h("span", { class: "num faint" }, one.rule), ` ${one.reason} `, h("span", { class: "faint" }, `· ${person(one.by, { short: true })} ${clock(one.at)}`)))),
  ];
}

/** An answer in words; instants within it stand as [2026-03-10T09:05+00:00]. */
function said(text) {
  return text.replace(/\[(\d{4}-[^\]]+)\]/g, (_, instant) => `${day(instant)} ${clock(instant)}`);
}

function answered(view) {
  const done = QUESTIONS.filter((question) => view.check_in[question.key]);
  const before = ["planned", "arrived"].includes(view.phase);
  const open = QUESTIONS.filter((question) => !view.check_in[question.key] && !question.optional);
  if (!done.length) return null;
  return h(
    "details",
    { class: "answered", id: "answered" },
    h("summary", { "data-key": "answered" }, `Answered at this visit: ${done.length}`, before && open.length > 0 && h("span", { class: "faint" }, ` · not asked yet: ${open.map((question) => question.label).join(", ")}`)),
    h(
      "ul",
      { class: "answers", role: "list" },
      QUESTIONS.filter((question) => view.check_in[question.key] || before).map((question) => {
        const found = view.check_in[question.key];
        return h(
          "li",
          { class: "answers__row" },
          h("span", {}, question.label, found?.text && h("span", { class: "answers__text" }, said(found.text))),
          h("span", { class: "faint num" }, found ? `${clock(found.at)} ${person(found.by, { short: true })}` : "–"),
          can("visit.check_in") && before && button(found ? "Ask again" : "Answer", () => ask(question), { tone: "quiet", key: `again-${question.key}` }),
        );
      }),
    ),
  );
}

function beforeSigning(found) {
  const leaving = remedyFor(found.rule);
  if (leaving?.open) return button(leaving.label, leaving.open, { tone: "primary", key: `sign-${found.rule}` });
  const drug = found.rule === "R01.cosign" && state.view.drugs.find((one) => !one.cosigned && ["verbal", "emergency"].includes(one.authority));
  return drug ? button("Co-sign", () => cosign(drug), { tone: "primary", key: `cosign-${drug.id}` }) : null;
}

function heading(view, open) {
  if (!["planned", "arrived"].includes(view.phase)) return open.length ? `Before signing: ${open.length} open` : "Nothing is open: the record can be signed";
  return open.length ? `Pre-infusion checklist: ${open.length} open` : "Pre-infusion checklist: all met";
}

function list(view) {
  const found = ["planned", "arrived"].includes(view.phase) ? view.gates : view.signing;
  const open = found.filter((one) => !one.set_aside);
  const first = QUESTIONS.find((question) => !question.optional && !PREPARING.includes(question.key) && !view.check_in[question.key]);
  const asking = view.phase === "arrived" && first && can("visit.check_in");
  return [
    h(
      "header",
      { class: "block__bar" },
      h("h2", { class: "block__title" }, heading(view, open)),
      h("div", { class: "row" }, asking && button("Ask in order", () => ask(first, next), { key: "ask-all", tone: open.length ? "primary" : "quiet" }), can("visit.check_in") && view.phase === "arrived" && [button("Patient declined…", openDeclined, { tone: "quiet" }), button("Suicide item…", openRiskItem, { tone: "quiet", key: "risk-item" })], can("visit.chart") && view.order && view.phase === "arrived" && [button("Vial opened…", () => openLeaving("vial"), { tone: "quiet" }), button("Waste…", () => openLeaving("waste"), { tone: "quiet" })]),
    ),
    open.length > 0 && h("ul", { class: "holds", role: "list" }, open.map((one) => finding(one, actionsFor(one, beforeSigning(one))))),
    asideList(view),
    answered(view),
  ];
}

export function drawChecks({ view }) {
  const box = byId("checks");
  const gone = ["discharged", "transferred", "left", "not-done"].includes(view.phase);
  const before = ["planned", "arrived"].includes(view.phase);
  box.hidden = !(before || gone || view.overrides.length || view.flags.length || view.check_in.identity);
  const isOpen = byId("answered")?.open;
  fill(box, [view.gates, view.signing, view.overrides, view.flags, view.check_in, view.phase, view.commands, view.can, view.urls, view.people], () => [flagList(view.flags), ...(before || gone ? list(view) : [asideList(view), answered(view)]).flat()]);
  if (isOpen && byId("answered")) byId("answered").open = true;
}
