"""A stream server under test, asked by plain HTTP and watched over its WebSocket."""
import base64
import http.client
import json
import os
import re
import socket
import struct
import subprocess

from harness import ANCLOUD, PATIENCE_S, as_user, expect, wait_for

WELCOME, DISPLAY, READINESS, HANDOVER, TEXT_DONE, CLIPBOARD, CLIPBOARD_DONE = 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87
FRAME_TIMES, PONG, ERROR, STREAM, BYE = 0x88, 0x89, 0x8a, 0x8b, 0x8c
GRANTED, DENIED, LOST, REQUESTED, FREE, TAKEN = range(6)


class StreamServer:
    """`ancloud stream serve` on free ports, with a link."""

    def __init__(self, session, *flags, link=True, env=None):
        self.data = session.data
        self.process = subprocess.Popen(
            [ANCLOUD, "stream", "serve", "--data-path", session.data, "--listen", "127.0.0.1:0",
             *([] if "--media-port" in flags else ["--media-port", "0"]), *(["--link"] if link else []), *as_user(),
             *flags], stderr=subprocess.PIPE, text=True, env=env)
        self.lines = []
        self.port = int(self._line(r"serving https?://[^:]+:(\d+)/"))
        self.token = self._line(r"#token=(\S+)") if link else ""

    def _line(self, pattern):
        while True:
            line = self.process.stderr.readline()
            expect(line, f"the server says {pattern}: {self.lines}")
            self.lines.append(line)
            found = re.search(pattern, line)
            if found:
                return found[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def ask(self, method, path, body=None, token=None, **headers):
        """(status, headers, body)"""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.token if token is None else token
        if token:
            headers.setdefault("Authorization", "Bearer " + token)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read()
        connection.close()
        return found

    def make_token(self, *flags):
        done = subprocess.run([ANCLOUD, "token", "create", "--data-path", self.data, "--json", *flags],
                              capture_output=True, text=True, check=True)
        made = json.loads(done.stdout)
        return made["token"], made["id"]


def message(kind, fields=b""):
    return bytes([kind]) + len(fields).to_bytes(3, "big") + fields


def text(value):
    return struct.pack(">H", len(value.encode())) + value.encode()


class Watching:
    """A viewer over the WebSocket (docs/control-channel.md)."""

    def __init__(self, server, token=None, instance="default", hello=True, codec="h264"):
        token = server.token if token is None else token
        self.socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE_S)
        self.socket.sendall(
            f"GET /v1/instances/{instance}/ws?codec={codec} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Sec-WebSocket-Protocol: ancloud.v1, bearer.{token}\r\n\r\n".encode())
        self.bytes = b""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._exactly(1)
        self.status = int(head.split()[1])
        self.pictures = []
        if self.status == 101 and hello:
            self.say(0x01, bytes([1, 1]) + struct.pack(">I", 15) + text("test"))
            self.role, self.number = struct.unpack(">xBxxxxI", self.heard(WELCOME)[:10])

    def _exactly(self, count):
        while len(self.bytes) < count:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError
            self.bytes += piece
        piece, self.bytes = self.bytes[:count], self.bytes[count:]
        return piece

    def say(self, kind, fields=b""):
        self.send(b"\x03" + message(kind, fields))

    def send(self, data, opcode=2):
        size = len(data)
        head = bytes([0x80 | opcode]) + (bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size))
        self.socket.sendall(head + bytes(4) + data)      # a mask of zeros

    def frame(self):
        """(opcode, payload) of the next whole message."""
        first, size = self._exactly(2)
        size &= 0x7f
        if size == 126:
            size, = struct.unpack(">H", self._exactly(2))
        elif size == 127:
            size, = struct.unpack(">Q", self._exactly(8))
        return first & 15, self._exactly(size)

    def heard(self, kind, what=lambda fields: True):
        """Fields of the next message of a kind; pictures that come before are kept."""
        while True:
            opcode, data = self.frame()
            if opcode == 9:
                self.send(data, 10)
            if opcode != 2:
                expect(opcode != 8, f"still open, waiting for {kind:#x}: {data}")
                continue
            if data[0] == 1:
                self.pictures.append(data)
            if data[0] != 3:
                continue
            rest = data[1:]
            while rest:
                length = int.from_bytes(rest[1:4], "big")
                fields, here, rest = rest[4:4 + length], rest[0], rest[4 + length:]
                if here == kind and what(fields):
                    return fields

    def handover(self, what):
        fields = self.heard(HANDOVER, lambda fields: fields[0] == what)
        return struct.unpack(">I", fields[1:5])[0]

    def data_of_picture(self):
        while not self.pictures:
            opcode, data = self.frame()
            if opcode == 2 and data[0] == 1:
                self.pictures.append(data)
        return self.pictures.pop(0)

    def picture(self):
        """The next one: (key, codec, width, height)."""
        data = self.data_of_picture()
        return data[1] == 1, data[2], *struct.unpack(">HH", data[15:19])

    def captured(self):
        """When the next one was made: seconds of the steady clock."""
        return struct.unpack(">Q", self.data_of_picture()[7:15])[0] / 1e6

    def ended(self):
        """Waits for the end; the code of the close, or None."""
        try:
            while True:
                opcode, data = self.frame()
                if opcode == 8:
                    return struct.unpack(">H", data[:2])[0]
        except (EOFError, ConnectionResetError):
            return None

    def close(self):
        self.socket.close()


def viewers(session):
    """What the session says of its stream servers."""
    return session.ask({"do": "status"})[0]["streams"]


def no_viewers(session):
    wait_for("no viewer is left", lambda: sum(one.get("viewers", 0) for one in viewers(session)) == 0)
