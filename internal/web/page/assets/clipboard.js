// The clipboard, both ways, each text acknowledged.
import { ClipboardText, clipboardParts } from "./control.js";
import { Key } from "./keys.js";

/** Copies where the page may do so by itself. */
async function copyQuietly(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies from within a click. */
export const copy = async (text) => (await copyQuietly(text)) || copyOldWay(text);

/** Works without a secure context, while a click is being handled. */
function copyOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** Between the browser's clipboard and the guest's. */
export class Clipboard {
  #out;
  #id = 0;
  #heard = new ClipboardText();
  #afterwards = new Map();

  /**
   * @param {HTMLTextAreaElement} field where pasting arrives
   * @param {{sendFrame: Function, send: Function, tap: Function, enabled: () => boolean, refused: Function,
   *          offer: (text: string) => void, failed: (why: string) => void}} out
   * @param {AbortSignal} signal ends it
   */
  constructor(field, out, signal) {
    this.#out = out;
    field.addEventListener("paste", (event) => {
      event.preventDefault();
      this.paste(event.clipboardData.getData("text/plain"));
    }, { signal });
  }

  /** Hands `text` to the guest, and presses its paste key when it has it. */
  paste(text) {
    if (text) this.#set(text, () => this.#out.tap(Key.paste));
  }

  #set(text, afterwards) {
    if (!this.#out.enabled()) return this.#out.refused();
    const id = ++this.#id;
    const parts = clipboardParts("ClipboardSet", id, text);
    if (!parts) return this.#out.failed("");
    this.#afterwards.set(id, afterwards);
    for (const part of parts) this.#out.sendFrame(part);
  }

  /** @param {object} message of the control channel; true when it was about the clipboard */
  take(message) {
    if (message.type === "ClipboardDone") {
      const afterwards = this.#afterwards.get(message.id);
      this.#afterwards.delete(message.id);
      if (message.done) afterwards?.();
      else this.#out.failed(message.why);
      return true;
    }
    if (message.type !== "ClipboardChanged") return false;
    this.#changed(message);
    return true;
  }

  async #changed(message) {
    let text = null;
    try {
      text = this.#heard.add(message);
      if (text === null) return;
    } catch {
      return this.#out.send("ClipboardAck", { id: message.id, taken: false });
    }
    const taken = document.hasFocus() && (await copyQuietly(text));
    this.#out.send("ClipboardAck", { id: message.id, taken });
    if (!taken) this.#out.offer(text);
  }
}
