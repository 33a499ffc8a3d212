// The one panel that opens beside the page for a form or a detail.
//
// A native <dialog>, opened with show() and never showModal(): a modal would put the alarm strip,
// Stop and Emergency out of reach.  What was typed and not sent is kept under the panel's key
// until it is sent; secrets never are.

import { byId, button, h } from "./dom.js";

let opener = null;
let open = null;
const drafts = new Map();

const dialog = () => byId("panel");

/** Show `content` (nodes) under `title`.  `key` names the panel; `blind` hides the order. */
export function openPanel({ key, title, lead = null, content, blind = false, wide = false }) {
  if (open) keepDraft();
  else opener = document.activeElement;
  const heading = h("h2", { id: "panel-title" }, title);
  const close = button("Close", closePanel, { tone: "quiet", key: "panel-close" });
  const body = h("div", { class: "panel__body" }, lead && h("p", { class: "muted" }, lead), content);
  dialog().replaceChildren(h("div", { class: "panel__bar" }, heading, close), body);
  dialog().dataset.wide = String(wide);
  document.body.dataset.blind = String(blind);
  open = key;
  restoreDraft();
  if (!dialog().open) dialog().show();
  dialog().scrollTop = 0;
  const first = body.querySelector("[data-first], input:not([type=hidden]), textarea, select, button");
  (first ?? close).focus();
}

/** Close it, and give the keyboard back to where it was. */
export function closePanel() {
  if (!open) return;
  keepDraft();
  open = null;
  document.body.dataset.blind = "false";
  dialog().close();
  dialog().replaceChildren();
  const back = opener?.isConnected ? opener : document.querySelector(`[data-key="${CSS.escape(opener?.dataset?.key ?? "")}"]`);
  (back ?? byId("main")).focus({ preventScroll: true });
  opener = null;
}

export const isOpen = (key) => open === key;

export function forgetDraft(key) {
  drafts.delete(key);
  for (const field of dialog().querySelectorAll("[name]")) field.dataset.sent = "true";
}

function fields() {
  return [...dialog().querySelectorAll("[name]")].filter((field) => field.type !== "password" && !field.dataset.sent);
}

function keepDraft() {
  const kept = fields()
    .filter((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value))
    .map((field) => [field.name, field.value]);
  if (kept.length) drafts.set(open, kept);
  else drafts.delete(open);
}

function restoreDraft() {
  for (const [name, value] of drafts.get(open) ?? []) {
    for (const field of fields()) {
      if (field.name !== name) continue;
      if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open) {
    event.preventDefault();
    closePanel();
  }
});
