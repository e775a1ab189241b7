// The words of the organisers' page.

import { organiser } from "../../messages/en.json";
import { wording } from "../shared/words";

export const say = wording(organiser);

export type Key = keyof typeof organiser;
