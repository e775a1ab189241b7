// The moderator's half for questions and turns, the kinds that have a folder of their own, the session's tools, and the list of keys: fetched once the page stands, and not needed to lead polls.

// Named so that whatever both need stays in the page's own script.
import "../main";
import "../../kinds/all";
import "../../kinds/drafts";
import Help from "../Help.svelte";
import Phrases from "../Phrases.svelte";
import Tools from "../session/Tools.svelte";
import Talk from "./Talk.svelte";

export { Help, Phrases, Talk, Tools };
