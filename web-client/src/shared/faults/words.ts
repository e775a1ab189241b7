// The words for what is wrong with a text.

import { faults } from "catalogue";
import { wording } from "../words";

export const say = /* @__PURE__ */ wording(faults);
