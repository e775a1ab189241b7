// For looking at pages while working on them: `npx vite`, then /fixtures/wall.html. build.js does not read it.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { inPlaceOfTheServer } from "./fixtures/plugin.js";
import { wordsByPage } from "./words-plugin.js";

export default defineConfig({
  plugins: [wordsByPage(), inPlaceOfTheServer(), svelte()],
  // All that a page may draw is known before the first is asked for.
  optimizeDeps: { entries: ["fixtures/*.html"] },
});
