// Every number shows its age, greys and is struck by itself: a page whose feed died must not go
// on looking live (H17).  Runs each second over what is on screen; needs no server.
//
//   <time data-at="…">                      "4 min"; its closest [data-aged] gets data-age:
//     data-grey="900" data-struck="1200"    fresh, grey, struck, by these seconds (or, when it is
//     data-bears=".x"                       no ancestor, the .x within the closest [data-bearer])
//   <time data-until="…">                   "in 4:12", then "late 0:07"
//   <time data-since="…" data-stop="…">     "38:12"; stands still at data-stop

import { age, duration, now } from "./time.js";

function grow(element, at) {
  const passed = now() - Date.parse(element.dataset.at);
  const text = `${age(passed)}${element.dataset.after ?? ""}`;
  if (element.textContent !== text) element.textContent = text;
  const bearer = element.dataset.bears ? element.closest("[data-bearer]")?.querySelector(element.dataset.bears) : element.closest("[data-aged]");
  if (!bearer || !element.dataset.grey) return;
  const state = passed >= at("struck") ? "struck" : passed >= at("grey") ? "grey" : "fresh";
  if (bearer.dataset.age !== state) bearer.dataset.age = state;
  const spoken = bearer.querySelector("[data-age-words]");
  if (spoken) spoken.textContent = state === "struck" ? "too old to act on" : "";
}

function count(element) {
  const left = Date.parse(element.dataset.until) - now();
  const text = left >= 0 ? `in ${duration(left)}` : `late ${duration(-left)}`;
  if (element.textContent !== text) element.textContent = text;
  element.dataset.late = String(left < 0);
}

function elapse(element) {
  const end = element.dataset.stop ? Date.parse(element.dataset.stop) : now();
  const text = duration(end - Date.parse(element.dataset.since));
  if (element.textContent !== text) element.textContent = text;
}

/** Bring every age and countdown under `root` up to now. */
export function tick(root = document) {
  for (const element of root.querySelectorAll("[data-at]")) {
    grow(element, (name) => Number(element.dataset[name]) * 1000);
  }
  for (const element of root.querySelectorAll("[data-until]")) count(element);
  for (const element of root.querySelectorAll("[data-since]")) elapse(element);
}
