// One page that watches: what it measured, as a line of JSON for each order that comes on standard input.
//
// orders: "watch N" (pictures to see), "touch N", "join N", "viewers N" (further pages), "end"
import { createInterface } from "node:readline";

import { launch, open, until } from "../browser/chromium.mjs";

const link = process.env.ANC_LINK;
const context = await launch();
const reached = (page) => page.evaluate(() => window.ancloud?.link.reached.has("frame"));
const say = (facts) => console.log(JSON.stringify(facts));
let page = await open(context, link);
await until("a picture", () => reached(page));

const orders = {
  /** How old pictures are when they are presented; frames held and freezes by the browser's own count. */
  async watch(seconds) {
    await page.evaluate(() => window.ancloud.latency.reset());
    const frames = () => page.evaluate(() => document.querySelector("#screen video").getVideoPlaybackQuality().totalVideoFrames);
    const [before, begin] = [await frames(), performance.now()];
    const gaps = page.evaluate(async (ms) => {
      const video = document.querySelector("#screen video");
      let [last, worst] = [performance.now(), 0];
      const end = last + ms;
      await new Promise((done) => {
        const next = (now) => {
          worst = Math.max(worst, now - last);
          last = now;
          if (now < end) video.requestVideoFrameCallback(next);
          else done();
        };
        video.requestVideoFrameCallback(next);
        setTimeout(done, ms + 1000);
      });
      return worst;
    }, seconds * 1000);
    const worst = await gaps;
    const fps = ((await frames()) - before) / ((performance.now() - begin) / 1000);
    return { ...(await page.evaluate(() => window.ancloud.latency.summary())), fps, worst };
  },
  /** From a touch to the first picture that can show it. */
  async touch(count) {
    await page.evaluate(() => window.ancloud.latency.reset());
    const box = await page.locator("#surface").boundingBox();
    for (let i = 0; i < count; ++i) {
      await page.mouse.move(box.x + box.width * (0.3 + 0.4 * Math.random()), box.y + box.height * 0.35);
      await page.mouse.down();
      await page.waitForTimeout(60);
      await page.mouse.up();
      await page.waitForTimeout(120);
    }
    return page.evaluate(() => window.ancloud.latency.summary());
  },
  /** From the page's first word to the first picture: as often as asked. */
  async join(count) {
    const times = [];
    for (let i = 0; i < count; ++i) {
      const other = await open(context, link);
      await until("a picture", () => reached(other));
      times.push(await other.evaluate(() => window.ancloud.link.joined));
      await other.close();
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await page.bringToFront();
    return { times };
  },
};

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const [order, value] = line.split(" ");
  if (order === "end") break;
  say(await orders[order](Number(value)));
}
await context.stop();
