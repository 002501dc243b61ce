"""What the tests against other WebRTC stacks share: our end (peer_echo) and films to send."""
import json
import os
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading

SRC = pathlib.Path(os.environ["ANCLOUD_SRC"])
BUILD = pathlib.Path(os.environ["ANCLOUD_BUILD"])
HERE = pathlib.Path(__file__).parent
PATIENCE_S = 30
sys.path.insert(0, str(SRC / "tests" / "browser"))  # node.py
FILMS = {
    "h264": ["-c:v", "libx264", "-profile:v", "baseline", "-pix_fmt", "yuv420p", "-tune", "zerolatency", "-x264-params",
             "slices=1:sliced-threads=0:keyint=30:bframes=0", "-b:v", "1M", "-f", "h264"],
    "vp8": ["-c:v", "libvpx", "-b:v", "1M", "-g", "30", "-f", "ivf"],
}


def skip(reason):
    print(reason)
    sys.exit(77)


def film(codec, folder):
    """Two seconds of a moving picture, 640x480."""
    path = f"{folder}/film.{codec}"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=640x480:rate=30:duration=2",
                    *FILMS[codec], path], check=True)
    return path


class Echo:
    """peer_echo; its lines are kept until they are asked for."""

    def __init__(self, codec="vp8", *flags):
        self.folder = tempfile.TemporaryDirectory(prefix="anc-p")
        self.process = subprocess.Popen(
            [BUILD / "tests" / "peer_echo", "--video", film(codec, self.folder.name), *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.kept = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def order(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def expect(self, **what):
        """The first line that has these values; later lines stay."""
        for line in self.kept:
            if what.items() <= line.items():
                self.kept.remove(line)
                return line
        while True:
            try:
                line = self.lines.get(timeout=PATIENCE_S)
            except queue.Empty:
                sys.exit(f"waited {PATIENCE_S} s in vain for {what}; there was {self.kept}")
            if "error" in line:
                sys.exit(f"our end says: {line}")
            if what.items() <= line.items():
                return line
            self.kept.append(line)

    def end(self):
        self.process.stdin.close()
        if self.process.wait(PATIENCE_S) != 0:
            sys.exit(f"our end ended with {self.process.returncode}")
        self.folder.cleanup()
