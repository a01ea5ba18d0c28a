/**
 * Opens the tablet without us. The page: from the network with a short patience, else the last good copy.
 * What the page is made of, what is read aloud and the home's own pictures: from the copies.
 *
 * The server puts two lines before this file (web/tablet_shell.py):
 * VERSION, a hash of all that the page is made of, and SHELL, the addresses of it.
 */
const PAGE = "/tablet";
const COPIES = `tablet-${VERSION}`;
const MEDIA = "tablet-media";
const PATIENCE = 2500;
/** Only the tablet's own page carries this; where a code is typed in is never kept in its place. */
const MARK = "x-tablet-shell";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(keepMedia(event.data.media ?? [])));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (pathname === PAGE) event.respondWith(page(event.request));
  } else if (pathname.startsWith("/static/")) event.respondWith(shell(event.request));
  else if (/^\/tablet\/(spoken\/|pictures\/|(?:words|sounds)$)/.test(pathname)) event.respondWith(media(event.request));
});

async function install() {
  const copies = await caches.open(COPIES);
  await copies.addAll(SHELL.map((address) => new Request(address, { cache: "no-cache" })));
  const answer = await fetch(PAGE, { cache: "no-store" });
  if (isOurs(answer)) await copies.put(PAGE, answer);
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("tablet-") && name !== COPIES && name !== MEDIA);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const isOurs = (answer) => answer.ok && answer.headers.get(MARK) === VERSION;

async function page(request) {
  const copies = await caches.open(COPIES);
  const copy = () => copies.match(PAGE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (isOurs(answer)) await copies.put(PAGE, answer.clone());
    // A newer page goes with newer files: this one is shown until the new worker has them all.
    const isNewer = answer.ok && answer.headers.has(MARK) && !isOurs(answer);
    return isNewer || answer.status >= 500 ? ((await copy()) ?? answer) : answer;
  } catch {
    return (await copy()) ?? Response.error();
  }
}

async function shell(request) {
  const copies = await caches.open(COPIES);
  return (await copies.match(request, { ignoreSearch: true })) ?? fetch(request);
}

async function media(request) {
  const copies = await caches.open(MEDIA);
  const copy = await copies.match(request.url);
  return copy ? part(request, copy) : fetch(request);
}

/** A player asks for parts of a sound, and is content with nothing else. */
async function part(request, whole) {
  const wanted = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!wanted) return whole;
  const bytes = await whole.arrayBuffer();
  const from = Number(wanted[1]);
  const to = wanted[2] ? Math.min(Number(wanted[2]), bytes.byteLength - 1) : bytes.byteLength - 1;
  const headers = {
    "content-type": whole.headers.get("content-type") ?? "audio/wav",
    "content-range": `bytes ${from}-${to}/${bytes.byteLength}`,
    "accept-ranges": "bytes",
  };
  if (from > to) return new Response(null, { status: 416, headers: { "content-range": `bytes */${bytes.byteLength}` } });
  return new Response(bytes.slice(from, to + 1), { status: 206, headers });
}

/** Keep these and nothing else. One that cannot be fetched now is tried again with the next pack. */
async function keepMedia(addresses) {
  const copies = await caches.open(MEDIA);
  const wanted = new Set(addresses.map((address) => new URL(address, location.origin).href));
  const there = new Set((await copies.keys()).map((request) => request.url));
  for (const url of there) if (!wanted.has(url)) await copies.delete(url);
  for (const url of wanted) if (!there.has(url)) await copies.add(url).catch(() => undefined);
}
