// Opens a pack as its reader would and says what happened, as JSON on stdout.
//
//     node pack.mjs PACK.html OUTDIR
//
// Judges nothing: tests/it/pack_in_chromium.rs does. Exit 0 means that the page
// was looked at, 1 that it could not be, 2 that the arguments were wrong.
// Chromium is $CHROMIUM, else the first known name on PATH.

import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import puppeteer from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const SCHEMES = ["light", "dark"];
const VIEWS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 360, height: 740, isMobile: true, hasTouch: true },
};
// A window on part of a screen, a common phone, and WCAG 2.2, 1.4.10: content reflows at a width of
// 320 CSS pixels.
const REFLOW = [
  { width: 1000, height: 800 },
  { width: 390, height: 844, isMobile: true, hasTouch: true },
  { width: 320, height: 640, isMobile: true, hasTouch: true },
];
// Chromium paints no taller picture than this in one piece.
const TALLEST_PICTURE = 16_000;
const PATIENCE_MS = 120_000;

const [file, outdir] = process.argv.slice(2);
if (!file || !outdir) {
  process.stderr.write("usage: node pack.mjs PACK.html OUTDIR\n");
  process.exit(2);
}

const watchdog = setTimeout(() => stop(`no answer from the browser in ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
let browser;
let profile;
try {
  mkdirSync(outdir, { recursive: true });
  profile = mkdtempSync(path.join(tmpdir(), "cpd-chromium-"));
  browser = await launch(profile);
  const report = await inspect(browser, address(file), path.resolve(outdir));
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`cannot inspect ${file}: ${error.message}\n`);
} finally {
  clearTimeout(watchdog);
  await browser?.close();
  forget(profile);
}

function launch(userDataDir) {
  return puppeteer.launch({
    executablePath: chromium(),
    headless: true, // puppeteer says `--headless=new`
    pipe: true,
    userDataDir,
    // Nothing of the person's own browser is read or written.
    env: { ...process.env, HOME: userDataDir, XDG_CONFIG_HOME: userDataDir, XDG_CACHE_HOME: userDataDir },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function address(file) {
  if (!statSync(file).isFile()) throw new Error("not a file");
  return pathToFileURL(path.resolve(file)).href;
}

async function inspect(browser, url, outdir) {
  const heard = { requests: [], console: [], csp: [] };
  const asRead = await openReader(browser, url, heard);
  const { screenshots, overflow } = await look(asRead, url, heard, outdir);
  const printed = await print(asRead, outdir);
  const contents = await asRead.evaluate(readContents);
  await asRead.close();
  const { requests, console, csp } = heard;
  return {
    url,
    requests: once(requests),
    console: once(console),
    csp: once(csp),
    ...contents,
    overflow,
    ...printed,
    screenshots,
    axe: await axe(browser, url),
  };
}

/** The page is loaded several times: what it says each time is told once. */
function once(items) {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** A page with its content security policy in force, watched. */
async function openReader(browser, url, heard) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    window.cpdViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, lineNumber } = event;
      window.cpdViolations.push({ directive: effectiveDirective, blocked: blockedURI, line: lineNumber });
    });
  });
  page.on("console", (message) => heard.console.push({ type: message.type(), text: message.text() }));
  page.on("pageerror", (error) => heard.console.push({ type: "exception", text: String(error) }));
  await keepOffTheNetwork(page, url, (request) => heard.requests.push(request));
  return page;
}

/**
 * Lets the file itself and `data:` through, and nothing else. What the content
 * security policy stops never reaches the interception, yet the page asked for
 * it: so the asking is what is recorded.
 */
async function keepOffTheNetwork(page, url, record) {
  const own = (asked) => asked.split("#")[0] === url || asked.startsWith("data:");
  await page.setRequestInterception(true);
  page.on("request", (request) => (own(request.url()) ? request.continue() : request.abort()));
  if (!record) return;
  const devtools = await page.createCDPSession();
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ request, type }) => {
    if (!own(request.url)) record({ url: request.url, kind: type ?? "Other" });
  });
}

/** Every width in every colour scheme: a picture, and whether the page is too wide. */
async function look(page, url, heard, outdir) {
  const screenshots = [];
  const overflow = {};
  for (const scheme of SCHEMES) {
    for (const [name, viewport] of Object.entries(VIEWS)) {
      await show(page, url, scheme, viewport);
      heard.csp.push(...(await page.evaluate(() => window.cpdViolations)));
      overflow[name] ||= await tooWide(page, viewport.width);
      screenshots.push(await picture(page, viewport, path.join(outdir, `${scheme}-${name}.png`)));
    }
  }
  const culprits = [];
  for (const viewport of REFLOW) {
    await show(page, url, "light", viewport);
    const wide = await tooWide(page, viewport.width);
    overflow.reflow ||= wide;
    if (wide) culprits.push(...(await page.evaluate(widest, viewport.width)));
  }
  return { screenshots, overflow: { ...overflow, culprits } };
}

async function show(page, url, scheme, viewport) {
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** As it opens, and with all that can be unfolded. */
function tooWide(page, width) {
  return page.evaluate((width) => {
    const isWide = () => document.documentElement.scrollWidth > width;
    const closed = [...document.querySelectorAll("details:not([open])")];
    const before = isWide();
    closed.forEach((each) => (each.open = true));
    const after = isWide();
    closed.forEach((each) => (each.open = false));
    return before || after;
  }, width);
}

async function picture(page, { width }, file) {
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(tall, TALLEST_PICTURE) };
  await page.screenshot({ path: file, clip, captureBeyondViewport: true });
  return file;
}

async function print(page, outdir) {
  await page.setViewport(VIEWS.desktop);
  const pdf = path.join(outdir, "pack.pdf");
  // Without background graphics: that is how a browser's print dialogue starts.
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true, printBackground: false, tagged: true, outline: true });
  const pages = readFileSync(pdf, "latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  return { pdf, pages };
}

/**
 * The policy would refuse axe itself, so this load is without it. Closed
 * `details` are opened: what is hidden is not looked at.
 */
async function axe(browser, url) {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const runs = { light: ["light", VIEWS.desktop], dark: ["dark", VIEWS.desktop], phone: ["light", VIEWS.phone] };
  const found = {};
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  await keepOffTheNetwork(page, url);
  for (const [name, [scheme, viewport]] of Object.entries(runs)) {
    await show(page, url, scheme, viewport);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    await page.evaluate(source);
    const { violations, incomplete } = await page.evaluate(() => window.axe.run({ rules: { "target-size": { enabled: true } } }));
    found[name] = { violations: violations.map(finding), incomplete: incomplete.map(finding) };
  }
  await page.close();
  return found;
}

function finding({ id, impact, help, nodes }) {
  const targets = nodes.map((node) => node.target.flat().join(" "));
  return { id, impact, help, targets, why: nodes[0]?.failureSummary ?? "" };
}

// The two below run inside the page.

function readContents() {
  const all = [...document.querySelectorAll("*")];
  const outermost = (section) => !section.parentElement.closest("section");
  return {
    title: document.title,
    lang: document.documentElement.lang,
    scriptCount: document.scripts.length,
    handlers: all.flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith("on"))),
    hints: [...document.querySelectorAll("link[href]")].map((each) => `${each.rel} ${each.href.slice(0, 80)}`),
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((each) => ({
      level: Number(each.localName[1]),
      text: each.textContent.replace(/\s+/g, " ").trim(),
    })),
    sections: [...document.querySelectorAll("section")].filter(outermost).map((each) => ({
      id: each.id,
      text: each.textContent,
    })),
    links: [...document.querySelectorAll("a[href^='#']")].map((each) => each.getAttribute("href")),
    deadLinks: [...document.querySelectorAll("a[href^='#']")]
      .map((each) => decodeURIComponent(each.getAttribute("href").slice(1)))
      .filter((id) => !document.getElementById(id)),
    brokenImages: [...document.images].filter((each) => !each.naturalWidth).map((each) => each.alt || each.src.slice(0, 80)),
    fonts: [...document.fonts].map(({ family, style, weight, status }) => ({ family, style, weight, status })),
  };
}

function widest(width) {
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((each) => `${each.localName}${each.id && `#${each.id}`}: ${each.textContent.trim().slice(0, 40)}`);
}

function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(runs);
  if (!found) throw new Error(`no browser: none of ${NAMES.join(", ")} on PATH, and CHROMIUM is not set`);
  return found;
}

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function stop(why) {
  process.stderr.write(`cannot inspect ${file}: ${why}\n`);
  browser?.process()?.kill("SIGKILL");
  forget(profile);
  process.exit(1);
}

function forget(folder) {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
