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
 * What may be fetched in the heaviest language, script and style together, gzipped, in bytes; why: docs/look.md and the first
 * screen on 2G. Parts that a page fetches by itself are weighed together; what is fetched when it is opened, by itself.
 */
const BUDGETS = [
  [["phone"], 28 * 1024],
  [["phone-talk"], 47 * 1024],
  // The page itself, and what its addresses weigh, is the rest of 90,000 (tests/src/front/weight.rs).
  [["moderator", "moderator-talk"], 88_400],
  [["moderator-team"], 3_500],
  [["moderator-kinds"], 16_500],
  [["moderator-write"], 10_000],
  [["moderator-more"], 37_500],
  [["screen"], 70 * 1024],
  [["landing"], 6 * 1024],
  [["organiser"], 40 * 1024],
  [["worker"], 1024],
];

/** What comes later is an entry of the page's own build, which takes what both need from the earlier script. */
const ENTRIES = {
  phone: { phone: "src/phone/main.ts", "phone-talk": "src/phone/talk/main.ts" },
  moderator: {
    moderator: "src/moderator/main.ts",
    "moderator-talk": "src/moderator/talk/main.ts",
    "moderator-team": "src/moderator/team/main.ts",
    "moderator-kinds": "src/moderator/kinds/main.ts",
    "moderator-write": "src/moderator/write/main.ts",
    "moderator-more": "src/moderator/more/main.ts",
  },
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
      markedWords({ families: page === "moderator" }),
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
    const [own, ...later] = Object.keys(inputs).map((name) => `${name}.js`);
    for (const [at, earlier] of [own, ...later].entries())
      underTheirOwnNames(built, earlier, later.slice(at), at === 0);
    // One script of the page, whoever asks for it: the server names it by the address that it has in the page.
    for (const name of later) {
      const named = built[name].replaceAll(/from"\.\/([\w-]+\.js)"|import"\.\/([\w-]+\.js)"/g, (whole, from, bare) =>
        whole.replace(`./${from ?? bare}`, `⟦./${from ?? bare}⟧`),
      );
      if (named === built[name]) throw new Error(`${name} takes nothing from an earlier script: look at build.js`);
      built[name] = named;
    }
  }
  return built;
}

/**
 * What an earlier script gives to the later ones goes by the name that it has there: a second name each would weigh a quarter of
 * a kilobyte. The names that a script gives to the page itself stay.
 */
function underTheirOwnNames(built, own, later, isFirst) {
  const [whole, given] = /export\{([^}]*)\};?\s*$/.exec(built[own]) ?? [];
  const taking = new RegExp(`import\\{([^}]*)\\}from"\\./${own}"`);
  const takers = later.filter((name) => taking.test(built[name]));
  if (takers.length === 0) return;
  if (!whole) throw new Error(`${own} gives nothing: look at build.js`);
  const asked = new Set(
    takers.flatMap((name) =>
      taking
        .exec(built[name])[1]
        .split(",")
        .map((one) => one.split(" as ")[0]),
    ),
  );
  const names = {};
  const kept = [];
  for (const one of given.split(",")) {
    const [name, alias = name] = one.split(" as ");
    if (asked.has(alias)) names[alias] = name;
    // The page itself takes by these names; it takes nothing from its first script.
    if (!isFirst && /^[A-Z]\w{2,}$/.test(alias)) kept.push(one);
  }
  const shared = new Set([...Object.values(names), ...kept]);
  built[own] = built[own].replace(whole, () => `export{${[...shared].join(",")}};\n`);
  for (const name of takers) {
    const [taken, list] = taking.exec(built[name]);
    const back = list.split(",").map((one) => {
      const [alias, here = alias] = one.split(" as ");
      return names[alias] === here ? here : `${names[alias]} as ${here}`;
    });
    built[name] = built[name].replace(taken, () => `import{${back.join(",")}}from"./${own}"`);
  }
}

/** The heaviest that a page gets: Cyrillic and Arabic take two bytes a letter where Latin takes one. */
function weigh() {
  let over = false;
  const catalogues = LANGUAGES.map(read);
  const weightOf = (text) => gzipSync(text, { level: 9 }).length;
  const textsOf = (parts, kind) =>
    parts
      .map((part) => join(dist, `${part}.${kind}`))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "utf8"));
  const sum = (weights) => weights.reduce((a, b) => a + b, 0);
  for (const [parts, budget] of BUDGETS) {
    const style = sum(textsOf(parts, "css").map(weightOf));
    const scripts = catalogues.map((words) => sum(textsOf(parts, "js").map((js) => weightOf(written(js, words)))));
    const total = style + Math.max(...scripts);
    over ||= total > budget;
    const verdict = total > budget ? "OVER" : "of";
    const each = LANGUAGES.map((tag, at) => `${tag} ${scripts[at]}`);
    console.log(
      `${parts.join(" + ").padEnd(26)} ${total} bytes gz ${verdict} ${budget} · css ${style} · ${each.join(" ")}`,
    );
  }
  if (over) {
    console.error("a page is heavier than its budget");
    process.exitCode = 1;
  }
}

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
