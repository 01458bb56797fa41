// What the panel's pages do beyond plain HTML: menus that close by themselves, and parts fetched by htmx.
import "htmx.org";
import "./codes.js";
import "./hours.js";
import "./passkeys.js";
import "./sounds.js";
import "./watch.js";

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

// A link that unfolds a part under its line folds it again at the second click; without htmx it is an ordinary link.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-unfolds]");
  if (!link) return;
  const part = document.getElementById(link.dataset.unfolds);
  const open = part.hasChildNodes();
  link.setAttribute("aria-expanded", String(!open));
  if (!open) return;
  part.replaceChildren();
  event.preventDefault();
  event.stopPropagation();
}, true);
