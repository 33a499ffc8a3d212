// The order page: a protocol's value goes into its field when a prescriber asks for it, never before.

for (const button of document.querySelectorAll("[data-fills]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fills);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}

// Each answer brings the findings anew.  What is ticked on the page by then stays ticked, for the
// same words and no others: a tick may have been made, or taken back, while the answer was coming.
const draft = document.getElementById("draft");
const boxes = () => [...draft.querySelectorAll("[name=acknowledged]")];
const said = (box) => box.closest("li").querySelector("[name=shown]").value;
let ticked = new Set();

draft.addEventListener("htmx:beforeSwap", () => {
  ticked = new Set(boxes().filter((box) => box.checked).map(said));
});
draft.addEventListener("htmx:afterSwap", () => {
  for (const box of boxes()) box.checked = ticked.has(said(box));
});
