// A poll while it is written: one line, a kind, its answers, and how it is to be opened.

import type { AgendaPoll, Kind } from "../wire";
import type { Plan } from "./preview";
import { say } from "./words";

export const KINDS = ["yes_no", "gradient", "scale", "single", "multiple"] as const;
type Drafted = (typeof KINDS)[number];

/** A line longer than this is refused by the server: it does not fit a wall. */
export const LONGEST = 300;
const MOST_OPTIONS = 12;

function agreement(): string[] {
  return [say("agree_1"), say("agree_2"), say("agree_3"), say("agree_4"), say("agree_5")];
}

export class Draft {
  prompt = $state("");
  chosen = $state<Drafted>("yes_no");
  /** The answers, one on each line. */
  lines = $state("");
  atMost = $state(2);
  plan = $state<Plan>({ visibility: "hidden", seconds: null });
  /** The steps of the scale: agreement in five, unless the poll brought its own. */
  #labels = $state<string[]>(agreement());
  #atLeast = 1;
  /** A kind that is worded here but not changed. */
  readonly #kept: Kind | undefined;

  /** Begins empty, or with a poll that is to be worded anew. */
  constructor(poll?: AgendaPoll) {
    if (!poll) return;
    this.prompt = poll.prompt;
    const kind = KINDS.find((kind) => kind === poll.kind);
    if (kind) this.chosen = kind;
    else this.#kept = poll;
    this.plan = { visibility: poll.visibility, seconds: poll.seconds };
    if (poll.kind === "scale") this.#labels = poll.labels;
    if (poll.kind === "single" || poll.kind === "multiple") this.lines = poll.options.join("\n");
    if (poll.kind === "multiple") [this.#atLeast, this.atMost] = [poll.min, poll.max];
  }

  readonly options = $derived.by(() => {
    const lines = this.lines.split("\n").map((line) => line.trim());
    return [...new Set(lines)].filter((line) => line !== "");
  });

  readonly needsOptions = $derived(this.chosen === "single" || this.chosen === "multiple");

  readonly kind = $derived.by((): Kind => {
    const { options } = this;
    if (this.#kept) return this.#kept;
    switch (this.chosen) {
      case "single":
        return { kind: "single", options };
      case "multiple": {
        const max = Math.max(1, Math.min(this.atMost || 1, options.length));
        return { kind: "multiple", options, min: Math.min(this.#atLeast, max), max };
      }
      case "scale":
        return { kind: "scale", labels: this.#labels };
      default:
        return { kind: this.chosen };
    }
  });

  readonly ready = $derived(
    this.prompt.trim() !== "" &&
      (!this.needsOptions || (this.options.length >= 2 && this.options.length <= MOST_OPTIONS)),
  );

  /** What *raise* and *edit* have in common. */
  wish() {
    const { visibility, seconds } = this.plan;
    return { ...this.kind, prompt: this.prompt.trim(), visibility, ...(seconds !== null && { seconds }) };
  }
}
