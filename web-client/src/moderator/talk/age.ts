// How long ago something was.

import type { Moment } from "../../wire";
import { say } from "./words";

const MINUTE_MS = 60_000;

/** "3 min" since then; under a minute "just now". */
export function age(since: Moment, now: Moment): string {
  const minutes = Math.floor((now - since) / MINUTE_MS);
  return minutes < 1 ? say("just_now") : say("minutes", { n: minutes });
}
