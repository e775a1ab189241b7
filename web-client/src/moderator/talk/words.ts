// The words of the conversation's half of the moderator's page.

import { moderator_talk } from "catalogue";
import { wording } from "../../shared/words";
import type { Moment } from "../../wire";

export const say = /* @__PURE__ */ wording(moderator_talk);

export type Key = keyof typeof moderator_talk;

const MINUTE_MS = 60_000;

/** "3 min" since then; under a minute "just now". */
export function age(since: Moment, now: Moment): string {
  const minutes = Math.floor((now - since) / MINUTE_MS);
  return minutes < 1 ? say("just_now") : say("minutes", { n: minutes });
}
