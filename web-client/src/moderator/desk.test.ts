// The desk in pure parts: which act is due, what the chair reads aloud, and how a refusal is told.

import { expect, test } from "vitest";
import { polls, run } from "../../fixtures/rooms";
import type { AgendaPoll, Figures, Kind, MinutesPart, ModeratorParts, ModeratorRun, Phase, Showing } from "../wire";
import { readAheadUntil } from "./ahead";
import { aloud } from "./aloud";
import { next, standing, upcoming } from "./next";
import { tell } from "./told";

function planned(name: string, more: Partial<Pick<AgendaPoll, "armed" | "runs">> = {}): AgendaPoll {
  return {
    ...polls[name]!,
    poll: name,
    rev: 1,
    visibility: "hidden",
    sensitive: false,
    seconds: null,
    planned: null,
    armed: null,
    author: null,
    signed_by: null,
    runs: [],
    ...more,
  };
}

function ran(name: string, phase: Phase): ModeratorRun {
  return {
    ...run(name, phase, "hidden", 0, null),
    poll: name,
    rev: 4,
    show: false,
    sensitive: false,
    opened_by: "chair",
    shut: null,
  };
}

function parts(showing: Showing, agenda: AgendaPoll[], on?: ModeratorRun): ModeratorParts {
  return { stage: { rev: 2, showing, blank: false }, agenda: { rev: 1, polls: agenda }, ...(on && { "run/3": on }) };
}

const onStage: Showing = { show: "run", run: 3 };
const two = (phase: Phase) => parts(onStage, [planned("scale", { runs: [3] }), planned("single")], ran("scale", phase));

test("the due act follows the stage", () => {
  expect(next(two("open")).act).toBe("close");
  expect(next(two("closing")).act).toBe("keep_open");
  expect(next(two("closed")).act).toBe("show");
  expect(next(two("published"))).toMatchObject({ act: "open", poll: { poll: "single" } });
  expect(next(parts({ show: "join" }, [planned("scale")]))).toMatchObject({ act: "open", poll: { poll: "scale" } });
  expect(next(parts({ show: "join" }, [])).act).toBe("thank");
  expect(next(parts({ show: "closing" }, [])).act).toBe("none");
});

test("a run that was taken back leaves its poll as it was before", () => {
  const voided = two("void");
  expect(standing(voided, voided.agenda!.polls[0]!)).toBe("draft");
  expect(next(voided)).toMatchObject({ act: "open", poll: { poll: "scale" } });
});

test("a poll that waits comes before those that were planned, and a picked one before both while nothing is open", () => {
  const waiting = parts({ show: "join" }, [planned("scale"), planned("single", { armed: 10 })]);
  expect(upcoming(waiting)?.poll).toBe("single");
  expect(next(waiting, "scale")).toMatchObject({ act: "open", poll: { poll: "scale" } });
  expect(next(two("open"), "single").act).toBe("close");
  const later = parts({ show: "join" }, [planned("scale", { armed: 10 }), planned("single", { armed: 20 })]);
  expect(upcoming(later)?.poll, "of two, the one armed last").toBe("single");
});

test("a new prompt is read a minute ahead where a screen is pinned to the next one", () => {
  const [scale, single] = [planned("scale", { armed: 10_000 }), planned("single", { armed: 20_000 })];
  const rooms = parts({ show: "join" }, [scale, single]);
  const screens = [{ screen: "s", rev: 1, name: "Booth", pinned: { show: "next" as const }, blink: 0 }];
  expect(readAheadUntil(rooms, single, 30_000), "nobody reads ahead").toBeUndefined();
  const read = { ...rooms, screens };
  expect(readAheadUntil(read, single, 30_000)).toBe(80_000);
  expect(readAheadUntil(read, single, 80_000)).toBeUndefined();
  expect(readAheadUntil(read, scale, 80_000), "another stands there").toBe(140_000);
  const asked = parts(onStage, [planned("scale", { runs: [3] })], ran("scale", "published"));
  expect(readAheadUntil({ ...asked, screens }, asked.agenda!.polls[0]!, 0), "it was asked before").toBeUndefined();
});

const figures = (counts: number[], cant_say: number, median: number | null = null): { figures: Figures } => ({
  figures: {
    as: "counts",
    n: counts.reduce((a, b) => a + b, 0) + cant_say,
    cant_say,
    counts,
    median,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  },
});

const spoken: [string, Kind, { figures: Figures }, string][] = [
  [
    "gradient",
    { kind: "gradient" },
    figures([12, 8, 4, 3], 4, 1),
    "12 of 31 answers support it, 8 can live with it, 4 need more information, 3 object; 4 cannot say. The audience chose itself.",
  ],
  [
    "yes or no",
    { kind: "yes_no" },
    figures([4, 3], 0),
    "4 of 7 answers say yes, 3 no; nobody said they cannot say. The audience chose itself.",
  ],
  [
    "scale",
    { kind: "scale", labels: ["low", "middle", "high"] },
    figures([1, 5, 2], 1, 1),
    "Of 8 who took a side the middle answer is “middle”, chosen by 5; 1 cannot say. The audience chose itself.",
  ],
  [
    "scale between two",
    { kind: "scale", labels: ["low", "middle", "high"] },
    figures([0, 4, 4], 0, 1.5),
    "Of 8 who took a side the middle lies between “middle” and “high”; nobody said they cannot say. The audience chose itself.",
  ],
  [
    "single",
    { kind: "single", options: ["courts", "parliaments", "regulators"] },
    figures([3, 9, 5], 2),
    "9 of 19 answers are for “parliaments”, 5 for “regulators”; 2 cannot say. The audience chose itself.",
  ],
  [
    "level",
    { kind: "single", options: ["courts", "parliaments", "regulators"] },
    figures([6, 6, 5], 2),
    "“courts” and “parliaments” stand level with 6 of 19 answers each; 2 cannot say. The audience chose itself.",
  ],
  [
    "nobody took a side",
    { kind: "single", options: ["courts", "parliaments"] },
    figures([0, 0], 6),
    "Nobody chose one of the answers; 6 cannot say. The audience chose itself.",
  ],
];

test.each(spoken)("read aloud: %s", (_, kind, result, sentence) => {
  expect(aloud(kind, result)).toBe(sentence);
});

test("few answers are not read as a result, and a count alone is not read at all", () => {
  expect(aloud({ kind: "yes_no" }, figures([3, 1], 0))).toBe("Only 4 people answered: too few to say anything.");
  expect(aloud({ kind: "yes_no" }, { count: { n: 30, at_least: false } })).toBeUndefined();
});

const minutes: MinutesPart[] = [
  { number: 8, at: 8, by: "online", act: "closing", run: 3, show: false },
  { number: 9, at: 9, by: "chair", act: "closing", run: 4, show: false },
  { number: 7, at: 7, by: "chair", act: "opened", run: 3, poll: "scale", seconds: null },
];

test("a refusal tells who was there first", () => {
  const told = tell({ code: "changed", document: "gate/3", rev: 5 }, { minutes }, { run: 3 });
  expect(told).toBe("The online moderator closed it meanwhile. Nothing was done; look again.");
  expect(tell({ code: "wrong_state", state: "closing" }, { minutes }, { run: 3 })).toBe(told);
});

test("the clock is not called a person, and what nobody wrote down is told without a name", () => {
  const shut: MinutesPart = { number: 10, at: 10, by: null, act: "shut", run: 3, shown: false };
  const told = (lines: MinutesPart[]) =>
    tell({ code: "wrong_state", state: "closed" }, { minutes: [...lines, shut] }, { run: 3 });
  expect(told(minutes)).toContain("The online moderator closed it meanwhile.");
  expect(told(minutes.slice(2))).toContain("its time was over");
  expect(tell({ code: "changed", document: "heads", rev: 2 }, {}, {})).toContain(
    "perhaps from another of your devices",
  );
});

test("a busy stage names the question that is open", () => {
  const told = tell({ code: "stage_busy", run: 3 }, two("open"), { poll: "single" });
  expect(told).toContain("Online child protection and privacy for all can be achieved together.");
});
