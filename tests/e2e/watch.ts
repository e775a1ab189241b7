// When words go from a page, to the frame: what moderators hide must not hang there.

import type { Page } from "@playwright/test";

/** Notes in the page when it is first drawn without these words, or ("black") without any. */
export async function watchesFor(page: Page, what: string): Promise<void> {
  await page.evaluate((what) => {
    const kept = window as unknown as { goneAt?: number };
    delete kept.goneAt;
    const visible = () => {
      const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (words.nextNode()) {
        const node = words.currentNode;
        if (what !== "black" && !node.textContent?.includes(what)) continue;
        if (!node.textContent?.trim() || node.parentElement?.closest("script, style")) continue;
        if (node.parentElement?.checkVisibility({ visibilityProperty: true })) return true;
      }
      return false;
    };
    if (!visible()) throw new Error(`“${what}” was never there`);
    const look = () => {
      if (!visible()) kept.goneAt = Date.now();
      else requestAnimationFrame(look);
    };
    look();
  }, what);
}

/** How long after the receipt it was gone; browser and test read the same machine's clock. */
export async function goneAfter(page: Page, receipt: number): Promise<number> {
  const at = await page.waitForFunction(() => (window as unknown as { goneAt?: number }).goneAt);
  return (await at.jsonValue())! - receipt;
}
