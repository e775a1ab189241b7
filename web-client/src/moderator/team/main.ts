// What moderators tell one another, what phones tell them, and notes: a rapporteur's page opens on it, and on nothing else.

// Named so that whatever two scripts need stands in the earlier one.
import "../talk/main";
import Team from "../session/Team.svelte";

export { Team };
