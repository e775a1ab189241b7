// The service worker, where the context is secure: a page comes from the network or not at all. Where none comes, a page
// that says so stands in its place and tries again. No page with a ballot is ever kept, so none that is old can be tapped.

/** What stands in for a page that does not come. */
const OFFLINE = `/offline?language=${new URLSearchParams(location.search).get("language")}`;
const KEPT = "plenary";
/** A network that is silent for so long has none. */
const PATIENCE_MS = 10_000;

/** What a worker is given, of the types that a page's library does not have. */
interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetch extends Event {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  skipWaiting(): Promise<void>;
  registration: ServiceWorkerRegistration;
  addEventListener(type: "install" | "activate", act: (event: Extendable) => void): void;
  addEventListener(type: "fetch", act: (event: Fetch) => void): void;
}
const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => {
  const keep = async () => (await caches.open(KEPT)).add(OFFLINE);
  event.waitUntil(Promise.all([keep(), worker.skipWaiting()]));
});

// The browser asks for the page while this worker still wakes up: nobody waits for it.
worker.addEventListener("activate", (event) => event.waitUntil(worker.registration.navigationPreload.enable()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(event));
});

async function page({ request, preloadResponse }: Fetch): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => (timer = setTimeout(reject, PATIENCE_MS)));
  try {
    return await Promise.race([preloadResponse.then((response) => response ?? fetch(request)), silence]);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}
