// A form in the panel: fields, an optional time for late entry, an optional signature, and the
// server's answer in place.

import { act } from "./act.js";
import { h } from "./dom.js";
import { clearErrors, draw, read, showErrors } from "./fields.js";
import { finding } from "./finding.js";
import { closePanel, forgetDraft, isOpen, openPanel } from "./panel.js";
import { state } from "./store.js";

const WHEN = { name: "happened_at", label: "When it happened", kind: "moment", help: "Empty: now. An earlier time is kept beside the time of writing." };
const SIGN = [
  { name: "username", label: "User name", kind: "text" },
  { name: "secret", label: "PIN or password", kind: "secret" },
];

/**
 * Open the form of `spec`:
 * act, title, lead, fields; send: the button's words; when: true offers an earlier time;
 * sign: words above the signature of whoever signs; signer: "other" for a second person, or the
 * role without which nobody signs it: else the user name of whoever holds the tablet stands there
 * already; body(values): what is sent, instead of the
 * values; decided: true sends the version seen; blind, wide: of the panel; before: nodes above
 * the fields; then(): what follows when it was recorded (else the panel closes).
 */
export function openForm(spec) {
  const fields = [...(spec.fields ?? []), ...(spec.when ? [WHEN] : [])];
  const said = h("div", { class: "form__said", role: "alert" });
  const send = h("button", { class: `button button--${spec.tone ?? "primary"} button--wide`, "data-key": "form-send" }, spec.send ?? "Record");
  const form = h(
    "form",
    { class: "form", novalidate: true },
    spec.before,
    fields.map(draw),
    spec.sign && signature(spec),
    said,
    send,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(spec, fields, form, send);
  });
  openPanel({ key: spec.key ?? spec.act, title: spec.title, lead: spec.lead, content: form, blind: spec.blind, wide: spec.wide });
  return form;
}

function signature({ sign, signer }) {
  const box = h("fieldset", { class: "signature" }, h("legend", {}, "Signature"), h("p", { class: "small muted" }, sign), SIGN.map(draw));
  const mine = signer !== "other" && (!signer || state.view.me?.roles?.includes(signer));
  if (mine) box.querySelector("[name=username]").value = document.body.dataset.user ?? "";
  return box;
}

async function submit(spec, fields, form, send) {
  if (send.getAttribute("aria-disabled") === "true") return;
  clearErrors(form);
  form.querySelector(".form__said").replaceChildren();
  const { happened_at: happenedAt, ...values } = read(form, fields);
  const options = {
    label: spec.title, place: "form", decided: spec.decided,
    ...(happenedAt ? { happenedAt } : {}),
    ...(spec.sign ? { signature: read(form, SIGN) } : {}),
  };
  const asked = spec.body ? spec.body(values) : values;
  send.setAttribute("aria-disabled", "true");
  send.dataset.waiting = "true";
  const found = await act(spec.act, asked, options);
  send.removeAttribute("aria-disabled");
  delete send.dataset.waiting;
  if (!form.isConnected) return;
  if (found.state === "done") done(spec);
  else answer(form, found);
}

function done(spec) {
  const key = spec.key ?? spec.act;
  forgetDraft(key);
  if (spec.then) spec.then();
  else if (isOpen(key)) closePanel();
}

/** The server's no, in place: what was typed stays. */
export function answer(form, found) {
  const said = form.querySelector(".form__said");
  if (found.state === "wrong") {
    showErrors(form, found.errors)?.focus?.();
    return;
  }
  const words = {
    held: "Held. Nothing was recorded.",
    stale: "The visit has changed since you opened this. Look at what is new, then press again.",
    failed: found.what,
    refused: found.what,
  };
  said.append(h("p", { class: "field__error" }, words[found.state]));
  if (found.held) said.append(h("ul", { class: "holds", role: "list" }, found.held.map((one) => finding(one))));
}

/** A small form that is one press: a lead, and the button. */
export function openConfirm(spec) {
  return openForm({ fields: [], ...spec });
}

