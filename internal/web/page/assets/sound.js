// The guest's sound: silent until somebody asks for it.
import { say } from "./i18n.js";

export class Sound {
  #element;
  #button;
  #player = null;  // of the WebSocket
  #on = false;

  /** @param {HTMLAudioElement} element  @param {HTMLElement} button shows and switches it */
  constructor(element, button) {
    this.#element = element;
    this.#button = button;
    this.show();
  }

  /** @param {MediaStream|import("./ws.js").SoundPlayer} source */
  play(source) {
    if (source instanceof MediaStream) {
      this.#element.srcObject = source;
      this.#player = null;
      this.#element.muted = !this.#on;
      if (this.#on) this.#element.play().catch(() => {});
    } else {
      this.#player = source;
      source.muted = !this.#on;
    }
  }

  toggle() {
    this.#on = !this.#on;
    if (this.#player) this.#player.muted = !this.#on;
    this.#element.muted = !this.#on;
    if (this.#on && this.#element.srcObject) this.#element.play().catch(() => {});
    this.show();
  }

  show() {
    const label = say(this.#on ? "sound.off" : "sound.on");
    this.#button.dataset.label = this.#on ? "sound.off" : "sound.on";
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
    this.#button.setAttribute("aria-pressed", String(this.#on));
    this.#button.querySelector("use").setAttribute("href", `/assets/icons.svg#${this.#on ? "sound" : "mute"}`);
  }

  close() {
    this.#element.srcObject = null;
    this.#player = null;
  }
}
