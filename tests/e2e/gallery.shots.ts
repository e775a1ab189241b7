// Draws every kind of poll for every number of voters, in light and dark and three scripts, into one sheet to look at:
// target/shots/kinds/index.html. The pages are the client's own fixtures, served by Vite; no server is needed.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test, type Page } from "@playwright/test";

const FOLDER = join(process.env.PLENARY_SHOTS ?? join(import.meta.dirname, "../../target/shots"), "kinds");
const CLIENT = resolve(import.meta.dirname, "../../web-client");

const OWN = ["ranking", "points", "words", "open_text", "number", "grid", "statements"];
const COUNTED = ["single", "multiple", "scale", "gradient", "yesno"];
/** The longest of what a kind can be asked. */
const FULL = ["ranking12", "numberwide", "statements3", "twelve", "scale11"];
const VOTERS = [0, 1, 4, 7, 23, 41, 300];
const THEMES = ["light", "dark"];
const SCRIPTS = ["ar", "zh"];
/** A half-made choice of each kind, so that the input is seen in use. */
const CHOICES: Record<string, string> = {
  ranking: '{"ranked":[3,0]}',
  points: '{"points":[40,0,25,5,0]}',
  words: '{"words":["metadata","evidence"]}',
  open_text: '{"text":"An independent court"}',
  number: '{"value":14}',
  grid: '{"at":[4,14]}',
  statements: '{"stances":["agree",null,"pass"]}',
};

interface Shot {
  name: string;
  path: string;
  /** Of the wall, or of a phone: then all of its page. */
  on: "wall" | "phone";
}

function wanted(): Shot[] {
  const shots: Shot[] = [];
  const wall = (name: string, query: string) => shots.push({ name, path: `wall.html?${query}`, on: "wall" });
  const phone = (name: string, query: string) => shots.push({ name, path: `phone.html?${query}`, on: "phone" });
  for (const theme of THEMES) {
    for (const poll of [...OWN, ...COUNTED]) {
      wall(`${poll}-open-${theme}`, `poll=${poll}&phase=open&n=7&theme=${theme}`);
      for (const n of VOTERS) wall(`${poll}-${n}-${theme}`, `poll=${poll}&phase=published&n=${n}&theme=${theme}`);
      wall(`${poll}-compare-${theme}`, `show=compare&poll=${poll}&n=31&theme=${theme}`);
    }
    for (const poll of FULL) wall(`${poll}-41-${theme}`, `poll=${poll}&phase=published&n=41&theme=${theme}`);
    for (const kind of OWN) {
      phone(`${kind}-phone-${theme}`, `poll=${kind}&theme=${theme}&choice=${encodeURIComponent(CHOICES[kind]!)}`);
      phone(`${kind}-result-${theme}`, `poll=${kind}&phase=published&n=23&theme=${theme}`);
      for (const script of SCRIPTS) {
        wall(`${kind}${script}-41-${theme}`, `poll=${kind}${script}&phase=published&n=41&theme=${theme}`);
        phone(`${kind}${script}-phone-${theme}`, `poll=${kind}${script}&theme=${theme}`);
      }
    }
  }
  return shots;
}

/** Vite on a port of its own, and the address it says it has. */
async function served(): Promise<{ vite: ChildProcess; origin: string }> {
  const vite = spawn("node_modules/.bin/vite", ["--port", "0", "--host", "127.0.0.1"], { cwd: CLIENT });
  const origin = await new Promise<string>((found, failed) => {
    vite.stdout.on("data", (bytes: Buffer) => {
      // eslint-disable-next-line no-control-regex
      const said = /(http:\/\/127\.0\.0\.1:\d+)/.exec(bytes.toString().replace(/\u001b\[\d+m/g, ""));
      if (said?.[1]) found(said[1]);
    });
    vite.once("exit", (code) => failed(new Error(`vite ended with ${code}`)));
  });
  return { vite, origin };
}

async function draw(page: Page, origin: string, { name, path, on }: Shot): Promise<void> {
  await page.setViewportSize(on === "wall" ? { width: 1280, height: 720 } : { width: 390, height: 844 });
  await page.goto(`${origin}/fixtures/${path}`);
  await page.locator(on === "wall" ? ".wall .body *" : "article h2").first().waitFor();
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", fullPage: on === "phone" });
}

function sheet(shots: Shot[]): string {
  const figure = ({ name, on }: Shot) =>
    `<figure class="${on}"><img src="${name}.png" loading="lazy" alt="${name}"><figcaption>${name}</figcaption></figure>`;
  return `<!doctype html><meta charset="utf-8"><title>Every kind of poll</title><style>
body{margin:1rem;background:#777;font:14px system-ui;display:flex;flex-wrap:wrap;gap:12px;align-items:start}
figure{margin:0;background:#fff;padding:6px}figcaption{padding-top:4px}.wall img{width:640px}.phone img{width:300px}
</style>${shots.map(figure).join("\n")}\n`;
}

test("every kind, drawn", async ({ page }) => {
  test.setTimeout(900_000);
  mkdirSync(FOLDER, { recursive: true });
  const { vite, origin } = await served();
  try {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const shots = wanted();
    for (const shot of shots) await draw(page, origin, shot);
    writeFileSync(join(FOLDER, "index.html"), sheet(shots));
  } finally {
    vite.kill();
  }
});
