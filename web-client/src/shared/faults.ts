// What is wrong with something that somebody wrote, in the reader's words (server/src/domain/fault.rs has the same list).

import { faults } from "catalogue";
import type { Fault } from "../wire";
import { isolated } from "./format";
import { LANGUAGES } from "./languages";
import { wording, type Values } from "./words";

const say = /* @__PURE__ */ wording(faults);

/** "it has 312 characters; 300 at most". */
export function faultLine(fault: Fault): string {
  const { is, ...values } = fault as { is: Fault["is"] } & Values;
  if ("text" in fault) values.text = isolated(fault.text);
  if ("language" in fault) values.language = isolated(LANGUAGES.find(([tag]) => tag === fault.language)![1]);
  return say(is, values);
}
