// The phone's page: takes the place of the server's plain form, keeping what was chosen in it.

import "../shared/tokens.css";
import "../shared/base.css";
import "../shared/languages.css";
import "../shared/provenance.css";
import "./plain.css";
import "./bar.css";
import { flushSync, mount } from "svelte";
import { pageData, whenReady } from "../shared/page";
import type { PhoneParts } from "../wire";
import Page from "./Page.svelte";
import { plainForm, plainSelection } from "./plain";

whenReady(() => {
  const target = document.getElementById("app");
  const data = pageData<PhoneParts>();
  if (!target || !data.room) throw new Error("the page came without its room");
  const plain = plainSelection(target);
  const form = plainForm(target);
  const preset = new URLSearchParams(location.search).get("mode");
  // Whoever had the focus on an answer of the form keeps it on the same answer, or in the field, which stays for now.
  const focused = document.activeElement;
  const value = target.contains(focused) && focused instanceof HTMLElement ? focused.getAttribute("value") : null;
  const known = target.querySelector(".known");
  target.replaceChildren();
  mount(Page, { target, props: { data, code: data.room, plain, form, preset, known } });
  flushSync();
  if (target.contains(focused) && focused instanceof HTMLElement) focused.focus();
  else if (value !== null) target.querySelector<HTMLElement>(`[data-answer="${CSS.escape(value)}"]`)?.focus();
});
