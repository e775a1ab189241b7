// The sheet that a person looks through: a row for each state, buttons for sizes, themes and languages.

import { idOf } from "../../web-client/fixtures/states";
import { SIZES, type Size, type State } from "../../web-client/fixtures/states/state";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Where one picture is, from the sheet. */
export const fileOf = (state: State, size: Size, theme: Theme, language: string): string =>
  `${idOf(state).replace("/", "-")}/${size}-${theme}-${language}.jpg`;

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = `
body{margin:0;background:#6f6a64;color:#fff;font:15px system-ui}
nav{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:4px 18px;padding:8px 14px;background:#2b2622}
nav span{display:flex;gap:4px;align-items:center}button,a{font:inherit;color:inherit}
button{padding:4px 10px;border:1px solid #aaa;border-radius:99px;background:none}button[aria-pressed=true]{background:#fff;color:#222}
section{padding:4px 14px 12px}h2{margin:18px 0 0;font-size:20px}h3{margin:12px 0 4px;font-size:15px;font-weight:400}
.row{display:flex;flex-wrap:wrap;gap:10px;align-items:start}
figure{margin:0}img{display:block;height:300px;width:auto;max-width:96vw;background:#fff;object-fit:cover;object-position:top}
img.wide{height:auto}figcaption{font-size:12px;opacity:.8}[hidden]{display:none!important}`;

/** Pressed: one theme, one language; any sizes. Pictures are fetched as they come into sight. */
const SCRIPT = `
const on={size:new Set(["phone","laptop","projector"]),theme:"light",language:"en"};
const draw=()=>{for(const row of document.querySelectorAll(".row")){row.replaceChildren(...row.dataset.sizes.split(" ").filter(s=>on.size.has(s)).map(s=>{
const f=document.createElement("figure"),a=document.createElement("a"),i=new Image();i.loading="lazy";i.alt=s;const[w,h]=SIZES[s];
a.href=row.dataset.in+"/"+s+"-"+on.theme+"-"+on.language+".jpg";a.target="_blank";i.src=a.href;i.style.aspectRatio=w+"/"+h;a.append(i);
const c=document.createElement("figcaption");c.textContent=s+" "+w+"×"+h;f.append(a,c);return f}))}
for(const b of document.querySelectorAll("nav button")){const{of,is}=b.dataset;b.setAttribute("aria-pressed",of==="size"?on.size.has(is):of==="page"?!document.getElementById(is).hidden:on[of]===is)}};
document.querySelector("nav").onclick=e=>{const b=e.target.closest("button");if(!b)return;const{of,is}=b.dataset;
if(of==="size")on.size.has(is)?on.size.delete(is):on.size.add(is);else if(of==="page"){const s=document.getElementById(is);s.hidden=!s.hidden}else on[of]=is;draw()};draw();`;

export function sheet(states: readonly State[], languages: readonly string[]): string {
  const buttons = (of: string, all: readonly string[]) =>
    `<span>${all.map((is) => `<button data-of="${of}" data-is="${is}">${is}</button>`).join("")}</span>`;
  const pages = [...new Set(states.map(({ page }) => page))];
  const row = (state: State) =>
    `<h3><b>${state.name}</b> · ${escaped(state.seen)}</h3><div class="row" data-in="${idOf(state).replace("/", "-")}" data-sizes="${state.sizes.join(" ")}"></div>`;
  const section = (page: string) =>
    `<section id="${page}"><h2>${page}</h2>${states.filter((state) => state.page === page).map(row).join("\n")}</section>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every state of every page</title><style>${STYLE}</style>
<nav>${buttons("page", pages)}${buttons("size", Object.keys(SIZES))}${buttons("theme", THEMES)}${buttons("language", languages)}</nav>
${pages.map(section).join("\n")}<script>const SIZES=${JSON.stringify(SIZES)};${SCRIPT}</script></html>\n`;
}
