// How the server's clock runs against this page's, by the pings that came back soonest.

const kKept = 200;

/** Milliseconds of performance.now() against µs of the server. */
export class Clock {
  #samples = [];
  #id = 0;
  #sent = new Map();

  /** Fields of a ClockPing that is sent now. */
  ping(now = performance.now()) {
    this.#id = (this.#id + 1) >>> 0;
    this.#sent.set(this.#id, now);
    if (this.#sent.size > kKept) this.#sent.delete(this.#sent.keys().next().value);
    return { id: this.#id, viewer_us: Math.round(now * 1000) };
  }

  /** Takes a ClockPong; its round trip in ms, or null for one that was not asked for. */
  pong({ id, received_us, sent_us }, now = performance.now()) {
    const sent = this.#sent.get(id);
    if (sent === undefined) return null;
    this.#sent.delete(id);
    const roundTrip = now - sent - (sent_us - received_us) / 1000;
    const offset = (received_us / 1000 - sent + (sent_us / 1000 - now)) / 2;
    this.#samples.push({ roundTrip, offset });
    if (this.#samples.length > kKept) this.#samples.shift();
    return roundTrip;
  }

  get #best() {
    return this.#samples.reduce((best, one) => (one.roundTrip < best.roundTrip ? one : best));
  }
  get known() {
    return this.#samples.length > 0;
  }
  /** Of the best ping, in ms. */
  get roundTrip() {
    return this.known ? this.#best.roundTrip : null;
  }
  /** The page's time, in ms, when the server's clock showed `us`. */
  toPage(us) {
    return us / 1000 - this.#best.offset;
  }
  /** The server's time, in µs, at the page's `ms`. */
  toServer(ms) {
    return (ms + this.#best.offset) * 1000;
  }
}
