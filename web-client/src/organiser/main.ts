// The organisers' page: mounts it.
import "../shared/tokens.css";
import "../shared/base.css";
import "./organiser.css";
import { mount } from "svelte";
import { whenReady } from "../shared/page";
import Page from "./Page.svelte";

whenReady(() => {
  const target = document.getElementById("app");
  if (!target) throw new Error("the page has no place for the app");
  target.replaceChildren();
  mount(Page, { target });
});
