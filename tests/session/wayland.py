"""A Wayland compositor for tests: weston, which draws into a virtual X server.

On its headless backend there is no seat, which SDL 2.26 does not survive.
"""
import collections
import os
import pathlib
import shutil
import subprocess
import tempfile

from harness import expect, skip, wait_for
from screen import Screen

for program in ("weston", "weston-screenshooter"):
    if not shutil.which(program):
        skip(f"{program} is not installed")
try:
    from PIL import Image
except ImportError:
    skip("python3-pil is not installed")


class Compositor:
    """weston, drawing by itself; its socket may be used by the session's user as well.

    Its output has `width` x `height` units of `scale` x `scale` pixels. `screen` is what it is shown on, with a mouse
    and a keyboard.
    """

    def __init__(self, width=1000, height=1500, scale=1):
        self.screen = Screen(f"{width * scale}x{height * scale}")
        self.dir = tempfile.mkdtemp(prefix="anc-w")
        os.chmod(self.dir, 0o755)
        bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
        self.env = {**bare, "XDG_RUNTIME_DIR": self.dir, "WAYLAND_DISPLAY": f"{self.dir}/wayland"}
        self.log = open(f"{self.dir}/log", "w+")
        # --debug lets screenshots be taken.
        self.process = subprocess.Popen(
            ["weston", "--backend=x11-backend.so", "--use-pixman", f"--width={width}", f"--height={height}",
             f"--scale={scale}", "--debug", "--no-config", "--idle-time=0", "--socket=wayland"],
            env={**self.env, "DISPLAY": self.screen.env["DISPLAY"]}, stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        socket = pathlib.Path(self.env["WAYLAND_DISPLAY"])
        wait_for("weston's socket", lambda: socket.is_socket() or self.process.poll() is not None)
        expect(self.process.poll() is None, f"weston runs: {self.said()}")
        socket.chmod(0o666)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.screen.__exit__()
        shutil.rmtree(self.dir)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def picture(self):
        """The output as it is now."""
        done = subprocess.run(["weston-screenshooter"], env=self.env, cwd=self.dir, capture_output=True, text=True,
                              timeout=30)
        expect(done.returncode == 0, f"a screenshot: {done.stdout}{done.stderr}")
        shots = list(pathlib.Path(self.dir).glob("*.png"))
        expect(len(shots) == 1, f"one picture, not {shots}")
        with Image.open(shots[0]) as image:
            picture = image.convert("RGB")
        shots[0].unlink()
        return picture

    def colours(self):
        """How many pixels of the output there are of each colour."""
        return collections.Counter(self.picture().getdata())
