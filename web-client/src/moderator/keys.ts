// Single keys for a chair whose eyes are on the room; silent while something is typed, while a dialog is open, or when turned off.

/** Where the choice to have them is kept. */
const STORED = "plenary-moderator-keys";

export function keysWanted(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    // Storage that is refused: then as by default.
    return true;
  }
}

export function wantKeys(wanted: boolean): void {
  try {
    localStorage.setItem(STORED, wanted ? "on" : "off");
  } catch {
    // Storage that is refused: the choice lasts as long as the page.
  }
}

/** Whether a key press belongs to what is typed in or operated, and not to the page. */
export function belongsElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target as HTMLElement | null;
  // A field of a dialog that was just closed has the focus until the page is drawn again.
  if (target?.closest("dialog:not([open])")) return false;
  // A box that was ticked takes Space and no letter: the keys must not go deaf after it.
  return target?.closest(`input:not([type="checkbox"]), textarea, select, [contenteditable]`) != null;
}

/** What was pressed: "c", "⇧c", "+", "ArrowDown". Caps Lock is no Shift; a sign that needs Shift is only the sign. */
export function keyOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.shiftKey && /^\p{L}$/u.test(key) ? `⇧${key}` : key;
}
