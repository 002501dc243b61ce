// What the tests of the page share: a Chromium, and for each test a server that says what it is told to.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";

import { launch, open, until } from "./chromium.mjs";
import { Stub } from "./stub.mjs";

/** `context`, and of the running test `stub`, `page` (null until it is opened) and `picture`, a key picture. */
export const at = { context: null, stub: null, page: null, picture: null };

before(async () => {
  at.context = await launch();
  at.picture = await makePicture();
});
after(() => at.context?.stop());
beforeEach(async () => {
  at.stub = await new Stub().start();
});
afterEach(async () => {
  const faults = at.page?.faults ?? [];
  await at.page?.close();
  at.page = null;
  await at.stub.stop();
  assert.deepEqual(faults, []);
});

/** A key picture, encoded by the browser itself. */
export async function makePicture(width = 180, height = 320) {
  const helper = await new Stub().start();
  const maker = await open(at.context, `${helper.url}/player`);
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

/** A picture for people, where ANC_SHOTS names a folder. */
export async function shot(name) {
  if (process.env.ANC_SHOTS) await at.page.screenshot({ path: `${process.env.ANC_SHOTS}/${name}.png` });
}
export const visible = (selector) => at.page.locator(selector).first().waitFor({ state: "visible" });
export const text = (selector) => at.page.locator(selector).innerText();

/** The page with a picture over the WebSocket, and in control where the stub grants it. */
export async function openPhone(query = "") {
  at.stub.picture = at.picture;
  at.page = await open(at.context, `${at.stub.url}/?transport=ws${query}#token=secret`);
  await until("a picture", () => at.page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  const viewer = () => at.page.evaluate(() => document.body.classList.contains("viewer"));
  await until("a word on control", async () => (await viewer()) !== at.stub.granted);
  return at.page.locator("#surface").boundingBox();
}
