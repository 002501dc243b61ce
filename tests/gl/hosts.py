"""Hosts of the opengles pipe under test, for the gl lane's programs.

A host has: socket (path), start(), frame() -> (number, width, height, RGBA bytes) or None,
log() -> what it has said on standard error, stop() -> exit code.
"""
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

BUILD = os.environ.get("ANCLOUD_BUILD") or os.path.dirname(
    os.environ.get("ANCLOUD", "build/ancloud"))
SOURCE = os.environ.get("ANCLOUD_SRC") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIZE = (320, 240)


def skip(reason):
    print("skipped: " + reason)
    sys.exit(77)


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("no %s after %d s" % (what, seconds))
        time.sleep(0.02)


def sanitized():
    """The environment for programs of ours that load a GL driver."""
    # Mesa's drivers leak a little when they are unloaded, from code that is gone by then.
    return {"ASAN_OPTIONS": "detect_leaks=0",
            "TSAN_OPTIONS": "suppressions=%s/tests/tsan.supp" % SOURCE, **os.environ}


def as_user():
    """A session never runs as root; root has to say as whom."""
    return ["--user", "nobody"] if os.geteuid() == 0 else []


def fake_driver(words=""):
    """Environment in which the driver of tests/fake_gl stands in for the host's."""
    return {"LD_LIBRARY_PATH": os.path.join(BUILD, "tests", "fake_gl"), "FAKE_GL": words}


class GlHost:
    """tests/gl/gl_host: nothing but the renderer behind a socket. Settings: memory=BYTES, gles1="native"
    and so on."""

    def __init__(self, environment=None, **settings):
        self.environment = environment or {}
        self.settings = ["%s=%s" % setting for setting in settings.items()]
        self.dir = tempfile.TemporaryDirectory(prefix="ancloud-gl-")
        self.socket = os.path.join(self.dir.name, "qemu_pipe")
        self.errors = open(os.path.join(self.dir.name, "stderr"), "w+")

    def start(self):
        self.process = subprocess.Popen(
            [os.path.join(BUILD, "tests", "gl_host"), self.socket, "%dx%d" % SIZE] + self.settings,
            env={**sanitized(), **self.environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.errors, text=True)
        ready = self.process.stdout.readline()
        if not ready.startswith("ready"):
            code = self.process.wait()
            if code == 9:
                skip("this host has no GL that can draw: " + self.log().strip())
            raise RuntimeError("gl_host ended with %d: %s" % (code, self.log()))
        return ready[6:].strip()

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def frame(self):
        path = os.path.join(self.dir.name, "frame")
        answer = self.ask("frame " + path)
        if answer[0] != "ok":
            return None
        with open(path, "rb") as f:
            return tuple(int(n) for n in answer[1:]) + (f.read(),)

    def memory_kb(self):
        return int(self.ask("memory")[1])

    def heap_bytes(self):
        return int(self.ask("heap")[1])

    def usage(self):
        """What guests have open: connections, contexts, surfaces, color_buffers, images, memory."""
        return {name: int(n) for name, n in (word.split("=") for word in self.ask("usage")[1:])}

    def log(self):
        self.errors.flush()
        with open(self.errors.name) as f:
            return f.read()

    def stop(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.stdout.close()
        return self.process.wait(timeout=30)


class Session:
    """`ancloud session run --headless`: the whole session process."""

    def __init__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="ancloud-gl-")
        self.socket = os.path.join(self.dir.name, "instances/default/sockets/qemu_pipe")
        self.errors = open(os.path.join(self.dir.name, "stderr"), "w+")
        self.base = [os.environ["ANCLOUD"], "--data-path", self.dir.name]
        os.chmod(self.dir.name, 0o755)
        # A session never runs as root; root has to say as whom.
        self.user = ["--user", "nobody"] if os.geteuid() == 0 else []

    def start(self):
        self.process = subprocess.Popen(
            self.base + ["session", "run", "--headless", "--window-size", "%dx%d" % SIZE] + self.user,
            stdout=self.errors, stderr=self.errors)

        def listening():
            if self.process.poll() is not None:
                raise RuntimeError("session ended with %d: %s" %
                                   (self.process.returncode, self.log()))
            with socket.socket(socket.AF_UNIX) as probe:
                return probe.connect_ex(self.socket) == 0
        wait_for("pipe socket", listening)
        return "session"

    def frame(self):
        from PIL import Image
        path = os.path.join(self.dir.name, "shot.png")
        done = subprocess.run(self.base + ["screenshot", "-o", path], capture_output=True)
        if done.returncode != 0:
            return None
        picture = Image.open(path).convert("RGBA")
        return (0,) + picture.size + (picture.tobytes(),)

    def log(self):
        with open(self.errors.name) as f:
            return f.read()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def chosen_host(**limits):
    """ANCLOUD_GL_HOST=session replays into the session process instead of gl_host."""
    if os.environ.get("ANCLOUD_GL_HOST") == "session" and not limits:
        return Session()
    if not os.access(os.path.join(BUILD, "tests", "gl_host"), os.X_OK):
        skip("%s/tests/gl_host is not built" % BUILD)
    return GlHost(**limits)


def run_tests(tests, **limits):
    """Each test on a host of its own; the exit status of the program."""
    failed = 0
    for test in tests:
        host = chosen_host(**limits)
        host.start()
        try:
            test(host)
            print("ok", test.__name__)
        except Exception as error:  # noqa: BLE001: one line per claim
            failed += 1
            line = error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else 0
            print("FAILED %s (line %d): %r\n%s" % (test.__name__, line, error, host.log()))
        code = host.stop()
        if code != 0:
            failed += 1
            print("FAILED %s: the host ended with %d\n%s" % (test.__name__, code, host.log()))
    return 1 if failed else 0


class Guest:
    """One connection, with packets made by hand."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(path)
        self.socket.sendall(b"pipe:opengles\0" + bytes(4))

    def send(self, opcode, body=b"", size=None):
        size = 8 + len(body) if size is None else size
        self.socket.sendall(struct.pack("<II", opcode, size) + body)

    def call(self, opcode, *values):
        self.send(opcode, struct.pack("<%dI" % len(values), *(v & 0xFFFFFFFF for v in values)))

    def read(self, n):
        data = b""
        while len(data) < n:
            piece = self.socket.recv(n - len(data))
            if not piece:
                raise EOFError("host closed after %d of %d bytes" % (len(data), n))
            data += piece
        return data

    def ask(self, opcode, *values):
        """A call that answers with one i32."""
        self.call(opcode, *values)
        return struct.unpack("<i", self.read(4))[0]

    def closed(self):
        """Whether the host closes the connection without another byte."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def close(self):
        self.socket.close()
