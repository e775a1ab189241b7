// No component has a word of its own: neither text between tags, nor a label, nor a text that an expression writes there.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type AST } from "svelte/compiler";
import { expect, test } from "vitest";

const READ = new Set(["aria-label", "aria-description", "aria-valuetext", "alt", "placeholder", "title", "label"]);
const components = readdirSync("src", { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".svelte"));

type Node = { type: string; [key: string]: unknown };

/** Letters that somebody reads: a letter alone is a key to press. */
const isWord = (text: string) => /\p{L}{2,}/u.test(text);

/** Texts that an expression may become; what is handed to a function is that function's. */
function texts(node: Node): string[] {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : [];
    case "TemplateLiteral":
      return (node.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked);
    case "ConditionalExpression":
      return [...texts(node.consequent as Node), ...texts(node.alternate as Node)];
    case "LogicalExpression":
    case "BinaryExpression":
      return ["||", "??", "&&", "+"].includes(String(node.operator))
        ? [...texts(node.left as Node), ...texts(node.right as Node)]
        : [];
    default:
      return [];
  }
}

function walk(node: unknown, found: string[], inKey: boolean): void {
  if (Array.isArray(node)) return node.forEach((one) => walk(one, found, inKey));
  if (typeof node !== "object" || node === null || !("type" in node)) return;
  const one = node as Node;
  const name = String(one.name ?? "");
  if (one.type === "Attribute") {
    const values = Array.isArray(one.value) ? (one.value as Node[]) : [one.value as Node];
    if (!READ.has(name)) return;
    for (const value of values) {
      if (value?.type === "Text" && isWord(String(value.data))) found.push(`${name}="${String(value.data)}"`);
      if (value?.type === "ExpressionTag") found.push(...texts(value.expression as Node).filter(isWord));
    }
    return;
  }
  if (one.type === "Text" && !inKey && isWord(String(one.data))) found.push(String(one.data).trim());
  if (one.type === "ExpressionTag" && !inKey) found.push(...texts(one.expression as Node).filter(isWord));
  const isKey = one.type === "RegularElement" && ["kbd", "code"].includes(name);
  for (const [key, value] of Object.entries(one))
    if (
      [
        "fragment",
        "nodes",
        "attributes",
        "body",
        "consequent",
        "alternate",
        "fallback",
        "pending",
        "then",
        "catch",
      ].includes(key)
    )
      walk(value, found, inKey || isKey);
}

test("words of one's own are found wherever they hide", () => {
  const source =
    '<p title="Over it">Plain</p>{a ? "one way" : b}<i aria-label={`${n} of them`}>{say("key")}</i><kbd>Esc</kbd>';
  const found: string[] = [];
  walk(parse(source, { modern: true }).fragment, found, false);
  expect(found).toEqual(['title="Over it"', "Plain", "one way", " of them"]);
});

test.each(components)("%s", (name) => {
  const ast: AST.Root = parse(readFileSync(join("src", name), "utf8"), { modern: true });
  const found: string[] = [];
  walk(ast.fragment, found, false);
  // What the program is called is the same in all of them.
  expect(found.filter((text) => text !== "· Plenary")).toEqual([]);
});
