// Looks at pages in a headless Chromium: node check.mjs CHROMIUM OUTPUT PAGE...
//
// Each page is loaded on a phone, on a wide screen, in light and dark, and as it prints. It fails if it asks the network for anything, if the console has
// anything to say, if something is wider than the screen, or if text has too little contrast. Screenshots and the printed page are kept in OUTPUT.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, output, ...pages] = process.argv.slice(2);
/** What text of ordinary size needs, by the accessibility guidelines (WCAG 2.2, level AA). */
const CONTRAST = 4.5;
/** A command of the browser that takes longer is lost. */
const PATIENCE = 60_000;

const VIEWS = [
  { name: "phone", width: 390, height: 844, scheme: "light" },
  { name: "phone-dark", width: 390, height: 844, scheme: "dark" },
  { name: "narrow", width: 320, height: 640, scheme: "light" },
  { name: "wide", width: 1440, height: 900, scheme: "light" },
  { name: "wide-dark", width: 1440, height: 900, scheme: "dark" },
  { name: "paper", width: 690, height: 1000, scheme: "light", media: "print" },
];

/** Runs in the page: what is too wide, and which text is too faint. */
function inspect(contrast) {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px on ${width}`);
  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
  };
  const opacity = (element) => (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);
  let texts = 0;
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.right > width + 0.5 || box.left < -0.5) faults.push(`${element.localName} reaches from ${box.left} to ${box.right} px on ${width}`);
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    texts += 1;
    const [back, alpha] = [behind(element), opacity(element)];
    const front = rgb(getComputedStyle(element).color).slice(0, 3).map((value, i) => value * alpha + back[i] * (1 - alpha));
    const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    const found = (light + 0.05) / (dark + 0.05);
    if (found < contrast) faults.push(`contrast of ${found.toFixed(2)} in "${element.textContent.trim().slice(0, 40)}"`);
  }
  if (texts < 20) faults.push(`only ${texts} texts: is this the page?`);
  return [...new Set(faults)];
}

/** A browser, spoken to over a pair of pipes. */
class Browser {
  #process;
  #profile = mkdtempSync(join(tmpdir(), "check-page-"));
  #waiting = new Map();
  #last = 0;
  #rest = "";
  events = [];

  constructor() {
    const args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--disable-background-networking", "--hide-scrollbars"];
    args.push("--host-resolver-rules=MAP * ~NOTFOUND", `--user-data-dir=${this.#profile}`);
    this.#process = spawn(chromium, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.#process.stdio[4].setEncoding("utf8").on("data", (data) => this.#read(data));
    this.#process.on("exit", (code) => this.#waiting.forEach(({ reject }) => reject(new Error(`the browser ended with ${code}`))));
  }

  #read(data) {
    const messages = (this.#rest + data).split("\0");
    this.#rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (!waiting) this.events.push(message);
      else if (message.error) waiting.reject(new Error(message.error.message));
      else waiting.resolve(message.result);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} is not answered`)), PATIENCE);
      const done = (how) => (value) => (clearTimeout(timer), how(value));
      this.#waiting.set(id, { resolve: done(resolve), reject: done(reject) });
    });
  }

  async until(isMeant) {
    for (const started = Date.now(); !this.events.some(isMeant); ) {
      if (Date.now() - started > PATIENCE) throw new Error("the page is never loaded");
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  async close() {
    await this.send("Browser.close").catch(() => {});
    await new Promise((next) => (this.#process.exitCode === null ? this.#process.on("exit", next) : next()));
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is wrong with a page in a view. */
async function look(browser, page, view) {
  const url = pathToFileURL(resolve(page)).href;
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => browser.send(method, params, sessionId);
  for (const domain of ["Page", "Network", "Runtime", "Log"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width: view.width, height: view.height, deviceScaleFactor: 1, mobile: view.width < 500 });
  await send("Emulation.setEmulatedMedia", { media: view.media ?? "screen", features: [{ name: "prefers-color-scheme", value: view.scheme }] });
  browser.events.length = 0;
  await send("Page.navigate", { url });
  await browser.until((event) => event.method === "Page.loadEventFired");
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression: `(${inspect})(${CONTRAST})`, returnByValue: true });
  const faults = exceptionDetails ? [exceptionDetails.text] : result.value;
  for (const { method, params } of browser.events) {
    if (method === "Network.requestWillBeSent" && params.request.url !== url) faults.push(`asks for ${params.request.url}`);
    if (method === "Log.entryAdded") faults.push(`the console says: ${params.entry.text}`);
    if (method === "Runtime.consoleAPICalled" || method === "Runtime.exceptionThrown") faults.push(`a script speaks: ${JSON.stringify(params)}`);
  }
  const stem = join(output, `${basename(page, ".html")}-${view.name}`);
  const shot = await send("Page.captureScreenshot", { captureBeyondViewport: true });
  writeFileSync(`${stem}.png`, Buffer.from(shot.data, "base64"));
  if (view.media === "print") {
    const printed = await send("Page.printToPDF", { preferCSSPageSize: true, paperWidth: 8.27, paperHeight: 11.69 });
    writeFileSync(`${stem}.pdf`, Buffer.from(printed.data, "base64"));
  }
  await browser.send("Target.closeTarget", { targetId });
  return faults;
}

mkdirSync(output, { recursive: true });
const browser = new Browser();
let failed = false;
try {
  for (const page of pages) {
    for (const view of VIEWS) {
      const faults = await look(browser, page, view);
      console.log(`${faults.length ? "FAILED" : "ok    "} ${basename(page)} ${view.name} (${view.width} px, ${view.scheme})`);
      faults.slice(0, 10).forEach((fault) => console.log(`       ${fault}`));
      failed ||= faults.length > 0;
    }
  }
} finally {
  await browser.close();
}
process.exitCode = failed ? 1 : 0;
