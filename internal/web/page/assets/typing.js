// The keyboard: keys by their place, and text where there are none (input methods, phones' own keyboards).
import { Action, textPieces } from "./control.js";
import { Key, kModifiers, linuxKey } from "./keys.js";

const kSentinel = "  ";  // something that a phone's keyboard can delete, with the caret in the middle

/** What keyboards of phones say instead of keys. */
const kEdits = {
  deleteContentBackward: Key.backspace, deleteContentForward: Key.delete, deleteWordBackward: Key.backspace,
  insertLineBreak: Key.enter, insertParagraph: Key.enter,
};

/** Listens on `field`, a text area that nobody sees and that has the focus while the guest has the keyboard. */
export class Typing {
  enabled = false;
  #field;
  #out;
  #down = new Set();
  #textId = 0;
  #composing = false;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {{send: Function, refused: Function, shortcut: (event: KeyboardEvent) => boolean}} out
   * @param {AbortSignal} signal ends it
   */
  constructor(field, out, signal) {
    this.#field = field;
    this.#out = out;
    const on = (name, what) => field.addEventListener(name, what, { signal });
    on("keydown", (event) => this.#keyDown(event));
    on("keyup", (event) => this.#keyUp(event));
    on("beforeinput", (event) => this.#edit(event));
    on("input", () => !this.#composing && this.#empty());
    on("compositionstart", () => this.#compose(0, ""));
    on("compositionupdate", (event) => this.#compose(1, event.data));
    on("compositionend", (event) => this.#composed(event.data));
    on("blur", () => this.releaseAll());
    this.#empty();
  }

  /** Takes the keyboard; with `onScreen` a phone's own one comes up. */
  grab(onScreen = false) {
    this.#field.inputMode = onScreen || !matchMedia("(pointer: coarse)").matches ? "text" : "none";
    this.#field.focus({ preventScroll: true });
  }
  get grabbed() {
    return document.activeElement === this.#field;
  }

  /** Text that goes as it is. */
  type(text) {
    if (!this.enabled) return this.#out.refused();
    for (const utf8 of textPieces(text)) this.#out.send("Text", { id: ++this.#textId, utf8 });
  }
  tap(code) {
    if (!this.enabled) return this.#out.refused();
    this.#out.send("Key", { code, action: Action.down });
    this.#out.send("Key", { code, action: Action.up });
  }
  /** As if no other key were held, which a guest wants of its paste key; modifiers are held again after it. */
  tapAlone(code) {
    const held = kModifiers.filter((one) => this.#down.has(one));
    this.releaseAll();
    this.tap(code);
    if (this.enabled) for (const one of held) this.#press(one, Action.down);
  }
  releaseAll() {
    for (const code of this.#down) this.#out.send("Key", { code, action: Action.up });
    this.#down.clear();
  }

  #keyDown(event) {
    if (this.#out.shortcut(event)) {
      event.preventDefault();
      return this.releaseAll();
    }
    if (event.isComposing || event.keyCode === 229) return;  // an input method has it
    const code = linuxKey(event.code);
    if (!code) return;
    if (event.code === "KeyV" && (event.ctrlKey || event.metaKey)) {
      // Pasting is the browser's: only its event may read the clipboard everywhere (clipboard.js). The guest has
      // to hear some key between Meta's down and up, or it takes them for a call of its assistant.
      if (event.metaKey && this.enabled) this.tap(Key.leftCtrl);
      return;
    }
    event.preventDefault();
    if (!this.enabled) return this.#out.refused();
    this.#press(code, event.repeat ? Action.repeat : Action.down);
  }
  #press(code, action) {
    this.#down.add(code);
    this.#out.send("Key", { code, action });
  }

  #keyUp(event) {
    const code = linuxKey(event.code);
    if (!this.#down.delete(code)) return;
    // macOS never tells of the end of a key that was pressed with Meta.
    if (event.key === "Meta") this.releaseAll();
    this.#out.send("Key", { code, action: Action.up });
  }

  #edit(event) {
    if (this.#composing || event.isComposing) return;
    const key = kEdits[event.inputType];
    if (key) this.tap(key);
    else if (event.inputType === "insertText" && event.data) this.type(event.data);
    else return;
    event.preventDefault();
  }

  #compose(phase, utf8) {
    this.#composing = true;
    this.#field.classList.add("composing");
    if (this.enabled) this.#out.send("Composition", { phase, utf8 });
  }
  #composed(text) {
    this.#composing = false;
    this.#field.classList.remove("composing");
    if (this.enabled) this.#out.send("Composition", { phase: 2, utf8: "" });
    if (text) this.type(text);
    this.#empty();
  }
  #empty() {
    this.#field.value = kSentinel;
    this.#field.setSelectionRange(1, 1);
  }
}
