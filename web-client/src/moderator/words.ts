// The words that only moderators read.

import { moderator } from "catalogue";
import { wording } from "../shared/words";

export const say = /* @__PURE__ */ wording(moderator);

export type Key = keyof typeof moderator;
