// What a role may do, so that nothing is offered that the server would refuse: its table is server/src/moderate/rights.rs.

import type { Role } from "../../wire";

/** Polls, stage, screens, talk. */
export const leads = (role: Role): boolean => role !== "rapporteur";

/** When the session begins and ends. */
export const holdsSession = (role: Role): boolean => role === "chair" || role === "on_site";

/** Others' links, rehearsals. */
export const owns = (role: Role): boolean => role === "chair";
