// Runs before the page is drawn, so that nobody sees a white flash: whoever chose no theme gets the system's.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { root.dataset.bsTheme = system.matches ? "dark" : "light"; };
if (root.dataset.theme === "system") {
  follow();
  system.addEventListener("change", follow);
}
root.dataset.js = "on";
