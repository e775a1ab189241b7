// What is typed becomes the poll that is meant, and a poll that is worded anew keeps what was not touched.

import { expect, test } from "vitest";
import type { AgendaPoll, Kind } from "../wire";
import { Draft } from "./draft.svelte";

const poll = (kind: Kind): AgendaPoll => ({
  prompt: "How far?",
  provenance: { from: "discussion", at: 0 },
  poll: "p1",
  rev: 2,
  visibility: "live",
  sensitive: false,
  seconds: 45,
  planned: null,
  armed: null,
  author: null,
  signed_by: null,
  runs: [],
  ...kind,
});

test("lines become options: trimmed, each once, none empty", () => {
  const draft = new Draft();
  draft.prompt = "  By whom? ";
  draft.chosen = "single";
  expect(draft.ready).toBe(false);
  draft.lines = "courts\n\n  parliaments \ncourts\n";
  expect(draft.ready).toBe(true);
  expect(draft.wish()).toEqual({
    kind: "single",
    options: ["courts", "parliaments"],
    prompt: "By whom?",
    visibility: "hidden",
    translations: {},
  });
});

test("more than twelve options are not ready, and at most never passes their number", () => {
  const draft = new Draft();
  draft.prompt = "Which?";
  draft.chosen = "multiple";
  draft.lines = "a\nb";
  draft.atMost = 9;
  expect(draft.kind).toMatchObject({ min: 1, max: 2 });
  draft.lines = Array.from({ length: 13 }, (_, at) => `option ${at}`).join("\n");
  expect(draft.ready).toBe(false);
});

test("a poll that is worded anew keeps its own steps, bounds, countdown and visibility", () => {
  const scale = new Draft(poll({ kind: "scale", labels: ["not at all", "", "fully"] }));
  scale.prompt = "How much?";
  expect(scale.wish()).toEqual({
    kind: "scale",
    labels: ["not at all", "", "fully"],
    prompt: "How much?",
    visibility: "live",
    seconds: 45,
    translations: {},
  });
  const multiple = new Draft(poll({ kind: "multiple", options: ["a", "b", "c"], min: 2, max: 3 }));
  expect(multiple.kind).toEqual({ kind: "multiple", options: ["a", "b", "c"], min: 2, max: 3 });
});
