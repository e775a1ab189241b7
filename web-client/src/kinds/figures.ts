// Numbers and lists as the kinds write them: means with one digit, somebody's words in quotes, the first of an order.

import { language } from "catalogue";
import { isolated } from "../shared/format";
import { say } from "./words";

const digit = new Intl.NumberFormat(language.tag, { maximumFractionDigits: 1 });
const fixed = new Intl.NumberFormat(language.tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const listing = new Intl.ListFormat(language.tag);

/** In the place of a figure that nobody's ballot gives. */
export const NONE = "–";

/** "2.5", "3". */
export const tenths = (value: number): string => digit.format(value);
/** "3.0": in a column of figures. */
export const inTenths = (value: number): string => fixed.format(value);

/** Several texts in a sentence. */
export const listed = (texts: string[]): string => listing.format(texts);

/** The same, each in quotes. */
export function quotedList(texts: string[]): string {
  return listed(texts.map((text) => say("quoted", { text: isolated(text) })));
}

/** The places of the largest values; none of nothing. */
export function largest(values: readonly number[]): number[] {
  const top = Math.max(0, ...values);
  return top > 0 ? values.flatMap((value, at) => (value === top ? [at] : [])) : [];
}

/** Options from one on a line, as a moderator types them: without blanks and doubles. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== "");
}

/** As many options as the server takes. */
export function optionsOf(text: string, most = 12): string[] | undefined {
  const lines = linesOf(text);
  return lines.length >= 2 && lines.length <= most ? lines : undefined;
}

/** A whole number in a field, whatever digits it is typed in; undefined if it is none. */
export function wholeNumber(text: string): number | undefined {
  const western = text.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
  const trimmed = western.trim().replace(/^[−–]/u, "-");
  return /^[-+]?\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** What was typed in a field of a form; nothing if there is no such field. */
export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "");

/** Decimal digits stand in Unicode in runs of ten, from zero on. */
function valueOf(digit: string): number {
  const at = digit.codePointAt(0)!;
  let zero = at;
  while (at - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (at - zero) % 10;
}

/** Two spellings of one phrase are one, as the server folds them. */
export function fold(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
