// Drag and drop: steps and palette entries onto places. The server draws the plan; nothing here changes it.
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { roam } from "./editor-keys.js";
import { allow } from "./editor-moving.js";
import { edit, part, selected } from "./editor-parts.js";

let clean = () => null;

const steps = () => [...part("canvas").querySelectorAll("[role=treeitem]")].map((element) => draggable({
  element,
  getInitialData: () => ({ step: element.dataset.select }),
  onDragStart: () => element.classList.add("dragged"),
  onDrop: () => element.classList.remove("dragged"),
}));

const places = () => [...part("canvas").querySelectorAll(".place")].map((element) => dropTargetForElements({
  element,
  getData: () => ({ at: element.querySelector("input").value }),
  canDrop: () => !element.classList.contains("refused"),
  onDragEnter: () => element.classList.add("over"),
  onDragLeave: () => element.classList.remove("over"),
  onDrop: () => element.classList.remove("over"),
}));

const drop = ({ source, location }) => {
  part("canvas").removeAttribute("data-dragging");
  allow("");
  const [target] = location.current.dropTargets;
  if (!target) return;
  const { at } = target.data;
  if (source.data.kind) edit({ insert: source.data.kind, at, step: selected() });
  else edit({ do: "move", step: source.data.step, at });
};

// Once for each picture of the plan.
export const drag = () => {
  clean();
  clean = combine(...steps(), ...places());
  roam();
};

for (const element of document.querySelectorAll(".palette-item")) {
  draggable({ element, getInitialData: () => ({ kind: element.dataset.kind }) });
}

monitorForElements({
  onDragStart: ({ source }) => {
    allow(source.data.step ?? "");
    part("canvas").toggleAttribute("data-dragging", true);
  },
  onDrop: drop,
});
