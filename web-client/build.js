// Builds each page by itself into dist: one script and one style sheet, the same bytes every time, and says what they
// weigh. No word stands in them: words-plugin.js says how they get there. Which packages they carry is written to bundled.json,
// for the bill of materials (`cargo xtask sbom`).
//
// `node build.js` builds and weighs; `node build.js --size-only` only weighs what is there. Either fails above a budget.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";
import { faults, LANGUAGES, read, written } from "./catalogue.js";
import { partByPart, withoutUnusedParts } from "./svelte-parts.js";
import { markedWords } from "./words-plugin.js";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const bundled = join(here, "bundled.json");

/**
 * What a page may weigh in its heaviest language, script and style together, gzipped, in bytes; why: docs/look.md and the
 * first screen on 2G. A later script has the words that it says; an earlier one does not carry them for it.
 */
const BUDGETS = {
  phone: 28 * 1024,
  "phone-talk": 47 * 1024,
  moderator: 90 * 1024,
  "moderator-talk": 52 * 1024,
  screen: 70 * 1024,
  landing: 6 * 1024,
  organiser: 40 * 1024,
  worker: 1024,
};

/** The conversation comes later: an entry of the page's own build, which takes what both need from the page's script. */
const ENTRIES = {
  phone: { phone: "src/phone/main.ts", "phone-talk": "src/phone/talk/main.ts" },
  moderator: { moderator: "src/moderator/main.ts", "moderator-talk": "src/moderator/talk/main.ts" },
  screen: "src/screen/main.ts",
  landing: "src/landing/main.ts",
  organiser: "src/organiser/main.ts",
  worker: "src/worker/main.ts",
};

/** The phone's theme is the browser's: what only a page with a switch of its own needs is left out of the style that stands in it. */
function withoutThemes(css) {
  const parts = [
    /:root\{--lightningcss-light: ;--lightningcss-dark:initial\}\s*/,
    /:root\[data-theme=dark\]\{[^}]*\}\s*/,
    /:root\[data-theme=light\]\{[^}]*\}\s*/,
    /,:root\[data-theme\]/,
    /:not\(\[data-theme=light\]\)/,
    /--lightningcss-light:initial;--lightningcss-dark: ;/,
  ];
  return parts.reduce((text, part) => {
    if (!part.test(text)) throw new Error(`the phone's style has no ${part}: look at build.js`);
    return text.replace(part, "");
  }, css);
}

/** The packages whose code stands in what was built, by name. */
const packages = new Set();
const INSTALLED = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Scoped class names of four characters: a page has a few dozen components, and each name is written many times. */
const shortHash = ({ hash, css }) => `s${hash(css).slice(-3)}`;

async function buildPage(page) {
  const inPieces = typeof ENTRIES[page] === "object";
  const inputs = inPieces ? ENTRIES[page] : { [page]: ENTRIES[page] };
  const result = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    plugins: [
      ...withoutUnusedParts(page),
      markedWords(),
      svelte({ compilerOptions: { cssHash: shortHash, runes: true } }),
      ...(page === "phone" ? [partByPart()] : []),
    ],
    json: { namedExports: true, stringify: false },
    build: {
      write: false,
      target: "baseline-widely-available",
      cssCodeSplit: inPieces,
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        preserveEntrySignatures: inPieces ? "allow-extension" : false,
        input: Object.fromEntries(Object.entries(inputs).map(([name, path]) => [name, join(here, path)])),
        output: {
          format: inPieces ? "es" : "iife",
          entryFileNames: "[name].js",
          chunkFileNames: "[name].js",
          assetFileNames: inPieces ? "[name][extname]" : `${page}[extname]`,
        },
      },
    },
  });
  const { output } = Array.isArray(result) ? result[0] : result;
  const built = {};
  for (const file of output) {
    for (const [id, module] of Object.entries(file.modules ?? {})) {
      const name = INSTALLED.exec(id)?.[1];
      if (name !== undefined && module.renderedLength > 0) packages.add(name);
    }
    const isCss = file.fileName.endsWith(".css");
    if (page === "landing" && !isCss) continue;
    const name = isCss && !inPieces ? `${page}.css` : file.fileName;
    if (inPieces && !(name.replace(/\.\w+$/, "") in inputs))
      throw new Error(`the page ${page} fell into pieces: ${name}`);
    const text = file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8");
    const whole = name === "phone.css" ? withoutThemes(text) : text;
    built[name] = whole.endsWith("\n") ? whole : `${whole}\n`;
  }
  if (inPieces) {
    // One script of the page, whoever asks for it: the server names it by the address that it has in the page.
    const [own, talk] = [`${page}.js`, `${page}-talk.js`];
    underTheirOwnNames(built, own, talk);
    const named = built[talk].replaceAll(`"./${own}"`, `"⟦./${own}⟧"`);
    if (named === built[talk]) throw new Error(`${talk} takes nothing from ${own}: look at build.js`);
    built[talk] = named;
  }
  return built;
}

/** What the earlier script gives to the later goes by the name that it has there: a second name each would weigh a quarter of a kilobyte. */
function underTheirOwnNames(built, own, talk) {
  const [whole, given] = /export\{([^}]*)\};?\s*$/.exec(built[own]) ?? [];
  const [taking, taken] = new RegExp(`import\\{([^}]*)\\}from"\\./${own}"`).exec(built[talk]) ?? [];
  if (!whole || !taking) throw new Error(`${talk} takes nothing from ${own}: look at build.js`);
  const names = Object.fromEntries(given.split(",").map((one) => one.split(" as ").toReversed()));
  const back = taken.split(",").map((one) => {
    const [name, here = name] = one.split(" as ");
    return `${names[name] ?? name} as ${here}`;
  });
  built[own] = built[own].replace(whole, () => `export{${Object.values(names).join(",")}};\n`);
  built[talk] = built[talk].replace(taking, () => `import{${back.join(",")}}from"./${own}"`);
}

/** The heaviest that a page gets: Cyrillic and Arabic take two bytes a letter where Latin takes one. */
function weigh() {
  let over = false;
  const catalogues = LANGUAGES.map(read);
  const weightOf = (text) => gzipSync(text, { level: 9 }).length;
  for (const [page, budget] of Object.entries(BUDGETS)) {
    const [css, js] = ["css", "js"].map((kind) => {
      const path = join(dist, `${page}.${kind}`);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    });
    const style = css === null ? 0 : weightOf(css);
    const scripts = catalogues.map((words) => (js === null ? 0 : weightOf(written(js, words))));
    const total = style + Math.max(...scripts);
    over ||= total > budget;
    const verdict = total > budget ? "OVER" : "of";
    const each = js === null ? [] : LANGUAGES.map((tag, at) => `${tag} ${kilobytes(scripts[at])}`);
    console.log(
      `${page.padEnd(14)} ${kilobytes(total)} KB gz ${verdict} ${budget / 1024} · css ${kilobytes(style)} · ${each.join(" ")}`,
    );
  }
  if (over) {
    console.error("a page is heavier than its budget");
    process.exitCode = 1;
  }
}

const kilobytes = (bytes) => (bytes / 1024).toFixed(1);

const found = faults();
if (found.length > 0) {
  for (const fault of found) console.error(fault);
  throw new Error("the catalogue is not complete in all languages");
}
if (!process.argv.includes("--size-only")) {
  const built = {};
  for (const page of Object.keys(ENTRIES)) Object.assign(built, await buildPage(page));
  // Only when all is built, so that a build that fails leaves what stood.
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, text] of Object.entries(built)) writeFileSync(join(dist, name), text);
  writeFileSync(bundled, `${JSON.stringify([...packages].sort())}\n`);
}
weigh();
