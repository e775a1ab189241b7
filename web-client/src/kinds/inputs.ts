// Every kind's input, found by its folder, and what it takes over from the server's plain form: what a phone needs beside
// meanings and pictures.

import type { Component } from "svelte";
import type { Choice } from "../wire";
import "./all";
import type { Filling, InputProps, Own } from "./kind";
import { learn, nameOf } from "./known.svelte";

type Input = Component<InputProps<Own, Exclude<Choice, string>>>;

const inputs = import.meta.glob<Input>("./*/Input.svelte", { eager: true, import: "default" });
const fillings = import.meta.glob<Filling<Own>>("./*/meaning.ts", { eager: true, import: "filled" });

for (const [path, Input] of Object.entries(inputs)) learn({ [nameOf(path)]: { Input } });
for (const [path, filled] of Object.entries(fillings)) learn({ [nameOf(path)]: { filled } });
