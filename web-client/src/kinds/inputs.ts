// Every kind's input, found by its folder: what a phone needs beside meanings and pictures.

import type { Component } from "svelte";
import type { Choice } from "../wire";
import "./all";
import type { InputProps, Own } from "./kind";
import { learn, nameOf } from "./known.svelte";

type Input = Component<InputProps<Own, Exclude<Choice, string>>>;

const inputs = import.meta.glob<Input>("./*/Input.svelte", { eager: true, import: "default" });

for (const [path, Input] of Object.entries(inputs)) learn({ [nameOf(path)]: { Input } });
