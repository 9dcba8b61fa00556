// Opens a technician's day without a connection, as it was last seen.  What is kept is that page, its forms, pictures and
// scripts, for as long as a session lasts at most; it is gone when somebody logs out or is logged out.
"use strict";
const KEPT = "baoxiu-day", LASTS = 12 * 3600e3, MOST = 80, PATIENCE = 6000; // milliseconds, entries, milliseconds
const DAY = /^\/console\/day(\/form\/\d+)?$/, BESIDE = /^\/console\/(static|media)\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  const headers = new Headers(answer.headers); headers.set("x-kept", String(Date.now()));
  const body = await answer.blob(), cache = await caches.open(KEPT);
  await cache.put(request.url, new Response(body, { status: 200, headers }));
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST))) if (!old.url.endsWith("/console/day")) await cache.delete(old);
};
const kept = async (request) => {
  const found = await (await caches.open(KEPT)).match(request.url);
  return found && Date.now() - Number(found.headers.get("x-kept")) < LASTS ? found : null;
};
const answer = async (event, page) => {
  const { request } = event, stop = new AbortController();
  const old = page && await kept(request), timer = old ? setTimeout(() => stop.abort(), PATIENCE) : 0; // a connection that hardly works is none
  try {
    const got = await fetch(page ? request.url : request, page ? { signal: stop.signal, redirect: "manual", credentials: "same-origin" } : {});
    if (got.type === "opaqueredirect") { await caches.delete(KEPT); return got; } // to the login: the session is over
    if (page && (got.status === 401 || got.status === 403)) await caches.delete(KEPT);
    else if (got.status === 200) event.waitUntil(keep(request, got.clone()));
    return got;
  } catch (error) {
    const found = old || await kept(request);
    if (found) return found;
    throw error;
  } finally { clearTimeout(timer); }
};
self.addEventListener("fetch", (event) => {
  const { request } = event, place = new URL(request.url);
  if (request.method !== "GET" || place.origin !== location.origin) return;
  const page = DAY.test(place.pathname) && (request.mode === "navigate" || request.headers.has("x-keep"));
  if (page || (request.mode !== "navigate" && BESIDE.test(place.pathname))) event.respondWith(answer(event, page));
});
