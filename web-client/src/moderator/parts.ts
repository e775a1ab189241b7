// Fetches a part of the moderator's page that does not come with it, at the addresses that the page was written with.

import { bring } from "../shared/bring";

/** What each stands on, in the order of the scripts: what two of them need is in the earlier one. */
const STANDS_ON = {
  talk: [],
  team: ["talk"],
  kinds: ["talk"],
  write: ["talk", "kinds"],
  more: ["talk", "team", "kinds", "write"],
} as const;
export type Part = keyof typeof STANDS_ON;

/** Its script and its style, with those of what it stands on. */
export function fetchPart<Module>(part: Part): Promise<Module> {
  const addresses = document.querySelector<HTMLElement>("script[data-talk]")?.dataset ?? {};
  const needed = [...STANDS_ON[part], part];
  return bring(
    needed.map((one) => addresses[one]!),
    needed.map((one) => addresses[`${one}Style`]!),
  );
}
