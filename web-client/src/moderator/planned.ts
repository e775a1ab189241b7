// When a poll is planned to be asked, as its workshop's file says it: the usual ways in the reader's language, any other as written.

import { say } from "./words";

/** "at minute 5 and again at minute 80"; undefined where it is said in another way. */
export function plannedLine(planned: string): string | undefined {
  const [, advance, first, again] =
    /^(in advance)?(?:(?:, and read out )?at minute (\d+)(?: and again at minute (\d+))?)?$/.exec(planned) ?? [];
  const [n, m] = [Number(first), Number(again)];
  if (advance && again) return undefined;
  if (advance) return first ? say("plan_advance_read", { n }) : say("plan_advance");
  if (first) return again ? say("plan_twice", { n, m }) : say("plan_at", { n });
  return undefined;
}
