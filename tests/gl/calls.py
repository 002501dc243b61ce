"""Calls of the opengles pipe that tests make by hand (opcodes: internal/wire/gles.table)."""
import struct

CREATE_CONTEXT, DESTROY_CONTEXT, CREATE_SURFACE = 10008, 10009, 10010
CREATE_BUFFER, CLOSE_BUFFER, SET_BUFFER, FLUSH, MAKE_CURRENT = 10012, 10014, 10015, 10016, 10017
FB_POST, READ, UPDATE, OPEN_BUFFER = 10018, 10023, 10024, 10025
SELECT_CHECKSUM, DISPLAYS, POST_LAYER, DONE = 10028, 10029, 10035, 10036
BIND_TEXTURE, BIND_RENDERBUFFER, CREATE_IMAGE, DESTROY_IMAGE = 10020, 10021, 10026, 10027
CLEAR, CLEAR_COLOR, GET_ERROR, FINISH = 2063, 2064, 2108, 2255
GEN_TEXTURES, BIND, TEX_IMAGE, DELETE_TEXTURES = 2101, 2054, 2153, 2081
GEN_FRAMEBUFFERS, BIND_FRAMEBUFFER, FRAMEBUFFER_TEXTURE, DELETE_FRAMEBUFFERS = 2099, 2052, 2095, 2077
GEN_RENDERBUFFERS, BIND_RENDERBUFFER_GL, RENDERBUFFER_STORAGE, DELETE_RENDERBUFFERS = (
    2100, 2053, 2142, 2079)
FRAMEBUFFER_RENDERBUFFER, FRAMEBUFFER_STATUS = 2094, 2062
GEN_BUFFERS, BIND_BUFFER, BUFFER_DATA, DELETE_BUFFERS = 2097, 2051, 2060, 2076
COPY_IMAGE, MIPMAP, COMPRESSED_IMAGE, IMAGE_TARGET, READ_PIXELS = 2071, 2098, 2069, 2190, 2140
GL_TEXTURE_2D, GL_FRAMEBUFFER, GL_RENDERBUFFER, GL_TEXTURE_2D_KHR = 0x0DE1, 0x8D40, 0x8D41, 0x30B1
GL_ARRAY_BUFFER, GL_COLOR_ATTACHMENT0, GL_OUT_OF_MEMORY = 0x8892, 0x8CE0, 0x0505
RGBA, RGB, BYTES, RGB565 = 0x1908, 0x1907, 0x1401, 0x8363


def fill(guest, buffer, width, height, pixel):
    data = bytes(pixel) * (width * height)
    guest.send(UPDATE, struct.pack("<8I", buffer, 0, 0, width, height, RGBA, BYTES, len(data)) +
               data)
    assert struct.unpack("<i", guest.read(4))[0] == 0


def pixels(guest, buffer, x, y, width, height, form=RGBA, kind=BYTES, each=4):
    """Reads a rectangle; dead bytes follow the request, as a guest sends them."""
    n = width * height * each
    guest.send(READ, struct.pack("<8I", buffer, x, y, width, height, form, kind, n) + bytes(n))
    return guest.read(n)


def layer(guest, name, buffer, frame, crop, alpha=1.0):
    text = name.encode() + b"\0"
    guest.send(POST_LAYER, struct.pack("<I", len(text)) + text +
               struct.pack("<If8i", buffer, alpha, *crop, *frame))


def window(guest, width=16, height=16):
    """A context current on a surface with a buffer; returns the three handles."""
    surface = guest.ask(CREATE_SURFACE, 3, width, height)
    buffer = guest.ask(CREATE_BUFFER, width, height, RGBA)
    context = guest.ask(CREATE_CONTEXT, 3, 0, 2)
    guest.call(SET_BUFFER, surface, buffer)
    assert surface > 0 and buffer > 0 and context > 0
    assert guest.ask(MAKE_CURRENT, context, surface, surface) == 1
    return context, surface, buffer


def clear(guest, r, g, b, a):
    guest.send(CLEAR_COLOR, struct.pack("<4f", r, g, b, a))
    guest.call(CLEAR, 0x4000)


def make_name(guest, gen):
    """One new name by the glGen* of that opcode."""
    guest.send(gen, struct.pack("<iI", 1, 4) + bytes(4))
    return struct.unpack("<I", guest.read(4))[0]


def texture(guest):
    """A new texture, bound to GL_TEXTURE_2D."""
    name = make_name(guest, GEN_TEXTURES)
    guest.call(BIND, GL_TEXTURE_2D, name)
    return name


def texture_image(guest, width, height, level=0, target=GL_TEXTURE_2D, form=RGBA, data=b""):
    guest.send(TEX_IMAGE, struct.pack("<IiiiiiIII", target, level, form, width, height, 0, form, BYTES,
                                 len(data)) + data)


def delete_names(guest, opcode, *names):
    """glDelete* of that opcode."""
    guest.send(opcode, struct.pack("<iI%dI" % len(names), len(names), 4 * len(names), *names))


def framebuffer(guest, name):
    """A new framebuffer object with that texture as its colours, bound."""
    made = make_name(guest, GEN_FRAMEBUFFERS)
    guest.call(BIND_FRAMEBUFFER, GL_FRAMEBUFFER, made)
    guest.call(FRAMEBUFFER_TEXTURE, GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, name, 0)
    return made
