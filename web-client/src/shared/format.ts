// How numbers are written, by the rules of the page's language.

import { language } from "catalogue";

const numbers = /* @__PURE__ */ new Intl.NumberFormat(language.tag);
/** "1,204". */
export function number(value: number): string {
  return numbers.format(value);
}

/** "1:05" for 65 s; below zero it stays "0:00". */
export function minutesSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${numbers.format(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Somebody's words inside a sentence of ours, kept from turning its direction. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
