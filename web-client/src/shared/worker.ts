// Asks the browser for the service worker (src/worker), where it has one: that is in a secure context only.

/** Its one address; another build or language has another, and so it comes anew. */
export function askForWorker(): void {
  const address = document.querySelector<HTMLElement>("script[data-worker]")?.dataset.worker;
  if (!address || !("serviceWorker" in navigator)) return;
  // The page's policy lets a script's address be made here alone.
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } };
  const policy = trustedTypes?.createPolicy("plenary-worker", { createScriptURL: () => address });
  // A browser that refuses (private windows, storage that is full) goes on without.
  navigator.serviceWorker.register((policy?.createScriptURL("") ?? address) as string).catch(() => undefined);
}

interface Policy {
  createScriptURL(input: string): unknown;
}
