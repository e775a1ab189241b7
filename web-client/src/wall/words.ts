// The words of the wall, for the room screens and for its mirror on a moderator's page.

import { wall } from "catalogue";
import { wording } from "../shared/words";

export const say = /* @__PURE__ */ wording(wall);
