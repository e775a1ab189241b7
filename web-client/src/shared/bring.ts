// Brings a part of a page that does not come with it: its scripts, each after those it stands on, and their styles.

/** What has come, or is on its way; what failed is asked for anew. */
const brought = new Map<string, Promise<void>>();

function once(address: string, bring: (address: string) => Promise<void>): Promise<void> {
  const before = brought.get(address);
  if (before) return before;
  const coming = bring(address);
  brought.set(address, coming);
  coming.catch(() => brought.delete(address));
  return coming;
}

/**
 * Puts a script into the browser's own store, whole. An import that failed once, by itself or by what it imports, fails for as
 * long as the page stands; so nothing is imported before all of it is at hand.
 */
async function store(address: string): Promise<void> {
  const response = await fetch(address);
  // A network's sign-in page is no script.
  if (!response.ok || !response.headers.get("content-type")?.includes("javascript")) throw new Error(address);
  await response.arrayBuffer();
}

function dress(address: string): Promise<void> {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = address;
  return new Promise((resolve, reject) => {
    style.onload = () => resolve();
    style.onerror = () => {
      style.remove();
      reject(new Error(address));
    };
    document.head.append(style);
  });
}

/** The last of the scripts, once all of them and all styles are there. */
export async function bring<Module>(scripts: string[], styles: string[]): Promise<Module> {
  await Promise.all([...scripts.map((one) => once(one, store)), ...styles.map((one) => once(one, dress))]);
  return import(/* @vite-ignore */ scripts.at(-1)!) as Promise<Module>;
}
