// The picture on the page: a video of WebRTC or a canvas of the WebSocket, and when each frame was shown.

/** What counts as a person's wish to see and hear something. */
const kGestures = ["pointerup", "touchend", "keydown"];

/**
 * Puts pictures into `frame`. Events: "presented" (detail: times in ms of performance.now()), "size", "blocked" (the
 * browser plays nothing, as in an iPhone's low power mode, until somebody touches the page or presses a key).
 */
export class Picture extends EventTarget {
  #frame;
  #element = null;
  #stop = null;
  #last = "";  // its size

  /** @param {HTMLElement} frame */
  constructor(frame) {
    super();
    this.#frame = frame;
  }

  /** The old picture stays until the new one has its first frame. */
  show(source) {
    this.hold();
    const stop = (this.#stop = new AbortController());
    if (source instanceof HTMLCanvasElement) this.#swap(source);
    else this.#play(source, stop.signal);
  }

  /** What is shown stays, but nothing more is heard of it. */
  hold() {
    this.#stop?.abort();
  }

  /** What a canvas tells about its frames comes from outside. */
  canvasPresented(times) {
    this.#sized();
    this.#presented(times);
  }

  get size() {
    const element = this.#element;
    return { width: element?.videoWidth ?? element?.width ?? 0, height: element?.videoHeight ?? element?.height ?? 0 };
  }

  /** A PNG of what is seen. @returns {Promise<Blob|null>} */
  async snapshot() {
    const { width, height } = this.size;
    if (!width) return null;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(this.#element, 0, 0);
    return canvas.convertToBlob({ type: "image/png" });
  }

  #play(stream, signal) {
    const video = document.createElement("video");
    Object.assign(video, { muted: true, autoplay: true, playsInline: true, disablePictureInPicture: true });
    video.srcObject = stream;
    // Not shown yet, but part of the page: browsers do not play what is not.
    video.classList.add("waiting");
    this.#frame.prepend(video);
    signal.addEventListener("abort", () => video !== this.#element && video.remove());
    video.addEventListener("resize", () => video === this.#element && this.#sized());
    video.play().catch((error) => error.name === "NotAllowedError" && !signal.aborted && this.#playLater(video, signal));
    const shown = (now, frame) => {
      if (signal.aborted) return;
      if (video !== this.#element) this.#swap(video);
      this.#presented({
        rtpTimestamp: frame.rtpTimestamp,
        receivedAt: frame.receiveTime,
        presentedAt: frame.presentationTime,
        decodeMs: (frame.processingDuration ?? 0) * 1000,
        count: frame.presentedFrames,
      });
      video.requestVideoFrameCallback(shown);
    };
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(shown);
    else video.addEventListener("playing", () => (this.#swap(video), this.#presented({})), { once: true });
  }

  #playLater(video, signal) {
    const done = new AbortController();
    signal.addEventListener("abort", () => done.abort());
    const play = () => video.play().then(() => done.abort(), () => {});
    for (const name of kGestures) addEventListener(name, play, { capture: true, signal: done.signal });
    this.dispatchEvent(new Event("blocked"));
  }

  #swap(element) {
    const old = this.#element;
    this.#element = element;
    element.classList.remove("waiting");
    if (!element.isConnected) this.#frame.prepend(element);
    if (old && old !== element) {
      if (old.srcObject) old.srcObject = null;
      old.remove();
    }
    this.#sized();
  }

  #sized() {
    const { width, height } = this.size;
    if (this.#last === `${width}x${height}`) return;
    this.#last = `${width}x${height}`;
    this.dispatchEvent(new Event("size"));
  }

  #presented(times) {
    this.dispatchEvent(new CustomEvent("presented", { detail: times }));
  }
}
