// Messages of the control channel to bytes and back: docs/control-channel.md.

export const kLimits = { message: 65536, text: 65536 - 64, part: 16384, clipboard: 1 << 20 };
export const kChannel = "ancloud-input";
export const kMoveChannel = "ancloud-move";
export const kProtocol = "ancloud-input.v1";
export const Capability = { clipboard: 1, frameTimes: 2, gamepad: 4, resize: 8 };
export const Phase = { down: 0, move: 1, up: 2, cancel: 3 };
export const Action = { up: 0, down: 1, repeat: 2 };
export const Handover = {
  request: 0, release: 1, grant: 2, deny: 3,  // said
  granted: 0, denied: 1, lost: 2, requested: 3, free: 4, taken: 5,  // heard
};
export const ErrorCode = { failed: 0, notRunning: 4 };
export const Cause = { shutdown: 0, stopped: 1, revoked: 2, replaced: 3 };

const contact = [["phase", "u8"], ["finger", "u8"], ["x", "u16"], ["y", "u16"]];
const clipboardPart = [["id", "u32"], ["total", "u32"], ["offset", "u32"], ["part", "bytes"]];
const outcome = [["id", "u32"], ["done", "flag"], ["why", "text"]];
const statistics = ["span_us", "frames_presented", "frames_dropped", "freezes", "bits_per_second", "packets_lost",
  "jitter_us", "round_trip_us", "decode_us", "presented_us", "presented_p95_us", "input_to_frame_us"];

/** Name, type and fields in their order. */
const layouts = [
  ["Hello", 0x01, [["lowest", "u8"], ["highest", "u8"], ["wants", "u32"], ["agent", "text"]]],
  ["Touches", 0x02, [["sequence", "u32"], ["geometry", "u32"], ["contacts", contact]]],
  ["PointerMove", 0x03, [["sequence", "u32"], ["geometry", "u32"], ["x", "u16"], ["y", "u16"], ["dx", "i16"],
    ["dy", "i16"]]],
  ["PointerButton", 0x04, [["code", "u16"], ["down", "flag"]]],
  ["Wheel", 0x05, [["geometry", "u32"], ["x", "u16"], ["y", "u16"], ["right", "i16"], ["up", "i16"]]],
  ["Key", 0x06, [["code", "u16"], ["action", "u8"]]],
  ["Text", 0x07, [["id", "u32"], ["utf8", "text"]]],
  ["Composition", 0x08, [["phase", "u8"], ["utf8", "text"]]],
  ["ReleaseAll", 0x09, []],
  ["ClipboardSet", 0x0a, clipboardPart],
  ["ClipboardAck", 0x0b, [["id", "u32"], ["taken", "flag"]]],
  ["Rotate", 0x0c, [["to", "u8"]]],
  ["Resize", 0x0d, [["width", "u16"], ["height", "u16"], ["density_dpi", "u16"]]],
  ["Quality", 0x0e, [["bits_per_second", "u32"], ["fps", "u8"]]],
  ["Statistics", 0x0f, statistics.map((name) => [name, "u32"])],
  ["ClockPing", 0x10, [["id", "u32"], ["viewer_us", "u64"]]],
  ["Handover", 0x11, [["what", "u8"], ["viewer", "u32"]]],
  ["Refresh", 0x12, []],
  ["PadButton", 0x13, [["code", "u16"], ["down", "flag"]]],
  ["PadAxis", 0x14, [["code", "u16"], ["value", "i16"]]],
  ["Welcome", 0x81, [["version", "u8"], ["role", "u8"], ["can", "u32"], ["viewer", "u32"], ["instance", "text"]]],
  ["DisplayIs", 0x82, [["geometry", "u32"], ["width", "u16"], ["height", "u16"], ["rotation", "u8"],
    ["density_dpi", "u16"]]],
  ["ReadinessIs", 0x83, [["rung", "text"]]],
  ["HandoverIs", 0x84, [["what", "u8"], ["viewer", "u32"], ["name", "text"]]],
  ["TextDone", 0x85, outcome],
  ["ClipboardChanged", 0x86, clipboardPart],
  ["ClipboardDone", 0x87, outcome],
  ["FrameTimes", 0x88, [["frame", "u32"], ["rtp_timestamp", "u32"], ["posted_us", "u64"], ["composed_us", "u32"],
    ["drawn_us", "u32"], ["read_back_us", "u32"], ["converted_us", "u32"], ["encoded_us", "u32"], ["sent_us", "u32"]]],
  ["ClockPong", 0x89, [["id", "u32"], ["viewer_us", "u64"], ["received_us", "u64"], ["sent_us", "u64"]]],
  ["ErrorIs", 0x8a, [["code", "u8"], ["why", "text"]]],
  ["StreamIs", 0x8b, [["codec", "u8"], ["hardware", "flag"], ["fps", "u8"], ["bits_per_second", "u32"],
    ["encoder", "text"]]],
  ["Bye", 0x8c, [["cause", "u8"], ["why", "text"]]],
];
const byName = new Map(layouts.map(([name, type, fields]) => [name, { type, fields }]));
const byType = new Map(layouts.map(([name, type, fields]) => [type, { name, fields }]));

const sizes = { u8: 1, flag: 1, u16: 2, i16: 2, u32: 4, u64: 8 };
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Writes into a buffer that grows. */
class Writer {
  bytes = new Uint8Array(256);
  view = new DataView(this.bytes.buffer);
  at = 0;

  room(count) {
    if (this.at + count > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.at += count;
    return this.at - count;
  }

  value(kind, value) {
    if (Array.isArray(kind)) {
      this.value("u8", value.length);
      for (const one of value) this.fields(kind, one);
    } else if (kind === "text" || kind === "bytes") {
      const bytes = typeof value === "string" ? encoder.encode(value) : value;
      this.value("u16", bytes.length);
      const at = this.room(bytes.length);
      this.bytes.set(bytes, at);
    } else {
      const at = this.room(sizes[kind]);
      if (kind === "u8" || kind === "flag") this.view.setUint8(at, Number(value));
      else if (kind === "u16") this.view.setUint16(at, value);
      else if (kind === "i16") this.view.setInt16(at, value);
      else if (kind === "u32") this.view.setUint32(at, value);
      else this.view.setBigUint64(at, BigInt(value));
    }
  }

  fields(layout, from) {
    for (const [name, kind] of layout) this.value(kind, from[name]);
  }
}

/**
 * One message as it travels.
 * @param {string} name as in docs/control-channel.md
 * @param {object} [fields] all that the message has
 * @returns {Uint8Array}
 */
export function encode(name, fields = {}) {
  const layout = byName.get(name);
  const writer = new Writer();
  writer.value("u32", 0);
  writer.fields(layout.fields, fields);
  if (writer.at > kLimits.message) throw new RangeError(`${name} is too long`);
  writer.view.setUint32(0, layout.type * 2 ** 24 + writer.at - 4);
  return writer.bytes.subarray(0, writer.at);
}

/** Reads within a message; what is missing throws a RangeError. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new RangeError("a message is cut off");
    this.at += count;
    return this.at - count;
  }

  value(kind) {
    if (Array.isArray(kind)) {
      return Array.from({ length: this.value("u8") }, () => this.fields(kind));
    }
    if (kind === "text" || kind === "bytes") {
      const length = this.value("u16");
      const at = this.take(length);
      const bytes = this.bytes.subarray(at, at + length);
      return kind === "text" ? decoder.decode(bytes) : bytes;
    }
    const at = this.take(sizes[kind]);
    if (kind === "u8") return this.view.getUint8(at);
    if (kind === "flag") return this.view.getUint8(at) === 1;
    if (kind === "u16") return this.view.getUint16(at);
    if (kind === "i16") return this.view.getInt16(at);
    if (kind === "u32") return this.view.getUint32(at);
    return Number(this.view.getBigUint64(at));
  }

  fields(layout) {
    return Object.fromEntries(layout.map(([name, kind]) => [name, this.value(kind)]));
  }
}

/**
 * The messages of one frame, each with its `type` by name. Types that are not known are passed over.
 * @param {ArrayBuffer|Uint8Array} data
 * @returns {object[]}
 * @throws {RangeError|TypeError} where these are no messages
 */
export function decode(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const reader = new Reader(bytes);
  const messages = [];
  while (reader.at < bytes.length) {
    const head = reader.value("u32");
    const length = head & 0xffffff;
    if (length + 4 > kLimits.message) throw new RangeError("a message is too long");
    const at = reader.take(length);
    const known = byType.get(head >>> 24);
    if (!known) continue;
    const fields = new Reader(bytes.subarray(at, at + length)).fields(known.fields);
    messages.push({ type: known.name, ...fields });
  }
  return messages;
}

/** One frame of several messages. */
export function join(messages) {
  const all = new Uint8Array(messages.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of messages) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/**
 * The frames that carry a text for a clipboard, or nothing when it is too long.
 * @param {string} name ClipboardSet or ClipboardChanged
 */
export function clipboardParts(name, id, text) {
  const bytes = encoder.encode(text);
  if (bytes.length > kLimits.clipboard) return null;
  const parts = [];
  let offset = 0;
  do {
    const part = bytes.subarray(offset, offset + kLimits.part);
    parts.push(encode(name, { id, total: bytes.length, offset, part }));
    offset += part.length;
  } while (offset < bytes.length);
  return parts;
}

/** Puts the parts of a clipboard's text together. */
export class ClipboardText {
  #parts = [];
  #length = 0;
  #id = 0;

  /** The whole text with its last part, else null; parts that do not follow throw. */
  add({ id, total, offset, part }) {
    if (offset === 0) {
      this.#parts = [];
      this.#length = 0;
      this.#id = id;
    }
    if (id !== this.#id || offset !== this.#length || offset + part.length > total || total > kLimits.clipboard) {
      throw new RangeError("a part of the clipboard does not follow the last one");
    }
    this.#parts.push(part.slice());
    this.#length += part.length;
    return this.#length < total ? null : decoder.decode(join(this.#parts));
  }
}

/** Pieces of a text that fit a Text message, cut between characters. */
export function* textPieces(text) {
  const most = Math.floor(kLimits.text / 3);  // a UTF-16 unit has three bytes at most
  let at = 0;
  while (at < text.length) {
    let end = Math.min(at + most, text.length);
    if (end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00) end -= 1;
    yield text.slice(at, end);
    at = end;
  }
}

/** A place as the channel has it: 0 to 65535 for 0 to 1. */
export const fraction = (value) => Math.max(0, Math.min(65535, Math.floor(value * 65536)));
