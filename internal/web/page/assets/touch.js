// Fingers, pen, mouse and wheel on the picture, as touches of the guest.
import { encode, fraction, join, Phase } from "./control.js";
import { Key } from "./keys.js";

const kMousePinch = [200, 201];  // fingers of Ctrl+wheel
const kPinchEnds = 150;          // ms after the last turn of the wheel
const kMostMoves = 16;           // of one event, so that a frame stays within a datagram
const kNotch = 100;              // CSS pixels that browsers give for one notch

/** Small numbers for fingers, whatever the browser calls them. */
class Fingers {
  #of = new Map();
  add(pointer) {
    let finger = 0;
    while ([...this.#of.values()].includes(finger)) finger += 1;
    this.#of.set(pointer, finger);
    return finger;
  }
  get(pointer) {
    return this.#of.get(pointer);
  }
  remove(pointer) {
    const finger = this.#of.get(pointer);
    this.#of.delete(pointer);
    return finger;
  }
  clear() {
    this.#of.clear();
  }
}

/** Sends what happens on `surface`, which lies exactly over the picture. */
export class TouchInput {
  enabled = false;
  geometry = 0;
  #surface;
  #out;
  #fingers = new Fingers();
  #sequence = 0;
  #pinch = null;

  /**
   * @param {HTMLElement} surface
   * @param {{send: Function, sendFrame: Function, sendMove: Function, refused: Function, touched: Function}} out
   * @param {AbortSignal} signal ends it
   */
  constructor(surface, out, signal) {
    this.#surface = surface;
    this.#out = out;
    const on = (name, what) => surface.addEventListener(name, what, { passive: false, signal });
    on("pointerdown", (event) => this.#down(event));
    // Before the next picture is due where that is possible: pointermove waits for it.
    on("onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event, Phase.up));
    on("pointercancel", (event) => this.#up(event, Phase.cancel));
    on("wheel", (event) => this.#wheel(event));
    on("contextmenu", (event) => event.preventDefault());
    on("touchstart", (event) => event.preventDefault());  // no click, no zoom, no selection after it
  }

  /** Forgets what is down; the server lifts it. */
  reset() {
    this.#fingers.clear();
    clearTimeout(this.#pinch?.timer);
    this.#pinch = null;
  }

  #place({ clientX, clientY }) {
    const box = this.#surface.getBoundingClientRect();
    return { x: fraction((clientX - box.left) / box.width), y: fraction((clientY - box.top) / box.height) };
  }
  #touches(contacts) {
    this.#sequence = (this.#sequence + 1) >>> 0;
    return encode("Touches", { sequence: this.#sequence, geometry: this.geometry, contacts });
  }

  #down(event) {
    event.preventDefault();
    if (!this.enabled) return this.#out.refused();
    if (event.pointerType === "mouse" && event.button !== 0) return this.#mouseKey(event);
    this.#surface.setPointerCapture(event.pointerId);
    const finger = this.#fingers.add(event.pointerId);
    this.#out.touched(event.timeStamp);
    this.#out.sendFrame(this.#touches([{ phase: Phase.down, finger, ...this.#place(event) }]));
  }

  #move(event) {
    const finger = this.#fingers.get(event.pointerId);
    if (finger === undefined || !this.enabled) return;
    const all = event.getCoalescedEvents?.() ?? [];
    const moves = (all.length ? all : [event]).slice(-kMostMoves);
    this.#out.sendMove(join(moves.map((one) => this.#touches([{ phase: Phase.move, finger, ...this.#place(one) }]))));
  }

  #up(event, phase) {
    const finger = this.#fingers.remove(event.pointerId);
    if (finger === undefined) return;
    this.#out.sendFrame(this.#touches([{ phase, finger, ...this.#place(event) }]));
  }

  /** As in the window: the right button is Android's back key, the middle one its home key. */
  #mouseKey(event) {
    const code = { 1: Key.home, 2: Key.back }[event.button];
    if (!code) return;
    this.#out.send("Key", { code, action: 1 });
    this.#out.send("Key", { code, action: 0 });
  }

  #wheel(event) {
    event.preventDefault();
    if (!this.enabled) return this.#out.refused();
    if (event.ctrlKey) return this.#pinchBy(event);  // two fingers on a touch pad come as this too
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? kNotch : event.deltaMode === 1 ? 3 : 1;
    const turned = (delta) => Math.max(-32768, Math.min(32767, Math.round((delta / unit) * 120)));
    this.#out.send("Wheel", { geometry: this.geometry, ...this.#place(event), right: turned(event.deltaX),
      up: turned(-event.deltaY) });
  }

  /** Two fingers beside the mouse that move apart or together. */
  #pinchBy(event) {
    const begun = this.#pinch !== null;
    this.#pinch ??= { ...this.#place(event), spread: 0.12, timer: 0 };
    const pinch = this.#pinch;
    pinch.spread = Math.max(0.02, Math.min(0.45, pinch.spread * Math.exp(-event.deltaY / 300)));
    if (!begun) this.#out.sendFrame(this.#touches(this.#pinchAt(Phase.down, 0.12)));
    this.#out.sendMove(this.#touches(this.#pinchAt(Phase.move, pinch.spread)));
    clearTimeout(pinch.timer);
    pinch.timer = setTimeout(() => {
      this.#out.sendFrame(this.#touches(this.#pinchAt(Phase.up, pinch.spread)));
      this.#pinch = null;
    }, kPinchEnds);
  }
  #pinchAt(phase, spread) {
    const { x, y } = this.#pinch;
    const away = Math.round(spread * 65535);
    return kMousePinch.map((finger, i) => {
      const at = y + (i ? away : -away);
      return { phase, finger, x, y: Math.max(0, Math.min(65535, at)) };
    });
  }
}
