// Everything of the moderator's page that is opened seldom: panels, sheets, settings, and the list of keys.

import "../team/main";
import "../write/main";
import Minutes from "../Minutes.svelte";
import More from "../More.svelte";
import Screens from "../Screens.svelte";
import AddTurn from "../talk/AddTurn.svelte";
import FloorRule from "../talk/FloorRule.svelte";
import Ledger from "../talk/Ledger.svelte";
import Merge from "../talk/Merge.svelte";
import Relay from "../talk/Relay.svelte";
import Settings from "../talk/Settings.svelte";
import Sheets from "./Sheets.svelte";

export { AddTurn, FloorRule, Ledger, Merge, Minutes, More, Relay, Screens, Settings, Sheets };
