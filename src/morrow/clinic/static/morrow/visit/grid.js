// The flowsheet: a real table.  A column is a due time with what was charted for it and what it
// lacks; then what still waits for its receipt, and last the entry column with the due time.

import { resend } from "./act.js";
import { button, byId, fill, h } from "./dom.js";
import { entryCell, focusEntry } from "./entry.js";
import { openReading } from "./cell.js";
import { openLate } from "./late.js";
import { cellText, rowsFor, shortNames } from "./rows.js";
import { can, person } from "./store.js";
import { clock, now } from "./time.js";

function columns(view, entries) {
  const began = view.lanes.began_at;
  const known = new Map(view.grid.map((set) => [set.id, set]));
  const flow = view.flow.map(({ at, sets, lacks }) => ({ kind: sets.length ? "set" : "missing", at, sets: sets.map((id) => known.get(id)), lacks, base: !began || at <= began }));
  const waiting = entries
    .filter((entry) => entry.act === "SetCharted" && (entry.state === "waiting" || entry.state === "failed"))
    .map((entry) => ({ kind: "waiting", at: entry.payload.happened_at ?? entry.made, entry, state: entry.state }));
  return [...flow, ...waiting].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function head(column) {
  if (column.kind === "missing") return h("th", { scope: "col", class: "col col--missing" }, h("span", { class: "num" }, clock(column.at)), h("span", { class: "col__note" }, "missing"));
  if (column.kind === "waiting") {
    const failed = column.state === "failed";
    return h("th", { scope: "col", class: "col col--waiting" }, h("span", { class: "num" }, clock(column.at)), failed ? button("Send again", () => resend(column.entry), { class: "col__again" }) : h("span", { class: "col__note" }, "waiting…"));
  }
  const [set] = column.sets;
  const late = column.sets.find((one) => one.late);
  const names = [...new Set(column.sets.map((one) => person(one.by, { short: true })))].join(", ");
  const note = late ? `late ${clock(late.recorded_at)}` : column.base ? "base" : names;
  return h(
    "th",
    { scope: "col", class: "col", "data-late": String(Boolean(late)), "data-lacks": String(Boolean(column.lacks)) },
    h("time", { class: "num", datetime: set.at }, clock(set.at)),
    h("span", { class: "col__note" }, column.lacks ? `${shortNames(column.lacks.missing)} missing` : note),
  );
}

function marks(readings) {
  const found = readings.filter(Boolean);
  return {
    artefact: found.length > 0 && found.every((one) => one.artefact),
    corrected: found.some((one) => one.was.length > 0),
    device: found.some((one) => one.from_device),
    oxygen: found.some((one) => one.on_oxygen),
    comment: found.some((one) => one.comment),
  };
}

function spoken(row, readings, marked) {
  const words = [row.label, cellText(readings)];
  if (marked.artefact) words.push("artefact");
  if (marked.corrected) words.push(`corrected, was ${readings.map((one) => one?.was.at(-1) ?? one?.value).join("/")}`);
  if (marked.device) words.push("from the monitor");
  if (marked.oxygen) words.push("on oxygen");
  if (marked.comment) words.push("has a comment");
  return words.join(", ");
}

/** What is missing is asked for where it is missing: in the new set while its time lasts, else late. */
function supply(row, column) {
  const { closes } = column.lacks;
  if (!closes || Date.parse(closes) > now()) focusEntry({ row: row.key });
  else openLate({ at: column.at, row: row.key });
}

function absent(row, column, mayEdit) {
  const words = `${row.label} missing at ${clock(column.at)}`;
  if (!mayEdit) return h("td", { class: "cell cell--missing", "aria-label": words }, "–");
  return h("td", { class: "cell cell--missing" }, h("button", { type: "button", class: "cell__open", tabindex: "-1", "aria-label": `${words}: enter it`, "data-key": `lacks-${column.at}-${row.key}`, onclick: () => supply(row, column) }, "+"));
}

function cell(row, column, mayEdit) {
  if (column.lacks?.missing.some((one) => row.of.includes(one))) return absent(row, column, mayEdit);
  if (column.kind === "missing") return h("td", { class: "cell" });
  if (column.kind === "waiting") return h("td", { class: "cell cell--waiting num" }, column.entry.payload.body[row.key] || "");
  const readings = row.of.map((parameter) => column.sets.map((set) => set.readings[parameter]).find(Boolean));
  if (!readings.some(Boolean)) return h("td", { class: "cell" });
  const marked = marks(readings);
  const set = Object.fromEntries(Object.entries(marked).map(([name, is]) => [`data-${name}`, is ? "true" : null]));
  return h(
    "td",
    { class: "cell num", ...set },
    h("button", { type: "button", class: "cell__open", tabindex: "-1", "aria-label": spoken(row, readings, marked), "data-key": `${column.at}-${row.key}`, onclick: () => openReading(readings.find(Boolean).set, row.of[0], mayEdit ? "both" : "read") }, cellText(readings)),
  );
}

function entryHead(view) {
  const due = view.overdue ?? view.due;
  return h(
    "th",
    { scope: "col", class: "col col--entry", "data-missing": view.overdue?.status ?? null },
    h("span", {}, "Now"),
    due ? h("span", { class: "col__note num" }, `${view.overdue ? "was due" : "due"} ${clock(due.due_at)} · `, h("time", { "data-until": due.due_at })) : h("span", { class: "col__note" }, "new set"),
  );
}

function body(view, shown, mayEdit) {
  const entering = can("visit.chart") && ["arrived", "infusing", "paused", "injected", "spraying", "ended", "recovery"].includes(view.phase);
  return rowsFor(view).map((row) =>
    h("tr", {}, h("th", { scope: "row" }, row.label, h("span", { class: "faint" }, ` ${row.unit}`)), shown.map((column) => cell(row, column, mayEdit)), entering && entryCell(row), h("td", { class: "filler" })),
  );
}

/** Draw the flowsheet; the entry inputs are moved, never remade. */
export function drawGrid({ view, entries }) {
  const shown = columns(view, entries);
  const mayEdit = can("visit.correct");
  const slice = [shown.map((one) => [one.kind, one.at, one.sets, one.lacks, one.state, one.entry?.payload.body]), rowsFor(view).map((row) => row.key), view.people, mayEdit, view.phase, view.can];
  const table = byId("flowsheet");
  const active = document.activeElement;
  const typing = table.contains(active) && active.closest(".entry") ? active : null;
  const caret = typing?.selectionStart ?? null;
  fill(table.tBodies[0], slice, () => body(view, shown, mayEdit));
  if (typing && document.activeElement !== typing) {
    typing.focus({ preventScroll: true });
    if (caret !== null && typing.type === "text") typing.setSelectionRange(caret, caret);
  }
  fill(table.tHead.rows[0], [slice, view.due, view.overdue], () => [h("td", { class: "corner" }), shown.map(head), table.querySelector("td.entry") && entryHead(view), h("td", { class: "filler" })]);
  byId("entry").hidden = !table.querySelector("td.entry");
  rove(table);
  table.dataset.few = String(shown.length < 5);
}

// The newest column stays in sight unless somebody scrolled back to an older one.
function pin(table) {
  const box = byId("sheet-scroll");
  let pinned = true;
  const end = () => box.scrollWidth - box.clientWidth;
  box.addEventListener("scroll", () => (pinned = box.scrollLeft >= end() - 8), { passive: true });
  new ResizeObserver(() => pinned && (box.scrollLeft = end())).observe(table);
}

// One Tab stop for the charted cells; arrows move among them.
function rove(table) {
  if (table.querySelector(".cell__open[tabindex='0']")) return;
  const all = [...table.querySelectorAll(".cell__open")];
  all.at(-1)?.setAttribute("tabindex", "0");
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function mountGrid() {
  const table = byId("flowsheet");
  pin(table);
  table.addEventListener("keydown", (event) => {
    const here = event.target.closest?.(".cell__open");
    const move = MOVES[event.key];
    if (!here || !move) return;
    event.preventDefault();
    const td = here.closest("td");
    const rows = [...table.tBodies[0].rows];
    const row = rows[rows.indexOf(td.parentElement) + move[0]];
    const next = row?.cells[td.cellIndex + move[1]]?.querySelector(".cell__open");
    if (!next) return;
    here.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}
