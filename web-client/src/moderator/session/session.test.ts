// The session in pure parts: what is pasted into the chat, the arithmetic of the run of show, the fair close, the checks, the outcomes.

import { expect, test } from "vitest";
import { polls, run } from "../../../fixtures/rooms";
import type { AgendaPoll, ModeratorParts, ModeratorQuestion, ModeratorRun, Phase } from "../../wire";
import { chatText, dueText, type Place } from "./chat";
import { digest } from "./digest";
import { FairClose, unseeing } from "./fair.svelte";
import { outcomes } from "./outcome";
import { checks, isLoopback, type Found } from "./preflight";
import { fieldOf, momentOf, phaseOf, runOfShow } from "./show";
import { step } from "./temperature";

const MINUTE = 60_000;
const T0 = 1_800_000_000_000;
const place: Place = { origin: "https://poll.example", day: (at) => `day ${at}` };

const about = {
  code: "abc234",
  reference: "WS #1",
  title: "A workshop",
  minutes: 60,
  language: "en",
  aims: ["Hear each other", "Find out"],
  needs_code: false,
  questions: [],
  points: [],
  k: 5,
  keep_days: 30,
  join_base: null,
  rehearsal: false,
};

function planned(name: string, runs: number[] = []): AgendaPoll {
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
    runs,
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

const session = (more: object) => ({ rev: 1, from: null, planned: null, began: null, ended: null, ...more });

const staged = (phase: Phase, more: Partial<ModeratorParts> = {}): ModeratorParts => ({
  about,
  stage: { rev: 1, showing: { show: "run", run: 3 }, blank: false },
  "run/3": ran("yesno", phase),
  ...more,
});

test("an open poll is pasted with all its answers and with the link, and no figures", () => {
  const text = chatText("poll", staged("open"), place)!;
  expect(text).toContain(polls["yesno"]!.prompt);
  expect(text.split("\n").filter((line) => line.startsWith("• "))).toHaveLength(2);
  expect(text).toContain("https://poll.example/abc234");
  expect(chatText("poll", staged("closed"), place)).toBeUndefined();
});

test("a result is pasted once the room was shown it, with its n; too few are said to be too few", () => {
  const figures = {
    as: "counts" as const,
    n: 12,
    cant_say: 1,
    counts: [8, 3],
    median: null,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  };
  const hidden = staged("closed", { "result/3": { figures } });
  expect(chatText("result", hidden, place)).toBeUndefined();
  expect(dueText(hidden, place).name).toBe("link");
  const text = chatText("result", staged("published", { "result/3": { figures } }), place)!;
  expect(text).toContain("8 of 12");
  expect(text).toContain("(n = 12)");
  const few = chatText("result", staged("published", { "result/3": { too_few: { n: 3 } } }), place)!;
  expect(few).toMatch(/too few/);
  expect(few).toContain("(n = 3)");
});

test("what is due follows the stage, and the question that was taken up comes after a poll", () => {
  const question = { question: 9, text: "Who pays?", chat: null, state: { is: "answering" } } as ModeratorQuestion;
  const idle: ModeratorParts = {
    about,
    stage: { rev: 1, showing: { show: "questions" }, blank: false },
    "question/9": question,
  };
  expect(dueText(idle, place)).toMatchObject({ name: "question" });
  expect(dueText(idle, place).text).toContain("Who pays?");
  expect(dueText({ ...idle, ...staged("open") }, place).name).toBe("poll");
  expect(dueText({ about, stage: { rev: 1, showing: { show: "rules" }, blank: false } }, place).name).toBe("aims");
  const aims = chatText("aims", { about }, place)!;
  expect(aims).toContain("1. Hear each other\n2. Find out");
});

test("the text for the session's page says from when on, and how to come in", () => {
  const text = chatText("before", { about, session: session({ from: 5, planned: 7 }) }, place)!;
  expect(text).toContain("WS #1 A workshop\nday 7");
  expect(text).toContain("from day 5 on");
  expect(text).toContain("abc 234");
  expect(text).not.toContain("\n\n\n");
});

test("minutes left count the last one until it is over, and go calmly below zero", () => {
  const at = (ms: number) => runOfShow({ about, session: session({ began: T0 }) }, T0 + ms);
  expect(at(0)).toMatchObject({ phase: "running", left: 60 });
  expect(at(59 * MINUTE + 1).left).toBe(1);
  expect(at(60 * MINUTE).left).toBe(0);
  expect(at(60 * MINUTE + 30_000).left).toBe(0);
  expect(at(63 * MINUTE).left).toBe(-3);
  expect(runOfShow({ about, session: session({ planned: T0 }) }, T0 - 5 * MINUTE)).toMatchObject({
    until: 5,
    left: undefined,
  });
  expect(runOfShow({ about, session: session({ began: T0, ended: T0 + 1 }) }, T0 + 2)).toMatchObject({
    phase: "over",
    left: undefined,
  });
});

test("phases are the server's", () => {
  expect(phaseOf(session({ from: 10 }), 9)).toBe("early");
  expect(phaseOf(session({ from: 10 }), 10)).toBe("before");
  expect(phaseOf(session({ from: 10, began: 1 }), 9)).toBe("running");
  expect(phaseOf(session({ began: 1, ended: 2 }), 9)).toBe("over");
});

test("unplayed are the planned polls nobody was asked: no outcome lines, and a run taken back does not count", () => {
  const outcome = { ...planned("gradient"), provenance: { from: "outcome" as const, at: 0 } };
  const parts: ModeratorParts = {
    agenda: { rev: 1, polls: [planned("yesno", [3]), planned("scale"), outcome] },
    "run/3": ran("yesno", "closed"),
    ledger: {
      all: { turns: 6, ms: 0 },
      modes: { online: { turns: 1, ms: 0 }, room: { turns: 5, ms: 0 } },
      groups: {},
      first: { turns: 0, ms: 0 },
      again: { turns: 0, ms: 0 },
    },
  };
  expect(runOfShow(parts, 0)).toMatchObject({ unplayed: 1, online: 1, turns: 6 });
  expect(runOfShow({ ...parts, "run/3": ran("yesno", "void") }, 0).unplayed).toBe(2);
});

test("a time survives its field", () => {
  const at = Math.floor(T0 / MINUTE) * MINUTE;
  expect(momentOf(fieldOf(at))).toBe(at);
  expect(fieldOf(null)).toBe("");
  expect(momentOf("")).toBeNull();
});

test("a close asks once where phones have not seen the run, and never where all have", () => {
  const closed: string[] = [];
  const close = (what: string) => () => void closed.push(what);
  const fair = new FairClose();
  const open = ran("yesno", "open");
  const unseen = [{ run: open.run, by_mode: [3, 9, 2] as [number, number, number] }];
  expect(unseeing({ unseen }, [open])).toEqual({ all: 14, online: 9 });
  expect(unseeing({ unseen: [{ ...unseen[0]!, run: 99 }] }, [open])).toBeUndefined();
  fair.press([open], { unseen }, close("first"));
  expect(closed).toEqual([]);
  // The second half of a double tap is no answer.
  fair.press([open], { unseen }, close("double"));
  expect(closed).toEqual([]);
  fair.anyway();
  expect(closed).toEqual(["first"]);
  expect(fair.asked).toBeUndefined();
  fair.press([open], { unseen: [] }, close("all have"));
  expect(closed).toEqual(["first", "all have"]);
});

test("a deck is asked about as a whole, by the line that most phones miss", () => {
  const [one, two] = [ran("yesno", "open"), { ...ran("single", "open"), run: 8 }];
  const unseen = [
    { run: one.run, by_mode: [1, 0, 0] as [number, number, number] },
    { run: two.run, by_mode: [2, 3, 0] as [number, number, number] },
  ];
  expect(unseeing({ unseen }, [one, two])).toEqual({ all: 5, online: 3 });
  const fair = new FairClose();
  fair.press([one, two], { unseen }, () => undefined);
  expect([fair.isOf([one, two]), fair.isOf([one]), fair.isOf([])]).toEqual([true, false, false]);
});

test("an outcome line tells its grades once closed, and is an open point if somebody needs more", () => {
  const line = { ...planned("gradient", [3]), provenance: { from: "outcome" as const, at: 0 } };
  const figures = {
    as: "counts" as const,
    n: 10,
    cant_say: 0,
    counts: [6, 2, 1, 1],
    median: 0,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  };
  const parts = (phase: Phase): ModeratorParts => ({
    agenda: { rev: 1, polls: [line, planned("yesno")] },
    "run/3": ran("gradient", phase),
    "result/3": { figures },
  });
  expect(outcomes(parts("closed"))).toMatchObject([{ counts: [6, 2, 1, 1], n: 10, open: true }]);
  expect(outcomes(parts("open"))).toMatchObject([{ counts: undefined, n: undefined, open: false }]);
});

test("the digest counts what came since, and ranks by support", () => {
  const asked = (id: number, at: number, n: number, is = "approved") =>
    ({ question: id, text: `q${id}`, at, upvotes: [n, 0, 0], state: { is } }) as ModeratorQuestion;
  const parts: ModeratorParts = {
    "question/1": asked(1, 10, 2),
    "question/2": asked(2, 30, 5),
    "question/3": asked(3, 40, 9, "in_review"),
    questions: { total: 2, waiting: 1, first: [] },
  };
  const found = digest(parts, 20);
  expect(found).toMatchObject({ fresh: 2, total: 2, waiting: 1 });
  expect(found.top.map(({ question }) => question.question)).toEqual([2, 1]);
});

test("what does not work before the session is told", () => {
  const found: Found = {
    origin: "http://127.0.0.1:8080",
    socket: false,
    offset: 9_000,
    vote: { ms: 1, why: "away" },
  };
  const bad = checks({ about, screens: [{ screen: "s", rev: 1, name: "Left", pinned: null, blink: 0 }] }, found);
  expect(Object.fromEntries(bad.map(({ name, verdict }) => [name, verdict]))).toEqual({
    address: "bad",
    socket: "look",
    screens: "bad",
    store: "bad",
    write: "bad",
    clock: "look",
  });
  expect(bad.find(({ name }) => name === "screens")!.text).toContain("Left");
  const at = { ...found, origin: "http://192.0.2.10:8080" };
  const verdict = (reached: { token: string; host: string | null; at: number | null }) =>
    checks({ about, reached }, at).find(({ name }) => name === "address")!.verdict;
  expect(verdict({ token: "t", host: null, at: null }), "nobody came").toBe("look");
  expect(verdict({ token: "t", host: "poll.example", at: T0 }), "by another address").toBe("look");
  expect(verdict({ token: "t", host: "192.0.2.10:8080", at: T0 })).toBe("good");
  for (const [base, loops] of [
    ["http://localhost:1", true],
    ["http://[::1]:1", true],
    ["http://127.9.9.9", true],
    ["https://poll.example", false],
    ["http://192.168.1.7:8080", false],
  ] as const) {
    expect(isLoopback(base), base).toBe(loops);
  }
});

test("a reading is a step, or lies between two", () => {
  expect(step(2)).toBe("Partly");
  expect(step(2.5)).toContain("Mostly");
});
