// What a poll is written with, and the words for all that can be wrong with a text: fetched when one is raised or worded anew.

import "../kinds/main";
import { faultLine } from "../../shared/faults";
import { say } from "../talk/words";
import { words } from "../told";
import { Draft } from "../draft.svelte";
import Raising from "../Raising.svelte";
import Reword from "../Reword.svelte";

words.badText = (why, relayed) => say(`bad_text_${relayed ? "relay" : "one"}`, { reason: faultLine(why) });

export { Draft, Raising, Reword };
