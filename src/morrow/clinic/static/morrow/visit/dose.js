// The dose: what runs, how much has gone in, what is left and until when; for an injection and for
// sprays the form that fits.  Before the dose it is the order.

import { button, byId, fill, h } from "./dom.js";
import { finding } from "./finding.js";
import { openForm } from "./form.js";
import { shortNames } from "./rows.js";
import { allows, can, person, state } from "./store.js";
import { clock } from "./time.js";

const ROUTES = { iv: "IV", im: "IM", nasal: "nasal" };

function fact(label, ...value) {
  return h("div", { class: "pair" }, h("dt", {}, label), h("dd", { class: "num" }, value));
}

function title(order, words) {
  const product = order.product[0].toUpperCase() + order.product.slice(1);
  return h("header", { class: "dose__title" }, h("h2", {}, `${product} ${ROUTES[order.route]}`), h("span", { class: "faint small" }, words));
}

function bar(infusion) {
  if (infusion.given_ml === null || infusion.total_ml === null) return null;
  return h("progress", { class: "dose__bar", max: infusion.total_ml, value: infusion.given_ml, "aria-label": `given ${infusion.given_ml} of ${infusion.total_ml} mL` });
}

function rateLine(view) {
  const { infusion } = view;
  if (infusion.running) return h("p", { class: "dose__rate num" }, h("strong", {}, infusion.rate_ml_per_h ?? "unknown"), h("span", { class: "faint" }, " mL/h"));
  return h("p", { class: "dose__rate num" }, h("strong", {}, view.phase === "paused" ? "Paused" : "Off"), infusion.ended_at && h("span", { class: "faint" }, ` since ${clock(infusion.ended_at)}`));
}

function segments(infusion) {
  if (infusion.segments.length < 2) return null;
  return h(
    "ol",
    { class: "dose__segments num", "aria-label": "What ran when" },
    infusion.segments.map((one) => h("li", {}, `${clock(one.start)}–${one.end ? clock(one.end) : "now"} `, h("span", { class: "faint" }, `${one.rate_ml_per_h ?? "?"} mL/h`))),
  );
}

function infusionCard(view) {
  const { infusion, order, given } = view;
  const minutes = order?.minutes;
  return [
    order ? title(order, order.preparation_words) : h("h2", {}, "Infusion without an order"),
    h("div", { class: "dose__now" }, rateLine(view), bar(infusion)),
    h(
      "dl",
      { class: "pairs" },
      fact("Given", given.known ? h("strong", {}, `${given.mg} mg`) : "not known", order && h("span", { class: "faint" }, ` of ${order.dose_mg}`), given.mg_per_kg && ` · ${given.mg_per_kg} mg/kg`),
      fact("Run time", h("time", { class: "num" }, `${Math.floor(infusion.running_s / 60)} min`), minutes && h("span", { class: "faint" }, ` of ${minutes} min`)),
      fact("Left", infusion.left_ml === null ? "not known" : h("strong", {}, `${infusion.left_ml} mL`), h("span", { class: "faint" }, ` of ${infusion.total_ml ?? "?"} mL${infusion.measured ? ", pump read" : ""}`)),
      infusion.ends_at && fact(view.dose_due ? "Should be empty" : "Ends", h("strong", {}, `${view.dose_due ? "since " : ""}${clock(infusion.ends_at)}`), " ", h("time", { class: "faint", "data-until": infusion.ends_at })),
    ),
    held(view),
    segments(infusion),
  ];
}

/** What holds the rest of the dose: without it nobody would know why there is no button to go on. */
function held({ dose_held: found, phase }) {
  if (!found.length) return null;
  const what = phase === "paused" ? "The infusion may not go on yet" : "No next device yet";
  return h("section", { class: "dose__held" }, h("h3", {}, what), h("ul", { class: "holds", role: "list" }, found.map((one) => finding(one))));
}

function sprayCard(view) {
  const { order, given } = view;
  const slots = Array.from({ length: order.devices }, (_, index) => {
    const spray = given.sprays[index];
    const due = index === given.sprays.length ? given.next_spray_at : null;
    return h(
      "li",
      { class: "spray", "data-given": String(Boolean(spray)) },
      h("strong", {}, `Device ${index + 1}`),
      spray ? h("span", { class: "num" }, `given ${clock(spray.at)} · lot ${spray.lot}`) : h("span", { class: "num faint" }, due ? ["next ", h("time", { "data-until": due })] : "not given"),
    );
  });
  return [title(order, `${order.devices} devices, ${order.dose_mg} mg`), h("ol", { class: "sprays", role: "list" }, slots), held(view), h("dl", { class: "pairs" }, fact("Given", h("strong", {}, `${given.mg} mg`)))];
}

function injectionCard(view) {
  const { order, given } = view;
  const at = given.rows[0]?.time;
  return [
    title(order, "one injection"),
    h("p", { class: "dose__rate num" }, h("strong", {}, `${given.mg} mg`), h("span", { class: "faint" }, ` ${order.draw_ml} mL`)),
    h("dl", { class: "pairs" }, fact("Given at", at ? clock(at) : "–"), fact("Since", at && h("time", { "data-since": at })), fact("Dose", `${given.mg_per_kg} mg/kg of ${order.dosing_weight_kg} kg`)),
  ];
}

function orderFacts(order) {
  const weight = order.dosing_weight_kg && `${order.dosing_weight_kg} kg, ${order.weight_basis}`;
  return h(
    "dl",
    { class: "pairs order-numbers" },
    fact("Dose", h("strong", {}, `${order.dose_mg} mg`), order.dose_mg_per_kg && ` = ${order.dose_mg_per_kg} mg/kg`),
    weight && fact("Weight", weight),
    order.draw_ml && fact("Draw", h("strong", {}, `${order.draw_ml} mL`), ` of ${order.vial_mg_per_ml} mg/mL`),
    order.bag_ml && fact("Bag", `${order.bag_ml} mL, ${order.preparation_words}`),
    order.rate_ml_per_h && fact("Rate", h("strong", {}, `${order.rate_ml_per_h} mL/h`), ` × ${order.minutes} min`),
    order.infused_volume_ml && fact("Volume", `${order.infused_volume_ml} mL`),
    order.devices && fact("Devices", `${order.devices}`),
    order.vial_remainder_ml && fact("Left in vial", `${order.vial_remainder_ml} mL to waste`),
    state.view.protocol && fact("Protocol", `${state.view.protocol.title} v${order.protocol_version}`),
    fact("Signed", `${person(order.signed_by)} ${clock(order.signed_at)}`, order.needs_cosign && !order.cosigned && h("strong", {}, " · second signature open")),
    order.exclusions.length > 0 && fact("Not to give", order.exclusions.map((one) => `${one.key}: ${one.reason}`).join("; ")),
    order.premedication.length > 0 && fact("Before", order.premedication.map((one) => `${one.name} ${one.dose} ${one.unit}`).join(", ")),
  );
}

/** The order, as it stands before the dose and in the summary at the start. */
export function orderSummary(order) {
  if (!order) return [h("h2", {}, "No order"), h("p", { class: "muted" }, "A prescriber signs the order before anything is prepared.")];
  return [title(order, "as ordered"), orderFacts(order)];
}

function revoke(order) {
  openForm({
    act: "RevokeOrder", title: "Revoke the order", decided: true,
    lead: "It is void from then on. A dose needs a new order, signed anew.",
    fields: [{ name: "reason", label: "Reason", kind: "text" }],
    body: (values) => ({ order: order.id, ...values }),
    signer: "prescriber", sign: "The prescriber who revokes it signs.", tone: "danger", send: "Revoke the order",
  });
}

/** A prescriber revokes; on the nurse's tablet they sign on the spot, as they do the order. */
function revoking(view) {
  if (!view.order || !allows("RevokeOrder") || !(can("visit.order") || can("visit.check_in"))) return null;
  return button("Revoke the order…", () => revoke(view.order), { tone: "quiet", class: "dose__revoke", key: "revoke-order" });
}

function card(view) {
  if (view.given.sprays.length && view.order) return sprayCard(view);
  if (view.infusion) return infusionCard(view);
  if (view.phase === "injected" || (view.order?.route === "im" && view.given.mg !== "0")) return injectionCard(view);
  return [...orderSummary(view.order), revoking(view)];
}

export function drawDose({ view }) {
  fill(byId("dose"), [view.phase, view.order, view.infusion, view.given, Boolean(view.dose_due), view.dose_held, view.people, view.commands, view.can], () => card(view));
}

/** The set that is due next, with its countdown; the missing one loud. */
export function drawDue({ view }) {
  byId("due").hidden = !["arrived", "infusing", "paused", "injected", "spraying", "ended", "recovery"].includes(view.phase);
  const { due, overdue } = view;
  byId("due").dataset.tone = overdue?.status ?? (due ? "due" : "none");
  fill(byId("due"), [due, overdue, view.phase], () => {
    if (overdue) return [h("h2", {}, "Set missing"), h("p", { class: "due__words" }, h("strong", {}, shortNames(overdue.missing))), h("p", { class: "num" }, `due ${clock(overdue.due_at)} · `, h("time", { "data-until": overdue.due_at }))];
    if (!due) return [h("h2", {}, "Due"), h("p", { class: "muted" }, view.baseline.sbp ? "No set is due." : "Chart a baseline set.")];
    return [h("h2", {}, "Next set"), h("p", { class: "due__when num" }, h("strong", {}, h("time", { "data-until": due.due_at })), h("span", { class: "faint" }, ` ${clock(due.due_at)} · ${due.moment}`)), due.needs.includes("moaas") && h("p", { class: "small" }, "with MOAA/S")];
  });
}
