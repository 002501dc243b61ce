// Watching over a WebSocket, where no UDP gets through: encoded pictures, decoded here.
import { ApiError, request } from "./api.js";

const kVideo = 1, kSound = 2, kControl = 3;
const kMostQueued = 8;  // pictures the decoder may lie behind
const kCodecs = { 1: "h264", 2: "vp8" };
const kWanted = { h264: "avc1.42e01f", vp8: "vp8" };  // the better one first

/** What this browser decodes of what servers have; null: none of it. */
async function decodable() {
  for (const [name, codec] of Object.entries(kWanted)) {
    const answer = await VideoDecoder.isConfigSupported({ codec }).catch(() => null);
    if (answer?.supported) return name;
  }
  return null;
}

/** "avc1.42e01f" for an Annex B picture that has its SPS. */
export function h264Name(bytes) {
  for (let at = 0; at + 6 < bytes.length; ++at) {
    const start = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
    if (start && (bytes[at + 3] & 0x1f) === 7) {
      const level = [...bytes.subarray(at + 4, at + 7)].map((one) => one.toString(16).padStart(2, "0"));
      return `avc1.${level.join("")}`;
    }
  }
  return null;
}

/** A picture of the stream: docs/control-channel.md, "Pictures and sound over a WebSocket". */
export function readPicture(data) {
  const view = new DataView(data);
  const captured = Number(view.getBigUint64(7));
  return {
    key: (view.getUint8(1) & 1) !== 0,
    codec: kCodecs[view.getUint8(2)],
    frame: view.getUint32(3),
    captured,
    rtpTimestamp: Math.floor((captured * 9) / 100) % 2 ** 32,
    width: view.getUint16(15),
    height: view.getUint16(17),
    bytes: new Uint8Array(data, 19),
  };
}

/** Decodes pictures onto a canvas. `onlost`: a key picture is needed. */
class CanvasPlayer {
  canvas = document.createElement("canvas");
  #context = this.canvas.getContext("2d", { alpha: false, desynchronized: true });
  #decoder = null;
  #codec = "";
  #needsKey = true;
  #waiting = new Map();  // by captured

  constructor(onlost, onpresented) {
    Object.assign(this, { onlost, onpresented });
  }

  take(picture) {
    if (this.#needsKey && !picture.key) return;
    if (!picture.key && this.#decoder.decodeQueueSize > kMostQueued) return this.#lose();
    if (picture.key && !this.#configure(picture)) return;
    this.#needsKey = false;
    this.#waiting.set(picture.captured, { ...picture, receivedAt: performance.now() });
    this.#decoder.decode(new EncodedVideoChunk({
      type: picture.key ? "key" : "delta", timestamp: picture.captured, data: picture.bytes,
    }));
  }

  close() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
  }

  #configure(picture) {
    const codec = picture.codec === "h264" ? h264Name(picture.bytes) : picture.codec;
    if (!codec) return false;
    if (this.#decoder?.state === "configured" && codec === this.#codec) return true;
    this.close();
    this.#codec = codec;
    this.#decoder = new VideoDecoder({ output: (frame) => this.#draw(frame), error: () => this.#lose() });
    this.#decoder.configure({ codec, optimizeForLatency: true });
    return true;
  }

  #lose() {
    this.#needsKey = true;
    this.#waiting.clear();
    this.onlost();
  }

  #draw(frame) {
    const { canvas } = this;
    if (canvas.width !== frame.displayWidth || canvas.height !== frame.displayHeight) {
      canvas.width = frame.displayWidth;
      canvas.height = frame.displayHeight;
    }
    this.#context.drawImage(frame, 0, 0);
    const of = this.#waiting.get(frame.timestamp);
    this.#waiting.delete(frame.timestamp);
    frame.close();
    if (!of) return;
    const presentedAt = performance.now();
    this.onpresented({ rtpTimestamp: of.rtpTimestamp, receivedAt: of.receivedAt, presentedAt,
      decodeMs: presentedAt - of.receivedAt });
  }
}

/** Opus packets to the loudspeaker, as soon as they come. */
export class SoundPlayer {
  #context = null;
  #decoder = null;
  #next = 0;
  set muted(muted) {
    if (muted) return void this.#context?.suspend();
    this.#context ??= new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
    this.#context.resume();
  }

  take(data) {
    if (this.#context?.state !== "running" || typeof AudioDecoder === "undefined") return;
    if (!this.#decoder || this.#decoder.state === "closed") {
      this.#decoder = new AudioDecoder({ output: (sound) => this.#play(sound), error: () => {} });
      this.#decoder.configure({ codec: "opus", sampleRate: 48000, numberOfChannels: 2 });
    }
    const timestamp = Number(new DataView(data).getBigUint64(1));
    this.#decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data: new Uint8Array(data, 9) }));
  }

  close() {
    if (this.#decoder && this.#decoder.state !== "closed") this.#decoder.close();
    this.#context?.close();
    this.#context = this.#decoder = null;
  }

  #play(sound) {
    const { numberOfChannels, numberOfFrames, sampleRate } = sound;
    const buffer = this.#context.createBuffer(numberOfChannels, numberOfFrames, sampleRate);
    for (let channel = 0; channel < numberOfChannels; ++channel) {
      sound.copyTo(buffer.getChannelData(channel), { planeIndex: channel, format: "f32-planar" });
    }
    sound.close();
    const now = this.#context.currentTime;
    if (this.#next < now || this.#next > now + 0.2) this.#next = now + 0.03;
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#context.destination);
    source.start(this.#next);
    this.#next += buffer.duration;
  }
}

/** As WhepLink, but "picture" gives a canvas, "sound" a SoundPlayer, and "presented" tells of pictures. */
export class WsLink extends EventTarget {
  kind = "ws";
  #options;
  #socket = null;
  #player = null;
  #sound = new SoundPlayer();
  #closed = false;

  static possible() {
    return typeof VideoDecoder !== "undefined";
  }

  constructor(options) {
    super();
    this.#options = options;
  }

  async start() {
    const codec = WsLink.possible() ? await decodable() : null;
    if (!codec) throw Object.assign(new ApiError(0, { kind: "no_webcodecs" }), { step: "ice" });
    if (this.#closed) return undefined;
    this.#player = new CanvasPlayer(() => this.#tell("refresh"), (times) => this.#tell("presented", times));
    const url = new URL(this.#options.url, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("codec", codec);
    this.#socket = new WebSocket(url, ["ancloud.v1", `bearer.${this.#options.token}`]);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }) => data instanceof ArrayBuffer && data.byteLength && this.#take(data);
    return new Promise((resolve, reject) => {
      // A WebSocket does not say why it was refused; a request does.
      this.#socket.onclose = () => request("/v1/whoami").then(() => reject(new ApiError(503)), reject);
      this.#socket.onopen = () => {
        this.#socket.onclose = () => this.#end();
        this.#opened();
        resolve();
      };
    });
  }

  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }
  send(frame) {
    if (!this.connected) return false;
    const all = new Uint8Array(frame.length + 1);
    all[0] = kControl;
    all.set(frame, 1);
    this.#socket.send(all);
    return true;
  }
  sendMove(frame) {
    return this.#socket?.bufferedAmount < 1 << 16 && this.send(frame);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket?.close();
    this.#player?.close();
    this.#sound.close();
  }

  #opened() {
    for (const step of ["server", "token", "instance", "ice", "dtls"]) this.#options.step?.(step);
    this.#tell("picture", this.#player.canvas);
    this.#tell("sound", this.#sound);
    this.#tell("open");
  }

  #take(data) {
    const kind = new DataView(data).getUint8(0);
    if (kind === kVideo && data.byteLength > 19) this.#player.take(readPicture(data));
    else if (kind === kSound && data.byteLength > 9) this.#sound.take(data);
    else if (kind === kControl) this.#tell("data", data.slice(1));
  }

  #tell(what, detail) {
    if (!this.#closed) this.dispatchEvent(new CustomEvent(what, { detail }));
  }
  #end() {
    this.#tell("closed");
    this.close();
  }
}
