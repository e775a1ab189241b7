// What single keys do for the session as a whole, told in the help as well.

import type { Key } from "./words";

export const KEYS: readonly (readonly [key: string, meaning: Key])[] = [
  ["B", "key_blank"],
  ["G", "key_stage"],
  ["T", "key_temperature"],
  ["Y", "key_copy"],
  ["W", "key_write"],
  ["Z", "key_outcomes"],
  ["I", "key_session"],
  ["H", "key_check"],
  ["⇧E", "key_begin"],
  ["⇧W", "key_seen"],
];
