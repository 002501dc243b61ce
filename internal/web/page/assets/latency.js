// How old a picture is when it is shown, stage by stage.

const kKept = 240;        // pictures, for medians
const kMostWaiting = 256; // FrameTimes that wait for their picture, or the other way round

/** Keeps `map` small: the oldest goes. */
function put(map, key, value) {
  map.set(key, value);
  if (map.size > kMostWaiting) map.delete(map.keys().next().value);
}

/** Stages in their order, as the overlay shows them. */
export const kStages = ["compose", "draw", "read_back", "convert", "encode", "send", "network", "decode", "present"];

/** The value below which `share` of the values lie; null without any. */
export function quantile(values, share) {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Joins the server's FrameTimes with what the browser says of the same picture. */
export class Latency {
  #clock;
  #times = new Map();    // by RTP timestamp
  #shown = new Map();    // by RTP timestamp
  #pictures = [];        // {stage: ms…, total (since the picture exists), whole (since the guest posted it)}
  #touches = [];         // ms of performance.now(), unanswered
  #answers = [];         // ms
  #presented = 0;

  /** @param {() => import("./clock.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  reset() {
    this.#times.clear();
    this.#shown.clear();
    this.#pictures = [];
    this.#touches = [];
    this.#answers = [];
  }

  frameTimes(times) {
    const shown = this.#shown.get(times.rtp_timestamp);
    if (shown) this.#join(times, shown);
    else put(this.#times, times.rtp_timestamp, times);
  }

  touched(at) {
    if (this.#touches.length < 32) this.#touches.push(at);
  }

  /** @param {{rtpTimestamp?: number, receivedAt?: number, presentedAt?: number, decodeMs?: number}} shown */
  presented(shown) {
    this.#presented += 1;
    const times = this.#times.get(shown.rtpTimestamp);
    if (times) this.#join(times, shown);
    else if (shown.rtpTimestamp !== undefined) put(this.#shown, shown.rtpTimestamp, shown);
  }

  #join(times, { rtpTimestamp, receivedAt, presentedAt, decodeMs }) {
    this.#times.delete(rtpTimestamp);
    this.#shown.delete(rtpTimestamp);
    const clock = this.#clock();
    if (!clock.known) return;
    const posted = clock.toPage(times.posted_us);
    const sent = posted + times.sent_us / 1000;
    const arrived = receivedAt ?? sent;
    this.#pictures.push({
      compose: times.composed_us / 1000,
      draw: (times.drawn_us - times.composed_us) / 1000,
      read_back: (times.read_back_us - times.drawn_us) / 1000,
      convert: (times.converted_us - times.read_back_us) / 1000,
      encode: (times.encoded_us - times.converted_us) / 1000,
      send: (times.sent_us - times.encoded_us) / 1000,
      network: Math.max(0, arrived - sent),
      decode: decodeMs,
      present: Math.max(0, presentedAt - arrived - decodeMs),
      total: presentedAt - posted - times.drawn_us / 1000,
      whole: presentedAt - posted,
    });
    if (this.#pictures.length > kKept) this.#pictures.shift();
    this.#answer(posted, presentedAt);
  }

  /** Touches that were made before the guest drew this picture have been answered by it. */
  #answer(posted, presentedAt) {
    const clock = this.#clock();
    const oneWay = (clock.roundTrip ?? 0) / 2;
    const answered = this.#touches.filter((at) => at + oneWay <= posted);
    if (!answered.length) return;
    this.#touches = this.#touches.filter((at) => at + oneWay > posted);
    this.#answers.push(...answered.map((at) => presentedAt - at));
    this.#answers.splice(0, this.#answers.length - kKept);
  }

  /** Medians in ms; null where nothing is known. */
  summary() {
    const of = (name, share = 0.5) => quantile(this.#pictures.map((one) => one[name]), share);
    return {
      stages: Object.fromEntries(kStages.map((name) => [name, of(name)])),
      total: of("total"),
      p95: of("total", 0.95),
      whole: of("whole"),
      wholeP95: of("whole", 0.95),
      touch: quantile(this.#answers, 0.5),
      touchP95: quantile(this.#answers, 0.95),
      pictures: this.#pictures.length,
    };
  }

  /** Pictures since the last call. */
  takePresented() {
    const count = this.#presented;
    this.#presented = 0;
    return count;
  }
}
