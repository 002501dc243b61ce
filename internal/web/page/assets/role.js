// Who may touch: what this viewer is, and how control is handed over.
import { Handover } from "./control.js";
import { say } from "./i18n.js";
import { dismiss, toast } from "./toast.js";

const kController = 1;

/** Shows in `element` why nothing can be touched, with the button that asks for control. */
export class Role {
  controls = false;
  #element;
  #link;
  #allow;
  #may = false;    // the token allows it
  #known = false;
  #holder = null;  // name of who controls, null: nobody

  /** @param {(may: boolean) => void} allow hears whenever it changes */
  constructor(element, link, allow) {
    this.#element = element;
    this.#link = link;
    this.#allow = allow;
    element.querySelector("button").onclick = () => this.ask();
  }

  reset() {
    this.#known = false;
    this.#set(false);
  }

  welcome({ role }) {
    this.#known = true;
    this.#may = role === kController;
    this.show();
  }

  ask() {
    this.#link.send("Handover", { what: Handover.request, viewer: 0 });
    if (this.#holder !== null) toast(say("control.asked"), { key: "control" });
  }

  /** @param {object} message of the control channel; true when it was about control */
  take(message) {
    if (message.type === "ErrorIs" && message.code === 3) return this.refused(), true;
    if (message.type !== "HandoverIs") return false;
    const name = message.name || say("somebody");
    const { what } = message;
    if (what === Handover.granted) {
      if (this.#holder !== null) toast(say("control.have"), { key: "control" });
      this.#holder = null;
      this.#set(true);
    } else if (what === Handover.requested) {
      this.#asked(message.viewer, name);
    } else if (what === Handover.denied) {
      toast(say("control.denied"), { key: "control" });
    } else {
      if (what === Handover.lost) toast(say("control.lost", { name }), { key: "control" });
      dismiss("wanted");
      this.#holder = what === Handover.free ? null : name;
      this.#set(false);
    }
    return true;
  }

  /** Somebody without control has touched. */
  refused() {
    if (!this.#known) return;
    this.#element.animate?.([{ transform: "scale(1)" }, { transform: "scale(1.06)" }, { transform: "scale(1)" }], 200);
  }

  show() {
    const element = this.#element;
    element.hidden = this.controls || !this.#known;
    element.querySelector("button").hidden = !this.#may;
    const why = !this.#may ? say("viewer.why")
      : this.#holder === null ? say("viewer.free") : say("viewer.taken", { name: this.#holder });
    element.querySelector("span").textContent = `${say("viewer")} – ${why}`;
    for (const share of document.querySelectorAll(".share")) share.hidden = !this.#may;
  }

  #set(controls) {
    this.controls = controls;
    this.#allow(controls);
    this.show();
  }

  #asked(viewer, name) {
    const answer = (what) => () => this.#link.send("Handover", { what, viewer });
    toast(say("control.wanted", { name }), {
      key: "wanted", stays: true,
      actions: [[say("control.grant"), answer(Handover.grant)], [say("control.deny"), answer(Handover.deny)]],
    });
  }
}
