// How times of day are written, by the rules of the page's language, on this device's clock face.

import { language } from "catalogue";
import type { Moment } from "../wire";

const clock = /* @__PURE__ */ new Intl.DateTimeFormat(language.tag, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const clockSeconds = /* @__PURE__ */ new Intl.DateTimeFormat(language.tag, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** "14:22", on this device's clock face. */
export function timeOfDay(at: Moment): string {
  return clock.format(at);
}

/** "14:22:07", on this device's clock face. */
export function timeOfDaySeconds(at: Moment): string {
  return clockSeconds.format(at);
}
