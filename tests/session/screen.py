"""A virtual X server with a mouse and a keyboard that tests can use, and whose memory they can look at."""
import collections
import ctypes
import os
import shutil
import struct
import subprocess
import tempfile

from harness import expect, skip, wait_for


class Screen:
    """Xvfb, and xdotool to move its mouse and press its keys. The test is skipped without them."""

    def __init__(self, size):
        for program in ("Xvfb", "xdotool"):
            if not shutil.which(program):
                skip(f"{program} is not installed")
        self.dir = tempfile.mkdtemp(prefix="anc-x")
        self.process = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", size + "x24", "-fbdir", self.dir,
                                         "-ac", "-nolisten", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        number = self.process.stdout.readline().strip()
        expect(number, "Xvfb starts")
        kept = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
        self.env = {**kept, "DISPLAY": ":" + number.decode()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.dir)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=self.env, capture_output=True, text=True,
                              timeout=30).stdout

    def window(self, title="ancloud"):
        """Id of the window of this name, once it is on the screen."""
        return wait_for(f"the window {title}",
                        lambda: self.xdotool("search", "--onlyvisible", "--name", title)).split()[0]

    def geometry(self, window):
        lines = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window).splitlines())
        return tuple(int(lines[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def size(self, window):
        return self.geometry(window)[2:]

    def pixels(self):
        """Width of the screen, and all its pixels as 0xRRGGBB, row by row."""
        with open(f"{self.dir}/Xvfb_screen0", "rb") as file:  # XWD: a big-endian header, then pixels
            data = file.read()
        header = struct.unpack(">20I", data[:80])
        start = header[0] + 12 * header[19]
        rows = memoryview(data)[start:start + header[12] * header[5]].cast("I")
        return header[12] // 4, [pixel & 0xffffff for pixel in rows]

    def colours(self):
        """How many pixels there are of each colour."""
        return collections.Counter(self.pixels()[1])

    def pixel(self, window, x, y):
        """The colour at a place of a window, of which nothing else must lie in front."""
        left, top, _, _ = self.geometry(window)
        width, pixels = self.pixels()
        return pixels[(top + y) * width + left + x]

    def close(self, window):
        """What a window manager's close button does."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.env["DISPLAY"].encode()))
        protocols, delete = (x11.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
        # XClientMessageEvent: type 33, serial, send_event, display, window, message_type, format, data.
        event = struct.pack("@iLiPLLi5l", 33, 0, 1, display.value, int(window), protocols, 32, delete, 0, 0, 0, 0)
        x11.XSendEvent(display, ctypes.c_ulong(int(window)), 0, ctypes.c_long(0), event.ljust(192, b"\0"))
        x11.XCloseDisplay(display)
