// The phone's words.

import { phone } from "catalogue";
import { shared, wording } from "../shared/words";

export const say = /* @__PURE__ */ wording({ ...shared, ...phone });
