// For looking at pages while working on them: `npx vite`, then /fixtures/wall.html. build.js does not read it.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { inPlaceOfTheServer } from "./fixtures/plugin.js";
import { wordsByPage } from "./words-plugin.js";

export default defineConfig({
  plugins: [wordsByPage(), inPlaceOfTheServer(), svelte()],
  // Two of these at once each have a cache of their own, or one makes the other's pages load again.
  cacheDir: process.env.PLENARY_VITE_CACHE,
  // All that a page may draw is known before the first is asked for.
  optimizeDeps: { entries: ["fixtures/*.html"] },
});
