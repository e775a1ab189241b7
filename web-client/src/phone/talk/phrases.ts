// What several parts of the conversation say alike.

import type { DeclineRule, MyQuestion, Refused, Sort, Why } from "../../wire";
import { ownFault } from "../../shared/faults/own";
import { say } from "./words";

/** The published rules, in the order they are read. */
export const RULES: DeclineRule[] = [
  "off_topic",
  "attack",
  "private_person",
  "asked_already",
  "advertising",
  "unclear",
];

export function ruleLine(rule: DeclineRule): string {
  switch (rule) {
    case "off_topic":
      return say("rule_off_topic");
    case "attack":
      return say("rule_attack");
    case "private_person":
      return say("rule_private_person");
    case "asked_already":
      return say("rule_asked_already");
    case "advertising":
      return say("rule_advertising");
    case "unclear":
      return say("rule_unclear");
    default:
      return rule satisfies never;
  }
}

export function sortName(sort: Sort): string {
  switch (sort) {
    case "supported":
      return say("sort_supported");
    case "recent":
      return say("sort_recent");
    case "fair":
      return say("sort_fair");
    case "wilson":
      return say("sort_wilson");
    case "controversial":
      return say("sort_controversial");
    case "bridging":
      return say("sort_bridging");
    default:
      return sort satisfies never;
  }
}

export function whyLine(why: Why): string {
  switch (why) {
    case "put_ahead":
      return say("why_put_ahead");
    case "put_back":
      return say("why_put_back");
    case "rooms_turn":
      return say("why_rooms_turn");
    case "onlines_turn":
      return say("why_onlines_turn");
    case "online_slot":
      return say("why_online_slot");
    case "first_time":
      return say("why_first_time");
    case "least_heard":
      return say("why_least_heard");
    case "waits_longest":
      return say("why_waits_longest");
    default:
      return why satisfies never;
  }
}

/** What has become of one's own question. */
export function fateLine({ state }: MyQuestion): string {
  switch (state.is) {
    case "in_review":
      return say("fate_in_review");
    case "approved":
      return say("fate_approved");
    case "answering":
      return say("fate_answering");
    case "answered":
      return say("fate_answered");
    case "declined":
      return say("fate_declined", { rule: ruleLine(state.rule) });
    case "archived":
      return say("fate_archived");
    case "withdrawn":
      return say("fate_withdrawn");
    case "merged":
      return say("fate_merged");
    default:
      return state satisfies never;
  }
}

/** Why a wish in words was not taken. */
export function refusalLine(refused: Refused): string {
  switch (refused.code) {
    case "paused":
      return say("no_paused");
    case "too_many":
      return refused.what === "questions waiting" ? say("no_too_many", { n: refused.max }) : say("no_full");
    case "not_running":
      return refused.phase === "early" ? say("no_early") : say("no_over");
    case "bad_text": {
      const reason = ownFault(refused.why);
      return reason === undefined ? say("no_other") : say("no_bad_text", { reason });
    }
    default:
      return say("no_other");
  }
}
