// Every word a person reads comes from here: one catalogue in messages/, one section per page, plurals by rule.
//
// A page loads its own sections only (Vite drops the rest). Other languages are further files with the same keys.

import { language as catalogueLanguage, shared } from "../../messages/en.json";
import { number } from "./format";

/** One form, or one per plural category of the language, chosen by the value `n`. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);

export type Values = Record<string, string | number>;

/** The language of the words, not of the polls: those bring their own. */
export const language = { ...catalogueLanguage, dir: catalogueLanguage.dir as "ltr" | "rtl" };

const plurals = new Intl.PluralRules(language.tag);

/** The message with its values in place; numbers are written as the language writes them. */
export function fill(message: Message, values: Values = {}): string {
  const text = typeof message === "string" ? message : (message[plurals.select(Number(values.n))] ?? message.other);
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
