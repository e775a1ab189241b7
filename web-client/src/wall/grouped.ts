// Who stands beside the whole on the wall: the stakeholder groups of a published breakdown, with what each found.

import type { GroupRead, Own } from "../kinds/kind";
import { readOf } from "../kinds/known.svelte";
import { say as kinds } from "../kinds/words";
import { countsOf, modeName } from "../shared/counted";
import { groupsName } from "../shared/groups";
import { say as shared } from "../shared/words";
import type { Figures, GroupFigures, ModeFigures } from "../wire";
import { groupName, share } from "./drawn";
import { say } from "./words";
import type { GroupStrip } from "./Strips.svelte";

/** Up to so many answers stand by group on the wall; of more, phones and the report have the table. */
export const GROUPED = 7;

/** One group of a counted run: its name, its n, and the share of each answer, "I can't say" last. */
export interface Counted {
  name: string;
  n: number;
  shares: number[];
}

function countedOf(of: GroupFigures | ModeFigures, name: string): Counted {
  return { name, n: of.n, shares: [...countsOf(of), of.cant_say].map((count) => share(count, of.n)) };
}

/** The stakeholder groups of a run that is counted answer by answer; its bars have the marks of the modes already. */
export function countedGroups(figures: Figures | undefined): Counted[] {
  return (figures?.by_group ?? []).map((of) => countedOf(of, groupsName(of.groups)));
}

const strip = ({ name, shares }: Counted, label: string): GroupStrip => ({
  name,
  label,
  shares: shares.slice(0, -1),
  rest: shares.at(-1) ?? 0,
});

export const groupStrip = (of: Counted): GroupStrip => strip(of, `${of.name} · ${say("n_short", { n: of.n })}`);

/** The modes of such a run. */
export function countedModes(figures: Figures | undefined): Counted[] {
  return (figures?.by_mode ?? []).map((of) =>
    countedOf(
      of,
      of.modes.map(modeName).reduce((a, b) => kinds("and", { a, b })),
    ),
  );
}

/** The modes as strips, for a kind whose answers are drawn as one. */
export function modeStrips(figures: Figures | undefined): GroupStrip[] {
  return (figures?.by_mode ?? []).map((of) => {
    const name = groupName(of);
    return strip(countedOf(of, name), say(`group_${name}`, { n: of.n }));
  });
}

/** The groups of a kind with a folder of its own, or its modes where it is not told by group. */
export function readGroups(figures: Figures | undefined): { caption: string; groups: GroupRead<Own>[] } {
  const groups = (figures?.by_group ?? []).flatMap((of) => {
    const read = readOf(of);
    return read ? [{ name: groupsName(of.groups), n: of.n, read }] : [];
  });
  if (groups.length > 0) return { caption: shared("by_group"), groups };
  const modes = (figures?.by_mode ?? []).flatMap((of) => {
    const read = readOf(of);
    const name = of.modes.map(modeName).reduce((a, b) => kinds("and", { a, b }));
    return read ? [{ name, n: of.n, read }] : [];
  });
  return { caption: kinds("by_mode"), groups: modes };
}
