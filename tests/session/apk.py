"""Android packages made for tests: a binary manifest in an archive, nothing else."""
import io
import struct
import zipfile

LABEL, NAME, CODE, VERSION = 0x01010001, 0x01010003, 0x0101021b, 0x0101021c
NONE = 0xffffffff


def manifest(package, label="Tested", activity=".Main", version="1.0"):
    """AndroidManifest.xml as aapt writes it, with one activity in the launcher."""
    numbered = [("versionCode", CODE), ("versionName", VERSION), ("label", LABEL), ("name", NAME)]
    strings = [name for name, _ in numbered]
    body = b""

    def index(text):
        if text not in strings:
            strings.append(text)
        return strings.index(text)

    def begin(element, **attributes):
        nonlocal body
        listed = b""
        for key, value in attributes.items():
            if isinstance(value, int):
                listed += struct.pack("<IIIHBBI", NONE, index(key), NONE, 8, 0, 0x10, value)
            else:
                listed += struct.pack("<IIIHBBI", NONE, index(key), index(value), 8, 0, 3, index(value))
        ext = struct.pack("<IIHHHHHH", NONE, index(element), 20, 20, len(attributes), 0, 0, 0) + listed
        body += struct.pack("<HHIII", 0x102, 16, 16 + len(ext), 1, NONE) + ext

    def end(name):
        nonlocal body
        body += struct.pack("<HHIIIII", 0x103, 16, 24, 1, NONE, NONE, index(name))

    begin("manifest", versionCode=7, versionName=version, package=package)
    begin("application", label=label)
    begin("activity", name=activity)
    begin("intent-filter")
    for kind, name in (("action", "android.intent.action.MAIN"), ("category", "android.intent.category.LAUNCHER")):
        begin(kind, name=name)
        end(kind)
    for name in ("intent-filter", "activity", "application", "manifest"):
        end(name)
    offsets, data = b"", b""
    for text in strings:
        offsets += struct.pack("<I", len(data))
        units = text.encode("utf-16-le")
        data += struct.pack("<H", len(units) // 2) + units + b"\0\0"
    data += b"\0" * (-len(data) % 4)
    start = 28 + len(offsets)
    pool = struct.pack("<HHIIIIII", 1, 28, start + len(data), len(strings), 0, 0, start, 0) + offsets + data
    numbers = struct.pack("<HHI", 0x180, 8, 8 + 4 * len(numbered)) + b"".join(struct.pack("<I", n) for _, n in numbered)
    return struct.pack("<HHI", 3, 8, 8 + len(pool) + len(numbers) + len(body)) + pool + numbers + body


def package(name, padding=0, **more):
    """A whole package as bytes; `padding` bytes of code in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("AndroidManifest.xml", manifest(name, **more), zipfile.ZIP_DEFLATED)
        archive.writestr("classes.dex", bytes(padding))
    return out.getvalue()
