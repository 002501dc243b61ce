// The page against a server that says what a test wants: lists, words, the ladder, input, roles, coming back.
import assert from "node:assert/strict";
import test, { after, afterEach, before, beforeEach } from "node:test";

import { launch, open, until } from "./chromium.mjs";
import { Stub } from "./stub.mjs";

let context, stub, page, picture;

before(async () => {
  context = await launch();
  picture = await makePicture();
});
after(() => context?.stop());
beforeEach(async () => {
  stub = await new Stub().start();
});
afterEach(async () => {
  const faults = page?.faults ?? [];
  await page?.close();
  page = null;
  await stub.stop();
  assert.deepEqual(faults, []);
});

/** A key picture, encoded by the browser itself. */
async function makePicture(width = 180, height = 320) {
  const helper = await new Stub().start();
  const maker = await open(context, `${helper.url}/player`);
  const base64 = await maker.evaluate(async ([w, h]) => {
    const canvas = new OffscreenCanvas(w, h);
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#2456d6";
    paint.fillRect(0, 0, w, h);
    paint.fillStyle = "#fff";
    paint.fillRect(w / 4, h / 4, w / 2, h / 8);
    const bytes = await new Promise((resolve) => {
      const encoder = new VideoEncoder({ error: (error) => { throw error; }, output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        resolve(data);
      } });
      encoder.configure({ codec: "vp8", width: w, height: h });
      encoder.encode(new VideoFrame(canvas, { timestamp: 0 }), { keyFrame: true });
      encoder.flush();
    });
    return btoa(String.fromCharCode(...bytes));
  }, [width, height]);
  await maker.close();
  await helper.stop();
  return { width, height, bytes: Buffer.from(base64, "base64") };
}

const shot = async (name) => process.env.ANC_SHOTS && page.screenshot({ path: `${process.env.ANC_SHOTS}/${name}.png` });
const visible = (selector) => page.locator(selector).first().waitFor({ state: "visible" });
const text = (selector) => page.locator(selector).innerText();

/** The page with a picture over the WebSocket, and in control where the stub grants it. */
async function openPhone(query = "") {
  stub.picture = picture;
  page = await open(context, `${stub.url}/?transport=ws${query}#token=secret`);
  await until("a picture", () => page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  await until("a word on control", () => page.evaluate(() => document.body.classList.contains("viewer")).then((is) => is !== stub.granted));
  return page.locator("#surface").boundingBox();
}

test("asks for a token, and says when it is wrong", async () => {
  page = await open(context, stub.url);
  await visible("#token");
  await page.fill("#token", "wrong");
  await page.click("#token-form button");
  await until("what is wrong", async () => (await text("#token-page .error")).includes("does not accept"));
  await shot("token");
  stub.instances.push({ name: "second", running: false, rung: null, width: 1280, height: 720, viewers: 0, controller: false });
  await page.fill("#token", "secret");
  await page.click("#token-form button");
  await visible(".cards a");
  assert.equal(await page.locator(".cards a").count(), 2);
  await shot("devices");
});

test("the token leaves the address", async () => {
  stub.instances = [];
  page = await open(context, `${stub.url}/#token=secret`);
  await visible(".none");
  assert.equal(page.url(), `${stub.url}/`);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("ancloud.token")), "secret");
});

test("speaks Chinese where asked, and changes its mind", async () => {
  stub.instances.push({ ...stub.instances[0], name: "second", viewers: 2, controller: true });
  page = await open(context, `${stub.url}/?lang=zh#token=secret`);
  await visible(".cards a");
  assert.equal(await text("#devices-page h2"), "设备");
  assert.ok((await text(".cards li:nth-child(2) small")).includes("2 人观看"));
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await shot("devices-zh");
  await page.click("#language");
  assert.equal(await text("#devices-page h2"), "Devices");
});

for (const [name, answer, step, words] of [
  ["an unknown token", { status: 401, body: { error: "the token is not known" } }, "Token accepted", "does not accept"],
  ["an instance that does not run", { status: 404, body: { error: "default does not run" } }, "Device running", "is not running"],
  ["a full house", { status: 503, body: { error: "full" }, headers: { "Retry-After": "30" } }, "Device running", "no more viewers"],
  ["too many guesses", { status: 429, body: { error: "slowly" } }, "Token accepted", "Too many"],
]) {
  test(`the ladder names ${name}`, async () => {
    stub.whep = async () => answer;
    page = await open(context, `${stub.url}/#token=secret`);
    await visible("#ladder li.failed");
    assert.ok((await text("#ladder li.failed")).startsWith(step));
    assert.ok((await text("#ladder .advice")).includes(words));
    assert.equal(await text("#ladder h2"), "No picture yet");
    assert.ok((await text("#ladder .detail")).includes(answer.body.error));
    if (answer.status === 404) await shot("ladder");
  });
}

test("the ladder names a server that is not there, and goes on when it is back", async () => {
  const { port } = stub;
  page = await open(context, `${stub.url}/?transport=ws#token=secret`);
  await until("a viewer", () => stub.viewer);
  await stub.stop();
  await visible("#ladder li.failed");
  assert.ok((await text("#ladder li.failed")).startsWith("Server reachable"));
  stub = new Stub();
  stub.picture = picture;
  await stub.start(port);
  await page.locator("#ladder").waitFor({ state: "hidden" });
});

test("without an answer by UDP or TCP it goes on by the WebSocket", async () => {
  const other = await open(context, `${stub.url}/player`);
  stub.picture = picture;
  // A true answer, but from nowhere.
  stub.whep = async (offer) => ({ status: 201, headers: { "Content-Type": "application/sdp", Location: "/v1/x" },
    body: await other.evaluate(async (sdp) => {
      const peer = new RTCPeerConnection();
      await peer.setRemoteDescription({ type: "offer", sdp });
      await peer.setLocalDescription();
      return peer.localDescription.sdp.replaceAll(/a=candidate.*\r\n/g, "");
    }, offer) });
  page = await open(context, `${stub.url}/#token=secret`);
  await until("the third step", async () => (await page.locator("#ladder li.done").count()) === 3);
  await until("a picture", () => page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  assert.equal(await page.evaluate(() => window.ancloud.link.transport), "ws");
  await other.close();
});

test("a click is a touch where it was made", async () => {
  const box = await openPhone();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 4);
  const [down, up] = await until("down and up", () => stub.said("Touches").length >= 2 && stub.said("Touches"));
  assert.deepEqual([down.contacts[0].phase, up.contacts[0].phase], [0, 2]);
  assert.equal(down.geometry, 1);
  assert.ok(up.sequence > down.sequence);
  assert.ok(Math.abs(down.contacts[0].x - 32768) < 200 && Math.abs(down.contacts[0].y - 16384) < 200);
  await shot("phone");
});

test("a drag is moves between down and up", async () => {
  const box = await openPhone();
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 300, { steps: 8 });
  await page.mouse.up();
  const touches = await until("up", () => stub.said("Touches").at(-1)?.contacts[0].phase === 2 && stub.said("Touches"));
  const moves = touches.slice(1, -1);
  assert.ok(moves.length >= 4 && moves.every((one) => one.contacts[0].phase === 1));
  assert.deepEqual(touches.map((one) => one.sequence), touches.map((_, i) => touches[0].sequence + i));
});

test("two fingers are two fingers", async () => {
  const box = await openPhone();
  const cdp = await context.newCDPSession(page);
  const at = (x, y, id) => ({ x: box.x + x, y: box.y + y, id });
  const touch = (type, touchPoints) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [at(50, 100, 0)]);
  await touch("touchStart", [at(50, 100, 0), at(150, 100, 1)]);
  await touch("touchMove", [at(40, 100, 0), at(160, 100, 1)]);
  await touch("touchEnd", []);
  const touches = await until("both up", () => {
    const all = stub.said("Touches");
    return all.filter((one) => one.contacts[0].phase === 2).length === 2 && all;
  });
  const fingers = (phase) => new Set(touches.filter((one) => one.contacts[0].phase === phase).map((one) => one.contacts[0].finger));
  for (const phase of [0, 1, 2]) assert.deepEqual([...fingers(phase)].sort(), [0, 1]);
});

test("the wheel scrolls, and pinches with Ctrl", async () => {
  const box = await openPhone();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 100);
  const wheel = await until("a wheel", () => stub.said("Wheel")[0]);
  assert.deepEqual([wheel.right, wheel.up], [0, -120]);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  const touches = await until("fingers that lift", () => stub.said("Touches").at(-1)?.contacts[0].phase === 2 && stub.said("Touches"));
  const spread = ({ contacts: [one, two] }) => two.y - one.y;
  assert.ok(touches.every((one) => one.contacts.length === 2));
  assert.ok(spread(touches.at(-1)) > spread(touches[0]));
});

test("keys go by their place once the screen has the keyboard, and come back", async () => {
  await openPhone();
  await page.locator("#surface").focus();
  await page.keyboard.press("Enter");
  await visible("#grab");
  await page.keyboard.press("KeyA");
  await page.keyboard.press("Tab");
  const keys = await until("four keys", () => stub.said("Key").length >= 4 && stub.said("Key"));
  assert.deepEqual(keys.map((one) => [one.code, one.action]), [[30, 1], [30, 0], [15, 1], [15, 0]]);
  await page.keyboard.press("Control+Alt+KeyK");
  await page.locator("#grab").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "surface");
  await until("all keys up", () => {
    const held = new Set();
    for (const { code, action } of stub.said("Key")) action ? held.add(code) : held.delete(code);
    return held.size === 0;
  });
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "surface");
});

test("composed text goes as text", async () => {
  await openPhone();
  await page.click("[data-act=keyboard]");
  const cdp = await context.newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
  await cdp.send("Input.insertText", { text: "你好" });
  const [said] = await until("a text", () => stub.said("Text").length && stub.said("Text"));
  assert.equal(said.utf8, "你好");
  assert.deepEqual(stub.said("Composition").map((one) => one.phase).slice(0, 2), [0, 1]);
  assert.equal(stub.said("Composition").at(-1).phase, 2);
  await cdp.send("Input.insertText", { text: "é" });  // as phones' keyboards do
  await until("the second text", () => stub.said("Text")[1]?.utf8 === "é");
});

test("pasting fills the guest's clipboard first, then presses its key", async () => {
  await openPhone();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText("from outside 好"));
  await page.click("[data-act=keyboard]");
  await page.keyboard.press("Control+KeyV");
  const set = await until("the text", () => stub.said("ClipboardSet")[0]);
  assert.equal(Buffer.from(set.part).toString(), "from outside 好");
  assert.ok(!stub.said("Key").some((one) => one.code === 135));
  stub.viewer.say("ClipboardDone", { id: set.id, done: true, why: "" });
  await until("the paste key", () => stub.said("Key").some((one) => one.code === 135));
});

test("what the guest copies arrives, and is acknowledged", async () => {
  await openPhone();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.bringToFront();
  const part = Buffer.from("from the phone");
  stub.viewer.say("ClipboardChanged", { id: 4, total: part.length, offset: 0, part });
  const ack = await until("an answer", () => stub.said("ClipboardAck")[0]);
  assert.equal(ack.id, 4);
  if (ack.taken) assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "from the phone");
  else await visible(".toast");
});

test("the bar's buttons do what they say", async () => {
  await openPhone();
  for (const act of ["back", "home", "recents", "rotate"]) await page.click(`#bar [data-act=${act}]`);
  const keys = await until("six keys", () => stub.said("Key").length >= 6 && stub.said("Key"));
  assert.deepEqual(keys.map((one) => one.code), [158, 158, 172, 172, 580, 580]);
  await until("a turn", () => stub.said("Rotate")[0]?.to === 4);
  await page.click("#bar [data-act=menu]");
  await page.check("#quality input[value=low]");
  await until("less", () => stub.said("Quality").at(-1)?.bits_per_second === 1_000_000);
  await shot("menu");
  await page.click("#menu [data-act=overlay]");
  await page.click("#menu form button");
  await visible("#overlay table");
  assert.ok((await text("#overlay")).includes("WebSocket"));
  await shot("overlay");
});

test("a link to share is made", async () => {
  await openPhone();
  await page.click("#bar [data-act=menu]");
  await page.click("#menu [data-act=share-viewer]");
  await until("a link", () => stub.shares.length === 1);
  assert.deepEqual(stub.shares[0], { role: "viewer", expires_s: 3600 });
});

test("the picture turns with the device", async () => {
  await openPhone();
  stub.viewer.say("DisplayIs", { geometry: 2, width: 1280, height: 720, rotation: 1, density_dpi: 240 });
  stub.viewer.show({ ...(await makePicture(320, 180)), captured_us: 5_000_000 });
  const box = await until("a wide screen", async () => {
    const now = await page.locator("#surface").boundingBox();
    return now.width > now.height && now;
  });
  await page.mouse.click(box.x + 5, box.y + 5);
  await until("a touch of the new picture", () => stub.said("Touches")[0]?.geometry === 2);
  await shot("wide");
});

test("a viewer cannot touch, and is told", async () => {
  stub.role = 0;
  stub.granted = false;
  const box = await openPhone();
  assert.ok((await text("#role")).includes("only allows watching"));
  assert.equal(await page.locator("#role button").isVisible(), false);
  assert.equal(await page.locator("#bar [data-act=back]").isDisabled(), true);
  await page.mouse.click(box.x + 20, box.y + 20);
  await page.keyboard.press("KeyA");
  await page.click("#bar [data-act=menu]");
  assert.equal(await page.locator("#menu .share >> nth=0").isVisible(), false);
  await until("what is not refused", () => stub.said("Quality").length > 0);
  for (const type of ["Touches", "Key", "Text"]) assert.equal(stub.said(type).length, 0);
});

test("control is asked for, had, asked of, and handed over", async () => {
  stub.granted = false;
  await openPhone();
  assert.ok((await text("#role")).includes("Anna is in control"));
  await shot("role");
  await page.click("#role button");
  await until("the question", () => stub.said("Handover")[0]?.what === 0);
  stub.viewer.say("HandoverIs", { what: 0, viewer: 1, name: "" });
  await page.locator("#role").waitFor({ state: "hidden" });
  assert.equal(await page.locator("#bar [data-act=back]").isDisabled(), false);
  stub.viewer.say("HandoverIs", { what: 3, viewer: 9, name: "Anna" });
  await page.getByRole("button", { name: "Hand over" }).click();
  const answer = await until("the answer", () => stub.said("Handover")[1]);
  assert.deepEqual([answer.what, answer.viewer], [2, 9]);
  stub.viewer.say("HandoverIs", { what: 2, viewer: 9, name: "Anna" });
  await visible("#role");
});

test("comes back within two seconds when the connection breaks, and when it only falls silent", async () => {
  await openPhone();
  for (const end of [() => stub.viewer.drop(), () => (stub.silent = true)]) {
    const before = stub.viewers.length;
    end();
    const began = performance.now();
    await until("a new connection", () => stub.viewers.length > before, 4000);
    stub.silent = false;
    await until("its picture", () => page.evaluate(() => !document.body.classList.contains("lost")), 4000);
    assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`);
  }
});

test("an APK is sent, and other files are not", async () => {
  await openPhone();
  const apk = Buffer.alloc(300000, 7);
  await page.setInputFiles("#apk-file", [{ name: "demo.apk", mimeType: "application/octet-stream", buffer: apk },
    { name: "demo.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await until("its bytes", () => stub.uploads[0]?.equals(apk));
  await until("both words", async () => {
    const said = await page.locator(".toast p").allInnerTexts();
    return said.includes("demo.apk is installed.") && said.includes("demo.txt is no APK.");
  });
  assert.equal(stub.uploads.length, 1);
});

test("everything that can be pressed has a name, and can be reached by Tab", async () => {
  await openPhone();
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, a, input, nav, #surface")]
    .filter((element) => element.checkVisibility())
    .filter((element) => !(element.ariaLabel || element.innerText?.trim() || element.labels?.length))
    .map((element) => element.outerHTML));
  assert.deepEqual(nameless, []);
  const reached = new Set();
  await page.evaluate(() => document.activeElement.blur());
  for (let i = 0; i < 14; ++i) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement.dataset.act ?? document.activeElement.id));
  }
  for (const one of ["surface", "to-list", "back", "rotate", "keyboard", "sound", "fullscreen", "menu"]) {
    assert.ok(reached.has(one), one);
  }
  await page.keyboard.press("Control+Alt+Slash");
  await page.locator("#surface").focus();
});

test("the player plays a file", async () => {
  page = await open(context, `${stub.url}/player`);
  const webm = await page.evaluate(async () => {
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
  await page.setInputFiles("#file", { name: "some.webm", mimeType: "video/webm", buffer: Buffer.from(webm, "base64") });
  await until("pictures", () => page.evaluate(() => document.getElementById("video").videoWidth > 0));
  await shot("player");
});
