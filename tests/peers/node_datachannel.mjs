// libdatachannel watches a film in H.264, and is pushed one.
import { createRequire } from 'node:module';
import { Echo, expect, within } from './echo.mjs';

const require = createRequire(`${process.env.ANC_NODE_MODULES}/`);
const { PeerConnection, Video, Audio, RtcpReceivingSession, cleanup } = require('node-datachannel');

function make(name) {
  const pc = new PeerConnection(name, { iceServers: [], disableAutoNegotiation: true });
  const described = new Promise((resolve) => {
    pc.onGatheringStateChange((state) => { if (state === 'complete') resolve(); });
  });
  return { pc, described };
}

/** Resolves once 30 packets of the track have come. */
function packets(track, what) {
  let count = 0;
  track.setMediaHandler(new RtcpReceivingSession());
  return within(new Promise((resolve) => {
    track.onMessage(() => { if (++count === 30) resolve(); });
  }), what);
}

const echo = new Echo('--video', process.argv[2]);
const { pc, described } = make('watcher');
const video = new Video('video', 'RecvOnly');
video.addH264Codec(102);
const audio = new Audio('audio', 'RecvOnly');
audio.addOpusCodec(111);
const tracks = [pc.addTrack(video), pc.addTrack(audio)];
const arrived = [packets(tracks[0], 'pictures'), packets(tracks[1], 'sound')];
const channel = pc.createDataChannel('ancloud-input', { protocol: 'ancloud-input.v1' });
const moves = pc.createDataChannel('ancloud-move', { unordered: true, maxRetransmits: 0 });
const opened = new Promise((resolve) => { channel.onOpen(resolve); });
const got = [];
const all = new Promise((resolve) => {
  channel.onMessage((message) => {
    got.push(message.length ?? message.byteLength);
    if (got.length === 4) resolve();
  });
});
pc.setLocalDescription('offer');
await within(described, 'candidates');
pc.setRemoteDescription(await echo.answer(pc.localDescription().sdp), 'answer');
await within(opened, 'an open channel');
for (const size of [1, 1000, 60000]) channel.sendMessageBinary(Buffer.alloc(size, 7));
channel.sendMessage('phone');
moves.sendMessage('x');
await within(all, 'messages');
expect(got.join() === '1,1000,60000,5', `came back: ${got}`);
await Promise.all(arrived);
pc.close();
await echo.event('closed');

const { peer, offer } = await echo.offer();
const { pc: pushed, described: answered } = make('pushed');
const media = within(new Promise((resolve) => {
  let count = 0;
  pushed.onTrack((track) => {
    track.setMediaHandler(new RtcpReceivingSession());
    track.onMessage(() => { if (++count === 60) resolve(); });
    tracks.push(track);
  });
}), 'what is pushed');
pushed.setRemoteDescription(offer, 'offer');
pushed.setLocalDescription('answer');
await within(answered, 'candidates');
echo.order({ peer, accept: pushed.localDescription().sdp });
await echo.event('connected', peer);
await media;
pushed.close();
await echo.event('closed', peer);
expect(await echo.end() === 0, 'our end ends well');
cleanup();
process.exit(0);
