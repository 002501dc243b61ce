// Watching by WHEP: one POST, then pictures, sound and the two channels over WebRTC.
import { errorOf, ApiError } from "./api.js";
import { kChannel, kMoveChannel, kProtocol } from "./control.js";

const kMostWaiting = 1 << 16;  // bytes in a channel; moves are dropped above it

/** Plays at once what has come: no waiting for lip sync or for a smoother picture. */
function playAtOnce(receiver) {
  if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = 0;
  if ("playoutDelayHint" in receiver) receiver.playoutDelayHint = 0;
}

/** Sends the offer and takes the answer; where to say good-bye. */
async function negotiate(peer, { url, token, signal, step }) {
  await peer.setLocalDescription();
  const headers = { "Content-Type": "application/sdp" };
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    // Without waiting for candidates: the server answers whatever reaches it.
    response = await fetch(url, { method: "POST", headers, body: peer.localDescription.sdp, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, { error: error.message });
  }
  step?.("server");
  if (response.status !== 201) throw await errorOf(response);
  step?.("token");
  step?.("instance");
  const location = response.headers.get("Location");
  await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
  return location && new URL(location, response.url).href;
}

/**
 * A WebRTC connection. Events: "picture", "sound" (detail: a MediaStream), "open", "data" (detail: ArrayBuffer),
 * "closed".
 */
export class WhepLink extends EventTarget {
  kind = "webrtc";
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  #reliable;
  #moves;
  #resource = null;
  #options;
  #closed = false;

  /** @param {{url: string, token?: string, channels?: boolean, step?: (name: string) => void}} options */
  constructor(options) {
    super();
    this.#options = options;
    const peer = this.#peer;
    if (options.channels !== false) this.#openChannels();
    for (const kind of ["video", "audio"]) {
      playAtOnce(peer.addTransceiver(kind, { direction: "recvonly" }).receiver);
    }
    peer.ontrack = ({ track, receiver }) => {
      playAtOnce(receiver);
      // Each in a stream of its own: the picture never waits for the sound.
      this.#tell(track.kind === "video" ? "picture" : "sound", new MediaStream([track]));
    };
    peer.oniceconnectionstatechange = () => {
      if (["connected", "completed"].includes(peer.iceConnectionState)) options.step?.("ice");
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") options.step?.("dtls");
      if (["failed", "closed"].includes(peer.connectionState)) this.#end();
    };
  }

  /** Resolves when the server has answered; what goes wrong is an ApiError. */
  async start(signal) {
    this.#resource = await negotiate(this.#peer, { ...this.#options, signal });
    if (this.#closed) this.#leave();
  }

  get connected() {
    return this.#peer.connectionState === "connected";
  }

  /** @param {Uint8Array} frame; false when it cannot go */
  send(frame) {
    if (this.#reliable?.readyState !== "open") return false;
    this.#reliable.send(frame);
    return true;
  }

  sendMove(frame) {
    if (this.#moves?.readyState !== "open") return this.send(frame);
    if (this.#moves.bufferedAmount > kMostWaiting) return false;
    this.#moves.send(frame);
    return true;
  }

  stats() {
    return this.#peer.getStats();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#peer.close();
    this.#leave();
  }

  #openChannels() {
    this.#reliable = this.#peer.createDataChannel(kChannel, { ordered: true, protocol: kProtocol });
    this.#moves = this.#peer.createDataChannel(kMoveChannel,
      { ordered: false, maxRetransmits: 0, protocol: kProtocol });
    for (const channel of [this.#reliable, this.#moves]) {
      channel.binaryType = "arraybuffer";
      channel.onmessage = ({ data }) => data instanceof ArrayBuffer && this.#tell("data", data);
    }
    this.#reliable.onopen = () => this.#tell("open");
    this.#reliable.onclose = () => this.#end();
  }

  #tell(what, detail) {
    if (!this.#closed) this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  #end() {
    this.#tell("closed");
    this.close();
  }

  #leave() {
    if (!this.#resource) return;
    const { token } = this.#options;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    fetch(this.#resource, { method: "DELETE", headers, keepalive: true }).catch(() => {});
    this.#resource = null;
  }
}
