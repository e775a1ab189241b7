// The words of the session's half of the moderator's page: the stage, the run of show, notes, outcomes.

import { moderator_session } from "catalogue";
import { wording } from "../../shared/words";

export const say = /* @__PURE__ */ wording(moderator_session);

export type Key = keyof typeof moderator_session;
