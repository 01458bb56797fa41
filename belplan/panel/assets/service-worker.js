// The app while its page is closed: takes each pushed code, keeps it for the page, and tells of it in a notification.
const LATEST = "latest-message";
const SCOPE = new URL("./", self.location).pathname;
const LEFT_OPEN = 35_000; // milliseconds that a push is worked on: past the 30 s of a code, short of browsers' limits

const keep = async (message) => (await caches.open(LATEST)).put(SCOPE, new Response(JSON.stringify(message)));

const tellPages = async (message) => {
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) page.postMessage(message);
};

const notify = (message) => self.registration.showNotification(message.title, {
  body: message.body,
  tag: "code", // a newer code takes the place of an older one
  renotify: true,
  icon: "/static/built/icon-192.png",
  badge: "/static/built/badge-96.png",
  data: { ends: message.ends },
});

// What is over is of no use, and need not lie about on a locked screen.
const clear = async (message) => {
  await new Promise((resolve) => { setTimeout(resolve, Math.max(0, Math.min(message.ends - Date.now(), LEFT_OPEN))); });
  if (message.ends > Date.now()) return;
  for (const shown of await self.registration.getNotifications()) if (shown.data?.ends <= Date.now()) shown.close();
  await caches.delete(LATEST);
};

const receive = async (message) => {
  await keep(message);
  await Promise.all([tellPages(message), notify(message)]);
};

const open = async () => {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = pages.find((page) => new URL(page.url).pathname.startsWith(SCOPE));
  return ours ? ours.focus() : self.clients.openWindow(SCOPE);
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => {
  const message = event.data.json();
  event.waitUntil(receive(message));
  event.waitUntil(clear(message));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});
