// What of the page comes later: by itself, again until it is there; or once it is opened.

import { backoff } from "../shared/patience";
import { fetchPart, type Part } from "./parts";

interface Modules {
  talk: typeof import("./talk/main");
  team: typeof import("./team/main");
  kinds: typeof import("./kinds/main");
  write: typeof import("./write/main");
  more: typeof import("./more/main");
}

class Later {
  #here = $state.raw<Partial<Modules>>({});
  #coming = new Map<Part, Promise<boolean>>();

  /** Questions, the queue, and the session's strip. */
  get talk() {
    return this.#here.talk;
  }
  /** What moderators tell one another, and notes. */
  get team() {
    return this.#here.team;
  }
  /** The kinds that have a folder of their own. */
  get kinds() {
    return this.#here.kinds;
  }
  /** What a poll is written with. */
  get write() {
    return this.#here.write;
  }
  /** Everything that is opened seldom. */
  get more() {
    return this.#here.more;
  }

  /** Asks for a part, once; true when it is there. */
  async want(part: Part): Promise<boolean> {
    if (this.#here[part]) return true;
    const coming = this.#coming.get(part) ?? this.#fetch(part);
    this.#coming.set(part, coming);
    return coming;
  }

  async #fetch(part: Part): Promise<boolean> {
    try {
      const module = await fetchPart(part);
      this.#here = { ...this.#here, [part]: module };
      return true;
    } catch {
      // Whoever waits for it is told where it would stand.
      return false;
    } finally {
      this.#coming.delete(part);
    }
  }

  /** Asks for a part until it is there; nothing of the page itself waits for it. Returns how to give up. */
  keep(part: Part): () => void {
    let timer: ReturnType<typeof setTimeout>;
    let failures = 0;
    let stopped = false;
    const attempt = async () => {
      if ((await this.want(part)) || stopped) return;
      timer = setTimeout(() => void attempt(), 1_000 + backoff(++failures));
    };
    timer = setTimeout(() => void attempt());
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }
}

export const later = new Later();
