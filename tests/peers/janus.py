"""Janus of Debian as a media server: a room that one publisher fills, forwarded as RTP."""
import atexit
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

PATIENCE_S = 30
LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu/janus")
ROOM = 1234


def skip(reason):
    print(reason)
    sys.exit(77)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Janus:
    """Its HTTP interface on the loopback; ICE on `address`, since libnice leaves the loopback out."""

    def __init__(self, address):
        if not shutil.which("janus"):
            skip("janus is not installed")
        folder = tempfile.mkdtemp(prefix="anc-janus")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/janus"
        files = {
            "janus.jcfg": f"""general: {{
              configs_folder = "{folder}"  plugins_folder = "{LIBRARIES}/plugins"
              transports_folder = "{LIBRARIES}/transports"  events_folder = "{folder}"  debug_level = 4 }}
              nat: {{ ice_enforce_list = "{address}" }}
              plugins: {{ disable = "{','.join(self.others("plugins", "libjanus_videoroom.so"))}" }}
              transports: {{ disable = "{','.join(self.others("transports", "libjanus_http.so"))}" }}""",
            "janus.transport.http.jcfg": f"""general: {{
              json = "compact"  base_path = "/janus"  http = true  ip = "127.0.0.1"  port = {port}  https = false }}
              admin: {{ admin_http = false }}""",
            "janus.plugin.videoroom.jcfg": f"""room-{ROOM}: {{
              publishers = 6  bitrate = 4000000  fir_freq = 10  audiocodec = "opus"  videocodec = "h264,vp8"
              secret = "s" }}""",
        }
        for name, text in files.items():
            pathlib.Path(folder, name).write_text(text)
        self.log = open(f"{folder}/log", "w+")
        self.process = subprocess.Popen(["janus", "-F", folder], stdout=self.log, stderr=subprocess.STDOUT)
        atexit.register(self.process.kill)
        self.session = self.handle = None
        end = time.monotonic() + PATIENCE_S
        while self.session is None:
            try:
                self.session = self.ask("", janus="create")["data"]["id"]
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    sys.exit(f"janus does not answer:\n{self.said()}")
                time.sleep(0.05)
        self.handle = self.ask(f"/{self.session}", janus="attach", plugin="janus.plugin.videoroom")["data"]["id"]

    @staticmethod
    def others(kind, wanted):
        return sorted(file.name for file in (LIBRARIES / kind).glob("*.so") if file.name != wanted)

    def said(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def ask(self, path, **what):
        body = json.dumps({"transaction": "t", **what}).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def event(self, fits):
        """The first event that fits; those before it are gone."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with urllib.request.urlopen(f"{self.url}/{self.session}?maxev=1", timeout=PATIENCE_S + 5) as answer:
                event = json.load(answer)
            if event.get("janus") == "event" and "error" in event["plugindata"]["data"]:
                sys.exit(f"janus says: {event}")
            if fits(event):
                return event
        sys.exit(f"waited {PATIENCE_S} s in vain for janus:\n{self.said()}")

    def message(self, **body):
        extra = {"jsep": body.pop("jsep")} if "jsep" in body else {}
        return self.ask(f"/{self.session}/{self.handle}", janus="message", body=body, **extra)

    def publish(self, offer):
        """Whoever makes this offer is the room's publisher; Janus' answer."""
        self.message(request="joinandconfigure", ptype="publisher", room=ROOM, jsep={"type": "offer", "sdp": offer})
        event = self.event(lambda e: "jsep" in e)
        self.publisher = event["plugindata"]["data"]["id"]
        return event["jsep"]["sdp"]

    def up(self):
        self.event(lambda e: e.get("janus") == "webrtcup")

    def forward(self, video_port, payload_type):
        """The publisher's pictures, as plain RTP to that port of the loopback."""
        answer = self.message(request="rtp_forward", room=ROOM, publisher_id=self.publisher, secret="s",
                              host="127.0.0.1",
                              streams=[{"mid": "0", "port": video_port, "host": "127.0.0.1", "pt": payload_type}])
        if "error" in answer.get("plugindata", {}).get("data", {"error": answer}):
            sys.exit(f"janus does not forward: {answer}")

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


def own_address():
    """One of this host that is not the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            skip("no address but the loopback's, where libnice does not go")
        return probe.getsockname()[0]
