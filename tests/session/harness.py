"""What the session tests share: a running session, a guest's end of its sockets, and patience."""
import atexit
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

ANCLOUD = os.environ["ANCLOUD"]
PATIENCE_S = 30
# Sessions load a GL driver that is not instrumented, and that leaks a little when it is unloaded.
os.environ.setdefault("TSAN_OPTIONS", f"suppressions={os.environ['ANCLOUD_SRC']}/tests/tsan.supp")
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")
RED, GREEN, BLUE, YELLOW = b"\xff\0\0\xff", b"\0\xff\0\xff", b"\0\0\xff\xff", b"\xff\xff\0\xff"


def wait_for(what, holds):
    """The first true value of holds(); the test fails when there is none in time."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        value = holds()
        if value:
            return value
        time.sleep(0.005)
    sys.exit(f"waited {PATIENCE_S} s in vain for: {what}")


def expect(holds, what):
    if not holds:
        sys.exit(f"does not hold: {what}")


def skip(reason):
    print(reason)
    sys.exit(77)


def data_path():
    """A data path for this test, with a short name, that the user of the session can enter."""
    path = tempfile.mkdtemp(prefix="anc-s")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    os.chmod(path, 0o755)
    return path


def as_user():
    """A session never runs as root; root has to say as whom."""
    return ["--user", "nobody"] if os.geteuid() == 0 else []


def ancloud(*args, env=None):
    return subprocess.run([ANCLOUD, *args], capture_output=True, text=True, timeout=60, env=env)


class Session:
    """`ancloud session run` on a data path of its own, from listening to gone."""

    def __init__(self, *flags, data=None, env=None, headless=True):
        self.data = data or data_path()
        where = {True: ["--headless"], False: ["--single-window"], None: []}[headless]
        self.process = subprocess.Popen(
            [ANCLOUD, "session", "run", "--data-path", self.data, *where, *as_user(), *flags],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        self.dir = f"{self.data}/instances/default"
        self.pipe = f"{self.dir}/sockets/qemu_pipe"
        self.bridge = f"{self.dir}/sockets/anbox_bridge"
        self.control = f"{self.dir}/state/session/control.sock"
        wait_for("the control socket", lambda: self.listens() or self.process.poll() is not None)
        if self.process.poll() is not None:
            sys.exit(f"the session ended at once: {self.process.stderr.read()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def listens(self):
        try:
            Guest(self.control).close()
            return True
        except OSError:
            return False

    def ask(self, request):
        """Head and body of an answer of the control socket."""
        guest = Guest(self.control)
        guest.send(json.dumps(request).encode() + b"\n")
        head, _, body = guest.receive_all().partition(b"\n")
        return json.loads(head), body

    def rungs(self):
        with open(f"{self.dir}/state/session/ready") as file:
            return [json.loads(line)["rung"] for line in file]

    def log(self):
        with open(f"{self.dir}/logs/session.log") as file:
            return file.read()

    def stop(self, number=signal.SIGTERM):
        """Ends it by a signal: exit code and seconds it took."""
        begin = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        return self.process.returncode, time.monotonic() - begin


class Guest:
    """One connection of a program in the guest."""

    def __init__(self, path, hello=b""):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)  # blocking, as a guest does: a full backlog makes it wait
        self.socket.settimeout(PATIENCE_S)
        if hello:
            self.send(hello)

    def send(self, data):
        self.socket.sendall(data)

    def receive(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                break
            data += piece
        return data

    def receive_all(self):
        return self.receive(1 << 30)

    def closed(self):
        """Does the host close? Waits for it."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def silent(self):
        """Is nothing to be read now, and is it still open?"""
        self.socket.setblocking(False)
        try:
            return self.socket.recv(1) is None
        except BlockingIOError:
            return True
        finally:
            self.socket.settimeout(PATIENCE_S)

    def close(self):
        self.socket.close()


class Painter(Guest):
    """A program in the guest that draws by the pipe of the renderer."""

    def __init__(self, session):
        super().__init__(session.pipe, b"pipe:opengles\0" + bytes(4))

    def call(self, opcode, *args, data=None):
        body = struct.pack(f"<{len(args)}i", *args)
        if data is not None:
            body += struct.pack("<I", len(data)) + data
        self.send(struct.pack("<II", opcode, 8 + len(body)) + body)

    def ask(self, opcode, *args):
        self.call(opcode, *args)
        return struct.unpack("<i", self.receive(4))[0]

    def buffer(self, width, height, pixels):
        """A new colour buffer that shows `pixels`, RGBA."""
        buffer = self.ask(10012, width, height, 0x1908)  # rcCreateColorBuffer, GL_RGBA
        expect(buffer != 0, "the host made a colour buffer")
        # rcUpdateColorBuffer, GL_RGBA, GL_UNSIGNED_BYTE
        self.call(10024, buffer, 0, 0, width, height, 0x1908, 0x1401, data=pixels)
        expect(self.receive(4) == bytes(4), "the host took the pixels")
        return buffer

    def post(self, *layers):
        """A frame of layers, each a name, a buffer, its crop and its frame, bottom to top."""
        for name, buffer, crop, frame in layers:
            name = name.encode() + b"\0"
            layer = struct.pack("<I", len(name)) + name + struct.pack("<if8i", buffer, 1.0, *crop, *frame)
            self.send(struct.pack("<II", 10035, 8 + len(layer)) + layer)  # rcPostLayer
        self.call(10036)  # rcPostAllLayersDone


def quarters(width, height):
    """Red, green / blue, yellow. The lower ones say that they are transparent: a display shows them all the same."""
    half, clear = width // 2, bytes(1)
    return ((RED * half + GREEN * (width - half)) * (height // 2)
            + ((BLUE[:3] + clear) * half + (YELLOW[:3] + clear) * (width - half)) * (height - height // 2))


def draw_quarters(session, width=720, height=1280):
    """Posts one layer over the whole display: red, green / blue, yellow. Keeps its connection."""
    painter = Painter(session)
    whole = (0, 0, width, height)
    painter.post(("layer", painter.buffer(width, height, quarters(width, height)), whole, whole))
    wait_for("the first frame", lambda: "first_frame" in session.rungs())
    return painter
