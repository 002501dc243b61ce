// A page and its media by one port, and by TCP alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, until } from "./chromium.mjs";

let context;
before(async () => {
  context = await launch();
});
after(() => context?.stop());

test("the picture comes by the port that the page came from", async () => {
  const page = await open(context, process.env.ANC_LINK, (fresh) => fresh.addInitScript(() => {
    const Real = RTCPeerConnection;
    window.connections = [];
    window.RTCPeerConnection = class extends Real {
      constructor(...given) {
        super(...given);
        window.connections.push(this);
      }
    };
  }));
  await until("a picture", () => page.evaluate(() => window.ancloud?.link.reached.has("frame")));
  assert.equal(await page.evaluate(() => window.ancloud.link.transport), "webrtc");
  const remote = await page.evaluate(async () => {
    const facts = [...(await window.connections.at(-1).getStats()).values()];
    const pair = facts.find((one) => one.type === "candidate-pair" && one.nominated);
    return facts.find((one) => one.id === pair.remoteCandidateId);
  });
  assert.equal(remote.protocol, "tcp");
  assert.equal(remote.port, Number(new URL(page.url()).port));
  const frames = () => page.evaluate(() => document.querySelector("#screen video").getVideoPlaybackQuality().totalVideoFrames);
  const before = await frames();
  await until("further pictures", async () => (await frames()) > before + 10);
  assert.deepEqual(page.faults, []);
});
