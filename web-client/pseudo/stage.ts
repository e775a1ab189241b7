// Where a test draws a state: a page of its own at the fixtures' moment, cleared when the test is over.

import { afterEach, beforeAll, vi } from "vitest";
import { draw, type Drawn } from "../fixtures/draw";
import { NOW } from "../fixtures/draw/room";
import type { DrawnState } from "../fixtures/states/state";

/** Sets the stage for the tests of a file, and gives how to draw on it. */
export function stage(): (state: DrawnState) => Promise<Drawn> {
  let drawn: Drawn | undefined;
  beforeAll(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
  afterEach(() => {
    drawn?.undraw();
    drawn = undefined;
    document.body.replaceChildren();
  });
  return async (state) => (drawn = await draw(document.body.appendChild(document.createElement("div")), state));
}
