// The stakeholder groups in words.

import type { Group } from "../wire";
import { say } from "./words";

/** The stakeholder groups, in the order they are offered. */
export const GROUPS: readonly Group[] = [
  "government",
  "civil_society",
  "private_sector",
  "technical_community",
  "intergovernmental",
  "other",
];

/** A stakeholder group, in words. */
export function groupName(group: Group): string {
  switch (group) {
    case "government":
      return say("of_government");
    case "civil_society":
      return say("of_civil_society");
    case "private_sector":
      return say("of_private_sector");
    case "technical_community":
      return say("of_technical_community");
    case "intergovernmental":
      return say("of_intergovernmental");
    case "other":
      return say("of_other");
    case "unstated":
      return say("of_unstated");
    default:
      return group satisfies never;
  }
}

/** The groups of one row of a breakdown: one, or all that have no row of their own. */
export function groupsName(groups: readonly Group[]): string {
  return groups.length === 1 ? groupName(groups[0]!) : say("of_others");
}
