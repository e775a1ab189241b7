// The words that only a screen says, before there is a wall to show.

import { screen } from "../../messages/en.json";
import { wording } from "../shared/words";

export const say = wording(screen);
