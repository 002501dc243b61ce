// The page against a server that says what a test wants: lists, words, the ladder, roles, coming back.
import assert from "node:assert/strict";
import test from "node:test";

import { open, until } from "./chromium.mjs";
import { at, openPhone, shot, text, visible } from "./fixture.mjs";
import { Stub } from "./stub.mjs";

test("asks for a token, and says when it is wrong", async () => {
  at.page = await open(at.context, at.stub.url);
  await visible("#token");
  await at.page.fill("#token", "wrong");
  await at.page.click("#token-form button");
  await until("what is wrong", async () => (await text("#token-page .error")).includes("does not accept"));
  await shot("token");
  at.stub.instances.push({ ...at.stub.instances[0], name: "second", running: false, rung: null });
  await at.page.fill("#token", "secret");
  await at.page.click("#token-form button");
  await visible(".cards a");
  assert.equal(await at.page.locator(".cards a").count(), 2);
  await shot("devices");
});

test("the token leaves the address", async () => {
  at.stub.instances = [];
  at.page = await open(at.context, `${at.stub.url}/#token=secret`);
  await visible(".none");
  assert.equal(at.page.url(), `${at.stub.url}/`);
  assert.equal(await at.page.evaluate(() => sessionStorage.getItem("ancloud.token")), "secret");
});

test("speaks Chinese where asked, and changes its mind", async () => {
  at.stub.instances.push({ ...at.stub.instances[0], name: "second", viewers: 2, controller: true });
  at.page = await open(at.context, `${at.stub.url}/?lang=zh#token=secret`);
  await visible(".cards a");
  assert.equal(await text("#devices-page h2"), "设备");
  assert.ok((await text(".cards li:nth-child(2) small")).includes("2 人观看"));
  assert.equal(await at.page.getAttribute("html", "lang"), "zh-CN");
  await shot("devices-zh");
  await at.page.click("#language");
  assert.equal(await text("#devices-page h2"), "Devices");
});

for (const [name, answer, step, words] of [
  ["an unknown token", { status: 401, body: { error: "the token is not known" } }, "Token accepted", "does not accept"],
  ["an instance that does not run", { status: 404, body: { error: "default does not run" } }, "Device running",
    "is not running"],
  ["one that has stopped", { status: 409, body: { error: "default does not run" } }, "Device running", "is not running"],
  ["a full house", { status: 503, body: { error: "full" }, headers: { "Retry-After": "30" } }, "Device running",
    "no more viewers"],
  ["too many guesses", { status: 429, body: { error: "slowly" } }, "Token accepted", "Too many"],
]) {
  test(`the ladder names ${name}`, async () => {
    at.stub.whep = async () => answer;
    at.page = await open(at.context, `${at.stub.url}/#token=secret`);
    await visible("#ladder li.failed");
    assert.ok((await text("#ladder li.failed")).startsWith(step));
    assert.ok((await text("#ladder .advice")).includes(words));
    assert.equal(await text("#ladder h2"), "No picture yet");
    assert.ok((await text("#ladder .detail")).includes(answer.body.error));
    if (answer.status === 404) await shot("ladder");
  });
}

test("the ladder names a server that is not there, and goes on when it is back", async () => {
  const { port } = at.stub;
  at.page = await open(at.context, `${at.stub.url}/?transport=ws#token=secret`);
  await until("a viewer", () => at.stub.viewer);
  await at.stub.stop();
  await visible("#ladder li.failed");
  assert.ok((await text("#ladder li.failed")).startsWith("Server reachable"));
  at.stub = new Stub();
  at.stub.picture = at.picture;
  await at.stub.start(port);
  await at.page.locator("#ladder").waitFor({ state: "hidden" });
});

test("without an answer by UDP or TCP it goes on by the WebSocket", async () => {
  const other = await open(at.context, `${at.stub.url}/player`);
  at.stub.picture = at.picture;
  // A true answer, but from nowhere.
  at.stub.whep = async (offer) => ({ status: 201, headers: { "Content-Type": "application/sdp", Location: "/v1/x" },
    body: await other.evaluate(async (sdp) => {
      const peer = new RTCPeerConnection();
      await peer.setRemoteDescription({ type: "offer", sdp });
      await peer.setLocalDescription();
      return peer.localDescription.sdp.replaceAll(/a=candidate.*\r\n/g, "");
    }, offer) });
  at.page = await open(at.context, `${at.stub.url}/#token=secret`);
  await until("the third step", async () => (await at.page.locator("#ladder li.done").count()) === 3);
  await until("a picture", () => at.page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  assert.equal(await at.page.evaluate(() => window.ancloud.link.transport), "ws");
  await other.close();
});

test("where there is no WebRTC it goes by the WebSocket at once", async () => {
  at.stub.picture = at.picture;
  at.page = await open(at.context, `${at.stub.url}/#token=secret`,
    (page) => page.addInitScript(() => delete window.RTCPeerConnection));
  await until("a picture", () => at.page.evaluate(() => window.ancloud?.link.reached.has("frame")));
});

test("over the WebSocket it asks for what it can decode", async () => {
  await openPhone();
  assert.equal(at.stub.viewer.query.get("codec"), "h264");
  await at.page.close();
  at.page = await open(at.context, `${at.stub.url}/?transport=ws#token=secret`, (page) => page.addInitScript(() => {
    VideoDecoder.isConfigSupported = async (config) => ({ supported: !config.codec.startsWith("avc1"), config });
  }));
  await until("another codec", () => at.stub.viewer.query.get("codec") === "vp8");
});

test("a device that is opened stays open, whatever the list still hears", async () => {
  at.stub.instances.push({ ...at.stub.instances[0], name: "second" });
  at.stub.picture = at.picture;
  at.page = await open(at.context, `${at.stub.url}/?transport=ws#token=secret`);
  await visible(".cards a");
  let go;
  at.stub.listing = () => new Promise((resolve) => (go = resolve));
  await until("a list on its way", () => go);
  await at.page.click(".cards a");
  await until("a picture", () => at.page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  go();
  await at.page.waitForResponse((response) => response.url().endsWith("/v1/instances"), { timeout: 500 }).catch(() => {});
  assert.equal(await at.page.locator("#phone-page").isVisible(), true);
});

test("a link to share is made", async () => {
  await openPhone();
  await at.page.click("#bar [data-act=menu]");
  await at.page.click("#menu [data-act=share-viewer]");
  await until("a link", () => at.stub.shares.length === 1);
  assert.deepEqual(at.stub.shares[0], { role: "viewer", expires_s: 3600 });
});

test("a viewer cannot touch, and is told", async () => {
  at.stub.role = 0;
  at.stub.granted = false;
  const box = await openPhone();
  assert.ok((await text("#role")).includes("only allows watching"));
  assert.equal(await at.page.locator("#role button").isVisible(), false);
  assert.equal(await at.page.locator("#bar [data-act=back]").isDisabled(), true);
  await at.page.mouse.click(box.x + 20, box.y + 20);
  await at.page.keyboard.press("KeyA");
  await at.page.click("#bar [data-act=menu]");
  assert.equal(await at.page.locator("#menu .share >> nth=0").isVisible(), false);
  await until("what is not refused", () => at.stub.said("Quality").length > 0);
  for (const type of ["Touches", "Key", "Text"]) assert.equal(at.stub.said(type).length, 0);
});

test("control is asked for, had, asked of, and handed over", async () => {
  at.stub.granted = false;
  await openPhone();
  assert.ok((await text("#role")).includes("Anna is in control"));
  await shot("role");
  await at.page.click("#role button");
  await until("the question", () => at.stub.said("Handover")[0]?.what === 0);
  at.stub.viewer.say("HandoverIs", { what: 0, viewer: 1, name: "" });
  await at.page.locator("#role").waitFor({ state: "hidden" });
  assert.equal(await at.page.locator("#bar [data-act=back]").isDisabled(), false);
  at.stub.viewer.say("HandoverIs", { what: 3, viewer: 9, name: "Anna" });
  await at.page.getByRole("button", { name: "Hand over" }).click();
  const answer = await until("the answer", () => at.stub.said("Handover")[1]);
  assert.deepEqual([answer.what, answer.viewer], [2, 9]);
  at.stub.viewer.say("HandoverIs", { what: 2, viewer: 9, name: "Anna" });
  await visible("#role");
});

test("comes back within two seconds when the connection breaks, and when it only falls silent", async () => {
  await openPhone();
  for (const end of [() => at.stub.viewer.drop(), () => (at.stub.silent = true)]) {
    const before = at.stub.viewers.length;
    end();
    const began = performance.now();
    await until("a new connection", () => at.stub.viewers.length > before, 4000);
    at.stub.silent = false;
    await until("its picture", () => at.page.evaluate(() => !document.body.classList.contains("lost")), 4000);
    assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`);
  }
});

test("an attempt that nobody answers is given up for another", async () => {
  at.stub.whep = () => new Promise(() => {});
  at.page = await open(at.context, `${at.stub.url}/#token=secret`);
  await visible("#ladder li.failed");
  assert.ok((await text("#ladder li.failed")).startsWith("Server reachable"));
  at.stub.whep = async () => ({ status: 409, body: { error: "default does not run" } });
  await until("an answer", async () => (await text("#ladder .advice")).includes("is not running"));
});

test("what a device that was left said does not lie over the next", async () => {
  await openPhone();
  at.stub.viewer.say("HandoverIs", { what: 3, viewer: 9, name: "Anna" });
  await visible(".toast");
  const { port } = at.stub;
  await at.stub.stop();
  await until("two words", async () => (await at.page.locator(".toast").count()) === 2);
  await at.page.click("#to-list");
  assert.equal(await at.page.locator(".toast").count(), 0);
  at.stub = await new Stub().start(port);
});

test("a device that stops is said to have stopped, until it shows a picture again", async () => {
  await openPhone();
  at.stub.viewer.say("ErrorIs", { code: 4, why: "the session has ended" });
  await until("a word", async () => (await at.page.locator(".toast").allInnerTexts()).join().includes("stopped"));
  await shot("stopped");
  at.stub.viewer.show({ ...at.picture, captured_us: 9_000_000 });
  await until("none", async () => (await at.page.locator(".toast").count()) === 0);
});

test("where a browser plays nothing by itself a tap begins it", async () => {
  at.page = await open(at.context, `${at.stub.url}/player`);
  await at.page.evaluate(async () => {
    const { Picture } = await import("/assets/picture.js");
    const picture = new Picture(document.body);
    window.heard = [];
    picture.addEventListener("blocked", () => window.heard.push("blocked"));
    let allowed = false;
    HTMLMediaElement.prototype.play = function () {
      window.heard.push(allowed ? "played" : "refused");
      return allowed ? Promise.resolve() : Promise.reject(new DOMException("not without a gesture", "NotAllowedError"));
    };
    picture.show(new MediaStream());
    await new Promise((resolve) => setTimeout(resolve));
    allowed = true;
  });
  await at.page.mouse.click(5, 5);
  await until("playing", () => at.page.evaluate(() => window.heard.length === 3));
  assert.deepEqual(await at.page.evaluate(() => window.heard), ["refused", "blocked", "played"]);
});

test("an APK is sent, and other files are not", async () => {
  await openPhone();
  const apk = Buffer.alloc(300000, 7);
  await at.page.setInputFiles("#apk-file", [{ name: "demo.apk", mimeType: "application/octet-stream", buffer: apk },
    { name: "demo.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await until("its bytes", () => at.stub.uploads[0]?.equals(apk));
  await until("both words", async () => {
    const said = await at.page.locator(".toast p").allInnerTexts();
    return said.includes("demo.apk is installed.") && said.includes("demo.txt is no APK.");
  });
  assert.equal(at.stub.uploads.length, 1);
});

test("everything that can be pressed has a name, and can be reached by Tab", async () => {
  await openPhone();
  const nameless = await at.page.evaluate(() => [...document.querySelectorAll("button, a, input, nav, #surface")]
    .filter((element) => element.checkVisibility())
    .filter((element) => !(element.ariaLabel || element.innerText?.trim() || element.labels?.length))
    .map((element) => element.outerHTML));
  assert.deepEqual(nameless, []);
  const reached = new Set();
  await at.page.evaluate(() => document.activeElement.blur());
  for (let i = 0; i < 14; ++i) {
    await at.page.keyboard.press("Tab");
    reached.add(await at.page.evaluate(() => document.activeElement.dataset.act ?? document.activeElement.id));
  }
  for (const one of ["surface", "to-list", "back", "rotate", "keyboard", "sound", "fullscreen", "menu"]) {
    assert.ok(reached.has(one), one);
  }
  await at.page.keyboard.press("Control+Alt+Slash");
  await at.page.locator("#surface").focus();
});

test("the player plays a file", async () => {
  at.page = await open(at.context, `${at.stub.url}/player`);
  const webm = await at.page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    const paint = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
    const pieces = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let i = 0; i < 10; ++i) {
      paint.fillRect(i * 10, 0, 5, 5);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await stopped;
    return btoa(String.fromCharCode(...new Uint8Array(await new Blob(pieces).arrayBuffer())));
  });
  const file = { name: "some.webm", mimeType: "video/webm", buffer: Buffer.from(webm, "base64") };
  await at.page.setInputFiles("#file", file);
  await until("pictures", () => at.page.evaluate(() => document.getElementById("video").videoWidth > 0));
  await shot("player");
});
