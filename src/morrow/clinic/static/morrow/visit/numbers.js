// The current numbers, large, each with its age.  Filed values are solid; what the monitor says
// and nobody has filed is hollow.  A value too old is struck: it never looks live.

import { byId, fill, h } from "./dom.js";
import { clock } from "./time.js";

const LIVE_S = 10; // a live feed's value is struck after this
const CUFF_GREY_S = 900; // before a first filed value says what is due
const CUFF_STRUCK_S = 1200;
const TILES = [
  { label: "BP", unit: "mmHg", of: ["sbp", "dbp"], cuff: true },
  { label: "SpO2", unit: "%", of: ["spo2"] },
  { label: "HR", unit: "/min", of: ["hr"] },
  { label: "RR", unit: "/min", of: ["rr"] },
  { label: "Arousal", unit: "", of: ["arousal"] },
];

function filed(view, tile) {
  const found = tile.of.map((parameter) => view.current.find((one) => one.parameter === parameter));
  return found[0] ? found : null;
}

function live(candidates, tile, known) {
  const found = tile.of.map((parameter) => candidates[parameter]);
  if (!found[0] || (known && found[0].at <= known[0].at)) return null;
  return found;
}

const joined = (values, name) => values.map((one) => one?.[name] ?? "–").join("/");

function level(view, tile) {
  const levels = view.alarms.filter((alarm) => tile.of.includes(alarm.key.split(".")[0])).map((alarm) => alarm.level);
  return ["stop", "notify", "repeat"].find((one) => levels.includes(one)) ?? "";
}

const old = () => h("span", { class: "visually-hidden", "data-age-words": "" });

function filedPart(tile, values, base) {
  if (!values) return h("span", { class: "reading__value reading__value--none" }, "––");
  const [first] = values;
  const map = tile.cuff && values.map_;
  const age = h("time", { "data-at": first.at, "data-grey": first.grey_after_s, "data-struck": first.struck_after_s });
  return h(
    "div",
    { class: "tile__filed", "data-aged": "" },
    h("span", { class: `reading__value${/\d/.test(first.shown) ? "" : " reading__value--words"}` }, joined(values, "shown"), map && h("span", { class: "reading__mean" }, ` (${map.value})`)),
    h("span", { class: "reading__age" }, age, h("span", { class: "tile__clock" }, ` · ${clock(first.at)}`), first.on_oxygen && " · O₂", base),
    old(),
  );
}

function limits(tile, known) {
  if (!tile.cuff) return [LIVE_S, LIVE_S];
  return [known?.[0].grey_after_s ?? CUFF_GREY_S, known?.[0].struck_after_s ?? CUFF_STRUCK_S];
}

function liveAge(tile, values, known) {
  const [grey, struck] = limits(tile, known);
  return h("span", { class: "tile__source" }, tile.cuff ? "cuff " : "live ", h("time", { "data-at": values[0].at, "data-grey": grey, "data-struck": struck, "data-bears": ".tile__live" }));
}

function baseOf(view, tile) {
  const found = tile.of.map((parameter) => view.baseline[parameter]);
  if (!found[0] || tile.of[0] === "arousal") return null;
  return h("span", { class: "tile__base num" }, ` · base ${found.map((one) => one?.value ?? "–").join("/")}`);
}

function tileOf(view, candidates, tile) {
  const known = filed(view, tile);
  if (known && tile.cuff) known.map_ = view.current.find((one) => one.parameter === "map" && one.set === known[0].set);
  const unfiled = live(candidates, tile, known);
  return h(
    "div",
    { class: "tile reading", "data-level": level(view, tile), "data-parameter": tile.of[0], "data-bearer": "", "data-live": String(Boolean(unfiled)) },
    h("span", { class: "tile__top" }, h("span", { class: "reading__label" }, tile.label, tile.unit && h("span", { class: "faint" }, ` ${tile.unit}`)), unfiled && liveAge(tile, unfiled, known)),
    unfiled && h("div", { class: "tile__live", title: "From the monitor, not filed" }, h("span", { class: "reading__value" }, joined(unfiled, "value")), old()),
    (known || !unfiled) && filedPart(tile, known, baseOf(view, tile)),
  );
}

export function drawNumbers({ view, candidates }) {
  const place = byId("numbers-tiles");
  fill(place, [view.current, view.baseline, view.alarms, candidates, view.people], () => TILES.map((tile) => tileOf(view, candidates, tile)));
}

/** The feed light: live, silent, or none. */
export function drawFeed({ feed }, now) {
  const age = feed?.last_at ? (now - Date.parse(feed.last_at)) / 1000 : Infinity;
  const light = feed === null ? "none" : age <= LIVE_S ? "live" : "silent";
  const words = feed?.why || { none: "No monitor at this chair", silent: "Monitor silent", live: "Monitor live" }[light];
  fill(byId("feed"), [words, light, feed?.device, light === "live" ? null : feed?.last_at], () => [
    h("span", { class: "feed__light", "data-light": light, "aria-hidden": "true" }),
    h("span", {}, h("span", { class: "feed__words" }, words), feed && h("span", { class: "faint" }, ` ${feed.device}`)),
    light === "silent" && feed.last_at && h("time", { class: "num", "data-at": feed.last_at }),
  ]);
}
