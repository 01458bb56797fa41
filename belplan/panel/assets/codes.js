// The page that asks for a code: how long it is good, when a new one may be asked for; and copying what is shown once.
// Moments are counted from when the page (or a part that htmx brought) arrived: the clocks here and there may differ.
const ends = new WeakMap();

const left = (element, seconds) => {
  if (!ends.has(element)) ends.set(element, performance.now() + Number(seconds) * 1000);
  return Math.max(0, (ends.get(element) - performance.now()) / 1000);
};

// A ring that empties; what a screen reader hears of it stands in parts that become visible.
const ring = (element) => {
  const seconds = left(element, element.dataset.countdown);
  const total = Number(element.dataset.total);
  element.querySelector(".ring-left").setAttribute("stroke-dashoffset", String(total - seconds));
  element.querySelector("[data-seconds]").textContent = Math.ceil(seconds);
  if (seconds <= 10) element.querySelector("[data-nearly]").hidden = false;
  if (seconds > 0) return;
  element.hidden = true;
  document.querySelector(element.dataset.then).hidden = false;
};

const wait = (button) => {
  const seconds = Math.ceil(left(button, button.dataset.wait));
  button.disabled = seconds > 0;
  button.querySelector("[data-wait-left]").textContent = seconds ? `(${seconds} s)` : "";
};

const tick = () => {
  document.querySelectorAll("[data-countdown]:not([hidden])").forEach(ring);
  document.querySelectorAll("[data-wait]").forEach(wait);
};

tick();
setInterval(tick, 250);

// Pasted codes come with spaces and dashes; the boxes show digits only.
document.addEventListener("input", (event) => {
  const length = Number(event.target.dataset?.digits);
  if (!length) return;
  const digits = event.target.value.replace(/\D/g, "").slice(0, length);
  if (digits !== event.target.value) event.target.value = digits;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies], [data-prints]");
  if (!button) return;
  if (!button.dataset.copies) return window.print();
  const lines = document.getElementById(button.dataset.copies).innerText.trim();
  await navigator.clipboard.writeText(lines);
  button.classList.add("btn-success");
  button.querySelector("[role=status]").textContent = "✓";
});
