// `ancloud stream serve`, which a test starts, kills and starts again.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** A port that nobody has, for TCP and for UDP. */
async function freePort() {
  const tcp = createServer();
  await new Promise((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const { port } = tcp.address();
  const udp = createSocket("udp4");
  const free = await new Promise((resolve) => {
    udp.once("error", () => resolve(false));
    udp.bind(port, "127.0.0.1", () => resolve(true));
  });
  if (free) await new Promise((resolve) => udp.close(resolve));
  await new Promise((resolve) => tcp.close(resolve));
  return free ? port : freePort();
}

/** The server of ANC_SERVE (a command with PORT and MEDIA in it, one word a line), always on the same ports. */
export class Server {
  said = "";
  #process = null;

  static async make() {
    const server = new Server();
    server.port = await freePort();
    server.media = await freePort();
    return server;
  }

  /** Runs when it has printed its link, which is then in `link`. */
  async start() {
    const [program, ...words] = process.env.ANC_SERVE.split("\n").map((word) =>
      word.replace("PORT", this.port).replace("MEDIA", this.media));
    const child = (this.#process = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] }));
    this.said = "";
    await new Promise((resolve, reject) => {
      const hear = (data) => {
        this.said += data;
        const link = /open (http\S+)/.exec(this.said);
        if (link) resolve((this.link = link[1]));
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${this.said}`)));
    });
  }

  get token() {
    return new URLSearchParams(new URL(this.link).hash.slice(1)).get("token");
  }
  get url() {
    return new URL("/", this.link).href;
  }

  /** As it ends by Ctrl-C, or as it dies. */
  async stop(signal = "SIGTERM") {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode) return child?.exitCode;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return ended;
  }
}
