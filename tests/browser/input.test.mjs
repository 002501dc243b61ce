// What a person does on the page, as the server hears it.
import assert from "node:assert/strict";
import test from "node:test";

import { until } from "./chromium.mjs";
import { at, makePicture, openPhone, shot, text, visible } from "./fixture.mjs";

/** All touches, once the last of them has lifted a finger; else false. */
function liftedTouches() {
  const touches = at.stub.said("Touches");
  return touches.at(-1)?.contacts[0].phase === 2 && touches;
}

test("a click is a touch where it was made", async () => {
  const box = await openPhone();
  await at.page.mouse.click(box.x + box.width / 2, box.y + box.height / 4);
  const [down, up] = await until("down and up", () => at.stub.said("Touches").length >= 2 && at.stub.said("Touches"));
  assert.deepEqual([down.contacts[0].phase, up.contacts[0].phase], [0, 2]);
  assert.equal(down.geometry, 1);
  assert.ok(up.sequence > down.sequence);
  assert.ok(Math.abs(down.contacts[0].x - 32768) < 200 && Math.abs(down.contacts[0].y - 16384) < 200);
  await shot("phone");
});

test("a drag is moves between down and up", async () => {
  const box = await openPhone();
  await at.page.mouse.move(box.x + 20, box.y + 20);
  await at.page.mouse.down();
  await at.page.mouse.move(box.x + 200, box.y + 300, { steps: 8 });
  await at.page.mouse.up();
  const touches = await until("up", liftedTouches);
  const moves = touches.slice(1, -1);
  assert.ok(moves.length >= 4 && moves.every((one) => one.contacts[0].phase === 1));
  assert.deepEqual(touches.map((one) => one.sequence), touches.map((_, i) => touches[0].sequence + i));
});

test("two fingers are two fingers", async () => {
  const box = await openPhone();
  const cdp = await at.context.newCDPSession(at.page);
  const finger = (x, y, id) => ({ x: box.x + x, y: box.y + y, id });
  const touch = (type, touchPoints) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [finger(50, 100, 0)]);
  await touch("touchStart", [finger(50, 100, 0), finger(150, 100, 1)]);
  await touch("touchMove", [finger(40, 100, 0), finger(160, 100, 1)]);
  await touch("touchEnd", []);
  const touches = await until("both up", () => {
    const all = at.stub.said("Touches");
    return all.filter((one) => one.contacts[0].phase === 2).length === 2 && all;
  });
  for (const phase of [0, 1, 2]) {
    const contacts = touches.map((one) => one.contacts[0]).filter((one) => one.phase === phase);
    assert.deepEqual([...new Set(contacts.map((one) => one.finger))].sort(), [0, 1]);
  }
});

test("a finger that is down when the device turns is lifted where it is lifted", async () => {
  const box = await openPhone();
  await at.page.mouse.move(box.x + 20, box.y + 20);
  await at.page.mouse.down();
  await until("down", () => at.stub.said("Touches").length > 0);
  at.stub.viewer.say("DisplayIs", { geometry: 2, width: 720, height: 1280, rotation: 2, density_dpi: 240 });
  at.stub.viewer.say("ErrorIs", { code: 0, why: "all of it has been read" });
  await visible(".toast");
  await at.page.mouse.up();
  const touches = await until("up", liftedTouches);
  assert.deepEqual(touches.map((one) => one.geometry), [1, 2]);
});

test("the wheel scrolls, and pinches with Ctrl", async () => {
  const box = await openPhone();
  await at.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await at.page.mouse.wheel(0, 100);
  const wheel = await until("a wheel", () => at.stub.said("Wheel")[0]);
  assert.deepEqual([wheel.right, wheel.up], [0, -120]);
  await at.page.keyboard.down("Control");
  await at.page.mouse.wheel(0, -100);
  await at.page.keyboard.up("Control");
  const touches = await until("fingers that lift", liftedTouches);
  const spread = ({ contacts: [one, two] }) => two.y - one.y;
  assert.ok(touches.every((one) => one.contacts.length === 2));
  assert.ok(spread(touches.at(-1)) > spread(touches[0]));
});

test("keys go by their place once the screen has the keyboard, and come back", async () => {
  await openPhone();
  await at.page.locator("#surface").focus();
  await at.page.keyboard.press("Enter");
  await visible("#grab");
  await at.page.keyboard.press("KeyA");
  await at.page.keyboard.press("Tab");
  const keys = await until("four keys", () => at.stub.said("Key").length >= 4 && at.stub.said("Key"));
  assert.deepEqual(keys.map((one) => [one.code, one.action]), [[30, 1], [30, 0], [15, 1], [15, 0]]);
  await at.page.keyboard.press("Control+Alt+KeyK");
  await at.page.locator("#grab").waitFor({ state: "hidden" });
  assert.equal(await at.page.evaluate(() => document.activeElement.id), "surface");
  await until("all keys up", () => {
    const held = new Set();
    for (const { code, action } of at.stub.said("Key")) action ? held.add(code) : held.delete(code);
    return held.size === 0;
  });
  await at.page.keyboard.press("Tab");
  assert.notEqual(await at.page.evaluate(() => document.activeElement.id), "surface");
});

/** Codes with "+" where they go down and "-" where they come up, once `last` is among them. */
const pressed = (last) => until(last, () => {
  const all = at.stub.said("Key").map(({ code, action }) => (action ? "+" : "-") + code);
  return all.includes(last) && all;
});

test("what was pressed with Meta comes up with it: macOS does not say more", async () => {
  await openPhone();
  await at.page.click("[data-act=keyboard]");
  await at.page.keyboard.down("Meta");
  await at.page.keyboard.down("KeyC");
  await at.page.keyboard.up("Meta");
  assert.deepEqual(await pressed("-125"), ["+125", "+46", "-46", "-125"]);
  await at.page.keyboard.up("KeyC");
});

test("composed text goes as text", async () => {
  await openPhone();
  await at.page.click("[data-act=keyboard]");
  const cdp = await at.context.newCDPSession(at.page);
  await cdp.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
  await cdp.send("Input.insertText", { text: "你好" });
  const [said] = await until("a text", () => at.stub.said("Text").length && at.stub.said("Text"));
  assert.equal(said.utf8, "你好");
  assert.deepEqual(at.stub.said("Composition").map((one) => one.phase).slice(0, 2), [0, 1]);
  assert.equal(at.stub.said("Composition").at(-1).phase, 2);
  await cdp.send("Input.insertText", { text: "é" });  // as phones' keyboards do
  await until("the second text", () => at.stub.said("Text")[1]?.utf8 === "é");
});

/** The guest has the keyboard, and the browser's clipboard holds `what`. */
async function typingWith(what) {
  await openPhone();
  await at.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await at.page.evaluate((words) => navigator.clipboard.writeText(words), what);
  await at.page.click("[data-act=keyboard]");
}

test("pasting fills the guest's clipboard first, then presses its key", async () => {
  await typingWith("from outside 好");
  await at.page.keyboard.press("Control+KeyV");
  const set = await until("the text", () => at.stub.said("ClipboardSet")[0]);
  assert.equal(Buffer.from(set.part).toString(), "from outside 好");
  assert.ok(!at.stub.said("Key").some((one) => one.code === 135));
  at.stub.viewer.say("ClipboardDone", { id: set.id, done: true, why: "" });
  await until("the paste key", () => at.stub.said("Key").some((one) => one.code === 135));
});

test("the paste key is pressed without Ctrl, which a hand still holds", async () => {
  await typingWith("quick");
  await at.page.keyboard.down("Control");
  await at.page.keyboard.down("KeyV");
  const set = await until("the text", () => at.stub.said("ClipboardSet")[0]);
  at.stub.viewer.say("ClipboardDone", { id: set.id, done: true, why: "" });
  await pressed("-135");
  await at.page.keyboard.up("KeyV");
  await at.page.keyboard.up("Control");
  await until("Ctrl up", () => at.stub.said("Key").filter((one) => one.code === 29).length === 4);
  assert.deepEqual(await pressed("-135"), ["+29", "-29", "+135", "-135", "+29", "-29"]);
});

test("with Meta too, which must not come up alone: Android would call its assistant", async () => {
  await openPhone();
  await at.page.click("[data-act=keyboard]");
  await at.page.keyboard.down("Meta");
  await at.page.keyboard.down("KeyV");
  await at.page.keyboard.up("Meta");
  assert.deepEqual(await pressed("-125"), ["+125", "+29", "-29", "-125"]);
  await at.page.keyboard.up("KeyV");
});

test("a gamepad that goes, or a page that is hidden, leaves nothing pressed", async () => {
  await openPhone();
  await at.page.evaluate(() => {
    const buttons = Array.from({ length: 17 }, (_, i) => ({ pressed: i === 0, value: i === 0 ? 1 : 0 }));
    window.pad = { connected: true, buttons, axes: [1, 0, 0, 0] };
    navigator.getGamepads = () => [window.pad];
    dispatchEvent(new Event("gamepadconnected"));
  });
  const values = (type, key) => at.stub.said(type).map((one) => one[key]);
  await until("the stick", () => values("PadAxis", "value").length === 1);
  await at.page.evaluate(() => (window.pad = null));
  await until("its end", () => values("PadAxis", "value").length === 2);
  assert.deepEqual(values("PadAxis", "value"), [32767, 0]);
  assert.deepEqual(values("PadButton", "down"), [true, false]);
  await at.page.evaluate(() => {
    window.pad = { connected: true, buttons: [{ pressed: true, value: 1 }], axes: [] };
    dispatchEvent(new Event("gamepadconnected"));
  });
  await until("the button", () => values("PadButton", "down").length === 3);
  await at.page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await until("up", () => values("PadButton", "down").length >= 4);
  assert.equal(values("PadButton", "down")[3], false);
});

test("what the guest copies arrives, and is acknowledged", async () => {
  await openPhone();
  await at.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await at.page.bringToFront();
  const part = Buffer.from("from the phone");
  at.stub.viewer.say("ClipboardChanged", { id: 4, total: part.length, offset: 0, part });
  const ack = await until("an answer", () => at.stub.said("ClipboardAck")[0]);
  assert.equal(ack.id, 4);
  if (ack.taken) assert.equal(await at.page.evaluate(() => navigator.clipboard.readText()), "from the phone");
  else await visible(".toast");
});

test("the bar's buttons do what they say", async () => {
  await openPhone();
  for (const act of ["back", "home", "recents", "rotate"]) await at.page.click(`#bar [data-act=${act}]`);
  const keys = await until("six keys", () => at.stub.said("Key").length >= 6 && at.stub.said("Key"));
  assert.deepEqual(keys.map((one) => one.code), [158, 158, 172, 172, 580, 580]);
  await until("a turn", () => at.stub.said("Rotate")[0]?.to === 4);
  await at.page.click("#bar [data-act=menu]");
  await at.page.check("#quality input[value=low]");
  await until("less", () => at.stub.said("Quality").at(-1)?.bits_per_second === 1_000_000);
  await shot("menu");
  await at.page.click("#menu [data-act=overlay]");
  await at.page.click("#menu form button");
  await visible("#overlay table");
  assert.ok((await text("#overlay")).includes("WebSocket"));
  await shot("overlay");
});

test("the picture turns with the device", async () => {
  await openPhone();
  at.stub.viewer.say("DisplayIs", { geometry: 2, width: 1280, height: 720, rotation: 1, density_dpi: 240 });
  at.stub.viewer.show({ ...(await makePicture(320, 180)), captured_us: 5_000_000 });
  const box = await until("a wide screen", async () => {
    const now = await at.page.locator("#surface").boundingBox();
    return now.width > now.height && now;
  });
  await at.page.mouse.click(box.x + 5, box.y + 5);
  await until("a touch of the new picture", () => at.stub.said("Touches")[0]?.geometry === 2);
  await shot("wide");
});
