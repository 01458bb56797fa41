// The call plan editor: every edit is one form sent to the server, which answers the parts of the page as they are now.
import "./editor-listen.js";
import { drag } from "./editor-drag.js";
import { listen } from "./editor-keys.js";
import { move, reachable, stay } from "./editor-moving.js";
import { part, refresh, select, selected, send, shown, whenIdle } from "./editor-parts.js";

const POLL = 4000; // ms between looks at what others did

const fields = (form, submitter) => {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  return data;
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!["edit", "options"].includes(form.id) && !("sends" in form.dataset)) return;
  event.preventDefault();
  if (submitter?.hasAttribute("data-moves")) return move();
  return send(form.getAttribute("action"), fields(form, submitter), { typed: onlySaves(form, submitter) ? form : null });
});

// Then nothing in the panel is out of date, and people may type on. A button, or a name to look for, changes lists.
const onlySaves = (form, submitter) =>
  form.id === "options" && !submitter?.name && [...form.querySelectorAll("[data-finder] input")].every((box) => !box.value);

// Options are kept as soon as a field is left; what is only a search or a button's business is not. A list that a name
// is typed into waits for the whole of it: in the fresh panel the browser would take the rest for another name.
const keep = (form) => send(form.getAttribute("action"), fields(form), { typed: form });
const WORD = 1000; // ms after a key, in which browsers take the next one for the same name
let struck = -WORD;
let unkept = null;
let timer = 0;

const wait = (form) => {
  unkept = form;
  clearTimeout(timer);
  timer = setTimeout(settle, WORD);
};

const settle = () => {
  if (unkept) keep(unkept);
  unkept = null;
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("#options");
  if (!form || event.target.closest("[data-finder]")) return;
  if (event.target.matches("select") && performance.now() - struck < WORD) wait(form);
  else keep(form);
});

document.addEventListener("keydown", (event) => {
  if (event.key.length !== 1 || !event.target.matches?.("#options select")) return;
  struck = performance.now();
  if (unkept) wait(unkept);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("#options select")) settle();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-select], [data-panel][href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  stay();
  if (link.dataset.panel) select(null, link.dataset.panel);
  else select(link.dataset.select).then(() => narrow.matches && part("panel").scrollIntoView());
  link.closest("details[data-menu]")?.removeAttribute("open");
});

const search = document.getElementById("palette-search");
search?.addEventListener("input", () => {
  const words = search.value.trim().toLowerCase();
  for (const item of document.querySelectorAll(".palette-item")) item.hidden = !item.textContent.toLowerCase().includes(words);
  for (const group of document.querySelectorAll(".palette-group")) group.hidden = !group.querySelector(".palette-item:not([hidden])");
});

// On a narrow screen the list of components is a sheet: it opens for a place, and closes once a step was put there.
const palette = document.getElementById("palette");
const narrow = matchMedia("(max-width: 47.99rem)");
const fold = () => { if (palette) palette.open = !narrow.matches; };
narrow.addEventListener("change", fold);
fold();
document.addEventListener("click", (event) => {
  if (!event.target.matches?.(".place input") || !narrow.matches || part("canvas").hasAttribute("data-moving")) return;
  palette.open = true;
  palette.scrollIntoView({ block: "nearest" });
});

let had = selected();
shown(() => {
  drag();
  reachable(false);
  if (narrow.matches && selected() !== had) palette.open = false; // not for what is still answered of an earlier step
  had = selected();
});
listen();
setInterval(() => { if (!document.hidden) whenIdle(refresh); }, POLL);

// Whoever comes to a step from elsewhere sees it, far down in a long plan too; on a narrow screen what is filled in.
const there = selected() && (narrow.matches ? part("panel") : part("canvas").querySelector(`[data-select="${selected()}"]`));
if (there && there.getBoundingClientRect().bottom > innerHeight) {
  there.scrollIntoView({ behavior: "instant", block: narrow.matches ? "start" : "center" });
}
