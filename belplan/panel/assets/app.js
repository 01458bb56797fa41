// The app's page: links this telephone to an account, then shows each code for as long as it is good.
const app = document.getElementById("app");
const form = app.querySelector("form");
const problem = form.querySelector("[data-problem]");
const LATEST = "latest-message"; // as the service worker keeps it
let ticking = 0;

const show = (name) => {
  for (const part of app.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
};

const say = (text) => {
  problem.textContent = text;
  problem.hidden = !text;
};

const sentence = (name) => form.querySelector(`[data-says="${name}"]`).textContent;

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const worker = () => navigator.serviceWorker.register(app.dataset.worker, { scope: app.dataset.scope });

const subscribe = async () => {
  await worker();
  const registration = await navigator.serviceWorker.ready;
  const key = bytes(app.dataset.pushKey);
  const old = await registration.pushManager.getSubscription();
  if (old && text(old.options.applicationServerKey) !== app.dataset.pushKey) await old.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

const link = async () => {
  if (!form.code.value.trim()) return say(sentence("empty"));
  if (await Notification.requestPermission() !== "granted") return say(sentence("forbidden"));
  const { endpoint, keys } = (await subscribe()).toJSON();
  const typed = new FormData(form);
  for (const [name, value] of Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth })) typed.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body: typed });
  if (answer.ok) return linked();
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  return say(told.problem ?? sentence("failed"));
};

const linked = () => {
  history.replaceState(null, "", location.pathname);
  form.code.value = "";
  show("waiting");
};

const tick = (message) => {
  const left = Math.ceil((message.ends - Date.now()) / 1000);
  app.querySelector("[data-left]").textContent = Math.max(0, left);
  if (left > 0) return;
  clearInterval(ticking);
  app.querySelector("[data-code]").textContent = "";
  show("waiting");
};

const receive = (message) => {
  if (!message?.code || message.ends <= Date.now()) return;
  clearInterval(ticking);
  app.querySelector("[data-code]").textContent = message.code;
  show("code");
  tick(message);
  ticking = setInterval(tick, 250, message);
};

const look = async () => {
  const kept = await (await caches.open(LATEST)).match(app.dataset.scope);
  if (kept) receive(await kept.json());
};

const start = async () => {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return show("install");
  navigator.serviceWorker.addEventListener("message", (event) => receive(event.data));
  document.addEventListener("visibilitychange", () => document.hidden || look());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say("");
    link().catch(() => say(sentence("failed")));
  });
  app.querySelector("[data-relink]").addEventListener("click", () => show("link"));
  form.code.value = decodeURIComponent(location.hash.slice(1));
  const registration = await worker();
  const subscription = await registration.pushManager.getSubscription();
  show(subscription && Notification.permission === "granted" && !form.code.value ? "waiting" : "link");
  return look();
};

start().catch(() => show("link"));
