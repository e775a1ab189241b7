// How shares are written, by the rules of the page's language.

import { language } from "catalogue";

const percents = /* @__PURE__ */ new Intl.NumberFormat(language.tag, { style: "percent", maximumFractionDigits: 0 });

/** "52%", of `of`; nothing of nothing is 0. */
export function share(part: number, of: number): string {
  return percents.format(of > 0 ? part / of : 0);
}
