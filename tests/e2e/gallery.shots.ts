// Draws every kind of poll for every number of voters, in light and dark and three languages, into one sheet to look at:
// target/shots/kinds/index.html. The pages are the client's own fixtures, built and served by Vite; no server is needed.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type Page } from "@playwright/test";
import { serveBuilt } from "./vite";

const FOLDER = join(process.env.PLENARY_SHOTS ?? join(import.meta.dirname, "../../target/shots"), "kinds");

const OWN = ["ranking", "points", "words", "open_text", "number", "grid", "statements"];
const COUNTED = ["single", "multiple", "scale", "gradient", "yesno"];
const GROUPED = ["single", "gradient", "ranking", "points", "number", "grid", "statements"];
/** The longest of what a kind can be asked. */
const FULL = ["ranking12", "numberwide", "statements3", "twelve", "scale11"];
const VOTERS = [0, 1, 4, 7, 23, 41, 300];
const THEMES = ["light", "dark"];
/** English has every state, a language of another script every kind for every number of voters. */
const LANGUAGES = ["en", "ar", "zh"];
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

function wanted(language: string): Shot[] {
  const shots: Shot[] = [];
  const suffix = language === "en" ? "" : language;
  const add = (on: Shot["on"], name: string, query: string) =>
    shots.push({ name: `${language}-${name}`, path: `${on}.html?language=${language}&${query}`, on });
  for (const theme of THEMES) {
    for (const kind of [...OWN, ...COUNTED]) {
      const poll = `${kind}${suffix}`;
      add("wall", `${kind}-open-${theme}`, `poll=${poll}&phase=open&n=7&theme=${theme}`);
      for (const n of VOTERS) add("wall", `${kind}-${n}-${theme}`, `poll=${poll}&phase=published&n=${n}&theme=${theme}`);
      add("wall", `${kind}-compare-${theme}`, `show=compare&poll=${poll}&n=31&theme=${theme}`);
      add("phone", `${kind}-phone-${theme}`, `poll=${poll}&theme=${theme}&choice=${encodeURIComponent(CHOICES[kind] ?? "")}`);
      add("phone", `${kind}-result-${theme}`, `poll=${poll}&phase=published&n=23&theme=${theme}`);
    }
    for (const kind of GROUPED)
      add("wall", `${kind}-groups-${theme}`, `poll=${kind}${suffix}&phase=published&n=41&groups&theme=${theme}`);
    if (language !== "en") continue;
    for (const poll of FULL) add("wall", `${poll}-41-${theme}`, `poll=${poll}&phase=published&n=41&theme=${theme}`);
  }
  return shots;
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
  test.setTimeout(1_800_000);
  mkdirSync(FOLDER, { recursive: true });
  await page.emulateMedia({ reducedMotion: "reduce" });
  const shots = LANGUAGES.flatMap(wanted);
  const { vite, origin } = await serveBuilt(join(FOLDER, "built"));
  try {
    for (const shot of shots) await draw(page, origin, shot);
  } finally {
    vite.kill();
  }
  writeFileSync(join(FOLDER, "index.html"), sheet(shots));
});
