// For looking at pages while working on them: `npx vite`, then /fixtures/wall.html, in another language with ?language=ar or
// PLENARY_LANGUAGE=ar. One gallery builds the fixtures once a language, because a page of many small modules is slow to open;
// the other opens one page and shows state after state. build.js does not read it.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { read } from "./catalogue.js";
import { inPlaceOfTheServer } from "./fixtures/plugin.js";
import { wordsByPage } from "./words-plugin.js";

const tag = process.env.PLENARY_LANGUAGE ?? "en";

/** A fixture's document says its language and direction, as the server writes them. */
const spoken = {
  name: "spoken",
  transformIndexHtml: (html) =>
    html.replace('<html lang="en">', `<html lang="${tag}" dir="${read(tag).language.dir}">`),
};

const fixtures = join(import.meta.dirname, "fixtures");
const pages = readdirSync(fixtures).filter((name) => name.endsWith(".html"));

export default defineConfig({
  plugins: [wordsByPage(), inPlaceOfTheServer(), svelte(), spoken],
  build: { emptyOutDir: true, rollupOptions: { input: pages.map((name) => join(fixtures, name)) } },
  // Two servers at once each have a cache of their own, or one makes the other's pages load again.
  cacheDir: process.env.PLENARY_VITE_CACHE,
  // Nothing that is found later makes a page load again under whoever looks at it.
  optimizeDeps: { noDiscovery: true },
});
