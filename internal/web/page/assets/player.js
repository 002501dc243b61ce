// Plays a file, or what a WHEP address gives.
import { takeToken, token } from "./api.js";
import { say, translate } from "./i18n.js";
import { WhepLink } from "./whep.js";

const $ = (id) => document.getElementById(id);
let link = null;

function stop() {
  link?.close();
  link = null;
  if ($("video").src) URL.revokeObjectURL($("video").src);
  $("video").removeAttribute("src");
  $("video").srcObject = null;
}

async function watch() {
  stop();
  const mine = (link = new WhepLink({ url: $("url").value, token: $("token").value, channels: false,
    step: (name) => ($("state").textContent = say(`step.${name}`)) }));
  const stream = new MediaStream();
  for (const kind of ["picture", "sound"]) {
    mine.addEventListener(kind, ({ detail }) => {
      for (const track of detail.getTracks()) stream.addTrack(track);
      $("video").srcObject = stream;
    });
  }
  mine.addEventListener("closed", () => ($("state").textContent = say("player.ended")));
  try {
    await mine.start();
  } catch (error) {
    $("state").textContent = [error.message, error.hint].filter(Boolean).join(" – ");
  }
}

function playFile(file) {
  stop();
  $("state").textContent = file.name;
  $("video").src = URL.createObjectURL(file);
}

$("watch").addEventListener("submit", (event) => {
  event.preventDefault();
  watch();
});
$("file").addEventListener("change", () => $("file").files[0] && playFile($("file").files[0]));
$("video").addEventListener("playing", () => link && ($("state").textContent = say("step.frame")));

takeToken();
translate();
$("token").value = token();
const asked = new URLSearchParams(location.search).get("url");
if (asked) {
  $("url").value = asked;
  watch();
}
