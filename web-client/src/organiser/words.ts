// The words of the organisers' page.

import { organiser } from "catalogue";
import { wording } from "../shared/words";

export const say = /* @__PURE__ */ wording(organiser);

export type Key = keyof typeof organiser;
