// The moderator's page: mounts it on the room it was sent for.
import "../shared/tokens.css";
import "../shared/base.css";
import { mount } from "svelte";
import "./dialog";
import { pageData, whenReady } from "../shared/page";
import type { ModeratorParts as Parts } from "../wire";
import Page from "./Page.svelte";

whenReady(() => {
  const target = document.getElementById("app");
  if (!target) throw new Error("the page has no place for the app");
  target.replaceChildren();
  mount(Page, { target, props: { data: pageData<Parts>() } });
});
