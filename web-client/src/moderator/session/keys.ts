// What single keys do for the session as a whole, told in the help as well.

export const KEYS = [
  ["B", "blank"],
  ["G", "stage"],
  ["T", "temperature"],
  ["Y", "copy"],
  ["W", "write"],
  ["Z", "outcomes"],
  ["I", "session"],
  ["H", "check"],
  ["⇧E", "begin"],
  ["⇧W", "seen"],
] as const;
