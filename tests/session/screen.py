"""A virtual X server with a mouse and a keyboard that tests can use."""
import os
import shutil
import subprocess

from harness import expect, skip, wait_for


class Screen:
    """Xvfb, and xdotool to move its mouse and press its keys. The test is skipped without them."""

    def __init__(self, size):
        for program in ("Xvfb", "xdotool"):
            if not shutil.which(program):
                skip(f"{program} is not installed")
        self.process = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", size + "x24", "-ac",
                                         "-nolisten", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        number = self.process.stdout.readline().strip()
        expect(number, "Xvfb starts")
        kept = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
        self.env = {**kept, "DISPLAY": ":" + number.decode()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=self.env, capture_output=True, text=True,
                              timeout=30).stdout

    def window(self):
        """Id of the session's window, once it is on the screen."""
        return wait_for("the window", lambda: self.xdotool("search", "--onlyvisible", "--name", "ancloud")).split()[0]

    def size(self, window):
        lines = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window).splitlines())
        return int(lines["WIDTH"]), int(lines["HEIGHT"])
