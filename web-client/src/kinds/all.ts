// Every kind's meaning and picture, found by its folder: whoever takes this in can draw all of them.

import type { Component } from "svelte";
import type { Meaning, Own, PictureProps } from "./kind";
import { learn, nameOf } from "./known.svelte";

const meanings = import.meta.glob<Meaning<Own>>("./*/meaning.ts", { eager: true, import: "meaning" });
const pictures = import.meta.glob<Component<PictureProps<Own>>>("./*/Picture.svelte", {
  eager: true,
  import: "default",
});

for (const [path, meaning] of Object.entries(meanings)) learn({ [nameOf(path)]: { meaning } });
for (const [path, Picture] of Object.entries(pictures)) learn({ [nameOf(path)]: { Picture } });
