// How this person takes part, of which group they are: said here and told to the server.

import { isRefused, type Answer } from "../../shared/connection";
import type { Group, Mode } from "../../wire";
import type { PhonePage } from "../page";

/** Refused for good: what the next hello would say again is not. */
function isLost(answer: Answer): boolean {
  return isRefused(answer) && !["try_again", "draining", "slow_down"].includes(answer.code);
}

/** Says it; where no answer comes, the next hello says it again. */
export async function stateMode({ self, room }: PhonePage, mode: Mode): Promise<void> {
  const before = self.mode;
  self.say({ mode, asked: true });
  const answer = await room.send({ mode: { mode } });
  if (isLost(answer) && self.mode === mode) self.say({ mode: before });
}

/** The same for the group. */
export async function joinGroup({ self, room }: PhonePage, group: Group): Promise<void> {
  const before = self.group;
  self.say({ group });
  const answer = await room.send({ group: { group } });
  if (isLost(answer) && self.group === group) self.say({ group: before });
}
