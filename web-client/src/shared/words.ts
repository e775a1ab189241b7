// Every word a person reads comes from here: one catalogue in messages/, one section per page, plurals by rule.
//
// A built page has only the words it says, in the reader's language (words-plugin.js).

import { language as catalogueLanguage, shared } from "catalogue";
import { number } from "./format";

/** One form, or one per plural category of the language with "¦" between, chosen by the value `n`. */
export type Message = string;

export type Values = Record<string, string | number>;

/** The language of the words, not of the polls: those bring their own. */
export const language: { tag: string; plurals: string } = catalogueLanguage;

const plurals = new Intl.PluralRules(language.tag);
const kinds = language.plurals.split(" ");

/**
 * The message with its values in place; numbers are written as the language writes them. A category that the catalogue does
 * not tell apart (French and Spanish have one for whole millions) takes the last form, which is always "other".
 */
export function fill(message: Message, values: Values = {}): string {
  const forms = message.split("¦");
  const text = forms[kinds.indexOf(plurals.select(Number(values.n)))] ?? forms.at(-1)!;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} in “${text}”`);
    return typeof value === "number" ? number(value) : value;
  });
}

/** The function with which a page speaks, knowing its keys. */
export function wording<Key extends string>(section: Record<Key, Message>) {
  return (key: Key, values?: Values): string => fill(section[key], values);
}

/** The words that several pages share. */
export const say = /* @__PURE__ */ wording(shared);

export { shared };
