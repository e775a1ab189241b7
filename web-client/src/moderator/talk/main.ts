// The moderator's half for questions and turns, and the session's strip: fetched once the page stands, and not needed to lead polls.

// Named so that whatever both need stays in the page's own script.
import "../main";
import Tools from "../session/Tools.svelte";
import Talk from "./Talk.svelte";

export { Talk, Tools };
