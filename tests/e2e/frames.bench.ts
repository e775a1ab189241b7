// Whether a room screen draws every frame while votes rush in: its frames in a second, beside those of the same wall at rest.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { CDPSession, Page } from "@playwright/test";
import { Api } from "./api";
import { expect, test } from "./play";
import { program } from "./plenary";

const VOTES_A_SECOND = 2_000;
const PHONES = 2_000;
/** The crowd votes for so long. */
const VOTING_S = 24;
/** Each look takes so long; looks are taken one after another while the votes come. */
const LOOK_MS = 4_000;
const LOOKS = 3;
/** Frames of a second, where the screen has sixty. */
const FRAMES = 60;
/** A frame that is on the main thread for longer is one that is missed, in ms. */
const FRAME_MS = 1_000 / FRAMES;

interface Look {
  frames: number;
  /** The longest between two frames, in ms. */
  longest: number;
  /** What the main thread was busy, in ms of a second. */
  busy: number;
  /** Changes of the document. */
  changes: number;
}

async function look(page: Page, devtools: CDPSession): Promise<Look> {
  const busyFor = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
  const before = await busyFor();
  const seen = await page.evaluate(
    (lookMs) =>
      new Promise<{ frames: number; longest: number; took: number; changes: number }>((resolve) => {
        const began = performance.now();
        let [frames, longest, last, changes] = [0, 0, began, 0];
        const observer = new MutationObserver((records) => (changes += records.length));
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        const frame = (now: number) => {
          frames += 1;
          longest = Math.max(longest, now - last);
          last = now;
          if (now - began < lookMs) return requestAnimationFrame(frame);
          observer.disconnect();
          resolve({ frames, longest, took: now - began, changes });
        };
        requestAnimationFrame(frame);
      }),
    LOOK_MS,
  );
  const busy = ((await busyFor()) - before) * 1_000;
  const seconds = seen.took / 1_000;
  return { frames: seen.frames / seconds, longest: seen.longest, busy: busy / seconds, changes: seen.changes / seconds };
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

test("a wall keeps its frames while two thousand vote in a second", async ({ room, server, roomScreen }) => {
  const chair = await Api.moderator(room);
  const wall = await roomScreen("the wall");
  await chair.does("let_in", { pairing: await wall.pairingCode(), name: "Projector" });
  await wall.shows(room.title);
  const devtools = await wall.page.context().newCDPSession(wall.page);
  await devtools.send("Performance.enable");
  const atRest: Look[] = [];
  for (let at = 0; at < LOOKS; at += 1) atRest.push(await look(wall.page, devtools));

  const crowd = spawn(program("loadtest", "PLENARY_LOADTEST", "plenary-loadtest"), [
    "run", "--against", server.origin, "--moderator-link", room.moderator, "--screens", "0", "--polls", "1", "--seed", "1",
    "--phones", `${PHONES}`, "--votes-per-second", `${VOTES_A_SECOND}`, "--seconds", `${VOTING_S}`, "--plain-share", "0",
  ]);
  const [said, log, gone] = [text(crowd.stdout), text(crowd.stderr), once(crowd, "exit")];
  await expect(wall.page.getByText(/n = \d,\d{3} answers/), "a thousand have voted").toBeVisible({ timeout: 60_000 });
  const rushing: Look[] = [];
  for (let at = 0; at < LOOKS; at += 1) rushing.push(await look(wall.page, devtools));
  const [code] = (await gone) as [number | null];
  expect(code, `the crowd: ${await said}${await log}`).toBe(0);
  const received = Number(/^receipts\s+\d+\s+([\d.]+)/m.exec(await said)?.[1] ?? Number.NaN);

  const of = (looks: Look[], figure: (look: Look) => number) => middle(looks.map(figure));
  const [rest, rush] = [of(atRest, ({ frames }) => frames), of(rushing, ({ frames }) => frames)];
  const changes = of(rushing, (look) => look.changes);
  const busy = of(rushing, (look) => look.busy);
  console.log(
    `figure: a wall while ${VOTES_A_SECOND} vote in a second (${received} told as counted): ${rush.toFixed(1)} frames a second, ${rest.toFixed(1)} at rest; ` +
      `longest between two ${of(rushing, ({ longest }) => longest).toFixed(0)} ms, ${of(atRest, ({ longest }) => longest).toFixed(0)} ms at rest; ` +
      `main thread busy ${busy.toFixed(0)} ms of a second for ${changes.toFixed(0)} changes of the page`,
  );
  expect(changes, "the wall drew what came").toBeGreaterThan(1);
  expect(rush / rest, "frames beside those at rest").toBeGreaterThan(0.95);
  expect(busy / FRAMES, "main thread for a frame").toBeLessThan(FRAME_MS);
});
