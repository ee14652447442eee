/*
 * Shows the studio, or the attendance sheets, when the line is down: what has been seen lately, and
 * the screens of the piece in hand. Everything is asked from the server first; only when no answer comes, what is kept is shown.
 * What is kept belongs to one person and goes when somebody else comes, or when she signs out.
 */
const PAGES = "studio-pages";
const PARTS = "studio-parts";
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(request));
});

/* One after the other: two windows of one person must not take each other's pages for a stranger's. */
let turn = Promise.resolve();
self.addEventListener("message", (event) => {
  turn = turn.then(() => keep(event.data)).catch(() => null);
  event.waitUntil(turn);
});

async function page(request) {
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.type === "opaqueredirect" || answer.redirected) return answer;
    if (answer.ok) await (await caches.open(PAGES)).put(request, answer.clone());
    return answer;
  } catch (error) {
    const known = await (await caches.open(PAGES)).match(request, { ignoreVary: true });
    if (known) return known;
    return fetch(request);
  }
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new TypeError("late")), PATIENCE));
}

/* Parts are named by their content and never change. */
async function part(request) {
  const kept = await caches.open(PARTS);
  const known = await kept.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

async function keep({ owner, screens, parts = [] }) {
  for (const address of parts) await part(new Request(address)).catch(() => null);
  const kept = await caches.open(PAGES);
  const whose = await (await kept.match("/owner"))?.text();
  if (whose !== owner) {
    await caches.delete(PAGES);
    return (await caches.open(PAGES)).put("/owner", new Response(owner)).then(() => fill(screens));
  }
  return fill(screens);
}

async function fill(screens) {
  const kept = await caches.open(PAGES);
  for (const address of screens) {
    const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) await kept.put(address, answer);
  }
}
