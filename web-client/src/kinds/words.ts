// The words of the kinds, on every page that knows them.

import { kinds_pages } from "catalogue";
import { shared, wording } from "../shared/words";

export const say = /* @__PURE__ */ wording({ ...shared, ...kinds_pages });
