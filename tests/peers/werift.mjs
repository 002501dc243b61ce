// werift watches a film in VP8, and is pushed one; it is full where we are lite, lite nowhere.
// It is told no STUN server: its own default is asked for 5 s where there is no network.
import { createRequire } from 'node:module';
import { Echo, expect, within } from './echo.mjs';

const require = createRequire(`${process.env.ANC_NODE_MODULES}/`);
const { RTCPeerConnection, RTCRtpCodecParameters } = require('werift');

const codecs = {
  video: [new RTCRtpCodecParameters({
    mimeType: 'video/VP8', clockRate: 90000, payloadType: 96,
    rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'goog-remb' }],
  })],
  audio: [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48000, channels: 2, payloadType: 111 })],
};

/** Resolves once 30 packets of each kind have come. */
function packets(pc, who) {
  const count = { video: 0, audio: 0 };
  return within(new Promise((resolve) => {
    pc.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(() => {
        count[track.kind] += 1;
        if (count.video > 30 && count.audio > 30) resolve();
      });
    });
  }), () => `pictures and sound ${who}: ${JSON.stringify(count)}, connection ${pc.connectionState}`);
}

const kAlert = 21;  // the type of DTLS records that end a connection

/**
 * Our end has said good-bye. werift says none: its own end is noticed only when it is silent for 30 s. Nor can it always
 * read ours: it looks for the alert in the encrypted bytes first, and one time in ten finds something there.
 */
function ended(pc, who) {
  const transport = pc.dtlsTransports[0];
  return within(new Promise((resolve) => {
    if (transport.state === 'closed') resolve();
    transport.iceTransport.connection.onData.subscribe((data) => data[0] === kAlert && resolve());
  }), () => `good-bye ${who}, DTLS is ${transport.state}`);
}

const echo = new Echo('--video', process.argv[2]);
const pc = new RTCPeerConnection({ codecs, iceServers: [] });
const arrived = packets(pc, 'that it watches');
pc.addTransceiver('video', { direction: 'recvonly' });
pc.addTransceiver('audio', { direction: 'recvonly' });
const channel = pc.createDataChannel('ancloud-input', { protocol: 'ancloud-input.v1' });
const opened = new Promise((resolve) => { channel.stateChanged.subscribe((s) => s === 'open' && resolve()); });
const got = [];
const all = new Promise((resolve) => {
  channel.onMessage.subscribe((message) => {
    got.push(message.length);
    if (got.length === 3) resolve();
  });
});
await pc.setLocalDescription(await pc.createOffer());
await pc.setRemoteDescription({ type: 'answer', sdp: await echo.answer(pc.localDescription.sdp) });
await within(opened, 'an open channel');
for (const size of [1, 1000, 20000]) channel.send(Buffer.alloc(size, 7));
await within(all, 'messages');
expect(got.join() === '1,1000,20000', `came back: ${got}`);
await arrived;
const goodBye = ended(pc, 'to who watched');
echo.order({ peer: 1, end: true });
await goodBye;
await pc.close();

const { peer, offer } = await echo.offer();
const pushed = new RTCPeerConnection({ codecs, iceServers: [] });
const media = packets(pushed, 'pushed to it');
await pushed.setRemoteDescription({ type: 'offer', sdp: offer });
await pushed.setLocalDescription(await pushed.createAnswer());
echo.order({ peer, accept: pushed.localDescription.sdp });
await echo.event('connected', peer);
await media;
const secondGoodBye = ended(pushed, 'to who was pushed to');
echo.order({ peer, end: true });
await secondGoodBye;
await pushed.close();
expect(await echo.end() === 0, 'our end ends well');
process.exit(0);
