// For looking at pages while working on them: `npx vite`, then /fixtures/wall.html, in another language with ?language=ar. One
// gallery builds the fixtures first, because a page of many small modules is slow to open; the other opens one page and
// shows state after state. build.js does not read it.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { LANGUAGES, read } from "./catalogue.js";
import { inPlaceOfTheServer } from "./fixtures/plugin.js";
import { wordsByPage } from "./words-plugin.js";

/** A fixture's document says its language and direction before any module loads, as the server writes them. */
const directions = Object.fromEntries(LANGUAGES.map((tag) => [tag, read(tag).language.dir]));
const spoken = {
  name: "spoken",
  transformIndexHtml: () => [
    {
      tag: "script",
      injectTo: "head-prepend",
      children: `{
        const asked = new URLSearchParams(location.search).get("language") ?? "en";
        Object.assign(document.documentElement, { lang: asked, dir: ${JSON.stringify(directions)}[asked] });
      }`,
    },
  ],
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
