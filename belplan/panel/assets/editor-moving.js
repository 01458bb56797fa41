// Moving by choosing a place: the step is selected, then a click, tap or Enter on a place takes it there.
import { edit, part, say, selected } from "./editor-parts.js";

const editor = document.getElementById("editor");
const moving = () => part("canvas").hasAttribute("data-moving");

// Marks the places to which a step cannot go: those inside itself and beside itself.
export const allow = (step) => {
  const item = step ? part("canvas").querySelector(`[data-step="${step}"]`) : null;
  const value = item?.querySelector(":scope > .place input").value.split(":");
  for (const place of part("canvas").querySelectorAll(".place")) {
    const [parent, branch, after, before] = place.querySelector("input").value.split(":");
    const beside = value && parent === value[0] && branch === value[1] && (after === step || before === step);
    place.classList.toggle("refused", Boolean(item) && (item.contains(place) || beside));
  }
};

// Places are for the pointer; by keyboard they are reached while a step is moved. Else the list of places does it.
export const reachable = (on) => {
  for (const place of part("canvas").querySelectorAll(".place")) {
    if (on) place.removeAttribute("aria-hidden");
    else place.setAttribute("aria-hidden", "true");
    place.querySelector("input").tabIndex = on ? 0 : -1;
  }
};

export const move = () => {
  if (!selected()) return;
  allow(selected());
  reachable(true);
  part("canvas").toggleAttribute("data-moving", true);
  say(editor.dataset.choose);
  part("canvas").querySelector(".place:not(.refused) input").focus();
};

export const stay = () => {
  if (!moving()) return;
  part("canvas").removeAttribute("data-moving");
  reachable(false);
  allow("");
  say(editor.dataset.stays);
};

const take = (place) => {
  const input = place.querySelector("input");
  part("canvas").removeAttribute("data-moving");
  edit({ do: "move", step: selected(), at: input.value });
};

// Whoever means a branch clicks its name: the next step goes to the branch's end.
document.addEventListener("click", (event) => {
  const name = !moving() && event.target.closest?.("#canvas .rail-name");
  if (name) [...name.parentElement.querySelectorAll(".place input")].at(-1)?.click();
});

document.addEventListener("pointerup", (event) => {
  const place = moving() && event.target.closest?.(".place:not(.refused)");
  if (place) take(place);
});

document.addEventListener("keydown", (event) => {
  if (!moving()) return;
  if (event.key === "Escape") {
    stay();
    part("canvas").querySelector(`.step[data-select="${selected()}"]`)?.focus();
  } else if ((event.key === "Enter" || event.key === " ") && event.target.matches?.(".place input")) {
    event.preventDefault();
    take(event.target.closest(".place"));
  }
});
