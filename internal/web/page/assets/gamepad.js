// Gamepads of the browser, in its standard layout, as the guest's.

/** Buttons 0 to 16 as Linux codes; 6 and 7 are triggers, 12 to 15 the cross. As internal/window/gamepads.cpp. */
const kButtons = [0x130, 0x131, 0x133, 0x134, 0x136, 0x137, 0, 0, 0x13a, 0x13b, 0x13d, 0x13e, 0, 0, 0, 0, 0x13c];
const kSticks = [0x00, 0x01, 0x03, 0x04];  // ABS_X, ABS_Y, ABS_RX, ABS_RY
const kTriggers = { 6: 0x02, 7: 0x05 };    // ABS_Z, ABS_RZ
const kCross = [[0x10, 14, 15], [0x11, 12, 13]];  // ABS_HAT0X, ABS_HAT0Y
const kMostTrigger = 255;

/** All values of a gamepad: "code of a button" or "axis" to a number. */
export function readPad({ buttons, axes }) {
  const values = new Map();
  kButtons.forEach((code, i) => code && buttons[i] && values.set(`b${code}`, buttons[i].pressed ? 1 : 0));
  kSticks.forEach((code, i) => {
    const value = Math.max(-1, Math.min(1, axes[i] ?? 0));
    values.set(`a${code}`, Math.round(value < 0 ? value * 32768 : value * 32767));
  });
  for (const [i, code] of Object.entries(kTriggers)) {
    values.set(`a${code}`, Math.round((buttons[i]?.value ?? 0) * kMostTrigger));
  }
  for (const [code, less, more] of kCross) {
    values.set(`a${code}`, Number(buttons[more]?.pressed ?? 0) - Number(buttons[less]?.pressed ?? 0));
  }
  return values;
}

/** Sends what changes while a gamepad is there. */
export class Gamepads {
  enabled = false;
  #send;
  #signal;
  #last = new Map();
  #running = false;

  constructor(send, signal) {
    this.#send = send;
    this.#signal = signal;
    addEventListener("gamepadconnected", () => this.#run(), { signal });
    // A page that nobody sees is not told how its gamepads are.
    document.addEventListener("visibilitychange", () => document.hidden && this.#release(), { signal });
  }

  #run() {
    if (this.#running) return;
    this.#running = true;
    const look = () => {
      const pad = [...navigator.getGamepads()].find((one) => one?.connected);
      if (!pad || this.#signal.aborted) return this.#end();
      if (!this.enabled) this.#last = new Map();  // whoever lost control holds nothing any more
      else if (!document.hidden) this.#tell(readPad(pad));
      requestAnimationFrame(look);
    };
    look();
  }

  #end() {
    this.#running = false;
    this.#release();
  }
  /** All of it at rest: who cannot be asked any more holds nothing. */
  #release() {
    if (this.enabled) this.#tell(new Map([...this.#last.keys()].map((name) => [name, 0])));
  }

  #tell(values) {
    for (const [name, value] of values) {
      if ((this.#last.get(name) ?? 0) === value) continue;
      const code = Number(name.slice(1));
      if (name[0] === "b") this.#send("PadButton", { code, down: value === 1 });
      else this.#send("PadAxis", { code, value });
    }
    this.#last = values;
  }
}
