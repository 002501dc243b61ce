"""A message bus of a test's own, the two command line tools that people use on it, and raw bytes."""
import atexit
import os
import shutil
import socket
import struct
import subprocess

from harness import data_path, expect, skip, wait_for

NOBODY = 65534
# As open as a bus can be: who may do what is the session's to say.
CONFIG = """<busconfig>
  <type>{kind}</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
"""


class Bus:
    def __init__(self, kind="session"):
        for tool in ("dbus-daemon", "busctl", "gdbus"):
            if not shutil.which(tool):
                skip(f"{tool} is not installed")
        self.dir = data_path()
        self.path = f"{self.dir}/bus"
        self.address = f"unix:path={self.path}"
        with open(f"{self.dir}/bus.conf", "w") as config:
            config.write(CONFIG.format(kind=kind, path=self.path))
        atexit.register(lambda: self.daemon.kill())
        self.start()

    def start(self):
        self.daemon = subprocess.Popen(["dbus-daemon", f"--config-file={self.dir}/bus.conf", "--nofork", "--nopidfile",
                                        "--nosyslog"], stderr=subprocess.DEVNULL)
        wait_for("the bus", self.listens)

    def listens(self):
        try:
            socket.socket(socket.AF_UNIX).connect(self.path)
            return True
        except OSError:
            return False

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()
        if os.path.exists(self.path):
            os.unlink(self.path)

    def run(self, *words, user=None):
        """As the session's user, unless another is given; a tool of the bus never waits for long."""
        if user is None and os.geteuid() == 0:
            user = NOBODY
        return subprocess.run(words, capture_output=True, text=True, timeout=60, user=user,
                              env=dict(os.environ, LC_ALL="C.UTF-8"))

    def busctl(self, *words, user=None):
        return self.run("busctl", f"--address={self.address}", *words, user=user)

    def gdbus(self, *words, user=None):
        return self.run("gdbus", words[0], "--address", self.address, *words[1:], user=user)

    def monitor(self, *words):
        user = NOBODY if os.geteuid() == 0 else None
        return subprocess.Popen(["gdbus", "monitor", "--address", self.address, *words], stdout=subprocess.PIPE,
                                text=True, user=user, bufsize=1)


class RawCaller:
    """The bytes of the protocol, for what no tool sends. Little endian."""

    def __init__(self, bus, destination, path, interface):
        self.target = (destination, path, interface)
        self.serial = 0
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(bus.path)
        self.socket.sendall(b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + b"\r\n")
        expect(self.socket.recv(1024).startswith(b"OK"), "the bus lets us in")
        self.socket.sendall(b"BEGIN\r\n")
        self.call("Hello", to=("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus"))
        self.reply()

    @staticmethod
    def text(value):
        data = value.encode()
        return struct.pack("<I", len(data)) + data + b"\0"

    def call(self, member, signature="", body=b"", to=None):
        destination, path, interface = to or self.target
        self.serial += 1
        fields = b""
        for code, kind, value in ((1, "o", path), (2, "s", interface), (3, "s", member), (6, "s", destination),
                                  (8, "g", signature)):
            if not value:
                continue
            fields += b"\0" * (-len(fields) % 8) + bytes([code, 1]) + kind.encode() + b"\0"
            fields += bytes([len(value)]) + value.encode() + b"\0" if kind == "g" else self.text(value)
        head = struct.pack("<BBBBIII", ord("l"), 1, 0, 1, len(body), self.serial, len(fields)) + fields
        self.socket.sendall(head + b"\0" * (-len(head) % 8) + body)
        return self.serial

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            expect(piece, "the bus keeps the connection")
            data += piece
        return data

    def reply(self):
        """The next return (2) or error (3): its kind, and all of its bytes."""
        while True:
            head = self.exactly(16)
            body, _, fields = struct.unpack("<III", head[4:16])
            rest = self.exactly(fields + (-fields % 8) + body)
            if head[1] in (2, 3):
                return head[1], rest
