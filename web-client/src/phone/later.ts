// The conversation is fetched once the first ballot can be voted on, and again until it is there.

import { backoff } from "../shared/patience";

export type TalkModule = typeof import("./talk/main");

/** Its script and its style, at the addresses that the page was written with. */
async function load(): Promise<TalkModule> {
  const { talk, talkStyle } = document.querySelector<HTMLElement>("script[data-talk]")?.dataset ?? {};
  if (!talk || !talkStyle) throw new Error("the page came without the address of the conversation");
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = talkStyle;
  const styled = new Promise<void>((resolve, reject) => {
    style.onload = () => resolve();
    style.onerror = () => {
      style.remove();
      reject(new Error("the style of the conversation did not come"));
    };
  });
  document.head.append(style);
  const [module] = await Promise.all([import(/* @vite-ignore */ talk) as Promise<TalkModule>, styled]);
  return module;
}

/** Calls back once; voting never waits for it. Returns how to give up. */
export function fetchTalk(then: (module: TalkModule) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  let stopped = false;
  const attempt = () =>
    load().then(
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
