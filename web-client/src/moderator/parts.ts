// Fetches a part of the moderator's page that does not come with it, at the addresses that the page was written with.

import { bring } from "../shared/bring";

/** Each stands on those before it: what two of them need is in the earlier one. */
export const PARTS = ["talk", "kinds", "write", "more"] as const;
export type Part = (typeof PARTS)[number];

/** Its script and its style, with those of what it stands on. */
export function fetchPart<Module>(part: Part): Promise<Module> {
  const addresses = document.querySelector<HTMLElement>("script[data-talk]")?.dataset ?? {};
  const needed = PARTS.slice(0, PARTS.indexOf(part) + 1);
  return bring(
    needed.map((one) => addresses[one]!),
    needed.map((one) => addresses[`${one}Style`]!),
  );
}
