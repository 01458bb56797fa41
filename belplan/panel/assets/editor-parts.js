// Sends edits one after another and puts the answered parts in their places, with focus and typed text kept.
const editor = document.getElementById("editor");
const PARTS = ["editor-head", "canvas", "panel"];
const watchers = [];
let last = Promise.resolve();
let waiting = 0;

export const part = (name) => document.getElementById(name);
export const selected = () => part("canvas").querySelector("input[name=step]").value;
export const token = () => part("edit").querySelector("[name=csrfmiddlewaretoken]").value;

export const shown = (watcher) => {
  watchers.push(watcher);
  watcher();
};

export const say = (text) => {
  const says = part("says");
  says.textContent = "";
  setTimeout(() => { says.textContent = text; }, 50);
};

const alarm = (text) => {
  const note = document.createElement("div");
  note.className = "alert alert-danger";
  note.setAttribute("role", "alert");
  note.textContent = text;
  part("editor-head").prepend(note);
};

// Where the focus is, in words that still hold once the parts are other elements.
const focus = () => {
  const active = document.activeElement;
  if (active?.getAttribute?.("role") === "treeitem") return { step: active.dataset.select };
  const within = PARTS.find((name) => part(name).contains(active));
  if (!within) return {};
  return { within, id: active.id, name: active.name, value: active.value, start: active.selectionStart ?? null };
};

const restore = ({ step, within, id, name, value, start }, moved) => {
  if (step) return part("canvas").querySelector(`.step[data-select="${moved || step}"]`)?.focus();
  if (!within) return null;
  const named = [...part(within).querySelectorAll("[name]")].filter((one) => one.name === name);
  const again = (id && document.getElementById(id)) || named.find((one) => one.value === value) || named[0];
  if (!again || again.disabled) return part(within === "panel" ? "panel" : "canvas").querySelector("a, button:enabled")?.focus();
  again.focus();
  if (start !== null && again.setSelectionRange && again.type !== "radio") again.setSelectionRange(start, start);
  return again;
};

// Where the next step goes. Whoever chose it keeps it while what they did before is being answered.
const place = () => part("canvas").querySelector(".place input:checked")?.value;
const choosePlace = (at) => {
  const again = [...part("canvas").querySelectorAll(".place input")].find((one) => one.value === at);
  if (again) again.checked = true;
};

const show = (html, { keepPanel = false } = {}) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.getElementById("canvas")) return false;
  const had = focus();
  const before = selected();
  const at = place();
  for (const name of PARTS) {
    const one = fresh.getElementById(name);
    if (!one || (name === "panel" && keepPanel)) continue;
    part(name).replaceWith(document.adoptNode(one));
    window.htmx?.process(part(name));
  }
  for (const watcher of watchers) watcher();
  const now = selected();
  if (now === before) choosePlace(at);
  restore(had, now !== before ? now : "");
  return true;
};

// What is filled in, without what it was made from.
const snapshot = (form) => {
  if (!form) return null;
  const data = new FormData(form);
  data.delete("before");
  return new URLSearchParams(data).toString();
};

const post = async (address, data, typed, sent) => {
  const body = new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
  const html = await answer.text();
  const form = part("options");
  const keepPanel = Boolean(typed) && (form !== typed || snapshot(form) !== sent); // typed on meanwhile
  if (!answer.ok || !show(html, { keepPanel })) return alarm(editor.dataset.lost);
  if (keepPanel && form === typed) renew(form, html);
  return done();
};

// The panel stays as it is being typed in; only what it was made from is brought up to date.
const renew = (form, html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#options [name=before]");
  if (fresh) form.elements.before.value = fresh.value;
};

const done = () => {
  const { says } = part("editor-head").dataset;
  if (says) say(says);
  const address = new URL(location.href);
  for (const name of ["move", "made", "key"]) address.searchParams.delete(name); // asked once
  if (selected()) address.searchParams.set("step", selected());
  else address.searchParams.delete("step");
  history.replaceState(null, "", address);
};

// What our own earlier edit made of a step is no surprise to the next one.
const knowing = (data) => {
  const form = part("options");
  if (data.has("before") && form?.elements.step.value === data.get("step")) data.set("before", form.elements.before.value);
  return data;
};

// `typed`: the form whose fields may be typed in further while this is on its way.
export const send = (address, data, { typed } = {}) => {
  const sent = snapshot(typed);
  waiting += 1;
  last = last.then(() => post(address, knowing(data), typed, sent)).catch(() => alarm(editor.dataset.lost)).finally(() => { waiting -= 1; });
  return last;
};

// One edit that no button stands for: `about` are its fields.
export const edit = (about) => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token());
  for (const [name, value] of Object.entries(about)) data.set(name, value);
  return send(editor.dataset.change, data);
};

export const select = (step, query) => {
  last = last.then(async () => {
    const answer = await fetch(`${editor.dataset.panel}${query ?? `?step=${encodeURIComponent(step)}`}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("panel");
    if (!answer.ok || !fresh) return alarm(editor.dataset.lost);
    const was = document.activeElement;
    const within = part("panel").contains(was);
    part("panel").replaceWith(document.adoptNode(fresh));
    window.htmx?.process(part("panel"));
    choose(part("panel").dataset.selected);
    if (within) (part("panel").querySelector("#to") ?? part("panel")).focus();
    return done();
  }).catch(() => alarm(editor.dataset.lost));
  return last;
};

const choose = (step) => {
  const canvas = part("canvas");
  canvas.querySelector("input[name=step]").value = step;
  for (const link of canvas.querySelectorAll("a.step")) link.classList.toggle("chosen", link.dataset.select === step);
  for (const item of canvas.querySelectorAll("[role=treeitem]")) item.setAttribute("aria-selected", String(item.dataset.select === step));
  const after = canvas.querySelector(`.place input[value*=":${step}:"]`);
  if (after) after.checked = true;
};

export const refresh = async () => {
  const query = new URLSearchParams({ edits: part("editor-head").dataset.edits, step: selected() });
  const answer = await fetch(`${editor.dataset.state}?${query}`, { headers: { "HX-Request": "true" } });
  if (answer.status === 200 && waiting === 0) show(await answer.text(), { keepPanel: true });
};

// What comes after all that is on its way.
export const afterwards = (work) => {
  last = last.then(work).catch(() => null);
  return last;
};

export const whenIdle = (work) => {
  if (waiting === 0 && !part("canvas").hasAttribute("data-dragging")) last = last.then(work).catch(() => null);
};
