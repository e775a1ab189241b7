// The check of a draft's wording, asked of the server while somebody types. It blocks nothing, so it fails quietly: then
// what was said last stands until the next answer.

import type { WordingDraft, WordingFinding, WordingFindings } from "../wire";

/** What was found, or `undefined` where no answer came. */
export type Check = (draft: WordingDraft) => Promise<WordingFinding[] | undefined>;

/** The check at this address. */
export function checkAt(url: string): Check {
  return async (draft) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(draft),
        signal: AbortSignal.timeout(8_000),
      });
      if (!response.ok) return undefined;
      return ((await response.json()) as WordingFindings).findings;
    } catch {
      return undefined;
    }
  };
}
