// The conversation on the phone, its results, and the ballots of kinds with an input of their own: fetched when the first ballot can be voted on, and not needed to vote.

// Named so that whatever both need stays in the phone's own script.
import "../main";
import "../../kinds/all";
import "../../kinds/inputs";
import Ballot from "../../kinds/Ballot.svelte";
import Result from "../../kinds/Result.svelte";
import Provenance from "../../shared/Provenance.svelte";
import { longPoll } from "../../shared/longpoll";
import { askForWorker } from "../../shared/worker";
import { choiceLine } from "../../kinds/said";
import Below from "./Below.svelte";
import Beside from "./Beside.svelte";
import Foot from "./Foot.svelte";
import Next from "./Next.svelte";
import OnStage from "./OnStage.svelte";
import { takeOver } from "./takeover";
import Talk from "./Talk.svelte";

askForWorker();

export { Ballot, Below, Beside, choiceLine, Foot, longPoll, Next, OnStage, Provenance, Result, takeOver, Talk };
