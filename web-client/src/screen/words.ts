// The words that only a screen says, before there is a wall to show.

import { screen } from "catalogue";
import { wording } from "../shared/words";

export const say = /* @__PURE__ */ wording(screen);
