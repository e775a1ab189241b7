// What single keys do among questions and turns, told in the help as well.

import type { Key } from "./words";

export const KEYS: readonly (readonly [key: string, meaning: Key])[] = [
  ["1 2", "key_halves"],
  ["J K", "key_move"],
  ["A", "key_approve"],
  ["⇧A", "key_approve_all"],
  ["D 1–6", "key_decline"],
  ["E", "key_edit"],
  ["M", "key_merge"],
  ["U", "key_undo"],
  ["X", "key_archive"],
  ["P", "key_poll"],
  ["Q", "key_queue"],
  ["␣", "key_answer"],
  ["R", "key_reply"],
  ["L", "key_label"],
  ["F", "key_list"],
  ["5", "key_take"],
  ["V", "key_relay"],
  ["⇧V", "key_undo_relay"],
  ["N", "key_give"],
  [".", "key_end_turn"],
  ["+", "key_more_turn"],
  ["[ ]", "key_turns"],
  ["⇧P", "key_put_first"],
  ["⇧X", "key_skip"],
  ["⇧N ⇧K", "key_shifted"],
];
