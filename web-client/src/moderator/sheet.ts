// What may be opened over the desk, by its name.

import type { Showing } from "../wire";

/** What may be put on the stage, to be looked at first. */
export type Look = Exclude<Showing, { show: "compare" | "next" }>;

export type Sheet = "stage" | "copy" | "copy_due" | "outcomes" | "session" | "check" | "help";

/** Opens it as soon as it is there. */
export type OpenSheet = (sheet: Sheet, look?: Look) => void;
