// A browser's ballots, where a store that was restored gives an old number to another poll.

import { describe, expect, test } from "vitest";
import type { Command, PhoneParts } from "../wire";
import { Ballots } from "./ballots.svelte";

/** What a phone is shown of one run. */
function shows(run: number, opened: number): PhoneParts {
  const part = { run, opened, phase: "open", prompt: "Which?", kind: { is: "single", options: ["a", "b"] } };
  return { [`run/${run}`]: part } as unknown as PhoneParts;
}

function page() {
  const sent: Command[] = [];
  const ballots = new Ballots(
    "abc234" as never,
    (command) => {
      sent.push(command);
      return new Promise(() => undefined);
    },
    () => undefined,
  );
  return { sent, ballots };
}

describe("a run is known by its number and its opening", () => {
  test("a ballot names both", () => {
    const { sent, ballots } = page();
    ballots.fold(shows(3, 1_000));
    ballots.cast(3 as never, { one: 1 });
    expect(sent).toEqual([{ vote: { run: 3, opened: 1_000, r: 1, choice: { one: 1 } } }]);
    expect(ballots.restate()).toEqual([{ run: 3, opened: 1_000, r: 1, choice: { one: 1 } }]);
  });

  test("another poll under the number of one before it has no ballot, and is told of none", () => {
    const { ballots } = page();
    ballots.fold(shows(3, 1_000));
    ballots.cast(3 as never, { one: 1 });
    ballots.fold(shows(3, 2_000));
    expect(ballots.of(3 as never)).toMatchObject({ r: 0, stands: null, wish: null });
    expect(ballots.restate()).toEqual([]);
  });
});
