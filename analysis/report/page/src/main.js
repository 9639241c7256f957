// SPDX-License-Identifier: Apache-2.0
// Builds the page from the JSON document that it carries.
import { drawAll } from "./chart.js";
import { button, el } from "./dom.js";
import { factsOf } from "./facts.js";
import * as audit from "./sections/audit.js";
import * as explorer from "./sections/explorer.js";
import * as game from "./sections/game.js";
import * as headline from "./sections/headline.js";
import * as hindcast from "./sections/hindcast.js";
import * as policies from "./sections/policies.js";
import * as sweep from "./sections/sweep.js";
import * as time from "./sections/time.js";
import { isDark, onTheme, setPrinting, toggleTheme } from "./theme.js";

// Each: `id`, `title`, `missing` (what gives the section its data) and `build(report, facts)`, null without data.
const SECTIONS = [headline, policies, time, explorer, game, sweep, audit, hindcast];

const report = JSON.parse(document.getElementById("report-data").textContent);
const facts = factsOf(report);

const source = report.comparison ?? report.game ?? report.run ?? report.sweep ?? report.hindcast ?? report.audit ?? report.sensitivity ?? {};
const scenario = source.scenario?.title || source.scenario?.name || "A scenario";
document.title = `${scenario} \u2013 offramp report`;

const themeButton = button("", toggleTheme, { className: "noprint", title: "Light or dark" });
const nameTheme = () => { themeButton.textContent = isDark() ? "Light" : "Dark"; };
onTheme(nameTheme);
nameTheme();
document.getElementById("top").append(el("div", { className: "row" },
  el("div", {},
    el("h1", { textContent: scenario }),
    el("p", { className: "faint", textContent: report.sweep ? `Sweep: ${report.sweep.title || report.sweep.name}` : source === report.audit ? "Which numbers the answer hangs on" : "What guardrails change in simulated crises" })),
  themeButton));

const main = document.getElementById("main");
const links = el("ul");
main.replaceChildren();
const absent = [];
for (const section of SECTIONS) {
  const content = section.build(report, facts);
  if (!content) {
    absent.push(section);
    continue;
  }
  main.append(el("section", { id: section.id, "aria-labelledby": `${section.id}-title` },
    el("h2", { id: `${section.id}-title`, textContent: section.title }), content));
  links.append(el("li", {}, el("a", { href: `#${section.id}`, textContent: section.short ?? section.title })));
}
document.getElementById("sections").append(links);
if (absent.length > 0) {
  main.append(el("section", { id: "absent", "aria-labelledby": "absent-title" },
    el("h2", { id: "absent-title", textContent: "Not in this report" }),
    absent.map((section) => el("p", { className: "absent" }, `${section.title}: `, el("code", { textContent: section.missing })))));
}
document.getElementById("end").append(
  el("p", { textContent: `offramp ${report.offramp}. All numbers are about the model, not about the world; intervals are of 95 %. `
    + "This page is one file, loads nothing from anywhere, and keeps nothing." }),
  el("p", { textContent: "Charts: Apache ECharts (Apache License 2.0)." }));

window.addEventListener("beforeprint", () => { setPrinting(true); drawAll(); });
window.addEventListener("afterprint", () => setPrinting(false));
