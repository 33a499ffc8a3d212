// Keeps the board fresh: the push says that something changed, the cards are fetched again.  Who
// has arrived is told from here, by the same door as on the visit page.

const line = document.getElementById("push");
const cards = document.getElementById("cards");
const GATHER_MS = 150; // several facts of one act are one look

let waiting = null;
function refresh() {
  clearTimeout(waiting);
  waiting = setTimeout(() => window.htmx.trigger(cards, "changed"), GATHER_MS);
}

async function arrived(button) {
  button.disabled = true;
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  // A repeat of a tap that got no answer is the same entry.
  button.dataset.id ??= crypto.randomUUID();
  const answer = await fetch(button.dataset.arrived, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ id: button.dataset.id, body: {} }),
  }).catch(() => null);
  if (answer?.ok) return refresh();
  button.disabled = false;
  line.textContent = "The arrival was not recorded. Press again, or reload the page.";
}

cards.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-arrived]");
  if (button) arrived(button);
});

// A narrow screen shows a part of the day: the part around now, or where somebody has moved it.
let left = null;
function showNow() {
  const day = cards.querySelector(".board__day .scroll");
  const now = day.querySelector(".day__now");
  if (left === null && now) left = now.getBoundingClientRect().left - day.getBoundingClientRect().left - day.clientWidth / 2;
  day.scrollLeft = left ?? 0;
  day.addEventListener("scroll", () => {
    left = day.scrollLeft;
  });
}
showNow();
cards.addEventListener("htmx:afterSwap", showNow);

const push = new EventSource(line.dataset.live);
push.addEventListener("changed", refresh);
// The stream begins where the page left off, and resumes there: nothing to fetch for its own sake.
push.addEventListener("open", () => {
  line.textContent = "Live.";
});
push.addEventListener("error", () => {
  line.textContent = "The connection is gone: the board is asked for every 20 s until it is back.";
});
addEventListener("pagehide", () => push.close());
