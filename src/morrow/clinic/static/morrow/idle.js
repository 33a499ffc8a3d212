// Locks an idle tablet, and tells the server that a person is there.
//
// The server judges (people/tablet.py); this only makes the lock visible in time.  A page of a
// visit carries data-lock="stay" on its body: as long as the visit runs (the locked tablet's list
// of chairs has it) it is not left, because Stop, Emergency, charting and alarms stay in reach; names are
// hidden (tokens.css, data-locked), and the page asks for its view again, which leaves them out.

const script = document.querySelector("script[data-lock-after]");
const lockAfter = Number(script.dataset.lockAfter) * 1000;
const tellEvery = 60_000;
const root = document.documentElement;
let touched = Date.now();
let told = Date.now();

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

function post(path) {
  return fetch(path, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" } });
}

async function mayStay() {
  if (document.body.dataset.lock !== "stay") return false;
  const chairs = await (await fetch("/lock/chairs/")).text();
  return chairs.includes(`href="${location.pathname}"`);
}

async function showLock() {
  root.dataset.locked = "true";
  document.dispatchEvent(new CustomEvent("morrow:locked"));
  if (await mayStay()) return;
  const here = location.pathname + location.search;
  location.assign(`/lock/?next=${encodeURIComponent(here)}`);
}

async function tell() {
  told = Date.now();
  const answer = await post("/seen/");
  if (answer.status === 423) showLock();
}

async function lock() {
  await post("/lock/");
  showLock();
}

function touch() {
  if (root.dataset.locked === "true") return;
  touched = Date.now();
  if (touched - told > tellEvery) tell();
}

for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  addEventListener(kind, touch, { capture: true, passive: true });
}
document.addEventListener("morrow:unlocked", () => {
  touched = Date.now();
});
setInterval(() => {
  if (root.dataset.locked !== "true" && Date.now() - touched > lockAfter) lock();
}, 1000);
