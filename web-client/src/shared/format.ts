// How numbers, shares and times are written, by the rules of the page's language.

import { language } from "catalogue";
import type { Moment } from "../wire";

const numbers = /* @__PURE__ */ new Intl.NumberFormat(language.tag);
const percents = /* @__PURE__ */ new Intl.NumberFormat(language.tag, { style: "percent", maximumFractionDigits: 0 });
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

/** "1,204". */
export function number(value: number): string {
  return numbers.format(value);
}

/** "52%", of `of`; nothing of nothing is 0. */
export function share(part: number, of: number): string {
  return percents.format(of > 0 ? part / of : 0);
}

/** "14:22", on this device's clock face. */
export function timeOfDay(at: Moment): string {
  return clock.format(at);
}

/** "14:22:07", on this device's clock face. */
export function timeOfDaySeconds(at: Moment): string {
  return clockSeconds.format(at);
}

/** "1:05" for 65 s; below zero it stays "0:00". */
export function minutesSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${numbers.format(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Somebody's words inside a sentence of ours, kept from turning its direction. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
