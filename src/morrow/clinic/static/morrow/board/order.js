// The order page: a protocol's value goes into its field when a prescriber asks for it, never before.

for (const button of document.querySelectorAll("[data-fills]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fills);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}
