"""PNG files, read without any library but Python's own."""
import struct
import zlib


def read_png(data):
    """Width, height and a function giving the RGBA pixel at x, y."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise SystemExit("it is no PNG")
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
            if (depth, colour) != (8, 6):
                raise SystemExit("it is not RGBA of 8 bit")
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += 12 + size
    raw, rows, above, line = zlib.decompress(packed), [], bytes(4 * width), 4 * width
    for y in range(height):
        how, row = raw[y * (line + 1)], bytearray(raw[y * (line + 1) + 1:(y + 1) * (line + 1)])
        for i in range(line):
            left, up = (row[i - 4] if i >= 4 else 0), above[i]
            corner = above[i - 4] if i >= 4 else 0
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda c: abs(guess - c))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, paeth)[how]) & 255
        above = bytes(row)
        rows.append(above)
    return width, height, lambda x, y: rows[y][4 * x:4 * x + 4]
