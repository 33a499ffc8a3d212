// The fields of a form: each kind draws its controls and reads them as typed.
//
// Kinds: text, area, number, choice, check, many, date, moment (a day and a time in the clinic's
// zone), secret, list (rows of fields).  Every field starts empty.

import { button, h } from "./dom.js";
import { dayBefore, instant, now } from "./time.js";
import { mend } from "./words.js";

let last = 0;

function labelled(field, control, id) {
  const help = field.help && h("span", { class: "field__help", id: `${id}-help` }, field.help);
  if (help) control.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div",
    { class: "field", "data-field": field.name },
    h("label", { for: id }, field.label, field.unit && h("span", { class: "faint" }, ` ${field.unit}`)),
    control,
    help,
  );
}

function grouped(field, role, controls) {
  const id = `g${(last += 1)}`;
  const short = field.options.reduce((sum, [, words]) => sum + words.length, 0) <= 24 && field.label.length <= 34;
  return h(
    "div",
    { class: `field${short ? " field--inline" : ""}`, role, "aria-labelledby": id, "data-field": field.name },
    h("span", {}, h("span", { class: "field__label", id }, field.label), field.help && h("span", { class: "field__help" }, ` ${field.help}`)),
    h("div", { class: "choices" }, controls),
  );
}

function option(field, type, value, words) {
  return h("label", { class: "choice" }, h("input", { type, name: field.name, value }), h("span", {}, words));
}

const input = (field, more) => {
  const id = `f${(last += 1)}`;
  return labelled(field, h("input", { id, name: field.name, autocomplete: "off", ...more }), id);
};

function suggested(field) {
  if (!field.suggest?.length) return input(field, { type: "text" });
  const list = `l${(last += 1)}`;
  const box = input(field, { type: "text", list });
  box.append(h("datalist", { id: list }, field.suggest.map((value) => h("option", { value }))));
  return box;
}

function moment(field) {
  const id = `f${(last += 1)}`;
  const today = now();
  const days = [0, 1, 2].map((back) => dayBefore(today, back));
  const words = ["today", "yesterday", "the day before"];
  const select = h(
    "select",
    { name: `${field.name}:day`, "aria-label": `${field.label}: day` },
    days.map((value, index) => h("option", { value }, words[index])),
  );
  // Text, because a time field follows the tablet's language and may ask for AM and PM.
  const time = h("input", { id, name: field.name, type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 5, placeholder: "hh:mm", class: "num", size: 5 });
  time.addEventListener("blur", () => (time.value = onTheClock(time.value)));
  const box = labelled(field, time, id);
  const row = h("div", { class: "moment" });
  time.replaceWith(row);
  row.append(time, select);
  return box;
}

/** "14:05" of "1405", "9:05", "905"; anything else as it is. */
function onTheClock(typed) {
  const found = /^(\d{1,2})[:.]?(\d\d)$/.exec(typed.trim());
  return found ? `${found[1].padStart(2, "0")}:${found[2]}` : typed.trim();
}

function list(field) {
  const rows = h("div", { class: "rows" });
  let count = 0;
  const add = () => {
    const at = count;
    count += 1;
    const named = field.fields.map((one) => ({ ...one, name: `${field.name}.${at}.${one.name}` }));
    rows.append(h("div", { class: "rows__row", "data-row": at }, named.map(draw)));
  };
  add();
  return h(
    "fieldset",
    { class: "field", "data-field": field.name },
    h("legend", { class: "field__label" }, field.label),
    rows,
    button(field.add ?? "Add another", add, { tone: "quiet" }),
  );
}

const DRAW = {
  text: suggested,
  select: (field) => {
    const id = `f${(last += 1)}`;
    const options = [["", "–"], ...field.options].map(([value, words]) => h("option", { value }, words));
    return labelled(field, h("select", { id, name: field.name }, options), id);
  },
  number: (field) => input(field, { type: "text", inputmode: field.whole ? "numeric" : "decimal" }),
  date: (field) => input(field, { type: "date" }),
  secret: (field) => input(field, { type: "password", autocomplete: "off" }),
  area: (field) => {
    const id = `f${(last += 1)}`;
    return labelled(field, h("textarea", { id, name: field.name, rows: 3 }), id);
  },
  choice: (field) => grouped(field, "radiogroup", field.options.map(([value, words]) => option(field, "radio", value, words))),
  many: (field) => grouped(field, "group", field.options.map(([value, words]) => option(field, "checkbox", value, words))),
  check: (field) => h("div", { class: "field", "data-field": field.name }, option(field, "checkbox", "yes", field.label)),
  moment,
  list,
};

/** The element of one field. */
export function draw(field) {
  return DRAW[field.kind ?? "text"](field);
}

const named = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
const one = (form, name) => named(form, name)[0]?.value.trim() ?? "";
const chosen = (form, name) => named(form, name).find((control) => control.checked)?.value ?? "";

function rowsOf(form, field) {
  const rows = [...form.querySelectorAll(`[data-field="${CSS.escape(field.name)}"] [data-row]`)];
  const read_ = rows.map((row) => {
    const fields = field.fields.map((each) => ({ ...each, name: `${field.name}.${row.dataset.row}.${each.name}` }));
    const values = read(row, fields);
    return Object.fromEntries(field.fields.map((each, index) => [each.name, values[fields[index].name]]));
  });
  return read_.filter((row) => Object.values(row).some((value) => value !== ""));
}

const READ = {
  choice: (form, field) => chosen(form, field.name),
  check: (form, field) => (chosen(form, field.name) ? "yes" : "no"),
  many: (form, field) => named(form, field.name).filter((control) => control.checked).map((control) => control.value),
  list: rowsOf,
  moment: (form, field) => {
    const time = onTheClock(one(form, field.name));
    return time ? instant(one(form, `${field.name}:day`), time) ?? time : "";
  },
};

/** What was typed, by field name; nothing typed is "". */
export function read(form, fields) {
  return Object.fromEntries(
    fields.map((field) => [field.name, (READ[field.kind] ?? ((where) => one(where, field.name)))(form, field)]),
  );
}

/** Take the marks of the last answer away. */
export function clearErrors(form) {
  for (const marked of form.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  for (const said of form.querySelectorAll(".field__error")) said.remove();
}

function place(form, name) {
  const exact = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (exact) return exact;
  const parent = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : null;
  return parent ? place(form, parent) : null;
}

/** Say at each field what was wrong and what would be right; the text stays.  Returns the first. */
export function showErrors(form, errors) {
  let first = null;
  for (const error of errors) {
    const words = mend(error);
    const id = `e${(last += 1)}`;
    const said = h("span", { class: "field__error", id }, error.field && !place(form, error.field) ? `${error.field}: ${words}` : words);
    const box = (error.field && place(form, error.field)) || form.querySelector(".form__said");
    box.append(said);
    const control = box.querySelector("input, select, textarea");
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", id);
    first ??= control ?? said;
  }
  return first;
}
