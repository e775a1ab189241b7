// How much a field of a page takes: all that the server might. People's letters are counted there, and what is too long is said here at once.

/**
 * A field counts UTF-16 units, the server what people count as letters, and bytes (config.rs, TEXT_BYTES): a text never has
 * more units than bytes, so this many let through whatever it takes, in every script.
 */
export const MOST_TYPED = 2_000;

/** So many letters the server takes (config.rs): of a text, of one way to reach somebody, of a name. */
export const LONGEST = { text: 300, contact: 120, name: 40 } as const;

/** What people count as letters. */
export function letters(text: string): number {
  // Browsers before 2024 have no segmenter: there, code points are the nearest, and the server has the last word.
  if (!("Segmenter" in Intl)) return [...text].length;
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length;
}

/** What the server leaves out of a text before it counts (text.rs). */
const HIDES =
  /[\p{Cc}\u200B\u2060-\u2064\uFEFF\u00AD\u180E\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB\u115F\u1160\u3164\uFFA0\uE000-\uF8FF]/gu;

/** How many more letters a text may have, as the server keeps it, and whether it takes more bytes than there is room for. */
export function roomIn(text: string, most: number): { left: number; heavy: boolean } {
  const blanks = text.normalize("NFC").replaceAll(/[^\S\uFEFF]+/gu, " ");
  const kept = blanks.replaceAll(HIDES, "").replaceAll(/ +/g, " ").trim();
  return { left: most - letters(kept), heavy: new TextEncoder().encode(kept).length > MOST_TYPED };
}
