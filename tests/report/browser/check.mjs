// Opens a report in headless Chromium, at the width of a desk and of a phone, and fails (exit code 1) on any
// console error, exception, failed load or request that leaves the folder, on a figure that was not drawn, on text
// cut off at the edge of a figure, and on a page wider than the screen.
//
//   node check.mjs CHROMIUM FOLDER [SCREENSHOT_FOLDER]
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, folder, pictures] = process.argv.slice(2);
const screens = [
  { name: "desk", viewport: { width: 1280, height: 900 } },
  { name: "phone", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
];
const problems = [];

// What is wrong with the page as it stands; runs in the page.
const inspect = () => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth) {
    const wide = [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1 && !element.closest(".scroll"))
      .slice(0, 3).map((element) => `${element.tagName}.${element.className.baseVal ?? element.className}`);
    found.push(`the page is ${root.scrollWidth} pixels wide on a screen of ${window.innerWidth} (${wide.join(", ")})`);
  }
  for (const figure of document.querySelectorAll("figure.figure")) {
    if (figure.dataset.drawn !== "true") found.push(`figure ${figure.id} was not drawn`);
    for (const plot of figure.querySelectorAll(".plot")) {
      if (plot.querySelectorAll(".main-svg").length === 0) found.push(`figure ${figure.id} has no drawing`);
      const curves = plot.querySelectorAll(".trace path, .trace .point, .hm image");
      if (curves.length === 0) found.push(`figure ${figure.id} shows no curve`);
      const frame = plot.getBoundingClientRect();
      for (const text of plot.querySelectorAll(".xtitle, .ytitle, .y2title, .cbtitle text, .legendtext")) {
        const box = text.getBoundingClientRect();
        if (box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 ||
                              box.top < frame.top - 1 || box.bottom > frame.bottom + 1)) {
          found.push(`figure ${figure.id}: "${text.textContent}" is cut off`);
        }
      }
    }
  }
  return { found, figures: document.querySelectorAll("figure.figure").length };
};

// Scrolls to the end, screen by screen, and back: figures are drawn as they come near; runs in the page.
const readThrough = async () => {
  const to = (top) => {
    window.scrollTo({ top, behavior: "instant" });
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };
  for (let top = 0; top < document.documentElement.scrollHeight; top += window.innerHeight) await to(top);
  await to(0);
};

const browser = await chromium.launch({
  executablePath,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
});
let figures = 0;
try {
  for (const { name, ...screen } of screens) {
    const context = await browser.newContext(screen);
    const singles = name !== "desk" ? [] :
      readdirSync(join(folder, "figures")).filter((file) => file.endsWith(".html"));
    for (const file of ["index.html", ...singles.map((single) => join("figures", single))]) {
      const page = await context.newPage();
      const problem = (text) => problems.push(`${file} (${name}): ${text}`);
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) problem(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problem(`exception: ${error.message}`));
      page.on("requestfailed", (request) => problem(`not loaded: ${request.url()}`));
      page.on("request", (request) => {
        if (!/^(file|data|blob):/.test(request.url())) problem(`leaves the folder: ${request.url()}`);
      });
      page.on("dialog", (dialog) => { problem(`dialog: ${dialog.message()}`); dialog.dismiss(); });
      await page.goto(pathToFileURL(resolve(folder, file)).href);
      await page.evaluate(readThrough);
      await page.waitForSelector("html[data-ready=true]", { state: "attached", timeout: 60000 })
        .catch(() => problem("the figures were not drawn within a minute"));
      const { found, figures: count } = await page.evaluate(inspect);
      found.forEach(problem);
      if (count === 0) problem("no figure");
      figures += count;
      if (pictures && file === "index.html") {
        await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
      }
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
}
for (const text of problems) console.log(text);
console.log(`${figures} figures drawn, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
