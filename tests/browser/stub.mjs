// A server that says what a test wants it to say: the page's files, the HTTP interface, and the WebSocket.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";

const { decode, encode } = await import(`${process.env.ANC_ASSETS}/control.js`);
const page = `${process.env.ANC_SRC}/internal/web/page`;
const policy = readFileSync(`${process.env.ANC_SRC}/internal/web/assets.h`, "utf8")
  .match(/kPolicy =\s*((?:"[^"]*"\s*)+)/)[1].replaceAll(/"\s*"/g, "").replaceAll('"', "").trim();
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
  ".png": "image/png", ".webmanifest": "application/manifest+json" };

/** One connection of the WebSocket, with what the page has said on it. */
class Viewer {
  said = [];
  #socket;
  #waiting = Buffer.alloc(0);
  #stub;

  /** @param {URLSearchParams} query that it came with */
  constructor(socket, stub, query) {
    this.query = query;
    this.#socket = socket;
    this.#stub = stub;
    socket.on("data", (data) => this.#read(data));
    socket.on("error", () => {});
  }

  /** A message of the control channel. */
  say(name, fields) {
    this.sendFrame(3, encode(name, fields));
  }
  /** A picture: the fields of docs/control-channel.md. */
  show({ key = true, codec = 2, frame = 1, width, height, bytes, captured_us }) {
    const head = Buffer.alloc(18);
    head.writeUInt8(key ? 1 : 0, 0);
    head.writeUInt8(codec, 1);
    head.writeUInt32BE(frame, 2);
    head.writeBigUInt64BE(BigInt(captured_us), 6);
    head.writeUInt16BE(width, 14);
    head.writeUInt16BE(height, 16);
    this.sendFrame(1, Buffer.concat([head, bytes]));
  }
  sendFrame(kind, body) {
    const length = body.length + 1;
    const head = length < 126 ? Buffer.from([0x82, length])
      : length < 65536 ? Buffer.from([0x82, 126, length >> 8, length & 255])
        : Buffer.from([0x82, 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 255)]);
    this.#socket.write(Buffer.concat([head, Buffer.from([kind]), body]));
  }
  /** Without a word, as when a server dies. */
  drop() {
    this.#socket.destroy();
  }

  #read(data) {
    this.#waiting = Buffer.concat([this.#waiting, data]);
    for (let frame; (frame = this.#take()) !== null;) {
      if (frame[0] !== 3) continue;
      for (const message of decode(new Uint8Array(frame.subarray(1)))) {
        if (message.type === "ClockPing") {
          const now = Math.round(performance.now() * 1000);
          if (!this.#stub.silent) this.say("ClockPong", { ...message, received_us: now, sent_us: now });
        } else if (message.type !== "Statistics") {
          this.said.push(message);
          if (message.type === "Hello") this.#stub.greet(this);
        }
      }
    }
  }
  #take() {
    const bytes = this.#waiting;
    if (bytes.length < 2) return null;
    let length = bytes[1] & 127;
    let at = 2;
    if (length === 126) [length, at] = [bytes.readUInt16BE(2), 4];
    else if (length === 127) [length, at] = [Number(bytes.readBigUInt64BE(2)), 10];
    if (bytes.length < at + 4 + length) return null;
    const mask = bytes.subarray(at, at + 4);
    const body = Buffer.from(bytes.subarray(at + 4, at + 4 + length)).map((byte, i) => byte ^ mask[i % 4]);
    this.#waiting = bytes.subarray(at + 4 + length);
    return (bytes[0] & 15) === 2 ? body : Buffer.from([0]);
  }
}

export class Stub {
  instances = [
    { name: "default", running: true, rung: "first_frame", width: 720, height: 1280, viewers: 0, controller: false },
  ];
  token = "secret";
  role = 1;
  granted = true;
  silent = false;
  display = { geometry: 1, width: 720, height: 1280, rotation: 0, density_dpi: 240 };
  picture = null;          // {width, height, bytes} that new viewers are shown
  whep = async () => ({ status: 404, body: { error: "no instance runs here", kind: "not_running", hint: "" } });
  listing = async () => {};  // what the list of instances waits for
  viewers = [];
  uploads = [];
  shares = [];
  #server = createServer((request, response) => this.#answer(request, response));

  async start(port = 0) {
    this.#server.on("upgrade", (request, socket) => this.#upgrade(request, socket));
    await new Promise((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }
  stop() {
    for (const viewer of this.viewers) viewer.drop();
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** The last connection of the page. */
  get viewer() {
    return this.viewers.at(-1);
  }
  said(type) {
    return this.viewer?.said.filter((message) => message.type === type) ?? [];
  }

  greet(viewer) {
    viewer.say("Welcome", { version: 1, role: this.role, can: 15, viewer: this.viewers.length, instance: "default" });
    viewer.say("DisplayIs", this.display);
    viewer.say("StreamIs", { codec: 2, hardware: false, fps: 60, bits_per_second: 4000000, encoder: "a test" });
    viewer.say("HandoverIs", this.granted ? { what: 0, viewer: 1, name: "" } : { what: 5, viewer: 9, name: "Anna" });
    if (this.picture) viewer.show({ ...this.picture, captured_us: Math.round(performance.now() * 1000) });
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    const say = (status, body, headers = {}) => {
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (!pathname.startsWith("/v1/")) return this.#file(pathname, response);
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      return say(401, { error: "the token is not known", kind: "permission", hint: "" });
    }
    if (pathname === "/v1/instances") await this.listing();
    if (pathname === "/v1/instances") return say(200, { schema: "ancloud.instances/1", instances: this.instances });
    if (pathname === "/v1/whoami") return say(200, { role: "controller", instance: null, expires: null });
    const body = await new Promise((resolve) => {
      const pieces = [];
      request.on("data", (piece) => pieces.push(piece)).on("end", () => resolve(Buffer.concat(pieces)));
    });
    if (pathname.endsWith("/whep")) {
      const { status, body: answer, headers } = await this.whep(body.toString());
      return say(status, answer, headers);
    }
    if (pathname.endsWith("/apps")) {
      this.uploads.push(body);
      return say(200, { package: "org.example" });
    }
    if (pathname.endsWith("/share")) {
      this.shares.push(JSON.parse(body));
      return say(200, { url: `${this.url}/#token=shared` });
    }
    say(404, { error: "there is no such thing", kind: "usage", hint: "" });
  }

  #file(pathname, response) {
    const path = { "/": "/index.html", "/player": "/player.html" }[pathname] ?? pathname;
    try {
      const body = readFileSync(`${page}${path}`);
      response.writeHead(200, { "Content-Type": types[extname(path)], "Content-Security-Policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  #upgrade(request, socket) {
    const offered = request.headers["sec-websocket-protocol"] ?? "";
    if (!offered.includes(`bearer.${this.token}`)) return socket.destroy();
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`, "Sec-WebSocket-Protocol: ancloud.v1", "", ""].join("\r\n"));
    this.viewers.push(new Viewer(socket, this, new URL(request.url, this.url).searchParams));
  }
}
