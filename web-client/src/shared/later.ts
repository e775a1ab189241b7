// What a page can do without at first (the conversation) is fetched once the page stands, and again until it is there.

import { bring } from "./bring";
import { backoff } from "./patience";

/** Its script and its style, at the addresses that the page was written with. */
async function load<Module>(): Promise<Module> {
  const { talk, talkStyle } = document.querySelector<HTMLElement>("script[data-talk]")?.dataset ?? {};
  if (!talk || !talkStyle) throw new Error("the page came without the address of the conversation");
  return bring([talk], [talkStyle]);
}

/** Calls back once; nothing of the page itself waits for it. Returns how to give up. */
export function fetchTalk<Module>(then: (module: Module) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  let stopped = false;
  const attempt = () =>
    load<Module>().then(
      (module) => {
        if (!stopped) then(module);
      },
      () => {
        if (!stopped) timer = setTimeout(attempt, 1_000 + backoff(++failures));
      },
    );
  timer = setTimeout(attempt);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
