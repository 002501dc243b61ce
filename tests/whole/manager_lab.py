"""What the tests of the container manager share: Anbox's bytes, clients that are some user, a running manager."""
import contextlib
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from whole_lab import ANCLOUD, LIMIT_S, expect, must, processes, wait_until  # noqa: E402

SOCKET = "/run/anbox-container.socket"  # where an Anbox session looks for it
UID = 1000
HOME = pathlib.Path(f"/run/user/{UID}/anbox")

# anbox-host.md 4.7: start_container id 0 with one bind mount, one device, one property.
START = bytes.fromhex(
    "00 00 7b 00 08 00 12 0f 73 74 61 72 74 5f 63 6f 6e 74 61 69 6e 65 72 1a 64 0a 62 0a 38 0a 26 2f"
    "72 75 6e 2f 75 73 65 72 2f 31 30 30 30 2f 61 6e 62 6f 78 2f 73 6f 63 6b 65 74 73 2f 71 65 6d 75"
    "5f 70 69 70 65 12 0e 2f 64 65 76 2f 71 65 6d 75 5f 70 69 70 65 12 0e 0a 09 2f 64 65 76 2f 66 75"
    "73 65 10 b6 03 1a 16 72 6f 2e 62 6f 6f 74 2e 66 61 6b 65 5f 62 61 74 74 65 72 79 3d 31 20 01")
# anbox-host.md 4.7: stop_container id 1, success of id 1, and "already running" to id 0.
STOP = bytes.fromhex("00 00 18 00 08 01 12 0e 73 74 6f 70 5f 63 6f 6e 74 61 69 6e 65 72 1a 02 08 00 20 01")
STOPPED = bytes.fromhex("00 00 04 01 08 01 12 00")
ALREADY = bytes.fromhex("00 00 23 01 08 00 12 1f fa 07 1c 43 6f 6e 74 61 69 6e 65 72 20 69 73 20 61 6c 72 65 61 64"
                        "79 20 72 75 6e 6e 69 6e 67")
STARTED = bytes.fromhex("00 00 04 01 08 00 12 00")


def varint(number):
    out = b""
    while number > 0x7f:
        out, number = out + bytes([number & 0x7f | 0x80]), number >> 7
    return out + bytes([number])


def field(number, value):
    """One protobuf field: text or bytes, or a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def frame(kind, payload):
    return struct.pack(">I", len(payload) << 8 | kind) + payload


def call(number, method, parameters):
    return frame(0, field(1, number) + field(2, method) + field(3, parameters) + field(4, 1))


def start_call(number=0, binds=(), devices=(), properties=(), more=b""):
    wanted = b"".join(field(1, field(1, source) + field(2, target)) for source, target in binds)
    wanted += b"".join(field(2, field(1, path) + field(2, mode)) for path, mode in devices)
    wanted += b"".join(field(3, text) for text in properties)
    return call(number, "start_container", field(1, wanted) + more)


class Client:
    """A connection of user `uid`: the kernel notes the effective ids at the connect."""

    def __init__(self, uid=UID, gid=UID, groups=(), path=SOCKET):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(LIMIT_S)
        before = os.getgroups()
        os.setgroups(list(groups))
        os.setegid(gid)
        os.seteuid(uid)
        try:
            self.socket.connect(path)
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(before)

    def send(self, data):
        self.socket.sendall(data)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            expect(piece, f"the manager closed after {data!r}")
            data += piece
        return data

    def answer(self):
        head = self.exactly(4)
        return head + self.exactly(int.from_bytes(head[:3], "big"))

    def ask(self, data):
        self.send(data)
        return self.answer()

    def is_closed(self):
        """Waits for the end of the connection; what came before it."""
        data = b""
        while True:
            try:
                piece = self.socket.recv(65536)
            except ConnectionResetError:
                return data
            if not piece:
                return data
            data += piece

    def close(self):
        self.socket.close()


class SessionSockets:
    """The sockets of a session, as Anbox's makes them, owned by `uid`; nobody answers at them."""

    def __init__(self, home=HOME, uid=UID, names=("qemu_pipe", "anbox_bridge", "anbox_audio")):
        self.home, self.listening = home, {}
        for folder in (home, home / "sockets", home / "input"):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, uid, uid)
        for name in names:
            path = home / "sockets" / name
            path.unlink(missing_ok=True)
            self.listening[name] = socket.socket(socket.AF_UNIX)
            self.listening[name].bind(str(path))
            self.listening[name].listen(64)
            self.listening[name].settimeout(LIMIT_S)
            os.chmod(path, 0o666)
            os.chown(path, uid, uid)

    def binds(self):
        return [(str(self.home / "sockets" / name), f"/dev/{name}") for name in self.listening] + [
            (str(self.home / "input"), "/dev/input")]

    def guest_comes(self):
        """Waits for a guest to connect to the pipe: its /dev/qemu_pipe is ours."""
        self.listening["qemu_pipe"].accept()[0].close()

    def close(self):
        for one in self.listening.values():
            one.close()


def add_bridge():
    must("ip", "link", "add", "ancloud", "type", "bridge")
    must("ip", "addr", "add", "192.168.240.1/24", "dev", "ancloud")
    must("ip", "link", "set", "ancloud", "up")


@contextlib.contextmanager
def manager(lab, *flags, group=UID, path=SOCKET, env=None, killed=False):
    """A running `ancloud container manager`; afterwards nothing of it is left. `killed`: the test kills it."""
    before = processes()
    usual = path == os.path.join(lab.data, "sockets/ancloud-container.socket")
    where = [] if usual else ["--socket", path]
    log = open(os.path.join(lab.data, "manager.log"), "w+b")
    child = subprocess.Popen([ANCLOUD, "-v", "--data-path", lab.data, "container", "manager", *where, "--group",
                              str(group), *flags], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                             env=dict(os.environ, ANCLOUD_CONTAINER_STOP_TIMEOUT="3s", **(env or {})))
    lab.manager_said = lambda: pathlib.Path(log.name).read_text()
    try:
        wait_until(lambda: child.poll() is not None or "listening on" in lab.manager_said(), "the manager to listen")
        expect(child.poll() is None, lab.manager_said())
        yield child
        if not killed:
            expect(child.poll() is None, f"the manager is alive: {lab.manager_said()}")
            child.send_signal(signal.SIGTERM)
            expect(child.wait(LIMIT_S) == 0, f"its end: {child.returncode}: {lab.manager_said()}")
            expect(not os.path.exists(path), "the socket is removed")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        log.close()
    wait_until(lambda: processes() == before, "all processes of the manager to end")


def state(lab, instance):
    import json
    return json.loads(lab.ancloud("--json", "container", "status", instance, check=False).stdout or "{}")


def ended(lab, instance):
    wait_until(lambda: state(lab, instance).get("state") == "stopped", f"{instance} to end")
