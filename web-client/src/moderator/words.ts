// The words that only moderators read.

import { moderator } from "../../messages/en.json";
import { wording } from "../shared/words";

export const say = wording(moderator);

export type Key = keyof typeof moderator;
