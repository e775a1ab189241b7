// Tries polls in another language than they were written in: same answers in the same places, and the way back.
import { expect, test } from "vitest";
import { run } from "../../fixtures/rooms";
import type { RunPart } from "../wire";
import { allTranslated, isChecked, original, spokenIn, translated } from "./translated";

const scale: RunPart = { ...run("scale", "open", "hidden", 0, null), kind: "scale", labels: ["bas", "", "haut"] };
const both: RunPart = {
  ...scale,
  translations: { en: { prompt: "How high?", kind: "scale", labels: ["low", "", "high"], checked: false } },
};

test("a run with words in the page's language is shown in them, and its own are one step away", () => {
  const shown = translated(both);
  expect(shown).toMatchObject({ prompt: "How high?", labels: ["low", "", "high"], run: scale.run });
  expect(original(shown)).toBe(both);
  expect(isChecked(shown)).toBe(false);
  expect(spokenIn(shown, undefined)).toBe("en");
});

test("without them it is what it was", () => {
  expect(translated(scale)).toBe(scale);
  expect(isChecked(scale)).toBeUndefined();
  expect(original(both)).toBeUndefined();
});

test("only runs are touched", () => {
  const parts = { "run/1": both, "result/1": { count: { n: 1, at_least: false } }, "run/2": undefined };
  const shown = allTranslated(parts);
  expect(shown["run/1"]?.prompt).toBe("How high?");
  expect(shown["result/1"]).toBe(parts["result/1"]);
  expect(shown["run/2"]).toBeUndefined();
});
