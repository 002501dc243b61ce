// Which page is shown: the token, the list of devices, or one device.
import { readFragment, setToken, takeToken, token } from "./api.js";
import { readDevices, showDevices } from "./devices.js";
import { changes, currentLanguage, say, setLanguage, translate } from "./i18n.js";
import { Phone } from "./phone.js";

const $ = (id) => document.getElementById(id);
const kListEvery = 3000;  // ms
let phone = null;
let timer = 0;
let devices = [];
let routed = 0;  // how often: a list that was asked for before is of no use any more

function showPage(id) {
  for (const page of ["token-page", "devices-page", "phone-page"]) $(page).hidden = page !== id;
}

function askToken(why = "") {
  showPage("token-page");
  const error = document.querySelector("#token-page .error");
  error.textContent = why;
  error.hidden = !why;
  $("token").focus();
}

/** The list, kept fresh; with `first` a single device is opened at once. */
async function listDevices(first) {
  const error = document.querySelector("#devices-page .error");
  const mine = routed;
  try {
    const heard = await readDevices();
    if (mine !== routed) return;
    devices = heard;
    if (first && devices.length === 1 && devices[0].running) {
      location.replace(`#/${encodeURIComponent(devices[0].name)}`);
      return;
    }
    error.hidden = true;
    showDevices($("devices-page"), devices);
    showPage("devices-page");
  } catch (failure) {
    if (mine !== routed) return;
    if (failure.status === 401 || failure.status === 403) return askToken(token() ? say("token.wrong") : "");
    showPage("devices-page");
    error.hidden = false;
    error.textContent = [say("devices.failed"), failure.status ? failure.message : say("try.server")].join(" ");
  }
  timer = setTimeout(() => listDevices(false), kListEvery);
}

function route(first = false) {
  routed += 1;
  clearTimeout(timer);
  phone?.close();
  phone = null;
  takeToken();
  const { instance } = readFragment();
  if (!instance) return listDevices(first);
  showPage("phone-page");
  phone = new Phone(instance);
  phone.open();
}

$("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken($("token").value);
  route(true);
});
$("language").addEventListener("click", () => setLanguage(currentLanguage() === "en" ? "zh" : "en"));
changes.addEventListener("language", () => {
  showDevices($("devices-page"), devices);
  phone?.retranslate();
});
addEventListener("hashchange", () => route());
translate();
route(true);
