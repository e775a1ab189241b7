// How the unit tests of the client run.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { plainWords } from "./words-plugin.js";

export default defineConfig({
  plugins: [plainWords("en"), svelte()],
  resolve: { conditions: ["browser"] },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "*.test.js"] },
});
