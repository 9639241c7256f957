// SPDX-License-Identifier: Apache-2.0
// Opens a report in a headless Chromium, watching for what a report must never do.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const packages = new URL("../../analysis/report/page/", import.meta.url);

/// Where Chromium is, or null.
export function findChromium() {
  const known = [process.env.OFFRAMP_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return known.find((path) => path && existsSync(path)) ?? null;
}

export function havePlaywright() {
  return existsSync(new URL("node_modules/playwright-core/package.json", packages));
}

/// {open(file, options), close()}. A page that was opened has `troubles`: errors on the console, exceptions, and
/// requests for anything but the file itself.
export async function launch() {
  const { chromium } = createRequire(packages)("playwright-core");
  const profile = mkdtempSync(join(tmpdir(), "offramp-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    acceptDownloads: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
  return {
    async open(file, { width = 1280, height = 900, colorScheme = "light" } = {}) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      page.troubles = [];
      page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.troubles.push(message.text()); });
      page.on("pageerror", (error) => page.troubles.push(String(error)));
      const url = pathToFileURL(file).href;
      page.on("request", (request) => {
        if (request.url() !== url && !/^(data|blob):/.test(request.url())) page.troubles.push(`request for ${request.url()}`);
      });
      await page.goto(url);
      await page.waitForSelector("main section");
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
