// The connection to an instance: which transport, how far it has come, and again when it is lost.
import { of, token } from "./api.js";
import { Capability, Cause, decode, encode } from "./control.js";
import { Clock } from "./clock.js";
import { WhepLink } from "./whep.js";
import { WsLink } from "./ws.js";

const kPingEvery = 500;        // ms
const kSilence = 1500;         // ms without a word: lost
const kForAnswer = [1500, 2500, 1500, 6000];  // ms for one, in turn: back soon after an outage, and on slow lines too
const kForWebRtc = 4000;       // ms until the WebSocket is tried instead
const kFirstPings = 100;
const kRetries = [0, 100, 200, 300, 500];  // ms; the last one again and again
const kManyTries = 60;         // after these
const kSlowRetry = 3000;       // ms

/** What a connection passes, in its order; the ladder shows them (ladder.js). */
export const kSteps = ["server", "token", "instance", "ice", "dtls", "frame"];

/** Which step an error of the server belongs to. */
function stepOf(error) {
  if (error.status === 0) return "server";
  if (error.status === 401 || error.status === 403 || error.status === 429) return "token";
  return "instance";
}

/** Errors that another try will not mend by itself. */
const isFinal = (error) => [401, 403].includes(error.status);

/**
 * Events: "step" (how far, what failed), "picture", "sound" (what the transport gives), "presented" (of a
 * transport that draws by itself), "welcome" and "message" (of the control channel), "lost".
 */
export class Link extends EventTarget {
  clock = new Clock();
  reached = new Set();
  failed = null;  // {step, error}
  transport = null;
  joined = null;  // ms from the first word to the first picture
  #instance;
  #wanted;
  #wire = null;
  #abort = null;
  #began = 0;
  #tries = 0;
  #stopped = true;
  #heard = 0;
  #lastCheck = 0;
  #timers = new Set();

  /** @param {string} instance  @param {"auto"|"webrtc"|"ws"} wanted */
  constructor(instance, wanted = "auto") {
    super();
    this.#instance = instance;
    this.#wanted = wanted;
  }

  start() {
    this.#stopped = false;
    this.#lastCheck = performance.now();
    this.#every(kPingEvery, () => this.#check());
    this.#attempt();
  }

  stop() {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
    this.#drop();
  }

  /** Tries at once, with all transports again: the person asked, or the network has come back. */
  retry() {
    if (this.#stopped) return;
    if (this.#wanted === "auto") this.transport = null;
    this.#tries = 0;
    this.#attempt();
  }

  /** The page is looked at again: a quick test whether the other end is still there. */
  probe() {
    if (!this.#wire?.connected) return this.retry();
    const asked = performance.now();
    this.#ping();
    this.#after(700, () => this.#heard < asked && this.#lose());
  }

  /** False when it could not go. */
  send(name, fields) {
    return this.#wire?.send(encode(name, fields)) ?? false;
  }
  /** Messages that were encoded before. */
  sendFrame(frame) {
    return this.#wire?.send(frame) ?? false;
  }
  sendMove(frame) {
    return this.#wire?.sendMove(frame) ?? false;
  }
  stats() {
    return this.#wire?.stats?.() ?? null;
  }

  /** A picture has been presented. */
  presented() {
    this.#heard = performance.now();
    if (!this.reached.has("frame")) {
      this.joined = this.#heard - this.#began;
      this.#reach("frame");
    }
    this.#tries = 0;
  }

  #every(ms, what) {
    this.#timers.add(setInterval(what, ms));
  }
  #after(ms, what) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  /** Nothing has been reached any more. */
  #forget() {
    const had = this.reached.has("frame");
    this.reached = new Set();
    if (had) this.#tell("lost");
  }

  #drop() {
    this.#abort?.abort();
    const wire = this.#wire;
    this.#wire = null;
    wire?.close();
  }

  #make() {
    const options = { token: token(), step: (name) => this.#reach(name) };
    const only = typeof RTCPeerConnection === "undefined" ? "ws" : "webrtc";
    this.transport ??= this.#wanted === "ws" ? "ws" : only;
    if (this.transport === "ws") return new WsLink({ ...options, url: of(this.#instance, "ws") });
    return new WhepLink({ ...options, url: of(this.#instance, "whep") });
  }

  async #attempt() {
    this.#drop();
    this.#forget();
    this.clock = new Clock();
    this.#began = performance.now();
    const abort = (this.#abort = new AbortController());
    const wire = (this.#wire = this.#make());
    const mine = () => this.#wire === wire && !this.#stopped;
    this.#changed();
    wire.addEventListener("picture", ({ detail }) => mine() && this.#tell("picture", detail));
    wire.addEventListener("sound", ({ detail }) => mine() && this.#tell("sound", detail));
    wire.addEventListener("data", ({ detail }) => mine() && this.#read(detail));
    wire.addEventListener("presented", ({ detail }) => mine() && this.#tell("presented", detail));
    wire.addEventListener("refresh", () => mine() && this.send("Refresh"));
    wire.addEventListener("open", () => mine() && this.#hello());
    wire.addEventListener("closed", () => mine() && this.#lose());
    const patience = this.#after(kForAnswer[this.#tries % kForAnswer.length], () => mine() && this.#unanswered());
    try {
      await wire.start(abort.signal);
      if (mine() && this.transport === "webrtc") this.#after(kForWebRtc, () => mine() && this.#fallBack(wire));
    } catch (error) {
      if (mine()) this.#refused(error);
    } finally {
      clearTimeout(patience);
      this.#timers.delete(patience);
    }
  }

  /** What was sent may have gone where nobody is: TCP itself would try it again later and later. */
  #unanswered() {
    this.failed = { step: "server", error: null };
    this.#drop();
    this.#changed();
    this.#again();
  }

  /** WebRTC has had its time. */
  #fallBack(wire) {
    if (wire.connected) return;
    const step = this.reached.has("ice") ? "dtls" : "ice";
    this.failed = { step, error: null };
    this.#changed();
    if (this.#wanted !== "auto" || !WsLink.possible()) return this.#again();
    this.transport = "ws";
    this.#attempt();
  }

  #refused(error) {
    this.failed = { step: error.step ?? stepOf(error), error };
    if (this.transport === "ws" && this.#wanted === "auto") this.transport = null;
    this.#drop();
    this.#changed();
    if (isFinal(error)) return;
    this.#again(error.retryAfter ? error.retryAfter * 1000 : error.status === 404 ? 3000 : undefined);
  }

  #lose() {
    if (this.#stopped || !this.#wire) return;
    this.#drop();
    this.#forget();
    this.#again();
  }

  #again(asked) {
    const soon = kRetries[Math.min(this.#tries, kRetries.length - 1)];
    const wait = asked ?? (this.#tries < kManyTries ? soon : kSlowRetry);
    this.#tries += 1;
    const before = this.#abort;
    this.#after(wait, () => this.#abort === before && !this.#stopped && this.#attempt());
  }

  #hello() {
    this.#heard = performance.now();
    const wants = Capability.clipboard | Capability.frameTimes | Capability.gamepad | Capability.resize;
    this.send("Hello", { lowest: 1, highest: 1, wants, agent: "ancloud page" });
  }

  #read(data) {
    this.#heard = performance.now();
    let messages;
    try {
      messages = decode(data);
    } catch {
      return this.#lose();  // what talks there speaks something else
    }
    for (const message of messages) this.#take(message);
  }

  #take(message) {
    if (message.type === "ClockPong") {
      this.clock.pong(message);
    } else if (message.type === "Welcome") {
      for (let i = 0; i < kFirstPings; ++i) this.#after(i * 8, () => this.#ping());
      this.#tell("welcome", message);
    } else if (message.type === "Bye") {
      this.#bye(message);
    } else {
      this.#tell("message", message);
    }
  }

  #bye({ cause, why }) {
    if (cause === Cause.shutdown || cause === Cause.stopped) return this.#lose();
    this.failed = { step: "token", error: { status: 401, message: why, hint: "" } };
    this.#drop();
    this.#forget();
    this.#changed();
  }

  #ping() {
    this.send("ClockPing", this.clock.ping());
  }

  #check() {
    const now = performance.now();
    const slept = now - this.#lastCheck > kPingEvery * 2;  // timers of a hidden page are slow
    this.#lastCheck = now;
    if (!this.#wire) return;
    this.#ping();
    if (!slept && !document.hidden && this.clock.known && now - this.#heard > kSilence) this.#lose();
  }

  #reach(step) {
    if (this.reached.has(step)) return;
    const at = kSteps.indexOf(step);
    for (const before of kSteps.slice(0, at + 1)) this.reached.add(before);
    // What failed stays to be read until a later try gets past it.
    if (this.failed && kSteps.indexOf(this.failed.step) <= at) this.failed = null;
    this.#changed();
  }
  #changed() {
    this.#tell("step");
  }
  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
