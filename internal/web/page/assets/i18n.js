// The page's words, in English and Chinese.
import en from "./words-en.js";
import zh from "./words-zh.js";

const kKey = "ancloud.language";
const words = { en, zh };
let language = choose();

function choose() {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(kKey) ?? navigator.language;
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The words for `key`; "{name}" in them is replaced by values.name. */
export function say(key, values = {}) {
  const text = words[language][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Fills all elements of `root` that name their words: data-say for text, data-label for what is read out. */
export function translate(root = document) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    element.title = say(element.dataset.label);
  }
}

export const currentLanguage = () => language;

/** Events: "language". */
export const changes = new EventTarget();

export function setLanguage(next) {
  language = next;
  localStorage.setItem(kKey, next);
  translate();
  changes.dispatchEvent(new Event("language"));
}
