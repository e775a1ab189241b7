// The first data a page carries, so that nothing is fetched before it can be used.

import type { RoomCode, View } from "../wire";

export interface PageData<Parts> {
  page: "phone" | "moderator" | "screen" | "landing" | "organiser";
  room: RoomCode | null;
  view: View<Parts> | null;
}

/** What the server wrote into the page. */
export function pageData<Parts>(): PageData<Parts> {
  const script = document.getElementById("plenary");
  if (!script?.textContent) throw new Error("the page came without its data");
  return JSON.parse(script.textContent) as PageData<Parts>;
}

/** Data are dear to this reader: the browser said so when it asked for the page. */
export const savesData = (): boolean => document.querySelector("script[data-spares]") !== null;

/** Runs `start` once the page's nodes are there, however its script was loaded. */
export function whenReady(start: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}
