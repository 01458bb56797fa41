// The plan by keyboard: arrows walk its steps, Alt+arrows move them, the usual keys copy, paste, remove, undo and redo.
import { edit, part, select, selected } from "./editor-parts.js";

const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
const typing = (element) => element.closest?.("textarea, select, input:not([type=radio], [type=checkbox])");
const items = () => [...part("canvas").querySelectorAll("[role=treeitem]")];
const current = () => document.activeElement?.closest?.("[role=treeitem]");

const holder = (item) => item.closest("[data-step]");
const above = (item) => holder(item).parentElement.closest("[data-step]")?.querySelector(":scope > .step");

// One step is reached by Tab, the others by arrows.
export const roam = (to) => {
  const all = items();
  const chosen = to ?? all.find((one) => one.dataset.select === selected()) ?? all[0];
  for (const one of all) one.tabIndex = one === chosen ? 0 : -1;
};

const go = (item) => {
  if (!item) return;
  roam(item);
  item.focus();
};

const walk = (event, item) => {
  const all = items();
  const index = all.indexOf(item);
  const steps = {
    ArrowUp: () => all[index - 1], ArrowDown: () => all[index + 1], Home: () => all[0], End: () => all.at(-1),
    ArrowLeft: () => above(item), ArrowRight: () => holder(item).querySelector("[role=group] [role=treeitem]"),
  };
  if (!steps[event.key]) return false;
  go(steps[event.key]());
  return true;
};

const neighbour = (item) => {
  const own = holder(item);
  const beside = own.nextElementSibling ?? own.previousElementSibling ?? own.parentElement.closest("[data-step]");
  return beside?.dataset.step ?? "";
};

const onStep = (event, item) => {
  const { select: step } = item.dataset;
  const key = event.key.toLowerCase();
  const held = event.ctrlKey || event.metaKey;
  if (event.altKey && WAYS[event.key]) edit({ do: WAYS[event.key], step });
  else if (held && key === "c" && !String(getSelection())) edit({ do: "copy", step });
  else if (held && key === "v") edit({ do: "paste", step });
  else if (held && key === "d") edit({ do: "duplicate", step });
  else if (held || event.altKey) return false;
  else if (event.key === "Delete" || event.key === "Backspace") edit({ do: "remove", step, next: neighbour(item) });
  else if (event.key === "Enter" || event.key === " ") select(step);
  else return walk(event, item);
  return true;
};

const anywhere = (event) => {
  if (!(event.ctrlKey || event.metaKey)) return false;
  const key = event.key.toLowerCase();
  if (key === "z") edit({ do: event.shiftKey ? "redo" : "undo", step: selected() });
  else if (key === "y") edit({ do: "redo", step: selected() });
  else return false;
  return true;
};

export const listen = () => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || typing(event.target)) return;
    const item = current();
    if ((item && part("canvas").contains(item) && onStep(event, item)) || anywhere(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.getAttribute?.("role") === "treeitem") roam(event.target);
  });
};
