// The conversation on the phone: fetched when the first ballot can be voted on, and not needed to vote.

// Named so that whatever both need stays in the phone's own script.
import "../main";
import Breakdown from "../../shared/Breakdown.svelte";
import GroupAsk from "./GroupAsk.svelte";
import ModeAsk from "./ModeAsk.svelte";
import Rest from "./Rest.svelte";
import Safe from "./Safe.svelte";
import Stage from "./Stage.svelte";
import Talk from "./Talk.svelte";

export { Breakdown, GroupAsk, ModeAsk, Rest, Safe, Stage, Talk };
