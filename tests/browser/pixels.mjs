// What is in the picture that a page shows. These run in the page.

/** Grey values, or the share of a colour, in what `#screen` shows. */
export function readers() {
  const element = () => document.querySelector("#screen video:not(.waiting), #screen canvas");
  const size = (shown) => [shown.videoWidth ?? shown.width, shown.videoHeight ?? shown.height];

  /** Pixels of the picture as it is now. */
  const grab = () => {
    const shown = element();
    const [width, height] = size(shown);
    if (!width) return null;
    const canvas = new OffscreenCanvas(width, height);
    const paint = canvas.getContext("2d", { willReadFrequently: true });
    paint.drawImage(shown, 0, 0);
    return paint.getImageData(0, 0, width, height);
  };

  /** The frame number, modulo 65536, that the bar code says (cmd/ancloud-guest/barcode.h); null for none. */
  window.barCode = () => {
    const image = grab();
    if (!image) return null;
    const { width, height, data } = image;
    const unit = Math.min(Math.floor(width / 18), Math.floor(height / 32));
    const left = (width - 16 * unit) / 2;
    const row = Math.floor(height - (2 * unit) / 3 - unit / 2);
    const grey = (x) => data[(row * width + Math.floor(x)) * 4 + 1];
    if (Math.abs(grey(left - unit / 6) - 128) > 40) return null;
    let value = 0;
    for (let i = 0; i < 16; ++i) {
      const level = grey(left + (i + 0.5) * unit);
      if (level > 70 && level < 185) return null;
      value = value * 2 + (level > 128 ? 1 : 0);
    }
    return value;
  };

  /** How many pixels within `reach` of a place (0 to 1) have a colour, more or less. */
  window.countColour = (at, reach, colour, slack) => {
    const image = grab();
    if (!image) return 0;
    const { width, height, data } = image;
    const [x0, y0] = [Math.round(at[0] * width), Math.round(at[1] * height)];
    let count = 0;
    for (let y = Math.max(0, y0 - reach); y < Math.min(height, y0 + reach); ++y) {
      for (let x = Math.max(0, x0 - reach); x < Math.min(width, x0 + reach); ++x) {
        const p = (y * width + x) * 4;
        if (colour.every((want, i) => Math.abs(data[p + i] - want) <= slack)) ++count;
      }
    }
    return count;
  };
}
