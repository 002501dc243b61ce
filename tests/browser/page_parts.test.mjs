// Parts of the page that need no browser: clock, latencies, gamepads, pictures of the WebSocket, words.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const part = (name) => import(`${process.env.ANC_ASSETS}/${name}.js`);
const { Clock } = await part("clock");
const { Latency, quantile } = await part("latency");
const { readPad } = await part("gamepad");
const { linuxKey } = await part("keys");
const en = (await part("words-en")).default;
const zh = (await part("words-zh")).default;

/** A clock that knows that the server's shows `ahead` ms more, by one ping of 2 ms. */
function clockAhead(ahead) {
  const clock = new Clock();
  const ping = clock.ping(100);
  const at = (101 + ahead) * 1000;
  assert.equal(clock.pong({ ...ping, received_us: at, sent_us: at }, 102), 2);
  return clock;
}

test("the clock goes by the ping that came back soonest", () => {
  const clock = clockAhead(5000);
  const slow = clock.ping(200);
  clock.pong({ ...slow, received_us: 5_290_000, sent_us: 5_290_000 }, 300);  // 90 there, 10 back
  assert.equal(clock.toPage(5_101_000), 101);
  assert.equal(clock.toServer(101), 5_101_000);
  assert.equal(clock.roundTrip, 2);
});

test("a pong that nobody asked for is nothing", () => {
  const clock = new Clock();
  assert.equal(clock.pong({ id: 9, received_us: 1, sent_us: 1 }, 1), null);
  assert.equal(clock.known, false);
});

test("a picture's stages add up to its age", () => {
  const clock = clockAhead(1000);
  const latency = new Latency(() => clock);
  latency.touched(195);  // one ms before the guest drew
  latency.frameTimes({ rtp_timestamp: 7, posted_us: 1_200_000, composed_us: 1000, drawn_us: 1300, read_back_us: 1500,
    converted_us: 2000, encoded_us: 4000, sent_us: 4200 });
  latency.presented({ rtpTimestamp: 7, receivedAt: 204.7, presentedAt: 207, decodeMs: 1 });
  const { stages, total, whole, touch } = latency.summary();
  const round = Object.fromEntries(Object.entries(stages).map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
  assert.deepEqual(round, { compose: 1, draw: 0.3, read_back: 0.2, convert: 0.5, encode: 2, send: 0.2, network: 0.5, decode: 1,
    present: 1.3 });
  assert.ok(Math.abs(total - 5.7) < 1e-9, `since it was drawn: ${total}`);
  assert.equal(whole, 7);
  assert.equal(touch, 12);
});

test("a touch is answered by a picture that was drawn after it", () => {
  const clock = clockAhead(0);
  const latency = new Latency(() => clock);
  const picture = (rtp_timestamp, posted) => {
    latency.frameTimes({ rtp_timestamp, posted_us: posted * 1000, composed_us: 0, drawn_us: 0, read_back_us: 0, converted_us: 0,
      encoded_us: 0, sent_us: 0 });
    latency.presented({ rtpTimestamp: rtp_timestamp, receivedAt: posted, presentedAt: posted + 1, decodeMs: 0 });
  };
  latency.touched(500);
  picture(1, 499);
  assert.equal(latency.summary().touch, null);
  picture(2, 510);
  assert.equal(latency.summary().touch, 11);
});

test("quantiles", () => {
  assert.equal(quantile([], 0.5), null);
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([3, 1, 2], 0.95), 3);
});

test("gamepads are read in the guest's ranges", () => {
  const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
  buttons[0] = { pressed: true, value: 1 };
  buttons[7] = { pressed: true, value: 1 };
  buttons[14] = { pressed: true, value: 1 };
  const values = readPad({ buttons, axes: [-1, 1, 0, 0] });
  assert.equal(values.get("b304"), 1);
  assert.equal(values.get("b305"), 0);
  assert.deepEqual([values.get("a0"), values.get("a1"), values.get("a5"), values.get("a16")], [-32768, 32767, 255, -1]);
});

test("keys go by where they sit", () => {
  assert.deepEqual(["KeyA", "Enter", "IntlBackslash", "Nonsense"].map(linuxKey), [30, 28, 86, 0]);
});

test("pictures of a WebSocket say what they are", async () => {
  globalThis.document = { createElement: () => ({}) };
  globalThis.location = { hash: "" };
  const { h264Name, readPicture } = await part("ws");
  const data = Buffer.from("0101010000002a00000000000f424002d00500" + "0000000167" + "42e01f" + "aabb", "hex");
  const picture = readPicture(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
  assert.equal(picture.rtpTimestamp, 90000);
  assert.deepEqual([picture.key, picture.codec, picture.frame, picture.width, picture.height],
    [true, "h264", 42, 720, 1280]);
  assert.equal(h264Name(picture.bytes), "avc1.42e01f");
  assert.equal(h264Name(new Uint8Array([0, 0, 1, 0x65, 1, 2, 3])), null);
});

test("both languages have all words that the page uses", () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const page = `${process.env.ANC_SRC}/internal/web/page`;
  const texts = [`${page}/index.html`, `${page}/player.html`,
    ...readdirSync(`${page}/assets`).filter((name) => name.endsWith(".js")).map((name) => `${page}/assets/${name}`)]
    .map((path) => readFileSync(path, "utf8")).join("\n");
  for (const [, key] of texts.matchAll(/(?:say\(|data-(?:say|label)=)"([\w.-]+)"/g)) assert.ok(key in en, key);
  for (const key of Object.keys(en)) {
    const { length } = [...en[key].matchAll(/\{\w+\}/g)];
    assert.equal([...zh[key].matchAll(/\{\w+\}/g)].length, length, key);
  }
});
