// How each kind is drafted, found by its folder: for moderators, who write polls.

import type { Drafting, Own } from "./kind";
import { learn, nameOf } from "./known.svelte";

const drafts = import.meta.glob<Drafting<Own>>("./*/meaning.ts", { eager: true, import: "drafting" });

for (const [path, drafting] of Object.entries(drafts)) learn({ [nameOf(path)]: { drafting } });
