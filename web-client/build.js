// Builds each page by itself into dist: one script and one style sheet, the same bytes every time, and says what they weigh.
//
// `node build.js` builds and weighs; `node build.js --size-only` only weighs what is there. Either fails above a budget.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const catalogue = JSON.parse(readFileSync(join(here, "messages/en.json"), "utf8"));

/** What a page may weigh, script and style together, gzipped, in bytes; why: docs/look.md and the first screen on 2G. */
const BUDGETS = {
  phone: 33 * 1024,
  "phone-talk": 37 * 1024,
  moderator: 90 * 1024,
  "moderator-talk": 41 * 1024,
  screen: 70 * 1024,
  landing: 6 * 1024,
  organiser: 40 * 1024,
};

/** The conversation comes later: an entry of the page's own build, which takes what both need from the page's script. */
const ENTRIES = {
  phone: { phone: "src/phone/main.ts", "phone-talk": "src/phone/talk/main.ts" },
  moderator: { moderator: "src/moderator/main.ts", "moderator-talk": "src/moderator/talk/main.ts" },
  screen: "src/screen/main.ts",
  landing: "src/landing/main.ts",
  organiser: "src/organiser/main.ts",
};

/**
 * Writes the phone's words into its script instead of a catalogue and its keys: `say("key")` becomes the text. The page
 * is lighter, carries no word it does not show, and a language is a build of its own.
 */
const wordsInPlace = {
  name: "words-in-place",
  enforce: "pre",
  transform(code, id) {
    const place = /\/src\/(phone\/talk|phone|shared|kinds\/\w+|kinds)\/[^/?]+\.(svelte|ts)$/.exec(
      id.replaceAll("\\", "/"),
    );
    const own = /^kinds./.test(place?.[1] ?? "");
    const asked = `import { say } from "${own ? "../words" : "./words"}"`;
    if (!place || !code.includes(asked)) return null;
    const words = {
      shared: catalogue.shared,
      phone: { ...catalogue.shared, ...catalogue.phone },
      "phone/talk": { ...catalogue.shared, ...catalogue.phone, ...catalogue.temperature, ...catalogue.talk },
      kinds: { ...catalogue.shared, ...catalogue.kinds_pages },
    }[own ? "kinds" : place[1]];
    const up = place[1].includes("/") ? "../.." : "..";
    const written = code
      .replace(asked, `import { fill } from "${up}/shared/words"`)
      .replace(/\bsay\(\s*"(\w+)"\s*,?\s*(\)|(?=\{|\w))/g, (_, key, end) => {
        if (!(key in words)) throw new Error(`${id}: no word "${key}"`);
        const message = JSON.stringify(words[key]);
        return end === ")" ? message : `fill(${message}, `;
      });
    if (/\bsay\(/.test(written)) throw new Error(`${id}: a key of say() is not written out`);
    return { code: written, map: null };
  },
};

/**
 * Svelte guards everything about hydration with one variable "so it can be treeshaken out if the user doesn't use the
 * hydrate method" (its words); Rolldown does not see through the setter, so the variable is made what it always is here.
 */
const withoutHydration = {
  name: "without-hydration",
  transform(code, id) {
    if (!id.replaceAll("\\", "/").endsWith("svelte/src/internal/client/dom/hydration.js")) return null;
    const constant = code
      .replace("export let hydrating = false;", "export const hydrating = false;")
      .replace("hydrating = value;", "if (value) throw new Error('built without hydration');");
    if (constant === code) throw new Error("Svelte's hydration.js has changed: look at build.js");
    return { code: constant, map: null };
  },
};

/** Scoped class names of four characters: a page has a few dozen components, and each name is written many times. */
const shortHash = ({ hash, css }) => `s${hash(css).slice(-3)}`;

/** As the server names a file (http/assets.rs): another build has another address. */
const tagOf = (text) => createHash("sha256").update(text).digest("base64").slice(0, 22).replaceAll(/[+/]/g, "-");

async function buildPage(page) {
  const isPhone = page === "phone";
  const inPieces = typeof ENTRIES[page] === "object";
  const inputs = inPieces ? ENTRIES[page] : { [page]: ENTRIES[page] };
  const result = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    plugins: [
      withoutHydration,
      ...(isPhone ? [wordsInPlace] : []),
      svelte({ compilerOptions: { cssHash: shortHash } }),
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
    const isCss = file.fileName.endsWith(".css");
    if (page === "landing" && !isCss) continue;
    const name = isCss && !inPieces ? `${page}.css` : file.fileName;
    if (inPieces && !(name.replace(/\.\w+$/, "") in inputs))
      throw new Error(`the page ${page} fell into pieces: ${name}`);
    const text = file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8");
    built[name] = text.endsWith("\n") ? text : `${text}\n`;
  }
  if (inPieces) {
    // One script of the page, whoever asks for it: the conversation names it by the address the page has.
    const [own, talk] = [`${page}.js`, `${page}-talk.js`];
    const named = built[talk].replaceAll(`"./${own}"`, `"./${own}?${tagOf(built[own])}"`);
    if (named === built[talk]) throw new Error(`${talk} takes nothing from ${own}: look at build.js`);
    built[talk] = named;
  }
  return built;
}

function weigh() {
  let over = false;
  for (const [page, budget] of Object.entries(BUDGETS)) {
    let total = 0;
    const each = [];
    for (const kind of ["js", "css"]) {
      const path = join(dist, `${page}.${kind}`);
      if (!existsSync(path)) continue;
      const raw = readFileSync(path);
      const zipped = gzipSync(raw, { level: 9 }).length;
      total += zipped;
      each.push(`${kind} ${(zipped / 1024).toFixed(1)} (raw ${(raw.length / 1024).toFixed(1)})`);
    }
    over ||= total > budget;
    const verdict = total > budget ? "OVER" : "of";
    console.log(
      `${page.padEnd(10)} ${(total / 1024).toFixed(1)} KB gz ${verdict} ${budget / 1024} · ${each.join(" · ")}`,
    );
  }
  if (over) {
    console.error("a page is heavier than its budget");
    process.exitCode = 1;
  }
}

if (!process.argv.includes("--size-only")) {
  const built = {};
  for (const page of Object.keys(ENTRIES)) Object.assign(built, await buildPage(page));
  // Only when all is built, so that a build that fails leaves what stood.
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, text] of Object.entries(built)) writeFileSync(join(dist, name), text);
}
weigh();
