// What no page of ours uses of Svelte's runtime, left out of the scripts: a bundler cannot know that it is never reached. Each
// part says so if it is reached after all, and each stops the build when Svelte's file is not as it was.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const AGAIN = "?again";
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
 * hydrate method" (its words); Rolldown does not see through the setter, so the variable is made what it always is here, and what
 * stands behind it is left out.
 */
const hydration = inPlaceOf(
  "dom/hydration.js",
  "hydrating,set_hydrating,hydrate_node,set_hydrate_node,hydrate_next,reset,hydrate_template,next,skip_nodes,read_hydration_instruction",
  `const never = () => { throw new Error("see svelte-parts.js"); };
   export const hydrating = false;
   export const hydrate_node = undefined;
   export function set_hydrating(value) { if (value) never(); }
   export function reset() {}
   export function hydrate_template() {}
   export function next() {}
   export { never as set_hydrate_node, never as hydrate_next, never as skip_nodes, never as read_hydration_instruction };`,
);

/** No page gives a class as a list: the library that would read one is not in the scripts. */
const classLists = {
  name: "without class lists",
  enforce: "pre",
  resolveId: (id) => (id === "clsx" ? "\0clsx" : null),
  load: (id) => (id === "\0clsx" ? `export function clsx() { throw new Error("see svelte-parts.js"); }` : null),
};

/** No page has a `<svelte:boundary>`, and nothing in one is awaited: what is mounted stands in no boundary either. */
const boundaries = inPlaceOf(
  "dom/blocks/boundary.js",
  "boundary,Boundary,pending",
  `import { branch } from "../../reactivity/effects.js";
   export function boundary(anchor, props, children) {
     if (props.failed || props.onerror) throw new Error("see svelte-parts.js");
     branch(() => children(anchor));
   }
   export class Boundary {}
   export function pending() { throw new Error("see svelte-parts.js"); }`,
);

/** No markup awaits a promise. */
const awaiting = inPlaceOf(
  "reactivity/async.js",
  "flatten,run_after_blockers,capture,save,unsave,track_reactivity_loss,for_await_track_reactivity_loss,unset_context,run,wait,increment_pending",
  `import { derived } from "./deriveds.js";
   const never = () => { throw new Error("see svelte-parts.js"); };
   export function flatten(blockers, sync, async, fn) {
     if (blockers.length + async.length > 0) never();
     fn(sync.map(derived));
   }
   export {
     never as run_after_blockers, never as capture, never as save, never as unsave, never as track_reactivity_loss,
     never as for_await_track_reactivity_loss, never as unset_context, never as run, never as wait, never as increment_pending,
   };`,
);

/** Nothing is awaited, so no batch of changes waits for another: what counts that, and who is told, is left out. */
const waiting = {
  name: "without waiting",
  transform(code, id) {
    if (!id.replaceAll("\\", "/").endsWith(`${CLIENT}reactivity/batch.js`)) return null;
    const parts = [
      [/\t(?:in|de)crement\(blocking, effect\) \{\n[\s\S]*?\n\t\}\n/g, 2, ""],
      [/\t(?:de)?activate\(\) \{\n[\s\S]*?\n\t\}\n/g, 2, ""],
      [/(#is_deferred\(\) \{\n)[\s\S]*?\n\t\}\n/g, 1, "$1\t\treturn false;\n\t}\n"],
      [/\t#blocking_pending = new Map\(\);\n/g, 1, ""],
      [/\t#decrement_queued = false;\n/g, 1, ""],
      [/ && !batch\.#decrement_queued/g, 2, ""],
      [/\t\t(?:\t\t)?this\.#deferred\?\.resolve\(\);\n/g, 2, ""],
      [/\tsettled\(\) \{\n[\s\S]*?\n\t\}\n/g, 1, ""],
      [/\t#deferred = null;\n/g, 1, ""],
    ];
    const written = parts.reduce((text, [part, times, instead]) => {
      if ([...text.matchAll(part)].length !== times)
        throw new Error(`Svelte's batch.js has changed (${part}): look at svelte-parts.js`);
      return text.replaceAll(part, instead);
    }, code);
    return { code: written, map: null };
  },
};

/** The proxies that watch inside objects; the phone's state is replaced, never changed in place ($state.raw, or one value). */
const deepState = inPlaceOf(
  "proxy.js",
  "proxy,get_proxied_value,is",
  `export function proxy(value) {
     const kind = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : null;
     if (kind === Object.prototype || kind === Array.prototype) throw new Error("see svelte-parts.js");
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
    return { code: code.replace(apart, "\t\tif (value) throw new Error('see svelte-parts.js');\n"), map: null };
  },
};

/** Where each export of one of Svelte's lists of exports is from. */
function exportsOf(list) {
  const from = {};
  for (const [, names, path] of readFileSync(list, "utf8").matchAll(/export \{([^}]*)\} from '([^']+)'/g)) {
    for (const one of names.split(",").map((name) => name.trim())) {
      const [name, alias = name] = one.split(" as ");
      if (name) from[alias] = { name, path: join(dirname(list), path) };
    }
  }
  return from;
}

/**
 * Where a page comes in two scripts, a part of the runtime stands in the earlier one if a module of that script can reach it. Through
 * Svelte's lists of all it exports every part can be reached, so each part is imported from its own file. It comes after Svelte's
 * compiler.
 */
export const partByPart = () => {
  const src = join(dirname(fileURLToPath(import.meta.resolve("svelte/package.json"))), "src");
  const [inner, outer] = [exportsOf(join(src, "internal/client/index.js")), exportsOf(join(src, "index-client.js"))];
  const imported = ({ name, path }, alias) => `import { ${name} as ${alias} } from ${JSON.stringify(path)};\n`;
  // What only a later script needs of a file that both use: that file once more, of which the rest is not used.
  for (const name of [
    "from_svg",
    "set_value",
    "set_checked",
    "remove_input_defaults",
    "remove_textarea_child",
    "props_id",
  ])
    inner[name] = { ...inner[name], path: `${inner[name].path}${AGAIN}` };
  return {
    name: "part by part",
    enforce: "post",
    resolveId: { order: "pre", handler: (id) => (id.endsWith(AGAIN) ? id : null) },
    load: {
      order: "pre",
      handler: (id) => (id.endsWith(AGAIN) ? readFileSync(id.slice(0, -AGAIN.length), "utf8") : null),
    },
    transform(code, id) {
      const used = new Map();
      const isOurs = !id.includes("node_modules");
      let written = isOurs ? code.replace(/import \* as \$ from ['"]svelte\/internal\/client['"];?/, "") : code;
      if (written !== code) {
        // After a spread ("...$.get(x)"), too, but not where it is a field of something.
        written = written.replaceAll(/(?<![\w$]|[^.]\.)\$\.(\w+)/g, (_, name) => {
          if (!inner[name]) throw new Error(`Svelte exports no ${name}: look at svelte-parts.js`);
          used.set(`$${name}`, inner[name]);
          return `$${name}`;
        });
      }
      for (const [list, parts] of isOurs ? [["svelte", outer]] : [["[^'\"]*internal/client(?:/index.js)?", inner]]) {
        written = written.replaceAll(
          new RegExp(`import \\{([^}]*)\\} from ['"](${list})['"];?`, "g"),
          (_, names, path) => {
            const rest = names.split(",").filter((one) => {
              const [name, alias = name] = one.trim().split(" as ");
              if (parts[name]) used.set(alias, parts[name]);
              return name && !parts[name];
            });
            return rest.length > 0 ? `import {${rest.join(",")}} from ${JSON.stringify(path)};` : "";
          },
        );
      }
      if (used.size === 0) return null;
      return { code: [...used].map(([alias, part]) => imported(part, alias)).join("") + written, map: null };
    },
  };
};

/** The plugins for a page's build. */
export function withoutUnusedParts(page) {
  return [hydration, classLists, boundaries, awaiting, waiting, mixedStyles, ...(page === "phone" ? [deepState] : [])];
}
