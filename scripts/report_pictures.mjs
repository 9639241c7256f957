// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of docs/report.md from a report: node scripts/report_pictures.mjs REPORT. Part of refresh_docs.
import { fileURLToPath } from "node:url";
import { launch } from "../tests/report/browser.mjs";

const pictures = fileURLToPath(new URL("../docs/images/", import.meta.url));
const browser = await launch();
const page = await browser.open(process.argv[2], { width: 1080, height: 760 });
await page.screenshot({ path: `${pictures}report-headline.png` });

const bringUp = async (selector) => {
  await page.locator(selector).first().evaluate((e) => e.scrollIntoView({ block: "start", behavior: "instant" }));
  await page.waitForTimeout(500);
};
await bringUp("#explorer .explorer-controls");
await page.setViewportSize({ width: 1080, height: 1000 });
const crises = page.locator("#explorer").getByLabel("Show", { exact: true });
const highest = (await crises.locator("option").allTextContents()).map((text) => Number(/to rung (\d+)/.exec(text)?.[1] ?? -1));
await crises.selectOption({ index: highest.indexOf(Math.max(...highest)) });
for (let k = 0; k < 4; ++k) await page.locator("#explorer").getByRole("button", { name: "Decision \u25b6" }).click();
await bringUp("#explorer .panes");
await page.screenshot({ path: `${pictures}report-explorer.png` });
await browser.close();
