// What the panel's pages do beyond plain HTML: menus that close by themselves, and parts fetched by htmx.
import "htmx.org";

const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-opens]")) {
  const part = document.getElementById(button.dataset.opens);
  button.addEventListener("click", () => {
    const open = part.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
  });
}
