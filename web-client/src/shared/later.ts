// What a page can do without at first (the conversation) is fetched once the page stands, and again until it is there.

import { backoff } from "./patience";

/** Its script and its style, at the addresses that the page was written with. */
async function load<Module>(): Promise<Module> {
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
  const [module] = await Promise.all([import(/* @vite-ignore */ talk) as Promise<Module>, styled]);
  return module;
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
