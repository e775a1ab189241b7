// Builds each page by itself into dist: one script and one style sheet, the same bytes every time, and says what they weigh.
//
// `node build.js` builds and weighs; `node build.js --size-only` only weighs what is there. Either fails above a budget.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

/** What a page may weigh, script and style together, gzipped, in bytes; why: docs/look.md and the first screen on 2G. */
const BUDGETS = { phone: 34 * 1024, moderator: 90 * 1024, screen: 70 * 1024, landing: 6 * 1024 };

const ENTRIES = {
  phone: "src/phone/main.ts",
  moderator: "src/moderator/main.ts",
  screen: "src/screen/main.ts",
  landing: "src/landing/main.ts",
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

async function buildPage(page) {
  const result = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    plugins: [withoutHydration, svelte()],
    json: { namedExports: true, stringify: false },
    build: {
      write: false,
      target: "baseline-widely-available",
      cssCodeSplit: false,
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(here, ENTRIES[page]),
        output: { format: "iife", entryFileNames: `${page}.js`, assetFileNames: `${page}[extname]` },
      },
    },
  });
  const { output } = Array.isArray(result) ? result[0] : result;
  for (const file of output) {
    const isCss = file.fileName.endsWith(".css");
    if (page === "landing" && !isCss) continue;
    const name = isCss ? `${page}.css` : file.fileName;
    const text = file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8");
    writeFileSync(join(dist, name), text.endsWith("\n") ? text : `${text}\n`);
  }
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
      `${page.padEnd(9)} ${(total / 1024).toFixed(1)} KB gz ${verdict} ${budget / 1024} · ${each.join(" · ")}`,
    );
  }
  if (over) {
    console.error("a page is heavier than its budget");
    process.exitCode = 1;
  }
}

if (!process.argv.includes("--size-only")) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const page of Object.keys(ENTRIES)) await buildPage(page);
}
weigh();
