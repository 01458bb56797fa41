// Puts the keyboard into a row that was added just now.
document.addEventListener("htmx:after:settle", () => {
  const field = document.querySelector("[data-fresh]");
  field?.removeAttribute("data-fresh");
  field?.focus();
});
