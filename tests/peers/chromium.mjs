// One page per case: it watches a film, sends messages that come back, and closes.
import { createRequire } from 'node:module';
import { Echo, expect } from './echo.mjs';

const require = createRequire(`${process.env.ANC_NODE_MODULES}/`);
const { chromium } = require('playwright-core');

async function watch() {
  const pc = new RTCPeerConnection();
  globalThis.pc = pc;
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.addTransceiver('audio', { direction: 'recvonly' });
  const channel = pc.createDataChannel('ancloud-input', { protocol: 'ancloud-input.v1' });
  const moves = pc.createDataChannel('ancloud-move', { ordered: false, maxRetransmits: 0 });
  channel.binaryType = 'arraybuffer';
  const got = [];
  const all = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      got.push(data.length ?? data.byteLength);
      if (got.length === 4) resolve();
    };
  });
  const opened = (one) => new Promise((resolve) => { one.onopen = resolve; });
  const both = Promise.all([opened(channel), opened(moves)]);
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  const stream = new MediaStream();
  pc.ontrack = ({ track }) => {
    stream.addTrack(track);
    video.srcObject = stream;
  };
  document.body.append(video);
  await pc.setLocalDescription();
  const first = new Promise((resolve) => { video.requestVideoFrameCallback(resolve); });
  await pc.setRemoteDescription({ type: 'answer', sdp: await answer(pc.localDescription.sdp) });
  await both;
  for (const size of [1, 1000, 60000]) channel.send(new Uint8Array(size));
  channel.send('');
  moves.send('x');
  await all;
  await first;
  const stats = async () => {
    const list = [...(await pc.getStats()).values()];
    const of = (type, kind) => list.find((s) => s.type === type && (!kind || s.kind === kind));
    const transport = of('transport');
    const pair = list.find((s) => s.id === transport.selectedCandidatePairId);
    return {
      pictures: of('inbound-rtp', 'video').framesDecoded,
      sound: of('inbound-rtp', 'audio').packetsReceived,
      protocol: list.find((s) => s.id === pair.remoteCandidateId).protocol,
      cipher: transport.srtpCipher,
    };
  };
  let seen;
  do seen = await stats(); while (seen.pictures < 30 || seen.sound < 30);
  return { ...seen, got };
}

const browser = await chromium.launch({ executablePath: process.env.ANC_CHROMIUM, args: ['--no-sandbox'] });
const [h264, vp8] = process.argv.slice(2);
for (const [film, protocol, ...flags] of [[h264, 'udp'], [vp8, 'udp'], [h264, 'tcp', '--no-udp']]) {
  const echo = new Echo('--video', film, ...flags);
  const page = await browser.newPage();
  await page.exposeFunction('answer', (offer) => echo.answer(offer));
  const seen = await page.evaluate(watch);
  expect(seen.protocol === protocol, `${seen.protocol} is ${protocol}`);
  expect(seen.cipher.includes('GCM'), seen.cipher);
  expect(seen.got.join() === '1,1000,60000,0', `came back: ${seen.got}`);
  await page.evaluate(() => pc.close());
  await echo.event('closed');
  await page.close();
  await echo.end();
}
await browser.close();
