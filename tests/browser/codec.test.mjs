// The control channel's codec in JavaScript against the vectors of the one in C++, and the examples of its document.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const { ClipboardText, clipboardParts, decode, encode, fraction, join, kLimits, textPieces } =
  await import(`${process.env.ANC_ASSETS}/control.js`);
const source = (path) => readFileSync(`${process.env.ANC_SRC}/${path}`, "utf8");
const vectors = JSON.parse(source("tests/browser/control_vectors.json"));
const unhex = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const utf8 = (bytes) => new TextDecoder().decode(bytes);

test("every vector is read and written as it stands", () => {
  for (const vector of vectors) {
    const [{ type, ...fields }, ...more] = decode(unhex(vector.hex));
    assert.equal(more.length, 0);
    assert.equal(type, vector.type);
    if (fields.part) fields.part = utf8(fields.part);
    assert.deepEqual(fields, vector.fields, vector.type);
    assert.equal(hex(encode(vector.type, vector.fields)), vector.hex, vector.type);
  }
});

test("a message cut anywhere throws", () => {
  for (const vector of vectors) {
    const whole = unhex(vector.hex);
    for (let length = 1; length < whole.length; ++length) {
      assert.throws(() => decode(whole.subarray(0, length)), RangeError, `${vector.type} ${length}`);
    }
  }
});

test("what a newer version adds is passed over", () => {
  const unknown = unhex("7f000003aabbcc");
  const longer = unhex("06000005001e01ffff");
  assert.deepEqual(decode(join([unknown, longer])), [{ type: "Key", code: 30, action: 1 }]);
});

test("text that is no UTF-8 throws", () => {
  assert.throws(() => decode(unhex("830000030001ff")), TypeError);
});

test("messages larger than the writer's first buffer are whole", () => {
  const text = "好".repeat(20000);
  assert.equal(decode(encode("Text", { id: 1, utf8: text }))[0].utf8, text);
});

test("the document's examples are what they say", () => {
  const lines = [...source("docs/control-channel.md").matchAll(/^[→←] ([0-9a-f ]+?) {2,}(\w+):/gm)];
  assert.ok(lines.length >= 7);
  for (const [, bytes, name] of lines) {
    assert.deepEqual(decode(unhex(bytes.replaceAll(" ", ""))).map((one) => one.type), [name]);
  }
});

test("long texts for the clipboard go in parts", () => {
  const text = "好".repeat(100000);
  const joined = new ClipboardText();
  const parts = clipboardParts("ClipboardSet", 3, text).map((part) => decode(part)[0]);
  assert.equal(parts.length, Math.ceil(300000 / kLimits.part));
  const results = parts.map((part) => joined.add(part));
  assert.equal(results.pop(), text);
  assert.ok(results.every((one) => one === null));
  assert.equal(clipboardParts("ClipboardSet", 4, "x".repeat(kLimits.clipboard + 1)), null);
  assert.equal(joined.add(decode(clipboardParts("ClipboardSet", 5, "")[0])[0]), "");
});

test("parts that do not follow throw", () => {
  const part = (id, total, offset, text) => ({ id, total, offset, part: Buffer.from(text) });
  const joined = new ClipboardText();
  assert.throws(() => joined.add(part(1, 4, 2, "ab")));
  assert.equal(joined.add(part(1, 4, 0, "ab")), null);
  assert.throws(() => joined.add(part(1, 4, 3, "b")));
  assert.throws(() => joined.add(part(1, kLimits.clipboard + 1, 0, "b")));
});

test("long texts are cut between characters", () => {
  const text = "a" + "😀".repeat(15000);
  const pieces = [...textPieces(text)];
  assert.equal(pieces.join(""), text);
  assert.ok(pieces.length > 1);
  for (const piece of pieces) {
    assert.ok(Buffer.byteLength(piece) <= kLimits.text);
    assert.ok(piece.isWellFormed?.() ?? true);
  }
});

test("places stay within the picture", () => {
  assert.deepEqual([-0.1, 0, 0.5, 1, 2].map(fraction), [0, 0, 32768, 65535, 65535]);
});
