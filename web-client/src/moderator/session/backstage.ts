// What colleagues say backstage and this role has not seen yet.

import type { BackstagePart } from "../../wire";
import type { Desk } from "../desk.svelte";

/** The newest first, as the server sends them. */
export function backstageFor(desk: Desk): BackstagePart[] {
  return (desk.parts.backstage ?? []).filter((line) => !line.acknowledged.includes(desk.role));
}
