// Installing an APK from a file: chosen, or dropped onto the stage.
import { upload } from "./api.js";
import { say } from "./i18n.js";
import { toast } from "./toast.js";

export class Install {
  #instance;
  #parts;

  /**
   * @param {string} instance
   * @param {{picker: HTMLInputElement, stage: HTMLElement, hint: HTMLElement, may: () => boolean,
   *          refused: () => void}} parts
   * @param {AbortSignal} signal
   */
  constructor(instance, parts, signal) {
    this.#instance = instance;
    this.#parts = parts;
    const { picker, stage, hint } = parts;
    const on = (target, name, what) => target.addEventListener(name, what, { signal });
    on(picker, "change", () => {
      for (const file of picker.files) this.#send(file);
      picker.value = "";
    });
    on(stage, "dragover", (event) => {
      event.preventDefault();
      hint.hidden = false;
    });
    on(stage, "dragleave", (event) => (hint.hidden = !stage.contains(event.relatedTarget) || hint.hidden));
    on(stage, "drop", (event) => {
      event.preventDefault();
      hint.hidden = true;
      for (const file of event.dataTransfer.files) this.#send(file);
    });
  }

  pick() {
    this.#parts.picker.click();
  }

  async #send(file) {
    const { name } = file;
    const key = `apk-${name.replaceAll(/[^\w.-]/g, "_")}`;
    if (!this.#parts.may()) return this.#parts.refused();
    if (!name.toLowerCase().endsWith(".apk")) return toast(say("apk.not", { name }), { key });
    const show = (progress) => {
      const percent = Math.floor(progress * 100);
      const words = progress < 1 ? say("apk.sending", { name, percent }) : say("apk.installing", { name });
      toast(words, { key, stays: true, progress });
    };
    show(0);
    try {
      await upload(this.#instance, file, show);
      toast(say("apk.done", { name }), { key });
    } catch (error) {
      toast(say("apk.failed", { name, why: [error.message, error.hint].filter(Boolean).join(" – ") }), { key });
    }
  }
}
