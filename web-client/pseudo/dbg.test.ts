import { expect, test } from "vitest";
import * as rooms from "../fixtures/rooms";
import * as talks from "../fixtures/talk";
import { joinAddress } from "../src/wall/address";
test("x", async () => { console.log("hi", Object.keys(rooms), Object.keys(talks), joinAddress); const m = await import("../src/wall/Wall.svelte"); console.log(m); expect(1).toBe(1); });
