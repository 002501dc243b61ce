// Short messages at the edge of the page, read out by screen readers.

const kStays = 5000;  // ms

/**
 * @param {string} text
 * @param {{key?: string, actions?: [string, () => void][], stays?: boolean, progress?: number}} [options]
 *   a toast with the same key takes the place of the last
 */
export function toast(text, { key = "", actions = [], stays = false, progress } = {}) {
  const box = document.getElementById("toasts");
  const old = key && box.querySelector(`[data-key="${key}"]`);
  const element = document.createElement("div");
  element.className = "toast";
  element.dataset.key = key;
  const words = document.createElement("p");
  words.textContent = text;
  element.append(words);
  if (progress !== undefined) {
    const bar = document.createElement("progress");
    bar.value = progress;
    element.append(bar);
  }
  for (const [name, act] of actions) {
    const button = document.createElement("button");
    button.textContent = name;
    button.onclick = () => {
      act();
      element.remove();
    };
    element.append(button);
  }
  if (old) old.replaceWith(element);
  else box.append(element);
  if (!stays) setTimeout(() => element.remove(), kStays);
}

export const dismiss = (key) => document.querySelector(`#toasts [data-key="${key}"]`)?.remove();
