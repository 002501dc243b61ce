"""Plays a recorded session of the opengles pipe (format: internal/wire/trace.h) into a host.

Ids that the recorded host chose (NAME.ids.csv, internal/wire/trace_ids.h) become those of this host.
"""
import collections
import csv
import io
import lzma
import socket
import struct

UP, DOWN, OPENED, CLOSED = range(4)
Id = collections.namedtuple("Id", "offset name value")


def read(path):
    """The bytes of a file, or of the one with .xz behind its name."""
    try:
        with open(path, "rb") as plain:
            return plain.read()
    except FileNotFoundError:
        with lzma.open(path + ".xz") as packed:
            return packed.read()


def records(trace):
    """(connection, kind, data) of each record; ValueError where one is not whole."""
    if trace[:16] != struct.pack("<4sHHQ", b"GWTR", 1, 16, 0):
        raise ValueError("no trace header")
    at = 16
    while at < len(trace):
        connection, kind, length = struct.unpack_from("<IB3x8xI", trace, at)
        data = trace[at + 20:at + 20 + length]
        if kind not in (UP, DOWN, OPENED, CLOSED) or len(data) != length:
            raise ValueError("the record at %d is broken" % at)
        yield connection, kind, data
        at += 20 + length


class Connection:
    """One replayed connection and the ids in its two streams."""

    def __init__(self, path, known):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        self.known = known
        self.ids = {"up": collections.deque(), "down": collections.deque()}
        self.passed = {"up": 0, "down": 0}

    def ids_within(self, way, length):
        """(place in the next `length` bytes, id) for each id there."""
        queue, begin = self.ids[way], self.passed[way]
        self.passed[way] += length
        while queue and queue[0].offset < begin + length:
            found = queue.popleft()
            yield found.offset - begin, found

    def send(self, data):
        data = bytearray(data)
        for place, found in self.ids_within("up", len(data)):
            struct.pack_into("<I", data, place, self.known.get(found[1:], found.value))
        self.socket.sendall(data)

    def receive(self, length):
        data = b""
        while len(data) < length:
            piece = self.socket.recv(length - len(data))
            if not piece:
                raise EOFError("the host closed after %d of %d bytes" % (len(data), length))
            data += piece
        for place, found in self.ids_within("down", length):
            self.known[found[1:]] = struct.unpack_from("<I", data, place)[0]


def play(path, stem):
    """Plays STEM.trace with STEM.ids.csv, or both .xz; the number of guest bytes that were sent."""
    rows = csv.DictReader(io.StringIO(read(stem + ".ids.csv").decode()))
    ids = collections.defaultdict(list)
    for row in rows:
        ids[int(row["conn"]), row["dir"]].append(
            Id(int(row["offset"]), (row["kind"], row["scope"]), int(row["value"])))
    connections, known, sent = {}, {}, 0
    for number, kind, data in records(read(stem + ".trace")):
        if kind == OPENED:
            connections[number] = one = Connection(path, known)
            for way, queue in one.ids.items():
                queue.extend(sorted(ids[number, way]))
            one.socket.sendall(data)
        elif kind == UP:
            connections[number].send(data)
            sent += len(data)
        elif kind == DOWN:
            connections[number].receive(len(data))
        else:
            connections[number].socket.close()
    for one in connections.values():
        one.socket.close()
    return sent
