// The one catalogue of words, messages/*.json: reads it, says what is wrong with it, and writes words into a built script.
//
// `node catalogue.js` prints every fault and fails if there is one; the build, the tests and `npm run check` do the same.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const messages = join(dirname(fileURLToPath(import.meta.url)), "messages");

/** The languages, English first: it says which keys there are. */
export const LANGUAGES = ["en", "fr", "es", "ar", "zh", "ru"];

/** Stands between the forms of a message in a script, in the order of its language's plural categories. */
const BETWEEN_FORMS = "¦";

/** Categories that mean one number alone, so that its form may say it in words: Arabic's "إجابتان" needs no digit. */
const ONE_NUMBER = { en: ["one"], fr: [], es: ["one"], ar: ["zero", "one", "two"], zh: [], ru: [] };

/** What would end a string or start markup wherever a message may stand in a script; typographic quotes do not. */
const UNFIT = /["'`\\<>&$¦⟦⟧]|^\s|\s$/u;

/** French sets a no-break space before these; an ordinary one would let a line begin with them. */
const LOOSE_FRENCH = / [?!;:»]|« /u;

export function read(tag) {
  return JSON.parse(readFileSync(join(messages, `${tag}.json`), "utf8"));
}

const formsOf = (message) => (typeof message === "string" ? { other: message } : message);

const holes = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

/** A message as one string: itself, or its forms in order, or the one if all are alike (words.rs does the same). */
export function flat(message, catalogue) {
  if (typeof message === "string") return message;
  const kinds = catalogue.language.plurals.split(" ");
  const forms = kinds.map((kind) => message[kind]);
  return forms.every((form) => form === forms[0]) ? forms[0] : forms.join(BETWEEN_FORMS);
}

/** The built script in a language: each mark becomes its message. */
export function written(text, catalogue) {
  return text.replaceAll(/⟦(\w+)\.(\w+)⟧/g, (mark, section, key) => {
    const message = catalogue[section]?.[key];
    if (message === undefined) throw new Error(`no word for ${mark}`);
    return flat(message, catalogue).replaceAll("\n", "\\n");
  });
}

function faultsOf(tag, key, message, english) {
  const at = `${tag}: ${key}`;
  if (message === undefined) return [`${at} is missing; English: ${JSON.stringify(english)}`];
  const isPlural = typeof message !== "string";
  if (isPlural !== (typeof english !== "string")) return [`${at}: ${isPlural ? "has" : "lacks"} plural forms`];
  const found = [];
  const wanted = holes(Object.values(formsOf(english)).join(" ")).join();
  for (const [kind, text] of Object.entries(formsOf(message))) {
    const where = isPlural ? `${at}.${kind}` : at;
    if (text === "" || UNFIT.test(text)) found.push(`${where} is empty or has a character that cannot stand there`);
    const has = holes(ONE_NUMBER[tag].includes(kind) ? `${text}{n}` : text).join();
    if (has !== wanted) found.push(`${where} has {${has}}, English has {${wanted}}`);
    if (tag === "fr" && LOOSE_FRENCH.test(text)) found.push(`${where} has an ordinary space before ? ! ; : or in «»`);
  }
  return found;
}

/** Everything that is wrong, a line each. */
export function faults() {
  const english = read("en");
  const found = [];
  for (const tag of LANGUAGES) {
    const catalogue = read(tag);
    const kinds = catalogue.language.plurals;
    for (const section of Object.keys(catalogue)) {
      if (!(section in english)) found.push(`${tag}: the section ${section} is not in English`);
    }
    for (const [section, keys] of Object.entries(english)) {
      const own = catalogue[section] ?? {};
      for (const key of Object.keys(own)) {
        if (!(key in keys)) found.push(`${tag}: ${section}.${key} is not in English`);
      }
      for (const [key, message] of Object.entries(keys)) {
        found.push(...faultsOf(tag, `${section}.${key}`, own[key], message));
        if (own[key] && typeof own[key] !== "string" && Object.keys(own[key]).join(" ") !== kinds)
          found.push(`${tag}: ${section}.${key} has the forms ${Object.keys(own[key])}, not ${kinds}`);
      }
    }
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = faults();
  for (const fault of found) console.error(fault);
  console.log(found.length === 0 ? `six languages, all complete` : `${found.length} faults`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
