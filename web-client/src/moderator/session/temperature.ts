// A reading of the temperature in words: the step, or the two steps it lies between.

import { temperature } from "catalogue";
import { say } from "./words";

const STEPS = [
  temperature.not_at_all,
  temperature.a_little,
  temperature.partly,
  temperature.mostly,
  temperature.very_well,
];

export function step(median: number): string {
  const low = STEPS[Math.floor(median)] ?? "";
  const high = STEPS[Math.ceil(median)] ?? "";
  return low === high ? low : say("temperature_between", { low, high });
}
