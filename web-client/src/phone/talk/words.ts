// The words of the conversation, beside the phone's.

import { phone, talk, temperature } from "catalogue";
import { shared, wording } from "../../shared/words";

export const say = /* @__PURE__ */ wording({ ...shared, ...phone, ...temperature, ...talk });
