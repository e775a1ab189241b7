// The kinds of poll by the names moderators know them by.

import { say } from "../moderator/words";
import type { Kind } from "../wire";

const NAMES: Record<Kind["kind"], string> = {
  single: say("kind_single"),
  multiple: say("kind_multiple"),
  scale: say("kind_scale"),
  gradient: say("kind_gradient"),
  yes_no: say("kind_yes_no"),
  ranking: say("kind_ranking"),
  points: say("kind_points"),
  words: say("kind_words"),
  open_text: say("kind_open_text"),
  number: say("kind_number"),
  grid: say("kind_grid"),
  statements: say("kind_statements"),
};

export function kindName(kind: Kind["kind"]): string {
  return NAMES[kind];
}
