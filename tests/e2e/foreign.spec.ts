// Another site's page in the browser of a chair who votes, too: what it tries with their cookies, and that nothing comes of it.

import { createServer, type Server as Site } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, test } from "./play";

/** A site of an evil page: what it is told by its own scripts is kept in `told`. */
async function site(host: string): Promise<{ origin: string; told: string[]; close: () => Promise<void> }> {
  const told: string[] = [];
  const server: Site = createServer((request, response) => {
    if (request.headers.referer) told.push(`referer ${request.headers.referer}`);
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>A friendly page</title><body></body>");
  });
  await new Promise<void>((ready) => server.listen(0, host, ready));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    told,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** Everything such a page can try by script, without a tap. What it could read of an answer comes back. */
async function tries(page: Page, plenary: string, code: string, card: string): Promise<Record<string, string>> {
  return page.evaluate(
    async ([plenary, code, card]) => {
      const found: Record<string, string> = {};
      const socket = (as: string, protocol: string[]) =>
        new Promise<string>((told) => {
          const line = new WebSocket(`${plenary.replace("http", "ws")}/ws/${code}?as=${as}`, protocol);
          line.onopen = () => {
            line.send(JSON.stringify({ id: "0", do: { hello: {} } }));
            line.send(JSON.stringify({ id: "1", do: { blank: { on: true } } }));
          };
          line.onmessage = (event) => told(`heard ${String(event.data).slice(0, 40)}`);
          line.onclose = (event) => told(`closed ${event.code}`);
        });
      for (const as of ["phone", "chair", "screen"]) found[`socket as ${as}`] = await socket(as, ["plenary.v1"]);
      found["socket without protocol"] = await socket("chair", []);
      const fetched = async (name: string, path: string, init: RequestInit) => {
        try {
          const answer = await fetch(`${plenary}${path}`, { credentials: "include", ...init });
          found[name] = answer.type === "opaque" ? "opaque" : `read ${(await answer.text()).slice(0, 40)}`;
        } catch {
          found[name] = "failed";
        }
      };
      const json = JSON.stringify({ on: true });
      await fetched("view", `/api/rooms/${code}/view?as=chair`, {});
      await fetched("page", `/${code}`, { mode: "no-cors" });
      await fetched("codes", `/${code}/codes`, {});
      await fetched("command", `/api/rooms/${code}/blank?as=chair`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: json,
      });
      await fetched("command as text", `/api/rooms/${code}/blank?as=chair`, { method: "POST", mode: "no-cors", body: json });
      await fetched("vote", `/${code}/vote`, {
        method: "POST",
        mode: "no-cors",
        body: new URLSearchParams({ run: "1", r: "9", choice: "0" }),
      });
      await fetched("codes set", `/${code}/codes`, {
        method: "POST",
        mode: "no-cors",
        body: new URLSearchParams({ rev: "2", made: "7" }),
      });
      await fetched("brought in", `/${code}/enter`, {
        method: "POST",
        mode: "no-cors",
        body: new URLSearchParams({ code: card }),
      });
      navigator.sendBeacon(`${plenary}/api/rooms/${code}/blank?as=chair`, json);
      // A picture, a script and a frame of ours.
      const loads = (element: HTMLImageElement | HTMLScriptElement | HTMLIFrameElement) =>
        new Promise<string>((told) => {
          element.onload = () => told("loaded");
          element.onerror = () => told("failed");
          document.body.append(element);
        });
      found["picture"] = await loads(Object.assign(new Image(), { src: `${plenary}/${code}/qr.svg` }));
      found["script"] = await loads(Object.assign(document.createElement("script"), { src: `${plenary}/assets/phone.en.js` }));
      const frame = Object.assign(document.createElement("iframe"), { src: `${plenary}/${code}/moderate` });
      await loads(frame);
      try {
        found["frame"] = `read ${frame.contentWindow?.document.title}`;
      } catch {
        found["frame"] = "shut";
      }
      return found;
    },
    [plenary, code, card] as const,
  );
}

/** A form that posts itself, as a tap on a friendly button would: the whole page goes there, with the browser's cookies. */
async function posts(page: Page, action: string, fields: Record<string, string>, enctype = ""): Promise<number> {
  const answered = page.waitForResponse((response) => response.url() === action && response.request().method() === "POST");
  await page.evaluate(
    ([action, fields, enctype]) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action, enctype });
      for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      document.body.append(form);
      form.submit();
    },
    [action, fields, enctype] as const,
  );
  const status = (await answered).status();
  await page.waitForURL(action);
  return status;
}

// Another port of the same machine is the same site to a browser: it sends our cookies along, and our own check is all there is. Another
// name is another site.
for (const [name, host] of [
  ["another port of the same host", "127.0.0.1"],
  ["another host", "localhost"],
] as const) {
  test(`a page of ${name} does nothing in our name`, async ({ server, room, moderator }) => {
    const chair = await moderator();
    const context = chair.page.context();
    const plenary = server.origin;
    const sheet = await context.newPage();
    await sheet.goto(`${plenary}/${room.code}/codes`);
    await sheet.getByLabel("How many codes").fill("3");
    await sheet.getByRole("button", { name: "Save" }).click();
    const card = await sheet.locator(".card .code").first().innerText();
    await chair.opensPoll(POLL.prompt);
    // The same browser holds a pass, and voted.
    const phone = await context.newPage();
    await phone.goto(room.phone);
    await phone.getByRole("radio", { name: POLL.both }).or(phone.getByRole("button", { name: POLL.both })).first().click();
    await chair.readsAnswered(1);
    const before = await context.cookies(plenary);

    const evil = await site(host);
    const page = await context.newPage();
    await page.goto(evil.origin);
    const found = await tries(page, plenary, room.code, card);
    for (const [what, came] of Object.entries(found)) {
      expect(came, what).not.toMatch(/^(heard|read|loaded)/);
    }
    expect(found["socket as chair"]).toBe("closed 1006");
    for (const [path, fields, enctype] of [
      [`/${room.code}/vote`, { run: "1", r: "9", choice: "0" }, ""],
      [`/${room.code}/codes`, { rev: "2", made: "7" }, ""],
      [`/${room.code}/enter`, { code: card }, ""],
      [`/${room.code}/ask`, { id: "1", text: "Forged" }, ""],
      [`/api/rooms/${room.code}/blank?as=chair`, { '{"on":true,"x":"': '"}' }, "text/plain"],
    ] as [string, Record<string, string>, string][]) {
      await page.goto(evil.origin);
      expect(await posts(page, plenary + path, fields, enctype), path).toBe(403);
    }

    // Nothing was done, nothing was said to it, and our pages go on.
    await chair.readsAnswered(1);
    await sheet.reload();
    await expect(sheet.locator(".card")).toHaveCount(3);
    const after = await context.cookies(plenary);
    const ours = (all: typeof before) => all.map(({ name, value }) => `${name}=${value}`).sort();
    expect(ours(after)).toEqual(ours(before));
    const minutes = await phone.evaluate(async (code) => {
      const answer = await fetch(`/api/rooms/${code}/view?as=chair`);
      const { view } = (await answer.json()) as { view: { parts: { minutes: { act: string }[]; stage: { blank: boolean } } } };
      return { acts: view.parts.minutes.map(({ act }) => act), blank: view.parts.stage.blank };
    }, room.code);
    expect(minutes).toEqual({ acts: ["codes_set", "opened"], blank: false });

    // Nor does a page of ours tell it where it came from.
    await phone.evaluate((evil) => {
      const link = Object.assign(document.createElement("a"), { href: `${evil}/from-us` });
      document.body.append(link);
      link.click();
    }, evil.origin);
    await phone.waitForURL(`${evil.origin}/from-us`);
    expect(evil.told.filter((line) => line.includes(plenary))).toEqual([]);
    await evil.close();
  });
}
