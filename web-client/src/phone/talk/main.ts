// The conversation on the phone, its results, and the ballots of kinds with an input of their own: fetched when the first ballot can be voted on, and not needed to vote.

// Named so that whatever both need stays in the phone's own script.
import "../main";
import "../../kinds/all";
import "../../kinds/inputs";
import Ballot from "../../kinds/Ballot.svelte";
import Result from "../../kinds/Result.svelte";
import { askForWorker } from "../../shared/worker";
import { choiceLine } from "../../kinds/said";
import Also from "./Also.svelte";
import GroupAsk from "./GroupAsk.svelte";
import Here from "./Here.svelte";
import ModeAsk from "./ModeAsk.svelte";
import Rest from "./Rest.svelte";
import Safe from "./Safe.svelte";
import Stage from "./Stage.svelte";
import { takeOver } from "./takeover";
import Talk from "./Talk.svelte";

askForWorker();

export { Also, Ballot, choiceLine, GroupAsk, Here, ModeAsk, Rest, Result, Safe, Stage, takeOver, Talk };
