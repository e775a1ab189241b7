// Whoever takes this in can draw the scenes that are seldom on a wall.

import Compare from "./Compare.svelte";
import { addScenes } from "./scenes.svelte";
import Upcoming from "./Upcoming.svelte";

addScenes({ Compare, Upcoming });
