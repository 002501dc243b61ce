// One device on the page: joins the connection, the picture, and what a person does to it.
import { request, of, json } from "./api.js";
import { Clipboard, copy } from "./clipboard.js";
import { ErrorCode, Handover } from "./control.js";
import { Gamepads } from "./gamepad.js";
import { currentLanguage, setLanguage, say } from "./i18n.js";
import { Install } from "./install.js";
import { Key } from "./keys.js";
import { Ladder } from "./ladder.js";
import { Latency } from "./latency.js";
import { Link } from "./link.js";
import { Overlay } from "./overlay.js";
import { Picture } from "./picture.js";
import { Role } from "./role.js";
import { matches, showShortcuts } from "./shortcuts.js";
import { Sound } from "./sound.js";
import { toast, dismiss } from "./toast.js";
import { TouchInput } from "./touch.js";
import { Typing } from "./typing.js";

const kHintStays = 4000;  // ms
const kWords = ["lost", "stopped", "play", "control", "wanted", "clipboard"];  // keys of toasts about this connection
const $ = (id) => document.getElementById(id);
const kQualities = {
  auto: [0, 0], high: [8_000_000, 60], medium: [3_000_000, 30], low: [1_000_000, 20],
};

/** Between open() and close() the page shows this device. */
export class Phone {
  #name;
  #link;
  #picture = new Picture($("screen"));
  #latency;
  #overlay;
  #ladder;
  #sound;
  #role;
  #touch;
  #typing;
  #clipboard;
  #gamepads;
  #install;
  #seen = { width: 9, height: 16 };  // of the display, or of the first picture
  #ends = new AbortController();
  #observer = new ResizeObserver(() => this.#fit());
  #wakeLock = null;
  #grabHint = 0;

  constructor(name) {
    this.#name = name;
    const wanted = new URLSearchParams(location.search).get("transport");
    this.#link = new Link(name, ["ws", "webrtc"].includes(wanted) ? wanted : "auto");
    this.#latency = new Latency(() => this.#link.clock);
    this.#overlay = new Overlay($("overlay"), this.#link, this.#latency);
    this.#ladder = new Ladder($("ladder"), this.#link);
    this.#sound = new Sound($("sound"), document.querySelector("#bar [data-act=sound]"));
    this.#role = new Role($("role"), this.#link, (may) => this.#allow(may));
    this.#makeInput();
  }

  open() {
    document.body.classList.add("phone");
    $("surface").setAttribute("aria-label", say("screen", { name: this.#name }));
    document.title = `${this.#name} – ancloud`;
    this.#listen();
    this.#observer.observe($("stage"));
    this.#role.reset();
    this.#link.start();
    window.ancloud = { link: this.#link, latency: this.#latency };  // for a look from the console, and for tests
  }

  close() {
    this.#ends.abort();
    this.#observer.disconnect();
    this.#link.stop();
    this.#overlay.stop();
    this.#ladder.stop();
    this.#sound.close();
    this.#wakeLock?.release();
    for (const element of $("screen").querySelectorAll("video, canvas")) element.remove();
    document.body.classList.remove("phone", "lost", "viewer", "grabbed");
    for (const word of kWords) dismiss(word);
    document.title = "ancloud";
  }

  /** The language has changed. */
  retranslate() {
    $("surface").setAttribute("aria-label", say("screen", { name: this.#name }));
    this.#ladder.show();
    this.#role.show();
    this.#sound.show();
  }

  #makeInput() {
    const link = this.#link;
    const refused = () => this.#role.refused();
    const out = {
      send: (name, fields) => link.send(name, fields),
      sendFrame: (frame) => link.sendFrame(frame),
      sendMove: (frame) => link.sendMove(frame),
      refused,
    };
    const signal = this.#ends.signal;
    this.#touch = new TouchInput($("surface"), { ...out, touched: (at) => this.#latency.touched(at) }, signal);
    this.#typing = new Typing($("keys"), { ...out, shortcut: (event) => this.#shortcut(event) }, signal);
    this.#clipboard = new Clipboard($("keys"), {
      ...out,
      tap: (code) => this.#typing.tapAlone(code),
      enabled: () => this.#role.controls,
      offer: (text) => toast(say("clipboard.copied"),
        { key: "clipboard", stays: true, actions: [[say("copy"), () => copy(text)], [say("close"), () => {}]] }),
      failed: (why) => toast(say("clipboard.failed", { why })),
    }, signal);
    this.#gamepads = new Gamepads((name, fields) => link.send(name, fields), signal);
    this.#install = new Install(this.#name, { picker: $("apk-file"), stage: $("stage"), hint: $("drop"),
      may: () => this.#role.controls, refused }, signal);
  }

  #listen() {
    const { signal } = this.#ends;
    const on = (target, name, what) => target.addEventListener(name, what, { signal });
    on(this.#link, "picture", ({ detail }) => this.#picture.show(detail));
    on(this.#link, "sound", ({ detail }) => this.#sound.play(detail));
    on(this.#link, "presented", ({ detail }) => this.#picture.canvasPresented(detail));
    on(this.#link, "message", ({ detail }) => this.#take(detail));
    on(this.#link, "welcome", ({ detail }) => this.#welcome(detail));
    on(this.#link, "lost", () => this.#lost());
    on(this.#link, "step", () => this.#link.failed && dismiss("lost"));  // the ladder says more
    on(this.#picture, "presented", ({ detail }) => this.#presented(detail));
    on(this.#picture, "size", () => this.#fit());
    on(this.#picture, "blocked", () => toast(say("play"), { key: "play", stays: true }));
    on(document, "visibilitychange", () => !document.hidden && this.#awake());
    on(window, "online", () => this.#link.probe());
    on(window, "pagehide", () => this.#link.stop());
    on(window, "pageshow", ({ persisted }) => persisted && this.#link.start());
    on($("surface"), "pointerdown", () => this.#typing.grabbed || this.#typing.grab());
    on($("surface"), "keydown", (event) => this.#surfaceKey(event));
    on($("keys"), "focus", () => this.#grabbed(true));
    on($("keys"), "blur", () => this.#grabbed(false));
    for (const button of document.querySelectorAll("[data-act]")) {
      on(button, "click", () => this.#act(button.dataset.act));
    }
    for (const choice of document.querySelectorAll("#quality input")) {
      on(choice, "change", () => this.#askQuality());
    }
  }

  #take(message) {
    if (this.#clipboard.take(message) || this.#role.take(message)) return;
    if (message.type === "FrameTimes") this.#latency.frameTimes(message);
    else if (message.type === "DisplayIs") this.#display(message);
    else if (message.type === "StreamIs") this.#overlay.stream = message;
    else if (message.type === "TextDone" && !message.done) toast(say("text.failed", { why: message.why }));
    else if (message.type === "ErrorIs") this.#error(message);
  }

  #error({ code, why }) {
    if (code === ErrorCode.failed) toast(why);
    else if (code === ErrorCode.notRunning) toast(say("stopped"), { key: "stopped", stays: true });
  }

  #welcome(message) {
    this.#role.welcome(message);
    this.#askQuality();
    this.#awake(false);
  }

  #display({ geometry, width, height }) {
    this.#touch.geometry = geometry;  // fingers stay down, and are lifted where they leave the new picture
    this.#seen = { width, height };
    this.#fit();
  }

  #lost() {
    document.body.classList.add("lost");
    this.#picture.hold();
    this.#touch.reset();
    this.#role.reset();
    toast(say("reconnecting"), { key: "lost", stays: true });
  }

  #presented(times) {
    this.#latency.presented(times);
    this.#link.presented();
    for (const word of ["stopped", "play"]) dismiss(word);
    if (!document.body.classList.contains("lost")) return;
    document.body.classList.remove("lost");
    dismiss("lost");
  }

  /** The screen as large as there is room, in the proportions of what is seen. */
  #fit() {
    const stage = $("stage");
    const shown = this.#picture.size;
    const { width, height } = shown.width ? shown : this.#seen;
    const scale = Math.min(stage.clientWidth / width, stage.clientHeight / height);
    Object.assign($("screen").style, {
      width: `${Math.round(width * scale)}px`, height: `${Math.round(height * scale)}px`,
    });
  }

  #allow(may) {
    document.body.classList.toggle("viewer", !may);
    for (const input of [this.#touch, this.#typing, this.#gamepads]) input.enabled = may;
    if (!may) this.#touch.reset();
    for (const button of document.querySelectorAll("button.guest")) button.disabled = !may;
  }

  #grabbed(is) {
    document.body.classList.toggle("grabbed", is);
    clearTimeout(this.#grabHint);
    $("grab").hidden = !is || matchMedia("(pointer: coarse)").matches;
    this.#grabHint = setTimeout(() => ($("grab").hidden = true), kHintStays);
  }

  #surfaceKey(event) {
    if (this.#shortcut(event)) event.preventDefault();
    else if (event.key === "Enter") {
      event.preventDefault();
      this.#typing.grab();
    }
  }

  #shortcut(event) {
    const act = matches(event);
    if (act) this.#act(act);
    return act !== null;
  }

  #act(act) {
    const acts = {
      back: () => this.#typing.tap(Key.back),
      home: () => this.#typing.tap(Key.home),
      recents: () => this.#typing.tap(Key.recents),
      louder: () => this.#typing.tap(Key.volumeUp),
      quieter: () => this.#typing.tap(Key.volumeDown),
      power: () => this.#typing.tap(Key.power),
      rotate: () => (this.#role.controls ? this.#link.send("Rotate", { to: 4 }) : this.#role.refused()),
      keyboard: () => this.#typing.grab(true),
      ungrab: () => $("surface").focus(),
      sound: () => this.#sound.toggle(),
      fullscreen: () => this.#fullscreen(),
      menu: () => $("menu").showModal(),
      screenshot: () => this.#screenshot(),
      apk: () => this.#install.pick(),
      paste: () => this.#paste(),
      overlay: () => this.#toggleOverlay(),
      "share-viewer": () => this.#share("viewer"),
      "share-controller": () => this.#share("controller"),
      release: () => this.#link.send("Handover", { what: Handover.release, viewer: 0 }),
      shortcuts: () => showShortcuts($("shortcuts")),
      language: () => setLanguage(currentLanguage() === "en" ? "zh" : "en"),
    };
    if (act !== "menu" && act !== "overlay" && act !== "language") $("menu").close();
    acts[act]?.();
  }

  #askQuality() {
    const chosen = document.querySelector("#quality input:checked").value;
    const [bits_per_second, fps] = kQualities[chosen];
    this.#link.send("Quality", { bits_per_second, fps });
  }

  #toggleOverlay() {
    $("overlay").hidden = !$("overlay").hidden;
    document.querySelector("[data-act=overlay]").setAttribute("aria-pressed", String(!$("overlay").hidden));
  }

  async #fullscreen() {
    if (document.fullscreenElement) return document.exitFullscreen();
    await document.documentElement.requestFullscreen?.().catch(() => {});
    await navigator.keyboard?.lock?.(["Escape"]).catch(() => {});
  }

  async #screenshot() {
    let picture;
    try {
      picture = await (await request(of(this.#name, "screenshot"))).blob();
    } catch {
      picture = await this.#picture.snapshot();  // as the viewer sees it
    }
    if (!picture) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = `${this.#name}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async #paste() {
    try {
      this.#clipboard.paste(await navigator.clipboard.readText());
    } catch {
      this.#typing.grab(true);  // Ctrl+V, or the paste of a phone's own keyboard, still works there
    }
  }

  async #share(role) {
    try {
      const body = JSON.stringify({ role, expires_s: 3600 });
      const headers = { "Content-Type": "application/json" };
      const { url } = await json(of(this.#name, "share"), { method: "POST", headers, body });
      const link = new URL(url, location.href).href;
      if (await copy(link)) return toast(say("share.copied"));
      toast(say("share.ready"), { stays: true, actions: [[say("copy"), () => copy(link)], [say("close"), () => {}]] });
    } catch (error) {
      toast(error.message);
    }
  }

  /** Looked at again: is the connection, and the screen of who looks, still on? */
  async #awake(probe = true) {
    if (probe) this.#link.probe();
    this.#wakeLock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}
