// The scenes that are seldom on a wall: a screen knows them from its start, a moderator's mirror once they have come (rare.ts).

import type Compare from "./Compare.svelte";
import type Upcoming from "./Upcoming.svelte";

interface Scenes {
  Compare: typeof Compare;
  Upcoming: typeof Upcoming;
}

let known = $state.raw<Partial<Scenes>>({});

export function addScenes(more: Scenes): void {
  known = more;
}

export const scenes = {
  get Compare() {
    return known.Compare;
  },
  get Upcoming() {
    return known.Upcoming;
  },
};
