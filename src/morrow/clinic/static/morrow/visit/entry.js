// The entry column: a set of vital signs by keyboard.
//
// Its inputs are made once and live as long as the page, so that nothing that arrives takes the
// keyboard or what was typed.  A complete number moves on by itself; Tab, Space and Enter mean
// what they always mean, but a Tab or Space pressed out of habit right after such a move is
// swallowed.  Enter saves.  "a" accepts what the monitor proposes.

import { act } from "./act.js";
import { byId, h } from "./dom.js";
import { state } from "./store.js";
import { now } from "./time.js";
import { mend } from "./words.js";

const LIVE_MS = 10_000;
const CUFF_MS = 1_200_000;
const cells = new Map(); // row key → {td, input|radios, proposed}
let moved = null; // the field just reached by moving on

export const entryFields = () => [...cells.values()].filter(({ td }) => td.isConnected);

function target(cell) {
  return cell.radios ? cell.radios.find((radio) => radio.checked) ?? cell.radios[0] : cell.input;
}

const isEmpty = (cell) => (cell.radios ? !cell.radios.some((radio) => radio.checked) : !cell.input.value);

/**
 * What the due set still lacks, where the monitor filed the rest of it.  After a set that a person
 * charted the next one begins at its pressure: the hand types that first.
 */
function lacking(cell) {
  const due = state.view.overdue ?? state.view.due;
  return !due?.filed || cell.row.of.some((parameter) => due.missing.includes(parameter));
}

/** Put the keyboard into the field of `row`, or the first that the set lacks, or the first of all. */
export function focusEntry({ quietly = false, row = null } = {}) {
  const fields = entryFields();
  const empty = fields.filter(isEmpty);
  const cell = fields.find((one) => one.row.key === row) ?? empty.find(lacking) ?? empty[0] ?? fields[0];
  if (!cell) return;
  if (!quietly) byId("sheet").scrollIntoView({ block: "nearest" });
  target(cell).focus({ preventScroll: true });
}

function step(cell, by) {
  const fields = entryFields();
  const next = fields[fields.indexOf(cell) + by];
  if (!next) return false;
  target(next).focus();
  if (next.input) next.input.select();
  return true;
}

function typed(row, cell) {
  delete cell.input.dataset.message;
  cell.input.removeAttribute("aria-invalid");
  if (row.complete.test(cell.input.value) && step(cell, 1)) moved = document.activeElement;
}

function onKey(event, row, cell) {
  const bounced = moved === event.target && (cell.radios ? !cell.radios.some((radio) => radio.checked) : cell.input.value === "");
  moved = null;
  if ((event.key === "Tab" || event.key === " ") && !event.shiftKey && bounced) return event.preventDefault();
  if (event.key === " " && cell.input && row.ends.test(cell.input.value)) {
    event.preventDefault();
    return step(cell, 1);
  }
  if (event.key.toLowerCase() === "a" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return acceptAll();
  }
  if (event.key === "Backspace" && cell.input && cell.input.value === "") {
    event.preventDefault();
    return step(cell, -1);
  }
  if (cell.radios && /^[1-9]$/.test(event.key)) return choose(cell, Number(event.key) - 1, event);
  if (cell.input && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !row.allowed.test(event.key)) {
    return event.preventDefault(); // a letter belongs to no number: "c" pressed once more, a slip
  }
  if (cell.input && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    return step(cell, event.key === "ArrowDown" ? 1 : -1);
  }
  return undefined;
}

function choose(cell, index, event) {
  const radio = cell.radios[index];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.focus();
}

function inputCell(row) {
  const input = h("input", {
    class: "entry__input num", name: row.key, form: "entry", type: "text", inputmode: row.key === "bp" ? "text" : "numeric",
    autocomplete: "off", "aria-label": `${row.label}${row.unit ? `, ${row.unit}` : ""}, new set`, "aria-describedby": "entry-help", "data-key": `entry-${row.key}`,
  });
  const proposed = h("button", { type: "button", class: "proposed num", tabindex: "-1", hidden: true });
  const cell = { td: h("td", { class: "entry" }, h("div", { class: "entry__box" }, input, proposed)), input, proposed, row };
  input.addEventListener("input", () => typed(row, cell));
  input.addEventListener("keydown", (event) => onKey(event, row, cell));
  proposed.addEventListener("click", () => accept(cell));
  return cell;
}

function radioCell(row) {
  const radios = row.options.map(([value, , key]) => h("input", { type: "radio", name: row.key, form: "entry", value, class: "visually-hidden", "data-key": `entry-${row.key}-${key}`, "aria-describedby": "entry-help" }));
  const labels = row.options.map(([, words, key], index) => h("label", { class: "segment" }, radios[index], h("span", {}, words, h("kbd", { "aria-hidden": "true" }, key))));
  const cell = { td: h("td", { class: "entry" }, h("div", { class: "segments-3", role: "radiogroup", "aria-label": `${row.label}, new set` }, labels)), radios, row };
  for (const radio of radios) radio.addEventListener("keydown", (event) => onKey(event, row, cell));
  return cell;
}

/** The entry cell of a row, made at its first use. */
export function entryCell(row) {
  if (!cells.has(row.key)) cells.set(row.key, row.shownOnly ? { td: h("td", { class: "entry entry--none" }) } : row.options ? radioCell(row) : inputCell(row));
  const cell = cells.get(row.key);
  if (row.shownOnly) cells.delete(row.key);
  return cell.td;
}

// ── what the monitor proposes ────────────────────────────────────────────────────────────────

function proposal(row) {
  const found = row.of.map((parameter) => state.candidates[parameter]);
  if (found.some((one) => !one)) return null;
  const filed = state.view.current.find((one) => one.parameter === row.of[0]);
  if (filed && filed.at >= found[0].at) return null;
  const limit = row.key === "bp" ? CUFF_MS : LIVE_MS;
  return { values: found, text: found.map((one) => one.value).join("/"), fresh: now() - Date.parse(found[0].at) < limit };
}

/** Show beside each field what the monitor proposes: hollow, struck when too old to accept. */
export function drawProposals() {
  let any = false;
  for (const cell of cells.values()) {
    if (!cell.input) continue;
    const found = proposal(cell.row);
    cell.proposed.hidden = !found || cell.input.value !== "";
    if (!found) continue;
    if (cell.proposed.textContent !== found.text) cell.proposed.textContent = found.text;
    cell.proposed.disabled = !found.fresh;
    cell.proposed.setAttribute("aria-label", `Accept ${found.text} from the monitor for ${cell.row.label}`);
    any ||= found.fresh;
  }
  byId("entry-accept").hidden = !any;
}

function accept(cell) {
  const found = proposal(cell.row);
  if (!found?.fresh || cell.input.value) return;
  cell.input.value = found.text;
  cell.input.dataset.message = JSON.stringify(Object.fromEntries(cell.row.of.map((parameter, index) => [parameter, found.values[index].message])));
  drawProposals();
}

/**
 * Accept everything fresh.  The keyboard then goes to arousal, which no device knows, and never to
 * a value that the monitor lacks: the "1" that follows by habit would become a breathing rate.
 */
export function acceptAll() {
  for (const cell of entryFields()) if (cell.input) accept(cell);
  const arousal = entryFields().find((cell) => cell.radios && !cell.radios.some((radio) => radio.checked));
  if (arousal) target(arousal).focus();
  else focusEntry();
}

// ── saving ───────────────────────────────────────────────────────────────────────────────────

// The space that is quicker to type than the stroke is read as one.
function pressure(row, typed) {
  return row.key === "bp" ? typed.replace(/^(\d+) +(\d+)$/, "$1/$2") : typed;
}

function collect() {
  const body = { candidates: {} };
  for (const { row, input, radios } of entryFields()) {
    body[row.key] = radios ? radios.find((radio) => radio.checked)?.value ?? "" : pressure(row, input.value.trim());
    if (input?.dataset.message) Object.assign(body.candidates, JSON.parse(input.dataset.message));
  }
  body.on_oxygen = byId("entry-oxygen").checked ? "yes" : "";
  body.comment = byId("entry-comment").value.trim();
  return body;
}

function write(body) {
  for (const { row, input, radios } of entryFields()) {
    if (radios) for (const radio of radios) radio.checked = radio.value === body?.[row.key];
    else {
      input.value = body?.[row.key] ?? "";
      delete input.dataset.message;
      input.removeAttribute("aria-invalid");
    }
  }
  byId("entry-oxygen").checked = body?.on_oxygen === "yes";
  byId("entry-comment").value = body?.comment ?? "";
  drawProposals();
}

/** Whether something is typed that was not sent. */
export function entryIsDirty() {
  return entryFields().some(({ input, radios }) => (radios ? radios.some((radio) => radio.checked) : input.value !== ""));
}

const ALIASES = { sbp: "bp", dbp: "bp" };

function refuse(body, found) {
  if (!entryIsDirty()) write(body);
  const said = byId("entry-said");
  const errors = found.errors ?? [{ field: "", wrong: found.what ?? "Not recorded", right: "" }];
  said.replaceChildren(...errors.map((error) => h("p", { class: "field__error" }, mend(error))));
  const fields = new Set(errors.map((error) => ALIASES[error.field] ?? error.field));
  const wrong = entryFields().filter(({ row }) => fields.has(row.key));
  for (const { input } of wrong) input?.setAttribute("aria-invalid", "true");
  (wrong[0] ? target(wrong[0]) : target(entryFields()[0])).focus();
}

/** Save the set: it stands in the grid as waiting until its receipt, and the fields are free. */
async function save() {
  const said = byId("entry-said");
  if (!entryIsDirty()) {
    said.replaceChildren(h("p", { class: "field__error" }, "Nothing is entered yet."));
    return focusEntry();
  }
  said.replaceChildren();
  const body = collect();
  write(null);
  focusEntry();
  const found = await act("SetCharted", body, { label: "Set of vital signs", place: "grid" });
  if (found.state === "wrong" || found.state === "refused") refuse(body, found);
  return undefined;
}

/** The row under the grid: oxygen, comment, accept, save. */
export function mountEntry() {
  byId("entry").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  byId("entry-accept").addEventListener("click", acceptAll);
}

