// When no picture comes: how far the connection is, in plain words, and what to try.
import { say } from "./i18n.js";
import { kSteps } from "./link.js";
import { WsLink } from "./ws.js";

const kPatience = 700;  // ms before it shows: most connections are there sooner

/** What to try when `step` has failed with `error` (null: nothing came in time). */
export function advice(step, error) {
  if (error?.status === 429) return say("try.limited");
  if (error?.status === 503) return say("try.full");
  if (step === "token") return `${say("token.wrong")} ${say("try.token")}`;
  if (step === "ice" && !WsLink.possible()) return `${say("try.ice")} ${say("try.ice.insecure")}`;
  return say(`try.${step}`);
}

/** What each step looks like: "done", "doing", "open" or "failed". */
export function states(reached, failed) {
  let doing = !failed;
  const passed = failed ? kSteps.slice(0, kSteps.indexOf(failed.step)) : [];
  return kSteps.map((step) => {
    if (failed?.step === step) return "failed";
    if (reached.has(step) || passed.includes(step)) return "done";
    const state = doing ? "doing" : "open";
    doing = false;
    return state;
  });
}

export class Ladder {
  #element;
  #link;
  #timer = 0;
  #stuck = false;

  /** @param {HTMLElement} element  @param {import("./link.js").Link} link */
  constructor(element, link) {
    this.#element = element;
    this.#link = link;
    element.querySelector("button").onclick = () => link.retry();
    link.addEventListener("step", () => this.#changed());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#element.hidden = true;
  }

  /** In other words, after the language has changed. */
  show() {
    const { reached, failed } = this.#link;
    const list = this.#element.querySelector("ol");
    list.replaceChildren(...states(reached, failed).map((state, i) => {
      const item = document.createElement("li");
      item.className = state;
      const name = document.createElement("span");
      name.textContent = say(`step.${kSteps[i]}`);
      const said = document.createElement("span");
      said.className = "state";
      said.textContent = say(`state.${state}`);
      item.append(name, said);
      return item;
    }));
    const waits = !failed && reached.has("dtls");
    this.#element.querySelector("h2").textContent = say(failed || this.#stuck ? "ladder.failed" : "ladder.title");
    const text = failed ? advice(failed.step, failed.error) : waits && this.#stuck ? say("try.frame") : "";
    this.#element.querySelector(".advice").textContent = text;
    this.#element.querySelector(".detail").textContent =
      [failed?.error?.message, failed?.error?.hint].filter(Boolean).join(" – ");
  }

  #changed() {
    if (this.#link.reached.has("frame")) {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#stuck = false;
      this.#element.hidden = true;
      return;
    }
    this.#timer ||= setTimeout(() => {
      this.#element.hidden = false;
      this.#timer = setTimeout(() => {
        this.#stuck = true;
        this.show();
      }, 3000);
      this.show();
    }, kPatience);
    this.show();
  }
}
