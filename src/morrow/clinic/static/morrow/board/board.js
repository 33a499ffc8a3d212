// Keeps the board fresh: the push says that something changed, the cards are fetched again.

const line = document.getElementById("push");
const cards = document.getElementById("cards");
const GATHER_MS = 150; // several facts of one act are one look

let waiting = null;
function refresh() {
  clearTimeout(waiting);
  waiting = setTimeout(() => window.htmx.trigger(cards, "changed"), GATHER_MS);
}

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
