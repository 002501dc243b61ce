// Keys of the page itself, all with Ctrl+Alt, so that the guest can have all others.
import { say } from "./i18n.js";

/** KeyboardEvent.code, what it does, and the words for it. */
const kShortcuts = [
  ["KeyK", "ungrab", "key.release"],
  ["KeyB", "back", "back"],
  ["KeyH", "home", "home"],
  ["KeyA", "recents", "recents"],
  ["KeyR", "rotate", "rotate"],
  ["KeyF", "fullscreen", "fullscreen"],
  ["KeyM", "sound", "sound"],
  ["KeyS", "screenshot", "screenshot"],
  ["KeyL", "overlay", "statistics"],
  ["Slash", "shortcuts", "shortcuts"],
];

/** What `event` asks the page to do, or null. */
export function matches(event) {
  if (!event.ctrlKey || !event.altKey || event.metaKey || event.getModifierState?.("AltGraph")) return null;
  return kShortcuts.find(([code]) => code === event.code)?.[1] ?? null;
}

/** Fills and opens the list. @param {HTMLDialogElement} dialog */
export function showShortcuts(dialog) {
  const lines = kShortcuts.map(([code, , words]) => [`Ctrl + Alt + ${code.replace("Key", "").replace("Slash", "/")}`,
    say(words)]);
  lines.unshift(["Enter", say("key.grab")]);
  const parts = lines.flatMap(([keys, words]) => {
    const key = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = keys;
    key.append(cap);
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    return [key, meaning];
  });
  const mouse = document.createElement("dd");
  mouse.textContent = say("key.mouse");
  mouse.className = "hint whole";
  dialog.querySelector("dl").replaceChildren(...parts, mouse);
  dialog.showModal();
}
