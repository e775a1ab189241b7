// What can be wrong with a line of one's own, in the reader's words: the other faults are those of polls (../faults.ts has all).

import type { Fault } from "../../wire";
import { say } from "./words";

/** "it has 312 characters; 300 at most"; nothing for what a line of one's own cannot be. */
export function ownFault(fault: Fault): string | undefined {
  switch (fault.is) {
    case "empty":
      return say("empty");
    case "long":
      return say("long", { n: fault.n, max: fault.max });
    case "heavy":
      return say("heavy", { max: fault.max });
    default:
      return undefined;
  }
}
