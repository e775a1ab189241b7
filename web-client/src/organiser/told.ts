// A refusal in words, with the name of the field it is about as it stands on the page.

import { faultLine } from "../shared/faults";
import type { No } from "./api";
import { say, type Key } from "./words";

/** "polls.2" → "Poll 3"; "title" → "Title". */
export function fieldName(field: string): string {
  const [head, place] = field.split(".");
  const n = Number(place) + 1;
  if (head === "polls") return say("poll_n", { n });
  if (head === "policy_questions") return say("question_n", { n });
  if (head === "organizers" || head === "speakers") return say("person_n", { role: say(head), n });
  const known: readonly string[] = [
    ...["title", "reference", "year", "kind", "number", "format", "minutes"],
    ...["moderator", "online_moderator", "rapporteur", "aims", "expected_outcomes", "hybrid_plan"],
  ];
  return known.includes(head ?? "") ? say(head as Key) : (head ?? "");
}

export function tell(no: No): string {
  switch (no.code) {
    case "missing":
      return say("missing", { fields: no.fields.map(fieldName).join(", ") });
    case "bad_text":
      return no.field === "text"
        ? say("empty")
        : say("bad_text", { field: fieldName(no.field), reason: faultLine(no.why) });
    case "out_of_bounds":
      return no.field === "text"
        ? say("too_long", { max: no.max })
        : say("out_of_bounds", { field: fieldName(no.field), min: String(no.min), max: String(no.max) });
    case "too_many":
      return say("too_many", { max: no.max });
    case "slow_down":
      return say("slow_down");
    case "try_again":
    case "draining":
    case "away":
      return say("try_again");
    case "not_allowed":
      return say("refused");
    default:
      return say("failed", { code: no.code });
  }
}
