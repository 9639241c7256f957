// SPDX-License-Identifier: Apache-2.0
// The report in a real browser: every chart has marks, controls work, nothing is requested, no text becomes markup.
//
//   node browser_test.mjs PROGRAM FOLDER     FOLDER: emptied and used for what is made here
//
// Says SKIPPED and why, and exits with 77, where there is no browser to test with or nothing to drive it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, havePlaywright, launch } from "./browser.mjs";

const [program, folder] = process.argv.slice(2);
const root = fileURLToPath(new URL("../../", import.meta.url));

const missing = !findChromium() ? "there is no Chromium (scripts/setup --browser)"
  : !havePlaywright() ? "npm could not fetch the packages of the page, as the build says" : null;
if (missing) {
  console.log(`SKIPPED: ${missing}`);
  process.exit(77);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const inFolder = (name) => join(folder, name);
const offramp = (...args) => execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1e8 });

const EVIL = `</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u2028{a|b}`;

/// The reference scenario's policies with agents that cost little: nothing is solved.
function quickPolicies(scenario) {
  const agents = "{agent: {rule: lookahead, depth: 1}, posture: {choice: fixed}}";
  return ["no-guardrails", "guardrails", "hotline-commitment"].map((name) => {
    const file = inFolder(`${name}.yaml`);
    writeFileSync(file, `include: ${join(root, `scenarios/policies/${name}.yaml`)}
policy: {name: ${name}}
for: ${scenario}
actors: {us: ${agents}, cn: ${agents}}
`);
    return file;
  });
}

/// A page about the reference scenario with all sections, from few campaigns.
function referenceReport() {
  const scenario = join(root, "scenarios/us-china-2023.yaml");
  const policies = quickPolicies(scenario);
  writeFileSync(inFolder("sweep.yaml"), `
name: small
title: A small sweep
scenario: ${scenario}
policies: [${policies.join(", ")}]
seed: 7
campaigns: 20
design: factorial
factors:
  pickup: {title: pickup, path: channels.defence_telephone_link.pickup.cn, values: [0.1, 0.5, 0.9]}
  latency: {path: channels.defence_telephone_link.latency, values: [2h, 48h]}
  freeze: {path: actions.freeze_exchanges.cost.cn, values: [0.2, 0.4]}
`);
  offramp("sweep", inFolder("sweep.yaml"), "-o", inFolder("sweep.sqlite"));
  writeFileSync(inFolder("game.json"), offramp("solve", scenario, "guardrails", "--policy", policies[0], "--seed", "1", "-n", "20", "--first-pass", "20", "--json",
    "--region", "actors.cn.posture.presence.nuisance=0.5:3:2", "--region", "actors.cn.posture.presence.dread=0:20:2"));
  writeFileSync(inFolder("hindcast.json"), offramp("hindcast", join(root, "scenarios/history/us-china.yaml"), scenario, "--policy", policies[0], "--seed", "1", "-n", "20", "--json"));
  writeFileSync(inFolder("audit.json"), offramp("audit", scenario, "-p", policies.slice(0, 2).join(","), "--seed", "1", "-n", "20", "--negligible", "0.3", "--together", "2", "--json",
    "--only", "actions.step_down,actors.us.rationality,channels.mmca.latency,incidents.senior_visit_taiwan.hazard,ladder.war"));
  offramp("report", inFolder("sweep.sqlite"), inFolder("game.json"), inFolder("hindcast.json"), inFolder("audit.json"), "-o", inFolder("reference.html"), "-n", "150", "--sampled", "60");
  return inFolder("reference.html");
}

/// A page about a scenario in which every text that a user can choose tries to break out.
function hostileReport() {
  const text = readFileSync(join(root, "tests/cli/strait.yaml"), "utf8");
  const quoted = JSON.stringify(EVIL);
  writeFileSync(inFolder("strait.yaml"), text.replace(/title: [^,}\n]+/g, () => `title: ${quoted}`)
    + `timeline:\n  - {date: 2026-02-01, label: ${quoted}, tension: 0.1}\n`);
  mkdirSync(inFolder("policies"));
  for (const [name, pickup] of [["steady", 0.99], ["noisy", 0.05]]) {
    writeFileSync(inFolder(`policies/${name}.yaml`),
      `policy: {name: ${name}, title: ${quoted}}\nfor: ../strait.yaml\nchannels:\n  hotline: {pickup: {base: ${pickup}}}\n`);
  }
  writeFileSync(inFolder("hostile.yaml"), `
name: hostile
title: ${quoted}
scenario: strait.yaml
policies: [steady, noisy]
seed: 7
campaigns: 10
design: factorial
factors:
  latency: {title: ${quoted}, path: channels.hotline.latency, values: [1h, 36h]}
  rule: {title: ${quoted}, path: actors.cn.agent.rule, values: [lookahead, level_k]}
`);
  offramp("sweep", inFolder("hostile.yaml"), "-o", inFolder("hostile.sqlite"));
  writeFileSync(inFolder("hostile.json"), offramp("audit", inFolder("strait.yaml"), "-p", "steady,noisy", "--seed", "3", "-n", "20", "--together", "2", "--json", "--only", "incidents.intercept,actors.us.agent,actions.hold"));
  offramp("report", inFolder("hostile.sqlite"), inFolder("hostile.json"), "-o", inFolder("hostile.html"), "-n", "60", "--sampled", "60");
  return inFolder("hostile.html");
}

/// Brings every chart into view, so that it is drawn.
const drawAll = (page) => page.evaluate(async () => {
  for (const holder of document.querySelectorAll("div.chart")) {
    holder.scrollIntoView({ block: "center", behavior: "instant" });
    for (let k = 0; k < 100 && holder.dataset.drawn !== "true"; ++k) await new Promise((done) => setTimeout(done, 10));
  }
});

/// [title, marks, label, words] of every chart. Marks: shapes that are neither axes nor background.
const chartsOf = (page) => page.$$eval("figure", (figures) => figures.map((figure) => {
  const holder = figure.querySelector("div.chart");
  return {
    title: figure.querySelector("h3").textContent,
    marks: holder.querySelectorAll("svg path").length,
    label: holder.getAttribute("aria-label") ?? "",
    words: figure.querySelector(".says").textContent,
    broken: /NaN|undefined|Infinity/.test(holder.textContent + figure.querySelector(".says").textContent),
  };
}));

async function chartsHaveData(page) {
  await drawAll(page);
  const charts = await chartsOf(page);
  assert.ok(charts.length >= 20, `${charts.length} charts`);
  for (const chart of charts) {
    assert.ok(chart.marks > 6, `"${chart.title}" has ${chart.marks} marks`);
    assert.ok(chart.label.startsWith(chart.title) && chart.words.length > 20, `"${chart.title}" has a text alternative`);
    assert.ok(!chart.broken, `"${chart.title}" shows a number that is none: ${chart.words}`);
  }
  for (const details of await page.$$("figure details:has(div)")) {
    await details.evaluate((d) => { d.open = true; });
    await page.waitForTimeout(0);
    const { rows, bad } = await details.evaluate((d) => ({ rows: d.querySelectorAll("tbody tr").length, bad: /NaN|undefined/.test(d.textContent) }));
    assert.ok(rows > 0 && !bad, "the table of a chart has its numbers");
    await details.evaluate((d) => { d.open = false; });
  }
  return charts.length;
}

/// Every control of every chart is set to other values; the chart stays whole.
async function controlsWork(page) {
  let tried = 0;
  for (const select of await page.$$("figure .controls select")) {
    const values = await select.$$eval("option", (options) => options.map((o) => o.value));
    for (const value of new Set([values[values.length - 1], values[Math.floor(values.length / 2)], values[0]])) {
      await select.selectOption(value);
      ++tried;
      const state = await select.evaluate((s) => {
        const figure = s.closest("figure");
        return { marks: figure.querySelectorAll("svg path").length, words: figure.querySelector(".says").textContent };
      });
      assert.ok(state.marks > 3 && !/NaN|undefined/.test(state.words), `a chart after choosing ${value}: ${state.words}`);
    }
  }
  return tried;
}

async function explorerWorks(page) {
  const explorer = page.locator("#explorer");
  const selected = () => explorer.locator('ol.events li[aria-selected="true"]').allTextContents();
  const first = await selected();
  assert.equal(first.length, 2, "the campaign stands side by side under two policies");
  await explorer.getByRole("button", { name: "Event \u25b6" }).click();
  const second = await selected();
  assert.notEqual(first[0], second[0], "a step moves on");
  await explorer.getByRole("button", { name: "Event \u25b6" }).press("ArrowLeft");
  assert.deepEqual((await selected())[0], first[0], "a key moves back");

  // A decision shows what the actor might have done; the probabilities add up.
  await explorer.getByRole("button", { name: "Decision \u25b6" }).click();
  const options = await explorer.locator(".pane").first().locator(".option").count();
  assert.ok(options >= 2, "a decision shows its alternatives");
  assert.equal(await explorer.locator(".pane").first().locator(".option.taken").count(), 1);
  const sum = await explorer.locator(".pane").first().locator(".fill").evaluateAll((bars) => bars.reduce((total, bar) => total + parseFloat(bar.style.width), 0));
  assert.ok(Math.abs(sum - 100) < 1.5, `probabilities add up to ${sum} %`);

  // The other side has gone to the same time.
  const times = await explorer.locator('ol.events li[aria-selected="true"] time').allTextContents();
  assert.ok(times[1] <= times[0], `the other side is not ahead: ${times}`);

  // A list moves by keys of its own.
  const list = explorer.locator("ol.events").first();
  await list.press("Home");
  assert.equal(await list.evaluate((l) => [...l.children].findIndex((li) => li.getAttribute("aria-selected") === "true")), 0);
  await list.press("ArrowDown");
  assert.equal(await list.evaluate((l) => [...l.children].findIndex((li) => li.getAttribute("aria-selected") === "true")), 1);

  // A crisis narrows the timeline; the other policy shows the same time.
  const crises = explorer.getByLabel("Show", { exact: true });
  await crises.selectOption({ index: 1 });
  assert.ok((await explorer.locator("figure svg").first().locator("path").count()) > 6);

  // Filters and picks.
  const status = explorer.locator(".explorer-controls p[aria-live]");
  const all = await status.textContent();
  const filter = explorer.getByLabel("With", { exact: true });
  await filter.selectOption("differ");
  const fewer = await status.textContent();
  assert.notEqual(all, fewer, "a filter leaves fewer campaigns");
  const labels = await explorer.getByLabel("Campaign", { exact: true }).locator("option").allTextContents();
  for (const label of labels) {
    const rungs = /highest rung ([^,]+),/.exec(label)[1].split(" / ");
    assert.ok(new Set(rungs).size > 1, `${label} differs between policies`);
  }
  await explorer.getByRole("button", { name: "Median" }).click();
  assert.equal(await status.textContent(), all, "a pick takes the filter away");
}

/// Texts of the audit's charts that reach out of their chart or lie over one another.
const badLabels = (page) => page.$$eval("#audit div.chart", (holders) => holders.flatMap((holder) => {
  const frame = holder.getBoundingClientRect();
  const texts = [...holder.querySelectorAll("svg text")].map((t) => ({ words: t.textContent, box: t.getBoundingClientRect() })).filter((t) => t.words.trim() !== "");
  const out = texts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
  const over = texts.filter((a, k) => texts.slice(k + 1).some((b) => overlap(a.box, b.box)));
  return [...out, ...over].map((t) => t.words);
}));

/// What the audit says: its charts are about what is chosen, its lists hold what their names say.
async function auditWorks(page) {
  const section = page.locator("#audit");
  const chartOf = (title) => section.locator("figure", { hasText: title });
  const tornado = chartOf("Which numbers move it");
  const labels = (await tornado.locator("svg text").allTextContents()).join("");
  assert.match(labels, /actions\.step_?down\./, "a bar has the path of its number");
  assert.match(labels, /is -1; \u25cf -2, \u25a0 0/, "and the values that it was tried at");
  const before = await tornado.locator(".says").textContent();
  assert.ok(before.includes(" minus "), "the difference comes first");
  await tornado.getByLabel("Policy", { exact: true }).selectOption({ index: 1 });
  assert.notEqual(await tornado.locator(".says").textContent(), before, "another policy, another sentence");
  assert.match(await chartOf("while the others move too").locator(".says").textContent(), /over 2 trajectories: \d+ of \d+ numbers clearly move it/);
  assert.ok((await listsHold(page)).includes("Move an outcome"));
}

/// The names of the audit's lists, each of which has as many rows as it says.
async function listsHold(page) {
  const panel = page.locator("#audit .panel", { hasText: "The numbers, list by list" });
  const list = panel.getByLabel("List", { exact: true });
  const names = await list.locator("option").allTextContents();
  for (const name of names) {
    await list.selectOption({ label: name });
    const rows = await panel.locator("tbody tr").count();
    assert.equal(rows, Number(/\((\d+)\)/.exec(name)[1]), `the list "${name}"`);
  }
  return names.map((name) => name.replace(/ \(.*/, ""));
}

async function downloadsWork(page) {
  const figure = page.locator("#policies figure").first();
  const saved = async (click) => {
    const [file] = await Promise.all([page.waitForEvent("download"), click()]);
    return readFileSync(await file.path());
  };
  const svg = (await saved(() => figure.getByRole("button", { name: "SVG" }).click())).toString();
  assert.match(svg, /^<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  const png = await saved(() => figure.getByRole("button", { name: "PNG" }).click());
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  await figure.locator("details").evaluate((d) => { d.open = true; });
  const csv = (await saved(() => figure.getByRole("button", { name: "CSV" }).click())).toString();
  const lines = csv.trim().split("\r\n").map((line) => line.split(","));
  assert.ok(lines.length > 5 && lines.every((cells) => cells.length === lines[0].length), "the CSV is a table");
  assert.ok(Number(lines[1][1]) <= 1 && Number(lines[1][1]) > 0, "with probabilities");
}

async function looksFit(browser, file) {
  for (const [width, colorScheme] of [[390, "light"], [1000, "dark"]]) {
    const page = await browser.open(file, { width, height: 800, colorScheme });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint"))); // draws everything, as for paper: in light colours
    assert.ok(await page.$$eval("div.chart", (holders) => holders.every((h) => h.dataset.drawn === "true")), "all is drawn for printing");
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth + 1;
      return document.documentElement.scrollWidth <= limit ? [] : [...document.querySelectorAll("main *")]
        .filter((e) => e.getBoundingClientRect().right > limit && !e.closest(".scroll, svg")).slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
    });
    assert.deepEqual(await badLabels(page), [], `no label is cut off, or lies over another, on a screen of ${width} pixels`);
    assert.deepEqual(wide, [], `nothing is wider than a screen of ${width} pixels`);
    const brightness = await page.evaluate(() => parseInt(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0], 10));
    assert.ok(colorScheme === "dark" ? brightness < 60 : brightness > 200, `${colorScheme}: ${brightness}`);
    assert.deepEqual(page.troubles, []);
    await page.close();
  }
}


const reference = referenceReport();
const hostile = hostileReport();
const browser = await launch();
try {
  const page = await browser.open(reference);
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1);
  const size = statSync(reference).size;
  assert.ok(size < 5e6, `the page has ${size} bytes`);
  assert.ok(paint >= 0, "something is painted"); // when is printed below and not tested: machines are busy
  assert.deepEqual(await page.$$eval("main > section", (sections) => sections.map((s) => s.id)), ["headline", "policies", "time", "explorer", "game", "sweep", "audit", "hindcast"]);
  const count = await chartsHaveData(page);
  const tried = await controlsWork(page);
  await explorerWorks(page);
  await auditWorks(page);
  await downloadsWork(page);
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY", "the keyboard reaches what can be used");
  assert.deepEqual(page.troubles, [], "no error on the console and no request");
  await page.close();

  await looksFit(browser, reference);

  const evil = await browser.open(hostile);
  await drawAll(evil);
  assert.equal(await evil.evaluate(() => window.hacked), undefined, "no text of the scenario runs");
  assert.equal(await evil.locator("img").count(), 0, "and none becomes an element");
  assert.ok((await evil.locator("h1").textContent()).includes("<img src=x"), "but it can be read");
  await controlsWork(evil);
  const audited = await listsHold(evil);
  assert.match(await evil.locator("#audit").textContent(), /numbers at once do nothing in 2 random combinations/);
  assert.ok(audited.includes("Do nothing") && audited.includes("Could not be tried"), audited.join());
  assert.deepEqual(evil.troubles, []);
  console.log(`${count} charts, ${tried} choices; ${size} bytes; first paint after ${Math.round(paint)} ms`);
} finally {
  await browser.close();
}
