// Every picture of a result has its figures in words: whatever is drawn on any page can be read row by row by those who do not see it.
import { expect, test } from "vitest";
import { parts, result, run } from "../fixtures/draw/room";
import { drawnStates, idOf } from "../fixtures/states";
import type { Given } from "../fixtures/states/state";
import { readOf, told } from "../src/kinds/known.svelte";
import { countsOf } from "../src/shared/counted";
import { number } from "../src/shared/format";
import { share } from "../src/shared/share";
import { timeOfDay } from "../src/shared/times";
import { answersOf } from "../src/shared/poll";
import { say } from "../src/shared/words";
import { FEW } from "../src/wall/drawn";
import { SHOWN, stepName } from "../src/wall/temperature";
import type { Figures, GroupFigures, Kind, ModeFigures, Reading, ResultPart, RunPart } from "../src/wire";
import "../src/kinds/all";
import { stage } from "./stage";

const draws = stage();

type Part = Figures | GroupFigures | ModeFigures;

/** What stands in each row that ears are read, without what is for eyes alone. */
function rowsForEars(): string[] {
  const page = document.body.cloneNode(true) as HTMLElement;
  page.querySelectorAll("[aria-hidden=true], [inert], script, style").forEach((one) => one.remove());
  const rows = page.querySelectorAll("tr, [role=row], li, .apart, .rest");
  return [...rows].map((row) => (row.textContent ?? "").replaceAll(/\s+/g, " "));
}

/** The rows there must be: each a label and its figures. */
function rowsOf(kind: Kind, part: Part): string[][] {
  const own = told(kind);
  const read = readOf(part);
  if (own && read) return own.meaning.table(own.kind, read).rows;
  if (part.as !== "counts") return [];
  const labels = [...answersOf(kind), say("cant_say")];
  const counts = [...countsOf(part), part.cant_say];
  return labels.map((label, at) => [label, share(counts[at] ?? 0, part.n)]);
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, " ").trim();
const has = (rows: string[], wanted: string[]) =>
  rows.some((row) => wanted.every((cell) => row.includes(squeezed(cell))));

/** States in which the result of a run is drawn. */
const shown = drawnStates.flatMap((state) => {
  if (state.page === "organiser" || ("door" in state.given && state.given.door)) return [];
  const given: Given = state.given;
  const part = given.showing.show === "run" && given.phase === "published" ? result(given) : undefined;
  const isBare = state.page === "phone" && state.given.bare;
  const isCovered = (state.page === "screen" && state.given.covered) || given.blank;
  return part && "figures" in part && !isBare && !isCovered ? [[idOf(state), state, part.figures] as const] : [];
});

test("there are such states of every page and of every kind", () => {
  const kinds = (page: string) =>
    new Set(shown.filter(([, state]) => state.page === page).map(([, { given }]) => run(given as Given)!.kind));
  expect(kinds("phone").size).toBeGreaterThanOrEqual(11);
  expect(kinds("screen").size).toBeGreaterThanOrEqual(11);
  expect(kinds("moderator").size).toBeGreaterThanOrEqual(4);
});

test.each(shown)(
  "%s",
  async (_, state, figures) => {
    await draws(state);
    const kind = run(state.given as Given)!;
    const rows = rowsForEars();
    for (const wanted of rowsOf(kind, figures)) expect(has(rows, wanted), wanted.join(" · ")).toBe(true);
    // Of groups where they are drawn: the share of an answer stands in the row of that answer.
    const parts: Part[] = [...figures.by_mode, ...figures.by_group];
    for (const part of parts)
      for (const wanted of rowsOf(kind, part))
        expect(has(rows, wanted), `${number(part.n)}: ${wanted.join(" · ")}`).toBe(true);
  },
  60_000,
);

/** States in which two runs stand side by side, each with what it found. */
const compared = drawnStates.flatMap((state) => {
  const { given } = state;
  if (!("showing" in given) || given.showing.show !== "compare" || given.blank) return [];
  if (state.page === "phone" && state.given.bare) return [];
  const { before, after } = given.showing;
  const all = parts(given) as unknown as Record<string, RunPart & ResultPart>;
  const sides = [before, after].map((at) => ({ run: all[`run/${at}`]!, result: all[`result/${at}`]! }));
  return sides.every(({ result }) => "figures" in result) ? [[idOf(state), state, sides] as const] : [];
});

test("two runs of every kind are compared, and on phones too", () => {
  const kinds = new Set(compared.map(([, , [before]]) => before!.run.kind));
  expect(kinds.size).toBeGreaterThanOrEqual(11);
  expect(compared.some(([, { page }]) => page === "phone")).toBe(true);
});

test.each(compared)(
  "%s: both in rows",
  async (_, state, sides) => {
    await draws(state);
    const rows = rowsForEars();
    for (const { run, result } of sides) {
      if (!("figures" in result)) throw new Error("it was there above");
      for (const wanted of rowsOf(run, result.figures)) expect(has(rows, wanted), wanted.join(" · ")).toBe(true);
    }
  },
  60_000,
);

const readings = drawnStates.filter(
  ({ page, given }) => page === "screen" && "showing" in given && given.showing.show === "temperature",
);

test.each(readings.map((state) => [idOf(state), state] as const))(
  "%s: every point of the line in words",
  async (_, state) => {
    const { temperature = [] } = parts(state.given as Given) as { temperature?: Reading[] };
    await draws(state);
    const rows = rowsForEars();
    for (const { at, n, median } of temperature.slice(-SHOWN)) {
      const step = n < FEW || median === null ? [] : [stepName(median)];
      expect(has(rows, [timeOfDay(at), number(n), ...step]), `${n} at ${timeOfDay(at)}`).toBe(true);
    }
  },
);

test("a line with points is among them", () => {
  const drawnPoints = readings.map(
    ({ given }) =>
      ((parts(given as Given) as { temperature?: Reading[] }).temperature ?? []).filter(
        ({ n, median }) => n >= FEW && median !== null,
      ).length,
  );
  expect(Math.max(...drawnPoints)).toBeGreaterThan(1);
});
