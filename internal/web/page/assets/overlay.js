// The table of latencies over the picture, and the same figures for the server.
import { say } from "./i18n.js";
import { kStages } from "./latency.js";

const kEvery = 1000;         // ms
const kTellEvery = 2;        // of these
const us = (ms) => Math.max(0, Math.min(0xffffffff, Math.round((ms ?? 0) * 1000)));
const shown = (ms) => (ms === null || ms === undefined ? "–" : `${ms.toFixed(1)} ms`);

/** What getStats() knows of the picture. */
async function inbound(link) {
  const report = await link.stats();
  if (!report) return {};
  return [...report.values()].find((one) => one.type === "inbound-rtp" && one.kind === "video") ?? {};
}

/** Shows in `element` while it is not hidden; always tells the server. */
export class Overlay {
  stream = {};  // the last StreamIs
  #element;
  #link;
  #latency;
  #last = { at: performance.now(), bytes: 0 };
  #told = null;
  #round = 0;
  #timer;

  constructor(element, link, latency) {
    this.#element = element;
    this.#link = link;
    this.#latency = latency;
    this.#timer = setInterval(() => this.#tick(), kEvery);
  }

  stop() {
    clearInterval(this.#timer);
  }

  async #tick() {
    const video = await inbound(this.#link);
    const now = performance.now();
    const span = (now - this.#last.at) / 1000;
    const bytes = video.bytesReceived ?? 0;
    const rate = Math.max(0, (bytes - this.#last.bytes) * 8) / span;
    const frames = this.#latency.takePresented();
    this.#last = { at: now, bytes };
    const summary = this.#latency.summary();
    if (!this.#element.hidden) this.#show(summary, { video, rate, fps: frames / span });
    this.#tell(summary, video, frames, rate, span);
  }

  #tell(summary, video, frames, rate, span) {
    const told = (this.#told ??= { span: 0, frames: 0, dropped: 0, freezes: 0, lost: 0 });
    told.span += span;
    told.frames += frames;
    this.#round += 1;
    if (this.#round % kTellEvery) return;
    const since = (name, now = 0) => Math.max(0, now - told[name]);
    const { framesDropped: dropped = 0, freezeCount: freezes = 0, packetsLost: lost = 0 } = video;
    this.#link.send("Statistics", {
      span_us: us(told.span * 1000), frames_presented: told.frames,
      frames_dropped: since("dropped", dropped), freezes: since("freezes", freezes),
      bits_per_second: Math.round(rate), packets_lost: since("lost", lost),
      jitter_us: us((video.jitter ?? 0) * 1000), round_trip_us: us(this.#link.clock.roundTrip),
      decode_us: us(summary.stages.decode), presented_us: us(summary.total), presented_p95_us: us(summary.p95),
      input_to_frame_us: us(summary.touch),
    });
    this.#told = { span: 0, frames: 0, dropped, freezes, lost };
  }

  #show(summary, { video, rate, fps }) {
    const { encoder = "", hardware = false } = this.stream;
    const rows = [
      ...kStages.map((name) => [say(`lat.${name}`), shown(summary.stages[name])]),
      [say("lat.total"), shown(summary.total), "sum"],
      [say("lat.p95"), shown(summary.p95)],
      [say("lat.whole"), shown(summary.whole)],
      [say("lat.touch"), shown(summary.touch), "sum"],
      [say("lat.join"), shown(this.#link.joined)],
      [say("lat.rtt"), shown(this.#link.clock.roundTrip)],
      [say("lat.fps"), fps.toFixed(0)],
      [say("lat.rate"), `${(rate / 1e6).toFixed(2)} Mbit/s`],
      [say("lat.lost"), String(video.packetsLost ?? 0)],
      [say("lat.transport"), this.#link.transport === "ws" ? "WebSocket" : "WebRTC"],
      [say("lat.encoder"), hardware ? `${encoder} (${say("lat.hardware")})` : encoder || "–"],
    ];
    const table = document.createElement("table");
    for (const [name, value, kind] of rows) {
      const row = table.insertRow();
      if (kind) row.className = kind;
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      row.append(head);
      row.insertCell().textContent = value;
    }
    this.#element.replaceChildren(table);
  }
}
