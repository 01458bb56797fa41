// The live view: running calls move over the steps of a plan as the exchange tells it, and the page says when it doesn't.
const AGAIN = 30_000; // ms until a line that the browser gave up is tried anew: it comes back by itself after most faults
const ON_STEP = 3; // calls that a step shows one by one

const root = document.querySelector("[data-watch]");
const part = (name) => root.querySelector(`[data-watch-${name}]`);

const state = { calls: [], more: "", source: null, again: 0, chosen: "", asked: "", drift: 0, nodes: new Map() };

const say = (name) => {
  const text = root.querySelector(`[data-says="${name}"]`).textContent;
  if (part("line").textContent !== text) part("line").textContent = text;
  part("lamp").classList.toggle("on", name === "live");
  document.body.classList.toggle("stale", state.stale = name !== "live");
};

// Each call keeps its own buttons while it moves, so that the one that has the focus keeps that too.
const button = (kind, id) => {
  const key = `${kind} ${id}`;
  if (!state.nodes.has(key)) {
    const node = part(kind).content.firstElementChild.cloneNode(true);
    const pressed = node.matches("button") ? node : node.querySelector("button");
    pressed.addEventListener("click", () => choose(state.chosen === id ? "" : id, pressed));
    state.nodes.set(key, node);
  }
  return state.nodes.get(key);
};

const write = (node, call, shown) => {
  for (const place of node.querySelectorAll("[data-part]")) {
    const name = place.dataset.part;
    if (name === "lamp") place.className = `lamp ${call.state}`;
    else if (name === "time") place.dataset.since = call.since;
    else {
      const text = name === "other" && call.version === shown ? "" : call[name];
      if (place.textContent !== text) place.textContent = text;
      place.hidden = !text;
    }
  }
  const pressed = node.matches("button") ? node : node.querySelector("button");
  pressed.setAttribute("aria-expanded", String(call.id === state.chosen));
};

const put = (parent, nodes) => {
  const held = document.activeElement;
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
  if (held !== document.activeElement && held?.isConnected) held.focus({ preventScroll: true });
};

const steps = () => document.querySelectorAll(".plan-step[data-place]");

const onSteps = (shown) => {
  for (const step of steps()) {
    const calls = state.calls.filter((call) => call.version === shown && call.place === step.dataset.place);
    let lamps = step.querySelector(".step-calls");
    if (!lamps && !calls.length) continue;
    if (!lamps) step.append(lamps = Object.assign(document.createElement("span"), { className: "step-calls" }));
    const nodes = calls.slice(0, ON_STEP).map((call) => button("lamp-on-step", call.id));
    calls.slice(0, ON_STEP).forEach((call, index) => write(nodes[index], call, shown));
    if (calls.length > ON_STEP) nodes.push(Object.assign(document.createElement("span"), { className: "chip", textContent: `+${calls.length - ON_STEP}` }));
    put(lamps, nodes);
  }
};

const listed = (shown) => {
  const nodes = state.calls.map((call) => button("call", call.id));
  state.calls.forEach((call, index) => write(nodes[index], call, shown));
  put(part("calls"), nodes);
  part("none").hidden = state.calls.length > 0;
  part("more").hidden = !state.more;
  part("more").textContent = state.more;
};

const forget = () => {
  const here = new Set(state.calls.map((call) => call.id));
  for (const key of state.nodes.keys()) if (!here.has(key.slice(key.indexOf(" ") + 1))) state.nodes.delete(key);
};

const draw = () => {
  if (!part("calls")) return;
  const shown = Number(root.dataset.version);
  listed(shown);
  onSteps(shown);
  forget();
  tick();
  follow();
};

const tick = () => {
  if (state.stale) return;
  const now = Date.now() / 1000 + state.drift;
  for (const place of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.round(now - Number(place.dataset.since)));
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
};

// The path of the call that was chosen: asked again whenever that call has moved.
const light = (places) => {
  for (const step of steps()) step.classList.toggle("lit", places.includes(step.dataset.place));
};

const choose = (id, from) => {
  Object.assign(state, { chosen: id, asked: "", from });
  if (!id) close();
  draw();
};

const close = () => {
  state.chosen = "";
  part("path").hidden = true;
  part("path").replaceChildren();
  light([]);
};

const follow = () => {
  const call = state.calls.find((one) => one.id === state.chosen);
  const now = call ? JSON.stringify(call) : state.asked && "over";
  if (!state.chosen || now === state.asked) return;
  const first = !state.asked;
  state.asked = now;
  fetchPath(state.chosen, first, 5);
};

// What just happened is written down a moment later than it is told: so look a second time, and wait for a new call.
const fetchPath = async (id, first, tries) => {
  const answer = await fetch(root.dataset.path.replace("CALL", encodeURIComponent(id)), { headers: { "X-Unattended": "1" } }).catch(() => null);
  if (id !== state.chosen) return;
  if (tries > 0) setTimeout(() => id === state.chosen && fetchPath(id, first && !answer?.ok, answer?.ok ? 0 : tries - 1), 1000);
  if (answer?.ok) showPath(await answer.text(), first);
};

const showPath = (text, first) => {
  const place = part("path");
  const read = new DOMParser().parseFromString(text, "text/html");
  const had = place.querySelector("[data-watch-close]") === document.activeElement;
  place.replaceChildren(...read.body.childNodes);
  place.hidden = false;
  const button = place.querySelector("[data-watch-close]");
  button.addEventListener("click", () => {
    close();
    draw();
    if (state.from?.isConnected) state.from.focus();
  });
  if (first) place.focus();
  if (had) button.focus();
  light(place.querySelector("[data-places]").dataset.places.split("|"));
};

const counts = (told) => {
  if (part("all")) part("all").textContent = told.all;
  for (const cell of document.querySelectorAll("[data-watch-plan]")) cell.textContent = told.plans[cell.dataset.watchPlan] ?? "–";
};

const connect = () => {
  clearTimeout(state.again);
  const source = state.source = new EventSource(root.dataset.watch);
  source.addEventListener("calls", (event) => {
    const told = JSON.parse(event.data);
    state.calls = told.calls;
    state.more = told.more;
    state.drift = told.now - Date.now() / 1000;
    root.hidden = false;
    say("live");
    counts(told);
    draw();
  });
  source.addEventListener("away", () => {
    root.hidden = false;
    say("away");
    state.away = true;
  });
  source.addEventListener("open", () => { state.away = false; });
  source.addEventListener("error", () => {
    root.hidden = false;
    if (source.readyState !== EventSource.CLOSED) return void (state.away || say("lost"));
    say("over");
    state.again = setTimeout(connect, AGAIN);
  });
};

const disconnect = () => {
  clearTimeout(state.again);
  state.source?.close();
};

if (root) {
  // A browser keeps but a few lines to one host open: a page that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  document.addEventListener("htmx:afterSettle", draw);
  setInterval(tick, 1000);
  if (!document.hidden) connect();
}
