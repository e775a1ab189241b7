// The words of the conversation's half of the moderator's page.

import { moderator_talk } from "catalogue";
import { wording } from "../../shared/words";

export const say = /* @__PURE__ */ wording(moderator_talk);

export type Key = keyof typeof moderator_talk;
