// The list of devices.
import { json } from "./api.js";
import { say } from "./i18n.js";

/** @returns {Promise<object[]>} those that the token may see */
export const readDevices = async () => (await json("/v1/instances")).instances;

function line(device) {
  const state = device.running ? say(device.rung ? `rung.${device.rung}` : "devices.running") : say("devices.stopped");
  const known = state.startsWith("rung.") ? say("devices.running") : state;
  const parts = [known];
  if (device.running && device.width) parts.push(`${device.width} × ${device.height}`);
  if (device.viewers) parts.push(say("devices.viewers", { count: device.viewers }));
  if (device.controller) parts.push(say("devices.controlled"));
  return parts.join(" · ");
}

function card(device) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#/${encodeURIComponent(device.name)}`;
  link.className = device.running ? "running" : "stopped";
  const shape = document.createElement("span");
  shape.className = device.width > device.height ? "shape wide" : "shape";
  shape.setAttribute("aria-hidden", "true");
  const name = document.createElement("strong");
  name.textContent = device.name;
  const facts = document.createElement("small");
  facts.textContent = line(device);
  link.append(shape, name, facts);
  item.append(link);
  return item;
}

/** Fills the list. */
export function showDevices(element, devices) {
  element.querySelector("ul").replaceChildren(...devices.map(card));
  element.querySelector(".none").hidden = devices.length > 0;
}
