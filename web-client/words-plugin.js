// How words come into a page: the module "catalogue" for tests and for looking, and marks in place of words for the build.
//
// A built script carries no language. Where the source says `say("counted")` it has ⟦phone.counted⟧, and the server writes
// the message of the reader's language there (http/assets.rs). So a page is built once, has no key it does not need, and
// fetches no catalogue.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { flat, LANGUAGES, read } from "./catalogue.js";

const src = join(dirname(fileURLToPath(import.meta.url)), "src");
const MODULE = "catalogue";
const FOUND = "\0catalogue";

const mark = (section, key) => `⟦${section}.${key}⟧`;
const slashes = (path) => path.replaceAll("\\", "/");

/** The names under which a file says words: [name, the words.ts it is from]. */
function sayers(code, id) {
  const found = [];
  for (const [, names, from] of code.matchAll(/import \{([^}]*)\} from "([^"]*\/words)"/g)) {
    for (const name of names.split(",")) {
      const [, , alias] = /^\s*say( as (\w+))?\s*$/.exec(name) ?? [null];
      if (/^\s*say\b/.test(name)) found.push([alias ?? "say", resolve(dirname(id), `${from}.ts`)]);
    }
  }
  return found;
}

/** `say("key")`, `say("key", {…})`, and both with one of two keys: `say(late ? "late" : "soon")`. */
const literal = (name) =>
  new RegExp(
    `(?<![\\w.])${name}\\(\\s*(?:((?:[^()\`?]|\\?\\.)+\\?)\\s*"(\\w+)"\\s*:\\s*)?"(\\w+)"\\s*,?\\s*(\\)|(?=\\{|\\w))`,
    "g",
  );

/** `say(`did_${act}`)`: the message is one of those that are called so, and only these come along. */
const chosenOf = (name) =>
  new RegExp(`(?<![\\w.])${name}\\(\\s*\`(\\w{2,}_)\\$\\{([^{}\`]*)\\}(\\w*)\`\\s*,?\\s*(?=\\)|\\{)`, "g");

/** Stands between what such keys begin with and what they end with, in the name of their module. */
const ANY = "…";

/** Without the imports of names that are not said any more: what nobody imports is not in the page. */
function withoutUnused(code, names) {
  const body = code.replaceAll(/import [^;]*;|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*/g, "");
  const idle = names.map(([name]) => name).filter((name) => !new RegExp(`(?<![\\w.])${name}\\b`).test(body));
  return code.replaceAll(/import \{([^}]*)\} from ("[^"]*\/words");\n/g, (line, list, from) => {
    const kept = list.split(",").filter((one) => !idle.includes(/(\w+)\s*$/.exec(one)[1]));
    return kept.length === 0 ? "" : `import {${kept.join(",")}} from ${from};\n`;
  });
}

/** The sections that a words.ts speaks from; a later one goes before an earlier. */
function sectionsOf(path) {
  const [, named] = /wording\(([^)]*)\)/.exec(readFileSync(path, "utf8")) ?? [];
  if (!named) throw new Error(`${path} does not say which sections it speaks from`);
  return [...named.matchAll(/\w+/g)].map(([name]) => name);
}

/** Keys that are chosen at run time: what a string or a template of the sources may become. */
function chosenLater() {
  const files = readdirSync(src, { recursive: true }).filter((name) => /(?<!\.test)\.(svelte|ts)$/.test(name));
  const [words, patterns] = [new Set(), new Set()];
  for (const name of files) {
    const path = join(src, name);
    let code = readFileSync(path, "utf8");
    for (const [sayer] of sayers(code, path)) code = code.replaceAll(literal(sayer), "(");
    for (const [, word] of code.matchAll(/["'](\w+)["']/g)) words.add(word);
    for (const [, text] of code.matchAll(/`(\w*(?:\$\{[^}]*\}\w*)+)`/g)) {
      const pattern = text.replaceAll(/\$\{[^}]*\}/g, "\\w+");
      // What is mostly holes would fit every key; a key is never made so, which the next line holds.
      if (/[a-z]{2}/.test(text.replaceAll(/\$\{[^}]*\}/g, ""))) patterns.add(pattern);
      else if (sayers(code, path).some(([sayer]) => code.includes(`${sayer}(\`${text}`)))
        throw new Error(`${path}: \`${text}\` fits too many keys`);
    }
  }
  const any = new RegExp(`^(?:${[...patterns].join("|")})$`);
  return (key) => words.has(key) || any.test(key);
}

/** Each section is a module of its own, so that what only the later script says is not in the earlier one. */
const resolving = {
  enforce: "pre",
  resolveId: (id) => (id === MODULE || id.startsWith(`${MODULE}/`) ? `\0${id}` : null),
};

/** The modules, with each message as `text` has it. */
function loading(catalogue, text, isKept) {
  return (id) => {
    if (id === FOUND)
      return Object.keys(catalogue)
        .map((section) => `export { words as ${section} } from "${MODULE}/${section}";`)
        .join("\n");
    if (!id.startsWith(`${FOUND}/`)) return null;
    const [section, family] = id.slice(FOUND.length + 1).split("/");
    if (family) {
      const [begin, end] = family.split(ANY);
      const called = Object.keys(catalogue[section]).filter((key) => key.startsWith(begin) && key.endsWith(end));
      const named = called.map((key) => [key.slice(begin.length, key.length - end.length), text(section, key)]);
      return `export default { ${named.map(([name, message]) => `${name}: ${JSON.stringify(message)}`).join(", ")} };`;
    }
    // What a language is called and which way it runs, the server says.
    const said = (key) => (section === "language" ? ["tag", "plurals"].includes(key) : isKept(key));
    const kept = Object.keys(catalogue[section]).filter(said);
    const written = kept.map((key) => `${key}: ${JSON.stringify(text(section, key))}`);
    return `export const words = { ${written.join(", ")} };`;
  };
}

/** For tests and for looking: the words of a language as they are, each through `change`. */
export function plainWords(tag, change = (message) => message) {
  const catalogue = read(tag);
  return {
    name: "plain-words",
    ...resolving,
    load: loading(
      catalogue,
      (section, key) =>
        section === "language"
          ? catalogue.language[key]
          : change(flat(catalogue[section][key], catalogue), section, key),
      () => true,
    ),
  };
}

/** For looking: the words of whatever language the page's `lang` says as it loads. */
export function wordsByPage() {
  const catalogues = Object.fromEntries(LANGUAGES.map((tag) => [tag, read(tag)]));
  return {
    name: "words-by-page",
    ...resolving,
    load(id) {
      if (!id.startsWith(`${FOUND}/`)) return loading(catalogues.en, String, () => true)(id);
      const section = id.slice(FOUND.length + 1);
      const words = (tag) => {
        const said = Object.entries(catalogues[tag][section]);
        const own = section === "language" ? ([, text]) => text : ([, message]) => flat(message, catalogues[tag]);
        return Object.fromEntries(said.map((one) => [one[0], own(one)]));
      };
      const all = Object.fromEntries(LANGUAGES.map((tag) => [tag, words(tag)]));
      return `export const words = ${JSON.stringify(all)}[document.documentElement.lang];`;
    },
  };
}

/**
 * For the build: marks. Where a page comes in many scripts (`families`), a message that is chosen at run time stands in the script
 * that says it, with those that it is chosen from.
 */
export function markedWords({ families = false } = {}) {
  const catalogue = read("en");
  const isKept = chosenLater();
  return {
    name: "marked-words",
    ...resolving,
    load: loading(catalogue, mark, isKept),
    transform(code, id) {
      if (!slashes(id).startsWith(slashes(src)) || !/\.(svelte|ts)$/.test(id)) return null;
      let written = code;
      let fills = false;
      const chosenFrom = new Map();
      for (const [sayer, path] of sayers(code, id)) {
        const sections = sectionsOf(path).reverse();
        const marked = (key) => {
          const section = sections.find((name) => key in catalogue[name]);
          if (!section) throw new Error(`${id}: no word "${key}"`);
          return JSON.stringify(mark(section, key));
        };
        written = written.replaceAll(literal(sayer), (_, asked, yes, key, end) => {
          const text = asked ? `${asked} ${marked(yes)} : ${marked(key)}` : marked(key);
          if (end === ")") return `(${text})`;
          fills = true;
          return `fillMessage(${text}, `;
        });
        if (!families || sections.length !== 1) continue;
        written = written.replaceAll(chosenOf(sayer), (_, begin, chosen, end) => {
          fills = true;
          const family = `${MODULE}/${sections[0]}/${begin}${ANY}${end}`;
          if (!chosenFrom.has(family)) chosenFrom.set(family, `chosenFrom${chosenFrom.size}`);
          return `fillMessage(${chosenFrom.get(family)}[${chosen}], `;
        });
      }
      if (written === code) return null;
      written = withoutUnused(written, sayers(code, id));
      if (fills) {
        const messages = [...chosenFrom].map(([family, name]) => `import ${name} from "${family}";\n`).join("");
        const take = `import { fill as fillMessage } from "${slashes(join(src, "shared/words"))}";\n${messages}`;
        const script = /<script[^>]*lang="ts"[^>]*>\n?/.exec(written);
        written = id.endsWith(".svelte")
          ? written.replace(script[0], () => `${script[0]}  ${take}`)
          : `${take}${written}`;
      }
      return { code: written, map: null };
    },
  };
}
