// What a page says that is not from the catalogue: read off the page as it stands, by eye and by ear.
//
// These tests run in a language that does not exist: each message stands in ⟦brackets⟧ (vitest.config.ts). What is left when
// those are taken away, and what people wrote, and numbers, is a word that somebody typed into a component.

/** Attributes that are read, or read aloud. */
const READ = [
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
  "alt",
  "placeholder",
  "title",
];

/** A key to press, a code to type, a link or a text as it was pasted is nobody’s word here. */
const NOT_WORDS = "kbd, code, .code, script, style, .pane";

/** Every text in some data, longest first. */
export function textsOf(data: unknown): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "string" && /\p{L}/u.test(value)) found.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(walk);
  };
  walk(data);
  return [...found].sort((a, b) => b.length - a.length);
}

function withoutMessages(text: string): string {
  let depth = 0;
  let rest = "";
  for (const letter of text) {
    if (letter === "⟦") depth++;
    else if (letter === "⟧") depth--;
    else if (depth === 0) rest += letter;
  }
  if (depth !== 0) throw new Error(`a message was cut: “${text}”`);
  return rest;
}

/** The letters of a text that neither the catalogue nor anybody in the room wrote; "" if there are none. */
export function foreign(text: string, written: string[]): string {
  let rest = withoutMessages(text);
  for (const one of written) rest = rest.replaceAll(one, " ");
  return /\p{L}/u.test(rest) ? rest.trim() : "";
}

/** Everything on the page that is not from the catalogue. */
export function notFromTheCatalogue(root: Element, written: string[]): string[] {
  const found: string[] = [];
  const note = (text: string | null, where: Element) => {
    const rest = foreign(text ?? "", written);
    if (rest !== "") found.push(`“${rest}” in <${where.localName} class="${where.className}">`);
  };
  const walk = (element: Element): void => {
    if (element.matches(NOT_WORDS)) return;
    for (const name of READ) note(element.getAttribute(name), element);
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) note(node.textContent, element);
      else if (node.nodeType === Node.ELEMENT_NODE) walk(node as Element);
    }
  };
  walk(root);
  return found;
}

/** How many messages of the catalogue stand on the page. */
export function messagesOn(root: Element): number {
  return [...root.querySelectorAll("*")].filter((element) => element.textContent?.includes("⟦")).length;
}
