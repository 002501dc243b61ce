// The true thing: the demo guest's pictures in Chromium, and what is done there in the guest.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import test, { after, before } from "node:test";

import { launch, open, until } from "./chromium.mjs";
import { readers } from "./pixels.mjs";
import { Server } from "./server.mjs";

const kYellow = [250, 204, 21];  // of the mark under a finger
let context, server, page;

before(async () => {
  server = await Server.make();
  await server.start();
  context = await launch();
});
after(async () => {
  await page?.close();
  await context?.stop();
  await server?.stop();
});

const guestSaid = () => readFileSync(process.env.ANC_CONSOLE, "utf8").split("\n");
/** What the guest has said since line `from` that has `words` in it. */
const inGuest = (words, from = 0) =>
  until(`the guest says ${words}`, () => guestSaid().slice(from).find((one) => one.includes(words)));
const shot = async (name) => process.env.ANC_SHOTS && page.screenshot({ path: `${process.env.ANC_SHOTS}/${name}.png` });

const reached = (on = page) => on.evaluate(() => window.ancloud?.link.reached.has("frame"));
const controls = (on = page) => on.evaluate(() => !document.body.classList.contains("viewer"));
const code = (on = page) => on.evaluate(() => window.barCode());

async function watch(url) {
  const opened = await open(context, url);
  await until("a picture", () => reached(opened));
  await opened.evaluate(readers);
  return opened;
}

/** The picture moves: two bar codes, one after the other. */
async function moves(on = page) {
  const first = await until("a bar code", async () => ((await code(on)) ?? -1) + 1);
  return until("the next", async () => ((await code(on)) ?? first - 1) !== first - 1);
}

/** A link of another person, made by the page's own token. */
const share = (role) => page.evaluate(async (wanted) => {
  const { json, of } = await import("/assets/api.js");
  const body = JSON.stringify({ role: wanted, expires_s: 60 });
  return (await json(of("default", "share"), { method: "POST", body })).url;
}, role);

test("the guest's frames are in the video", async (t) => {
  page = await watch(server.link);
  assert.equal(await page.evaluate(() => window.ancloud.link.transport), "webrtc");
  await moves();
  assert.equal(new URL(page.url()).hash.includes("token"), false);
  await until("control", controls);
  t.diagnostic(`joined in ${(await page.evaluate(() => window.ancloud.link.joined)).toFixed(0)} ms`);
  await shot("stream");
});

test("a tap is drawn, and is where it was made", async () => {
  const from = guestSaid().length;
  const box = await page.locator("#surface").boundingBox();
  const [x, y] = [0.5, 0.4];
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await page.mouse.down();
  const mark = () => page.evaluate(([at, colour]) => window.countColour(at, 70, colour, 45), [[x, y], kYellow]);
  await until("its mark in the picture", async () => (await mark()) > 40);
  await shot("tap");
  await page.mouse.up();
  const line = await inGuest("touch up", from);
  const [, atX, atY] = /at (\d+),(\d+)/.exec(line).map(Number);
  assert.ok(Math.abs(atX - 720 * x) <= 2 && Math.abs(atY - 1280 * y) <= 2, line);
});

/** What the session answers to a request, and what it says after that. */
function session(request) {
  const lines = [];
  const socket = connect(process.env.ANC_CONTROL);
  socket.write(`${JSON.stringify(request)}\n`);
  createInterface({ input: socket }).on("line", (line) => lines.push(JSON.parse(line)));
  return { lines, end: () => socket.destroy() };
}

/** What the session's stream server says of its viewers. */
async function viewers() {
  const asked = session({ do: "status" });
  const [{ streams }] = await until("a status", () => asked.lines.length && asked.lines);
  asked.end();
  return streams.reduce((sum, one) => sum + (one.viewers ?? 0), 0);
}

test("a gamepad is played", async () => {
  const events = session({ do: "input", record: true });
  await until("the recording", () => events.lines.length);
  await page.evaluate(() => {
    const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
    window.pad = { connected: true, mapping: "standard", buttons, axes: [0, 0, 0, 0] };
    Object.defineProperty(navigator, "getGamepads", { configurable: true, value: () => [null, window.pad] });
    dispatchEvent(new Event("gamepadconnected"));
  });
  const heard = (what, wanted) => until(what, () => events.lines.find((line) =>
    Object.entries(wanted).every(([name, value]) => line[name] === value)));
  await page.evaluate(() => (window.pad.buttons[0] = { pressed: true, value: 1 }));
  await heard("its first button", { pad_button: 0x130, down: true });
  await page.evaluate(() => (window.pad.buttons[0] = { pressed: false, value: 0 }));
  await heard("the button let go", { pad_button: 0x130, down: false });
  await page.evaluate(() => (window.pad.axes[0] = -1));
  await heard("the left stick", { pad_axis: 0, value: -32768 });
  await page.evaluate(() => (window.pad.buttons[7] = { pressed: true, value: 1 }));
  await heard("the right trigger", { pad_axis: 5, value: 255 });
  await page.evaluate(() => (window.pad.connected = false));
  events.end();
});

test("你好 is typed", async () => {
  await page.click("[data-act=keyboard]");
  const cdp = await context.newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
  await cdp.send("Input.insertText", { text: "你好" });
  await page.keyboard.press("Enter");
  await inGuest("typed 你好");
  await page.keyboard.press("KeyA");
  await page.keyboard.press("Enter");
  await inGuest("typed a");
});

test("latencies are known, stage by stage", async (t) => {
  const summary = await until("figures", () => page.evaluate(() => {
    const now = window.ancloud.latency.summary();
    return now.pictures > 30 ? now : null;
  }));
  t.diagnostic(`drawn → presented: median ${summary.total.toFixed(1)} ms, 95 % ${summary.p95.toFixed(1)} ms; ` +
    `touch → picture ${summary.touch?.toFixed(1)} ms; ${JSON.stringify(summary.stages)}`);
  for (const [stage, ms] of Object.entries(summary.stages)) assert.ok(ms >= 0 && ms < 1000, `${stage}: ${ms}`);
  assert.ok(summary.total > 0 && summary.total < 1000);
});

test("the picture turns, and touches with it", async () => {
  const from = guestSaid().length;
  await page.click("#bar [data-act=rotate]");
  const box = await until("a wide picture", async () => {
    const now = await page.locator("#surface").boundingBox();
    return now.width > now.height && now;
  });
  await inGuest("rotation 90", from);
  await moves();
  const touched = guestSaid().length;
  await page.mouse.click(box.x + 0.25 * box.width, box.y + 0.5 * box.height);
  await inGuest("touch up", touched);
  await shot("turned");
  for (let i = 0; i < 3; ++i) {
    await page.click("#bar [data-act=rotate]");
    await page.waitForTimeout(300);
  }
  await until("upright again", async () => {
    const now = await page.locator("#surface").boundingBox();
    return now.height > now.width;
  });
});

test("a viewer watches and cannot touch", async () => {
  const other = await watch(await share("viewer"));
  await moves(other);
  assert.ok((await other.locator("#role").innerText()).includes("only allows watching"));
  const from = guestSaid().length;
  const box = await other.locator("#surface").boundingBox();
  await other.mouse.click(box.x + 50, box.y + 200);
  // The page sends nothing; nor does the server take it from one that does.
  await other.evaluate(async () => {
    const { link } = window.ancloud;
    link.send("Key", { code: 30, action: 1 });
    link.send("Key", { code: 30, action: 0 });
    link.send("Text", { id: 1, utf8: "forbidden\n" });
  });
  await page.click("[data-act=keyboard]");
  await page.keyboard.press("KeyB");
  await page.keyboard.press("Enter");
  await inGuest("typed b", from);
  assert.ok(!guestSaid().slice(from).some((line) => line.includes("touch") || line.includes("forbidden")));
  await other.close();
});

test("a page that is closed or left is a viewer no more, at once", async () => {
  const are = (count) => async () => (await viewers()) === count;
  await until("this page alone", are(1));
  for (const leave of [(other) => other.close({ runBeforeUnload: true }), (other) => other.goto("about:blank")]) {
    const other = await watch(await share("viewer"));
    await until("one more", are(2));
    await leave(other);
    // The session hears of it once a second; a connection that has only fallen silent lasts for half a minute.
    await until("its end", are(1), 5000);
    if (!other.isClosed()) await other.close();
  }
});

test("control is handed over", async () => {
  const other = await watch(await share("controller"));
  await other.locator("#role button").click();
  await page.getByRole("button", { name: "Hand over" }).click();
  await until("control there", () => controls(other));
  await until("none here", async () => !(await controls()));
  await other.close();
  await page.locator("#role button").click();
  await until("control again", controls);
});

test("over the WebSocket there is a picture too, and touch", async (t) => {
  const url = new URL(await share("controller"));
  url.searchParams.set("transport", "ws");
  const other = await watch(url.href);
  await moves(other);
  await other.locator("#role button").click();
  await page.getByRole("button", { name: "Hand over" }).click();
  await until("control there", () => controls(other));
  const from = guestSaid().length;
  const box = await other.locator("#surface").boundingBox();
  await other.mouse.click(box.x + 0.5 * box.width, box.y + 0.4 * box.height);
  await inGuest("touch up", from);
  const summary = await until("figures", () => other.evaluate(() => {
    const now = window.ancloud.latency.summary();
    return now.pictures > 10 ? now : null;
  }));
  t.diagnostic(`WebSocket: drawn → presented ${summary.total.toFixed(1)} ms`);
  await other.close();
  await page.locator("#role button").click();
  await until("control again", controls);
});

const lost = () => page.evaluate(() => document.body.classList.contains("lost"));

test("a link of a server that ends in order ends with it, and the page says so", async () => {
  await server.stop();
  await until("the loss to be seen", lost);
  await server.start();
  await page.locator("#ladder li.failed").waitFor({ state: "visible" });
  assert.ok((await page.locator("#ladder li.failed").innerText()).startsWith("Token accepted"));
  await page.close();
  page = await watch(server.link);
  await until("control", controls);
});

test("a server that is killed and starts again is found again", async (t) => {
  await server.stop("SIGKILL");
  await until("the loss to be seen", lost);
  await shot("lost");
  await server.start();
  const began = performance.now();
  await until("the picture", async () => !(await lost()));
  t.diagnostic(`back ${Math.round(performance.now() - began)} ms after the server`);
  await moves();
  await until("control", controls);
});

test("nothing was complained about", () => assert.deepEqual(page.faults, []));
