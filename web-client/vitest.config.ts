// How the unit tests of the client run: the rules in English, the pages once more in a language that does not exist.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { inPlaceOfTheServer } from "./fixtures/plugin.js";
import { plainWords } from "./words-plugin.js";

const inBrackets = (message: string) =>
  message
    .split("¦")
    .map((form) => `⟦${form}⟧`)
    .join("¦");

const common = { resolve: { conditions: ["browser"] } };

export default defineConfig({
  test: {
    projects: [
      {
        ...common,
        plugins: [plainWords("en"), svelte()],
        test: { name: "rules", environment: "happy-dom", include: ["src/**/*.test.ts", "*.test.js"] },
      },
      {
        ...common,
        plugins: [plainWords("en", inBrackets), inPlaceOfTheServer(), svelte()],
        test: { name: "pseudo", environment: "happy-dom", include: ["pseudo/*.test.ts"] },
      },
    ],
  },
});
