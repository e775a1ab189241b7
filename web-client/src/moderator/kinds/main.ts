// Polls that are not answered by picking from a list: what each kind means, how it is drawn and drafted, what is read before it is
// shown; and two runs beside each other. Fetched once the agenda or the stage has such a thing.

// Named so that whatever two scripts need stands in the earlier one.
import "../talk/main";
import "../../kinds/all";
import "../../kinds/drafts";
import "../../wall/rare";
import Phrases from "../Phrases.svelte";

export { Phrases };
