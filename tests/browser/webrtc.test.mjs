// The page over WebRTC, against another page that plays the server: pictures, both channels, coming back.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { launch, open, until } from "./chromium.mjs";
import { Stub } from "./stub.mjs";

let context, stub, other, page;

before(async () => {
  context = await launch();
  stub = await new Stub().start();
  other = await open(context, `${stub.url}/player`);
  await other.evaluate(serveHere);
  stub.whep = async (offer) => ({ status: 201, body: await other.evaluate((sdp) => window.answer(sdp), offer),
    headers: { "Content-Type": "application/sdp", Location: "/v1/instances/default/whep/1" } });
});
after(async () => {
  await page?.close();  // first, or it asks a server that has gone
  await context?.stop();
  await stub?.stop();
});

/** Runs in the other page: answers offers, draws, greets, and keeps what it is told by channel. */
async function serveHere() {
  const { decode, encode } = await import("/assets/control.js");
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 180, height: 320 });
  const paint = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    paint.fillStyle = `hsl(${(count += 5) % 360} 80% 50%)`;
    paint.fillRect(0, 0, 180, 320);
  }, 30);
  window.said = {};
  window.joins = 0;
  const take = (channel, data) => {
    for (const message of decode(data)) {
      if (message.type === "ClockPing") {
        const now = Math.round(performance.now() * 1000);
        channel.send(encode("ClockPong", { ...message, received_us: now, sent_us: now }));
        continue;
      }
      (window.said[channel.label] ??= []).push(message);
      if (message.type !== "Hello") continue;
      channel.send(encode("Welcome", { version: 1, role: 1, can: 15, viewer: 1, instance: "default" }));
      channel.send(encode("DisplayIs", { geometry: 1, width: 180, height: 320, rotation: 0, density_dpi: 240 }));
      channel.send(encode("HandoverIs", { what: 0, viewer: 1, name: "" }));
    }
  };
  window.answer = async (sdp) => {
    window.joins += 1;
    const peer = (window.peer = new RTCPeerConnection());
    peer.ondatachannel = ({ channel }) => {
      channel.binaryType = "arraybuffer";
      channel.onmessage = ({ data }) => take(channel, data);
    };
    await peer.setRemoteDescription({ type: "offer", sdp });
    peer.addTrack(canvas.captureStream(30).getVideoTracks()[0]);
    await peer.setLocalDescription();
    await new Promise((resolve) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
    });
    return peer.localDescription.sdp;
  };
}

const reached = () => page.evaluate(() => window.ancloud?.link.reached.has("frame"));
const said = (channel, type) => other.evaluate(([from, what]) =>
  (window.said[from] ?? []).filter((message) => message.type === what), [channel, type]);

test("pictures come by WebRTC, touches go by one channel and moves by the other", async () => {
  page = await open(context, `${stub.url}/#token=secret`);
  await until("a picture", reached);
  assert.equal(await page.evaluate(() => window.ancloud.link.transport), "webrtc");
  await until("control", () => page.evaluate(() => !document.body.classList.contains("viewer")));
  const box = await page.locator("#surface").boundingBox();
  await page.mouse.move(box.x + 50, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 100, box.y + 200, { steps: 5 });
  await page.mouse.up();
  await until("down and up", async () => (await said("ancloud-input", "Touches")).length === 2);
  await until("moves", async () => (await said("ancloud-move", "Touches")).length >= 3);
  const { video, audio } = await page.evaluate(async () => {
    const video = document.querySelector("#screen video");
    return { video: [video.videoWidth, video.videoHeight, video.muted], audio: document.getElementById("sound").muted };
  });
  assert.deepEqual([video, audio], [[180, 320, true], true]);
  assert.ok(await page.evaluate(() => window.ancloud.link.clock.known));
});

test("statistics are told", async () => {
  const told = () => said("ancloud-input", "Statistics");
  await until("figures", async () => (await told()).some((one) => one.frames_presented > 0));
});

test("comes back when the other end goes, and keeps the old picture until then", async () => {
  const joins = await other.evaluate(() => window.joins);
  await other.evaluate(() => window.peer.close());
  const began = performance.now();
  await until("a second connection", async () => (await other.evaluate(() => window.joins)) > joins);
  assert.ok(await page.evaluate(() => document.querySelector("#screen video:not(.waiting)") !== null));
  await until("its picture", () => page.evaluate(() => !document.body.classList.contains("lost")));
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`);
  assert.equal(await page.locator("#screen video").count(), 1);
  assert.deepEqual(page.faults, []);
});
