// How a screen gets into a room: it shows a code and asks the server, every two seconds, whether a moderator let it in.

import type { Language, PairingCode, RoomCode } from "../wire";

const ASK_EVERY_MS = 2_000;
/** Asking failed so often in a row: the wall says that it waits for the server. */
const AWAY_AFTER = 3;

type Answer = { pairing: PairingCode } | { room: RoomCode; language: Language };

export class Pairing {
  /** The four characters to show. */
  code = $state<PairingCode | undefined>();
  /** The server does not answer. */
  away = $state(false);
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  /** Asks until let in; then calls `letIn`, once. A screen that was just sent away asks no sooner than any other. */
  constructor(
    private letIn: (room: RoomCode, language: Language) => void,
    sentAway: boolean,
  ) {
    if (sentAway) this.#timer = setTimeout(() => void this.#ask(), ASK_EVERY_MS);
    else void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const answer = await this.#answer();
    if (this.#stopped) return;
    this.#failures = answer ? 0 : this.#failures + 1;
    this.away = this.#failures >= AWAY_AFTER;
    if (answer && "room" in answer) {
      this.#stopped = true;
      return this.letIn(answer.room, answer.language);
    }
    if (answer) this.code = answer.pairing;
    this.#timer = setTimeout(() => void this.#ask(), ASK_EVERY_MS);
  }

  async #answer(): Promise<Answer | undefined> {
    try {
      const response = await fetch("/api/screens", { method: "POST", signal: AbortSignal.timeout(8_000) });
      // The cookie is gone (a browser that was cleaned): the page brings a new one.
      if (response.status === 401 || response.status === 403) location.reload();
      return response.ok ? ((await response.json()) as Answer) : undefined;
    } catch {
      // No network: ask again in two seconds.
      return undefined;
    }
  }
}
