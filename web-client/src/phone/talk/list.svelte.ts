// The question list as this phone holds it: the first ones come with the view, the rest is fetched by scrolling.

import { request } from "../../shared/patience";
import type { Room } from "../../shared/room.svelte";
import type {
  Listed,
  PageQuestion,
  PhoneParts,
  QuestionId,
  QuestionPart,
  QuestionsPage,
  RoomCode,
  Sort,
} from "../../wire";
import type { Upvotes } from "./upvotes.svelte";

const FETCH_MS = 8_000;
/** A thousand phones whose list changed do not ask in the same instant. */
const SPREAD_MS = 250;

export interface Line {
  question: QuestionPart;
  n: number;
}

export class List {
  #code: RoomCode;
  #room: Room<PhoneParts>;
  #upvotes: Upvotes;
  #fetched = $state.raw<PageQuestion[]>([]);
  #answered = $state.raw<PageQuestion[]>([]);
  #total = $state(0);
  #sort = $state<Sort | null>(null);
  #failed = $state(false);
  #isFetching = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #before: { ids: Set<QuestionId>; total: number } = { ids: new Set(), total: 0 };

  constructor(code: RoomCode, room: Room<PhoneParts>, upvotes: Upvotes) {
    this.#code = code;
    this.#room = room;
    this.#upvotes = upvotes;
  }

  /** The order that was asked for; `null` is the room's. */
  get sort(): Sort | null {
    return this.#sort;
  }

  set sort(sort: Sort | null) {
    this.#sort = sort;
    this.#fetched = [];
    void this.fetch();
  }

  get failed(): boolean {
    return this.#failed;
  }

  get answered(): PageQuestion[] {
    return this.#answered;
  }

  get #first(): Listed[] {
    return this.#room.parts?.questions?.first ?? [];
  }

  /** All that takes upvotes. */
  get total(): number {
    return this.#room.parts?.questions?.total ?? this.#total;
  }

  get order(): QuestionId[] {
    const fetched = this.#fetched.map(({ question }) => question);
    if (this.#sort !== null) return fetched;
    const first = this.#first.map(({ q }) => q).filter((q) => this.of(q));
    return [...new Set([...first, ...fetched])];
  }

  get isWhole(): boolean {
    return this.order.length >= this.total;
  }

  /** One question with its newest words and count; undefined if it may not be seen any more. */
  of(id: QuestionId): Line | undefined {
    const fetched = this.#fetched.find(({ question }) => question === id);
    const question = this.#room.parts?.[`question/${id}`] ?? fetched;
    const n = this.#first.find(({ q }) => q === id)?.n ?? fetched?.n;
    return question && n !== undefined ? { question, n } : undefined;
  }

  /** After each view: what left the first ones is gone until a page says that it is only further down. */
  fold(isOpen: boolean): void {
    const ids = new Set(this.#first.map(({ q }) => q));
    const { total } = this;
    const left = [...this.#before.ids].filter((id) => !ids.has(id));
    const isLess = total < this.#before.total;
    this.#before = { ids, total };
    if (left.length > 0) this.#fetched = this.#fetched.filter(({ question }) => !left.includes(question));
    if (!isOpen || (left.length === 0 && !isLess)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.fetch(), Math.random() * SPREAD_MS);
  }

  /** Fetches what is held anew, from the first page. */
  async fetch(): Promise<void> {
    if (this.#isFetching) {
      this.#again = true;
      return;
    }
    this.#isFetching = true;
    const upTo = Math.max(1, this.#fetched.length);
    let all: PageQuestion[] = [];
    do {
      this.#again = false;
      const sort = this.#sort;
      all = [];
      let page: QuestionsPage | null;
      do {
        page = await this.#page(`from=${all.length}${sort ? `&sort=${sort}` : ""}`);
        if (page) all.push(...page.questions);
      } while (page && page.questions.length > 0 && all.length < Math.min(upTo, page.total));
      this.#failed = page === null;
      if (page && !this.#again) this.#hold(all, page.total);
    } while (this.#again);
    const answered = await this.#page("answered=true");
    if (answered) this.#answered = answered.questions;
    this.#isFetching = false;
  }

  /** The next fifty. */
  async more(): Promise<void> {
    if (this.#isFetching || this.isWhole) return;
    this.#isFetching = true;
    const from = this.#fetched.length;
    const page = await this.#page(`from=${from}${this.#sort ? `&sort=${this.#sort}` : ""}`);
    this.#failed = page === null;
    if (page) this.#hold([...this.#fetched, ...page.questions], page.total);
    this.#isFetching = false;
    if (this.#again) void this.fetch();
  }

  #hold(all: PageQuestion[], total: number): void {
    const once = new Map(all.map((each) => [each.question, each]));
    this.#fetched = [...once.values()];
    this.#total = total;
    this.#upvotes.learn(this.#fetched);
  }

  async #page(query: string): Promise<QuestionsPage | null> {
    try {
      const url = `/api/rooms/${this.#code}/questions?as=phone&${query}`;
      const page = await request<QuestionsPage | object>(url, FETCH_MS, {});
      return "questions" in page ? page : null;
    } catch {
      // No network, or not our server: what is there stays, and the page says so.
      return null;
    }
  }
}
