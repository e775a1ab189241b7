// Fetches a part of the moderator's page that does not come with it, at the addresses that the page was written with.

/** Each stands on those before it: what two of them need is in the earlier one. */
export const PARTS = ["talk", "kinds", "write", "more"] as const;
export type Part = (typeof PARTS)[number];

/** Those whose style stands in the page. */
const styled = new Set<Part>();

async function dress(part: Part, address: string): Promise<void> {
  if (styled.has(part)) return;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = address;
  const come = new Promise<void>((resolve, reject) => {
    style.onload = () => resolve();
    style.onerror = () => {
      style.remove();
      reject(new Error(`the style of ${part} did not come`));
    };
  });
  document.head.append(style);
  await come;
  styled.add(part);
}

/** Its script and its style, with the styles of what it stands on. */
export async function fetchPart<Module>(part: Part): Promise<Module> {
  const addresses = document.querySelector<HTMLElement>("script[data-talk]")?.dataset ?? {};
  const needed = PARTS.slice(0, PARTS.indexOf(part) + 1);
  const [module] = await Promise.all([
    import(/* @vite-ignore */ addresses[part]!) as Promise<Module>,
    ...needed.map((one) => dress(one, addresses[`${one}Style`]!)),
  ]);
  return module;
}
