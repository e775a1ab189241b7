// What stands filled in on the server's plain form, for the input that takes its place.

import type { Choice, Kind } from "../wire";
import { brought, told } from "./known.svelte";

/** As a choice that is being made, complete or not; nothing where nothing was filled in. */
export function filledIn(kind: Kind, form: HTMLFormElement): Choice | undefined {
  const own = told(kind);
  return own && brought(kind.kind)?.filled?.(own.kind, new FormData(form));
}

/** What would be sent of a choice; nothing while something is missing. */
export function complete(kind: Kind, choice: Choice | undefined): Choice | undefined {
  const own = told(kind);
  if (!own || choice === undefined || choice === "cant_say") return undefined;
  const ready = own.meaning.ready(own.kind, choice);
  return "send" in ready ? ready.send : undefined;
}
