// How long to wait: for an answer, and before trying again (full jitter, or a thousand phones come back at once).

/** The first wait is at most this. */
const FIRST_MS = 600;
/** No phone waits longer while a server may be restarting or a lift door closing: people watch it then. */
const LONGEST_MS = 3_000;
/** After so many failures in a row nobody watches any more, and the battery counts. */
const TIRED_AFTER = 20;
const TIRED_MS = 15_000;
/** Screens and moderators are few, and a hall waits for them: they come back within the 3 s of DESIGN §8. */
export const LONGEST_IN_HALL_MS = 1_500;
/** After "far too many commands" nobody comes back sooner. */
const LATER_MS = 10_000;

/**
 * Milliseconds before try number `failures` (0: the line worked until now), uniformly random below an exponentially
 * growing bound: "full jitter", Marc Brooker, <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
 */
export function backoff(
  failures: number,
  later = false,
  random = Math.random,
  longest = failures > TIRED_AFTER ? TIRED_MS : LONGEST_MS,
): number {
  const bound = Math.min(longest, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(random() * bound) + (later ? LATER_MS : 0);
}

/** "Network Authentication Required", RFC 6585. */
const SIGN_IN = 511;

/** Waits, unless `skip` says there is no need to. */
export function wait(ms: number, skip: AbortSignal): Promise<void> {
  if (skip.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      skip.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    skip.addEventListener("abort", done);
  });
}

/** Something between answered in the server's place: a hotel's sign-in page, a filter. */
export class Foreign extends Error {}

/**
 * The JSON that answers, whatever its status; fails after `ms`, when `skip` says so, or if it is not ours: a page of HTML, or a
 * way to somewhere else, which the server's API never gives.
 */
export async function request<Body>(url: string, ms: number, init: RequestInit, skip?: AbortSignal): Promise<Body> {
  const end = new AbortController();
  const abort = () => end.abort();
  const timer = setTimeout(abort, ms);
  skip?.addEventListener("abort", abort);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: end.signal });
    if (!response.headers.get("content-type")?.startsWith("application/json")) {
      // A proxy of the server's own says what it has to say with 502 and the like.
      const isForeign = response.ok || response.type === "opaqueredirect" || response.status === SIGN_IN;
      throw isForeign ? new Foreign() : new Error();
    }
    return (await response.json()) as Body;
  } finally {
    clearTimeout(timer);
    skip?.removeEventListener("abort", abort);
  }
}
