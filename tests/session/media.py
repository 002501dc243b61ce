"""A live feed of a session, as the stream server reads it (internal/stream/media_piece.h)."""
import collections
import json
import socket
import struct

from harness import PATIENCE_S, Guest, expect

VIDEO, SOUND, NOTE = 16, 17, 18
HEAD = struct.Struct("<BBHIIQQ6q")
Video = collections.namedtuple("Video", "codec key rotation width height frame geometry posted composed drawn read_back "
                               "converted encoded data")
Sound = collections.namedtuple("Sound", "captured position opus")


def parse(kind, data):
    if kind == VIDEO:
        return Video(*HEAD.unpack_from(data), data[HEAD.size:])
    if kind == SOUND:
        return Sound(*struct.unpack_from("<qQ", data), data[16:])
    expect(kind == NOTE, f"kind {kind}")
    return json.loads(data)


class Feed(Guest):
    def __init__(self, session, video="h264", sound=False, **more):
        super().__init__(session.control)
        self.say({"do": "media", "video": video, "sound": sound, **more})
        line = b""
        while not line.endswith(b"\n"):
            line += self.receive(1)
        self.greeting = json.loads(line)
        self.seen = []

    def say(self, request):
        self.send(json.dumps(request).encode() + b"\n")

    def piece(self):
        """The next one; None at the end."""
        head = self.receive(5)
        if len(head) < 5:
            return None
        kind, length = struct.unpack("<BI", head)
        return parse(kind, self.receive(length))

    def video(self):
        """The next picture."""
        while True:
            piece = self.piece()
            expect(piece is not None, "there is another picture")
            if isinstance(piece, Video):
                self.seen.append(piece)
                return piece

    def video_until(self, holds):
        """Pictures up to the first for which that holds, which is returned."""
        while True:
            video = self.video()
            if holds(video):
                return video

    def still(self, seconds):
        """Does nothing come for so long?"""
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(1, socket.MSG_PEEK) is None
        except (TimeoutError, socket.timeout):
            return True
        finally:
            self.socket.settimeout(PATIENCE_S)
