// The screen's page: a wall in the theme that was asked for, once a moderator has let it in.
import "../shared/tokens.css";
import "../shared/base.css";
import "../kinds/all";
import "../wall/rare";
import { mount } from "svelte";
import { pageData, whenReady } from "../shared/page";
import type { ScreenParts } from "../wire";
import Page from "./Page.svelte";

whenReady(() => {
  const target = document.getElementById("app");
  if (!target) throw new Error("the page has no place for the app");
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  target.replaceChildren();
  mount(Page, { target, props: { data: pageData<ScreenParts>() } });
});
