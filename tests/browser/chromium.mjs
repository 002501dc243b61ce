// A fresh Chromium, and patience.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(`${process.env.ANC_NODE_MODULES}/x.js`);
const { chromium } = require("playwright-core");
const kPatience = 20000;

/** Without a profile, an update or a word to anybody. */
export async function launch(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "anc-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.ANC_CHROMIUM, headless: true, chromiumSandbox: false,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
    viewport: { width: 420, height: 860 }, locale: "en-US", ...options,
  });
  context.setDefaultTimeout(kPatience);
  if (process.env.ANC_PAGE) {  // the page's files of that folder, for a try without a new build
    await context.route("**/assets/*", (route) =>
      route.fulfill({ path: process.env.ANC_PAGE + new URL(route.request().url()).pathname }));
  }
  context.stop = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return context;
}

/** A new page; what it complains about (scripts that fail, what the policy forbids) lies in `page.faults`. */
export async function open(context, url, before = async () => {}) {
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /policy|module/i.test(message.text())) page.faults.push(message.text());
  });
  await before(page);
  await page.goto(url);
  return page;
}

/** The first true value of `holds`. */
export async function until(what, holds, patience = kPatience) {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const value = await holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for: ${what}`);
}
