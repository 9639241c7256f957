// SPDX-License-Identifier: Apache-2.0
// The scenario held against the record: forecasts of incidents from the day they began, and what happened.
import { axis, chart, legend, whiskers } from "../chart.js";
import { choice, el } from "../dom.js";
import { capital, estimate, number, spoken } from "../format.js";

export const id = "hindcast";
export const title = "Held against the record";
export const short = "Record";
export const missing = "offramp hindcast HISTORY SCENARIO --json > hindcast.json, then offramp report \u2026 hindcast.json (or its --report FILE)";

const targetTitle = (name) => capital(spoken(name));

/// Forecast of every incident, and what came of it.
function incidentChart(record) {
  const targets = [...new Set(record.incidents.flatMap((i) => Object.keys(i.quantiles)))];
  let target = targets[0];
  const levels = record.quantile_levels;
  const at = (i, level) => i.quantiles[target]?.[levels.indexOf(level)] ?? null;
  const rows = () => record.incidents.filter((i) => i.quantiles[target]);
  const top = () => Math.max(1, ...rows().flatMap((i) => [i.observed[target], ...i.quantiles[target]]).filter((v) => v !== null));
  const inside = () => rows().filter((i) => i.observed[target] !== null && i.observed[target] >= (at(i, 0.05) ?? Infinity) && i.observed[target] <= (at(i, 0.95) ?? Infinity)).length;
  const figure = chart({
    title: "What was forecast, and what happened",
    height: () => 90 + 20 * rows().length,
    controls: [choice("Forecast of", targets.map((t) => [t, targetTitle(t)]), target, (v) => { target = v; figure.redraw(); })],
    says: () => `${targetTitle(target)}: what happened lies within the 5 to 95 % range of the forecast for ${inside()} of ${rows().length} incidents.`,
    note: "Line: 5 to 95 % of the simulated crises; thick: 25 to 75 %; bar: median; diamond: what happened. A range without an end on the right: so late or later, or never; so for what happened where there is no diamond.",
    data: () => ({
      columns: ["date", "incident", ...levels.map((p) => `${100 * p} %`), "observed"],
      rows: rows().map((i) => [i.date, i.name, ...i.quantiles[target], i.observed[target]]),
    }),
    option: (colours, width) => {
      const list = rows();
      const end = top();
      const left = Math.min(width * 0.45, 330);
      const range = (low, high) => list.map((i, k) => [k, at(i, low) ?? end, at(i, high) ?? end]);
      return {
        legend: legend(colours, { data: ["median forecast", "what happened"] }),
        grid: { left, right: 20, top: 30, bottom: 34 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map((i) => `${i.date.slice(0, 7)} ${i.name}`), axisLabel: { width: left - 10, overflow: "truncate", interval: 0, fontSize: 11 }, axisTick: { show: false } }),
        xAxis: axis(colours, { type: "value", min: 0, max: end }),
        tooltip: { formatter: (hit) => {
          const i = list[hit.value?.[1]];
          return i ? `${i.date} ${i.name}\nforecast ${number(at(i, 0.5))} [${number(at(i, 0.05))}, ${number(at(i, 0.95))}]\nhappened: ${i.observed[target] === null ? "later, or never" : number(i.observed[target])}` : "";
        } },
        series: [
          whiskers(range(0.05, 0.95), { colour: colours.colour(1), along: "x", width: 1.5 }),
          whiskers(range(0.25, 0.75), { colour: colours.colour(1), along: "x", width: 6 }),
          { type: "scatter", name: "median forecast", symbol: "rect", symbolSize: [3, 13], z: 4, itemStyle: { color: colours.colour(1) }, data: list.map((i, k) => [at(i, 0.5), k]).filter((d) => d[0] !== null) },
          { type: "scatter", name: "what happened", symbol: "diamond", symbolSize: 11, z: 5, itemStyle: { color: colours.colour(0), borderColor: colours.back, borderWidth: 1 }, data: list.map((i, k) => [i.observed[target], k]).filter((d) => d[0] !== null) },
        ],
      };
    },
  });
  return figure;
}

function skillChart(record) {
  const known = (list) => list.filter((s) => s.skill.estimate !== null);
  const best = known(record.skill_against_best);
  if (best.length === 0) return null;
  // Under the baselines of a target, the best of them.
  const list = best.flatMap((b) => [...known(record.skill).filter((s) => s.target === b.target), b]);
  const isBest = (s) => best.includes(s);
  const name = (s) => `${targetTitle(s.target)}, against ${isBest(s) ? "the best: " : ""}${spoken(s.baseline)}`;
  return chart({
    title: "Skill against forecasts that know nothing of the model",
    height: 80 + 26 * list.length,
    says: () => `Of ${best.length} forecasts, ${best.filter((s) => s.skill.low > 0).length} are clearly better than the best baseline, ${best.filter((s) => s.skill.high < 0).length} clearly worse.`,
    note: "1 less the ratio of mean ranked probability scores: 1 is perfect, 0 no better than the baseline. Bars: 95 % bootstrap intervals over incidents. The best of the baselines is asked anew in each resample.",
    data: () => ({ columns: ["forecast of", "baseline", "best of them", "incidents", "skill", "low", "high", "score", "baseline score"], rows: list.map((s) => [s.target, s.baseline, isBest(s) ? "yes" : "", s.incidents, s.skill.estimate, s.skill.low, s.skill.high, s.score, s.baseline_score]) }),
    option: (colours, width) => {
      const left = Math.min(width * 0.5, 330);
      return {
        grid: { left, right: 18, top: 8, bottom: 34 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map(name), axisLabel: { width: left - 10, overflow: "truncate", interval: 0 } }),
        xAxis: axis(colours, { type: "value", scale: true, max: 1 }),
        tooltip: { formatter: (hit) => `${name(list[hit.dataIndex])}\n${estimate(list[hit.dataIndex].skill)}` },
        series: [
          whiskers(list.map((s, k) => [k, s.skill.low, s.skill.high]).filter((d) => d[1] !== null), { colour: colours.colour(1), along: "x", width: 3 }),
          { type: "scatter", symbolSize: 9, z: 5, data: list.map((s, k) => ({ value: [s.skill.estimate, k], itemStyle: { color: colours.colour(isBest(s) ? 0 : 1) } })),
            markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.faint, type: "solid" }, data: [{ xAxis: 0 }] } },
        ],
      };
    },
  });
}

function calibrationChart(record) {
  const list = record.calibration;
  if (list.length === 0) return null;
  let target = list[0].target;
  const current = () => list.find((c) => c.target === target);
  const figure = chart({
    title: "Are the forecasts calibrated?",
    height: 280,
    controls: [choice("Forecast of", list.map((c) => [c.target, targetTitle(c.target)]), target, (v) => { target = v; figure.redraw(); })],
    says: () => {
      const c = current();
      return `Mean rank ${estimate(c.mean_rank)} (0.5 is unbiased; higher: what happens lies above the forecasts). `
        + c.coverage.map((x) => `Of ${Math.round(100 * x.share)} % intervals ${estimate(x)} hold what happened, ${number(x.expected)} expected`).join("; ") + ".";
    },
    note: "Where in its forecast distribution what happened lay, in fifths from lowest to highest: calibrated forecasts fill each with a fifth (line).",
    data: () => ({ columns: ["fifth", "share"], rows: current().rank_histogram.map((v, k) => [k + 1, v]) }),
    option: (colours) => ({
      grid: { left: 52, right: 14, top: 10, bottom: 44 },
      xAxis: axis(colours, { type: "category", data: current().rank_histogram.map((_, k) => `${k + 1}`), name: "fifth of the forecast", nameGap: 26 }),
      yAxis: axis(colours, { type: "value", min: 0 }),
      tooltip: { formatter: (hit) => `fifth ${hit.dataIndex + 1}: ${number(hit.value)}` },
      series: [{ type: "bar", barWidth: "70%", itemStyle: { color: colours.colour(1) }, data: current().rank_histogram,
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.text, type: "dashed" }, data: [{ yAxis: 1 / current().rank_histogram.length }] } }],
    }),
  });
  return figure;
}

export function build(report) {
  const record = report.hindcast;
  if (!record || record.incidents.length === 0) return null;
  return el("div", {},
    el("p", { textContent: `${record.incidents.length} incidents of \u201c${record.history.title || record.history.name}\u201d, each forecast from the day it began by ${record.campaigns.toLocaleString("en-GB")} simulated crises, seed ${record.seed}.` }),
    incidentChart(record), skillChart(record), calibrationChart(record));
}
