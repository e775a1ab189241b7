// The kinds of poll by the names moderators know them by.

import { moderator } from "../../messages/en.json";
import type { Kind } from "../wire";

export function kindName(kind: Kind["kind"]): string {
  return moderator[`kind_${kind}`];
}
