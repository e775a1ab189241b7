// What no page of ours uses of Svelte's runtime, left out of the scripts: a bundler cannot know that it is never reached. Each
// part says so if it is reached after all, and each stops the build when Svelte's file is not as it was.

const CLIENT = "svelte/src/internal/client/";

/** Puts `text` in the place of a file of the runtime whose exports are these. */
function inPlaceOf(file, exports, text) {
  return {
    name: `without ${file}`,
    transform(code, id) {
      if (!id.replaceAll("\\", "/").endsWith(CLIENT + file)) return null;
      const found = [...code.matchAll(/export (?:async )?(?:function\*?|class|const|let|var) (\w+)/g)].map(
        ([, name]) => name,
      );
      if (found.join() !== exports) throw new Error(`Svelte's ${file} has changed: look at svelte-parts.js`);
      return { code: text, map: null };
    },
  };
}

/**
 * Svelte guards everything about hydration with one variable "so it can be treeshaken out if the user doesn't use the
 * hydrate method" (its words); Rolldown does not see through the setter, so the variable is made what it always is here.
 */
const hydration = {
  name: "without hydration",
  transform(code, id) {
    if (!id.replaceAll("\\", "/").endsWith(`${CLIENT}dom/hydration.js`)) return null;
    const constant = code
      .replace("export let hydrating = false;", "export const hydrating = false;")
      .replace("hydrating = value;", "if (value) throw new Error('built without hydration');");
    if (constant === code) throw new Error("Svelte's hydration.js has changed: look at svelte-parts.js");
    return { code: constant, map: null };
  },
};

/** No page gives a class as a list: the library that would read one is not in the scripts. */
const classLists = {
  name: "without class lists",
  enforce: "pre",
  resolveId: (id) => (id === "clsx" ? "\0clsx" : null),
  load: (id) => (id === "\0clsx" ? `export function clsx() { throw new Error("built without class lists"); }` : null),
};

/** No page has a `<svelte:boundary>`, and nothing in one is awaited: what is mounted stands in no boundary either. */
const boundaries = inPlaceOf(
  "dom/blocks/boundary.js",
  "boundary,Boundary,pending",
  `import { branch } from "../../reactivity/effects.js";
   export function boundary(anchor, props, children) {
     if (props.failed || props.onerror) throw new Error("built without boundaries");
     branch(() => children(anchor));
   }
   export class Boundary {}
   export function pending() { throw new Error("built without boundaries"); }`,
);

/** No markup awaits a promise. */
const awaiting = inPlaceOf(
  "reactivity/async.js",
  "flatten,run_after_blockers,capture,save,unsave,track_reactivity_loss,for_await_track_reactivity_loss,unset_context,run,wait,increment_pending",
  `import { derived } from "./deriveds.js";
   const never = () => { throw new Error("built without awaiting markup"); };
   export function flatten(blockers, sync, async, fn) {
     if (blockers.length + async.length > 0) never();
     fn(sync.map(derived));
   }
   export {
     never as run_after_blockers, never as capture, never as save, never as unsave, never as track_reactivity_loss,
     never as for_await_track_reactivity_loss, never as unset_context, never as run, never as wait, never as increment_pending,
   };`,
);

/** The proxies that watch inside objects; the phone's state is replaced, never changed in place ($state.raw, or one value). */
const deepState = inPlaceOf(
  "proxy.js",
  "proxy,get_proxied_value,is",
  `export function proxy(value) {
     const kind = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : null;
     if (kind === Object.prototype || kind === Array.prototype) throw new Error("built without deep state");
     return value;
   }
   export const get_proxied_value = (value) => value;
   export const { is } = Object;`,
);

/** No element has a `style` beside `style:` directives: what would take the one apart for the others is left out. */
const mixedStyles = {
  name: "without mixed styles",
  transform(code, id) {
    if (!id.replaceAll("\\", "/").endsWith("svelte/src/internal/shared/attributes.js")) return null;
    const apart = /\t\tif \(value\) \{\n[\s\S]*?\n\t\t\}\n(?=\n\t\tif \(normal_styles\))/;
    if (!apart.test(code)) throw new Error("Svelte's attributes.js has changed: look at svelte-parts.js");
    return { code: code.replace(apart, "\t\tif (value) throw new Error('built without mixed styles');\n"), map: null };
  },
};

/** The plugins for a page's build. */
export function withoutUnusedParts(page) {
  return [hydration, classLists, boundaries, awaiting, mixedStyles, ...(page === "phone" ? [deepState] : [])];
}
