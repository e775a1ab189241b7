// What this browser keeps for itself between visits: storage that all its tabs share, or memory where that is forbidden.

const memory = new Map<string, string>();

export function keep(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  memory.set(key, text);
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage is off or full: memory serves until the page goes, and the server's part "mine" after that.
  }
}

export function kept<Value>(key: string): Value | null {
  let text = memory.get(key) ?? null;
  try {
    text = localStorage.getItem(key) ?? text;
  } catch {
    // As above.
  }
  if (text === null) return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

/** Calls back with the key when another tab keeps something. */
export function onKept(changed: (key: string) => void): void {
  addEventListener("storage", (event) => {
    if (event.key === null) return;
    memory.delete(event.key);
    changed(event.key);
  });
}
