// For looking at pages while working on them: `npx vite`, then /fixtures/wall.html. build.js does not read it.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { plainWords } from "./words-plugin.js";

export default defineConfig({ plugins: [plainWords("en"), svelte()] });
