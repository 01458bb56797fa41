// Plays what callers will hear of a text while it is being typed; waits for edits on their way, as they renew the panel.
import { afterwards } from "./editor-parts.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-heard]");
  if (!button) return;
  event.preventDefault();
  const text = new URLSearchParams(new FormData(button.form));
  const { heard } = button.dataset;
  afterwards(async () => {
    const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body: text });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) document.getElementById(heard)?.replaceChildren(...fresh.body.childNodes);
  });
});
