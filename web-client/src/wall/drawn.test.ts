// The wall draws no more than the room may see, whoever asks: the mirror on a moderator's page holds more than the hall.

import { expect, test } from "vitest";
import { result, run } from "../../fixtures/rooms";
import type { Phase, Visibility } from "../wire";
import { answersOf } from "../shared/poll";
import { columnTop, directionOf, drawn, drawnAnswers, groupName, shapeOf } from "./drawn";
import { linesOf } from "./lines";
import { grouped, joinAddress } from "./address";

/** What a moderator holds of a closed run: figures, although nothing is shown. */
const known = (n: number) => result(run("single", "published", "hidden", 0, null), n, "published", "hidden");

const walls: [Phase, Visibility, number, ReturnType<typeof drawn>["as"]][] = [
  ["open", "hidden", 23, "count"],
  ["closing", "hidden", 23, "count"],
  ["closed", "hidden", 23, "count"],
  ["closed", "live", 23, "count"],
  ["open", "after_vote", 23, "count"],
  ["open", "live", 4, "count"],
  ["open", "live", 5, "figures"],
  ["published", "hidden", 4, "too_few"],
  ["published", "hidden", 5, "figures"],
  ["published", "after_vote", 10_000, "figures"],
];

test.each(walls)("%s, %s, %i ballots: %s", (phase, visibility, n, as) => {
  expect(drawn(run("single", phase, visibility, 0, null), known(n)).as).toBe(as);
});

test("without a result a wall counts no answers", () => {
  expect(drawn(run("single", "open", "hidden", 0, null), undefined)).toEqual({
    as: "count",
    n: 0,
    atLeast: false,
    bars: false,
  });
});

test("answers keep the poll's order, “I can’t say” last, and shares are of all ballots", () => {
  const figures = {
    as: "counts" as const,
    n: 10,
    cant_say: 2,
    counts: [1, 4, 3],
    median: null,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  };
  const answers = drawnAnswers(["a", "b", "c"], "can't", { as: "figures", figures });
  expect(answers.map(({ at, count, share }) => [at, count, share])).toEqual([
    [0, 1, 0.1],
    [1, 4, 0.4],
    [2, 3, 0.3],
    ["cant_say", 2, 0.2],
  ]);
});

test("a scale stands in columns while its labels fit under them", () => {
  const shape = (name: string) => {
    const poll = run(name, "open", "hidden", 0, null);
    return shapeOf(poll.kind, answersOf(poll));
  };
  expect(shape("scale")).toBe("columns");
  expect(shape("scale11")).toBe("columns");
  expect(shape("scalelong")).toBe("bars");
  expect(shape("gradient")).toBe("strip");
  expect(shape("twelve")).toBe("bars");
});

test("the tallest column fills most of its axis", () => {
  expect(columnTop([0.39, 0.2])).toBeCloseTo(0.4);
  expect(columnTop([0.01])).toBeCloseTo(0.2);
  expect(columnTop([1])).toBe(1);
});

test("Arabic reads from the right, numbers alone from the left", () => {
  expect(directionOf("3. يشعر بعض")).toBe("rtl");
  expect(directionOf("3. Where next?")).toBe("ltr");
  expect(directionOf("42")).toBe("ltr");
});

test("groups that were merged are not named after one of them", () => {
  const figures = { as: "counts" as const, n: 5, cant_say: 0, counts: [5], median: null };
  expect(groupName({ ...figures, modes: ["online"] })).toBe("online");
  expect(groupName({ ...figures, modes: ["online", "unstated"] })).toBe("others");
});

test("the honest line says n, how many online where that may be said, and that the audience chose itself", () => {
  const published = run("single", "published", "hidden", 0, null);
  expect(linesOf(published, known(23)).first).toBe("n = 23 answers · 9 online · the audience chose itself");
  expect(linesOf(published, known(7)).first).toBe("n = 7 answers · the audience chose itself");
  expect(linesOf(published, known(4)).first).toBe("Too few to say · 4 answers");
});

test("a wall explains what it waits for", () => {
  const second = (phase: Phase, visibility: Visibility, n: number) =>
    linesOf(run("single", phase, visibility, 0, null), known(n)).second;
  expect(second("open", "hidden", 23)).toEqual(["Results appear when voting is closed"]);
  expect(second("open", "live", 3)).toEqual(["Results appear from 5 answers"]);
  expect(second("closed", "hidden", 23)).toEqual(["The result is not shown yet"]);
});

test("the code is grouped, and the host is the one phones reach", () => {
  expect(grouped("mkd72q")).toBe("mkd 72q");
  const about = { code: "mkd72q", join_base: "https://poll.example/" };
  expect(joinAddress(about, "http://127.0.0.1:7300")).toEqual({ host: "poll.example", qr: "/mkd72q/qr.svg" });
  expect(joinAddress({ ...about, join_base: null }, "http://10.0.0.5:7300").host).toBe("10.0.0.5:7300");
});
