// The phone's words.

import { phone } from "../../messages/en.json";
import { shared, wording } from "../shared/words";

export const say = /* @__PURE__ */ wording({ ...shared, ...phone });
