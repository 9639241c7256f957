// SPDX-License-Identifier: Apache-2.0
// The sweep: how outcomes and differences depend on its factors.
import { axis, chart } from "../chart.js";
import { choice, el } from "../dom.js";
import { outcomeTitle } from "../facts.js";
import { number, signed, spoken } from "../format.js";
import { boxChart, regretChart, tornado, variance, whyNot } from "./factors.js";

export const id = "sweep";
export const title = "Sensitivity";
export const missing = "offramp sweep SWEEP -o STORE, then offramp report STORE";

const LEVELS = 12; // a factor with more values than this is cut into bins
const BINS = 8;

const factorTitle = (factor) => (factor.title || spoken(factor.name)) + (factor.unit ? ` (${factor.unit})` : "") + (factor.scale ? " (\u00d7 scenario)" : "");

/// How a factor's values fall into the cells of an axis: {labels, cellOf: [cell by point]}. Names have a cell each, in
/// the order in which they come; dates in their own.
export function cellsOf(values, kind = "number") {
  const shown = values.map((v) => (v === null ? "as the scenario" : v));
  const distinct = [...new Set(shown)];
  const numeric = values.every((v) => typeof v === "number");
  if (!numeric || distinct.length <= LEVELS) {
    if (numeric) distinct.sort((a, b) => a - b);
    else if (kind === "date") distinct.sort();
    return { labels: distinct.map((v) => (typeof v === "number" ? number(v) : String(v))), cellOf: shown.map((v) => distinct.indexOf(v)) };
  }
  // About equally many points to a cell, equal values together, and no value in two cells.
  const sorted = [...values].sort((a, b) => a - b);
  const cells = [];
  const cellOfValue = new Map();
  for (let begin = 0; begin < sorted.length;) {
    let end = begin + 1;
    while (end < sorted.length && sorted[end] === sorted[begin]) end += 1;
    const bin = Math.floor(((begin + end - 1) * BINS) / (2 * sorted.length));
    if (cells.length === 0 || cells[cells.length - 1].bin !== bin) cells.push({ bin, low: sorted[begin] });
    cells[cells.length - 1].high = sorted[begin];
    cellOfValue.set(sorted[begin], cells.length - 1);
    begin = end;
  }
  return { labels: cells.map((c) => (c.low === c.high ? number(c.low) : `${number(c.low)} to ${number(c.high)}`)), cellOf: values.map((v) => cellOfValue.get(v)) };
}

/// What is shown at each point: an outcome under a policy, or its difference to the first policy.
function measures(sweep) {
  const name = (p) => p.title || p.name;
  return [
    ...sweep.policies.slice(1).map((p, k) => [`d${k + 1}`, `${name(p)} minus ${name(sweep.policies[0])}`]),
    ...sweep.policies.map((p, k) => [`e${k}`, name(p)]),
  ];
}

function pointValues(sweep, measure, outcome) {
  const policy = Number(measure.slice(1));
  const source = measure[0] === "d" ? sweep.differences : sweep.estimates;
  return source[policy][outcome] ?? [];
}

function heatMap(sweep, facts) {
  const varied = sweep.factors.map((f, k) => k).filter((k) => new Set(sweep.settings[k]).size > 1);
  if (varied.length === 0) return null;
  const outcomes = sweep.outcomes.map((o, k) => [String(k), outcomeTitle(o, facts)]);
  const preferred = sweep.outcomes.findIndex((o) => o.name === "p_max_rung_ge_6");
  let outcome = String(Math.max(0, preferred));
  let measure = measures(sweep)[0][0];
  let x = String(varied[0]);
  let y = String(varied[Math.min(1, varied.length - 1)]);
  const factorChoices = varied.map((k) => [String(k), factorTitle(sweep.factors[k])]);

  /// The mean over the points of each cell, and how many those are.
  const grid = () => {
    const [across, down] = [x, y].map((k) => cellsOf(sweep.settings[k], sweep.factors[k].kind));
    const values = pointValues(sweep, measure, outcome);
    const cells = new Map();
    values.forEach((v, k) => {
      if (!v) return;
      const key = `${across.cellOf[k]},${x === y ? 0 : down.cellOf[k]}`;
      const cell = cells.get(key) ?? { sum: 0, n: 0, one: v };
      cell.sum += v[0];
      cell.n += 1;
      cells.set(key, cell);
    });
    const list = [...cells].map(([key, cell]) => {
      const [i, j] = key.split(",").map(Number);
      return { i, j, mean: cell.sum / cell.n, n: cell.n, low: cell.n === 1 ? cell.one[1] : null, high: cell.n === 1 ? cell.one[2] : null };
    });
    return { across, down: x === y ? { labels: [""] } : down, list };
  };
  const measureTitle = () => measures(sweep).find(([key]) => key === measure)[1];
  const show = (v) => (measure[0] === "d" ? signed(v) : number(v));
  const figure = chart({
    title: "Where in the sweep?",
    height: (width) => Math.max(240, 120 + 38 * grid().down.labels.length),
    controls: [
      choice("Outcome", outcomes, outcome, (v) => { outcome = v; figure.redraw(); }),
      choice("Policy", measures(sweep), measure, (v) => { measure = v; figure.redraw(); }),
      choice("Across", factorChoices, x, (v) => { x = v; figure.redraw(); }),
      choice("Up", factorChoices, y, (v) => { y = v; figure.redraw(); }),
    ],
    says: () => {
      const { across, down, list } = grid();
      if (list.length === 0) return "No point of the sweep has a value.";
      const place = (c) => `${factorTitle(sweep.factors[x])} ${across.labels[c.i]}${x === y ? "" : `, ${factorTitle(sweep.factors[y])} ${down.labels[c.j]}`}`;
      const sorted = [...list].sort((a, b) => a.mean - b.mean);
      const [low, high] = [sorted[0], sorted[sorted.length - 1]];
      if (low.mean === high.mean) return `${outcomeTitle(sweep.outcomes[outcome], facts)}, ${measureTitle()}: ${show(low.mean)} in every cell.`;
      return `${outcomeTitle(sweep.outcomes[outcome], facts)}, ${measureTitle()}: lowest ${show(low.mean)} at ${place(low)}; highest ${show(high.mean)} at ${place(high)}.`;
    },
    note: "A cell is the mean over the points of the sweep that fall into it; with one point, the table has its 95 % interval.",
    data: () => {
      const { across, down, list } = grid();
      return {
        // With blanks, as no factor's name has.
        columns: [...new Set([x, y])].map((k) => sweep.factors[k].name).concat("mean outcome", "points here", "low", "high"),
        rows: list.sort((a, b) => a.j - b.j || a.i - b.i).map((c) => [across.labels[c.i], ...(x === y ? [] : [down.labels[c.j]]), c.mean, c.n, c.low, c.high]),
      };
    },
    option: (colours, width) => {
      const { across, down, list } = grid();
      const means = list.map((c) => c.mean);
      const largest = Math.max(...means.map(Math.abs), 1e-12);
      const diverging = measure[0] === "d" || means.some((v) => v < 0);
      const range = diverging ? [-largest, largest] : [Math.min(...means), Math.max(...means)];
      const left = Math.min(width * 0.3, 150);
      return {
        grid: { left, right: 12, top: 10, bottom: 110 },
        xAxis: axis(colours, { type: "category", data: across.labels, name: factorTitle(sweep.factors[x]), nameGap: 30, splitArea: { show: false },
          axisLabel: { rotate: width < 600 && across.labels.length > 5 ? 40 : 0 } }),
        yAxis: axis(colours, { type: "category", data: down.labels, name: x === y ? "" : factorTitle(sweep.factors[y]), nameGap: left - 22, nameTextStyle: { width: 220, overflow: "truncate", color: colours.faint }, axisLabel: { width: left - 40, overflow: "truncate" } }),
        visualMap: { type: "continuous", min: range[0], max: range[1] === range[0] ? range[0] + 1e-9 : range[1], calculable: false, orient: "horizontal", left: "center", bottom: 4,
          itemHeight: Math.min(260, width * 0.5), itemWidth: 12, text: [show(range[1]), show(range[0])], textStyle: { color: colours.text },
          inRange: { color: diverging ? colours.diverging : colours.sequential } },
        tooltip: { formatter: (hit) => {
          const c = list[hit.dataIndex];
          return `${factorTitle(sweep.factors[x])}: ${across.labels[c.i]}${x === y ? "" : `\n${factorTitle(sweep.factors[y])}: ${down.labels[c.j]}`}\n${measureTitle()}: ${show(c.mean)}${c.low !== null ? ` [${show(c.low)}, ${show(c.high)}]` : ""}\n${c.n} point${c.n > 1 ? "s" : ""}`;
        } },
        series: [{ type: "heatmap", data: list.map((c) => [c.i, c.j, c.mean]), itemStyle: { borderColor: colours.back, borderWidth: 1 },
          label: { show: width / across.labels.length > 64, formatter: (hit) => show(hit.value[2]), color: colours.text, textBorderColor: colours.back, textBorderWidth: 2.5 } }],
      };
    },
  });
  return figure;
}

function scatter(sweep, facts) {
  const numeric = sweep.factors.map((f, k) => k).filter((k) => sweep.settings[k].every((v) => typeof v === "number") && new Set(sweep.settings[k]).size > 1);
  if (numeric.length === 0) return null;
  const outcomes = sweep.outcomes.map((o, k) => [String(k), outcomeTitle(o, facts)]);
  const preferred = sweep.outcomes.findIndex((o) => o.name === "p_max_rung_ge_6");
  let outcome = String(Math.max(0, preferred));
  let x = String(numeric[0]);
  const rows = () => sweep.points.map((point, k) => ({
    point, x: sweep.settings[x][k], values: sweep.policies.map((_, p) => sweep.estimates[p][outcome]?.[k] ?? null),
  }));
  const figure = chart({
    title: "Outcome against a factor",
    height: 360,
    controls: [
      choice("Outcome", outcomes, outcome, (v) => { outcome = v; figure.redraw(); }),
      choice("Factor", numeric.map((k) => [String(k), factorTitle(sweep.factors[k])]), x, (v) => { x = v; figure.redraw(); }),
    ],
    says: () => `${outcomeTitle(sweep.outcomes[outcome], facts)} at ${sweep.points.length} points of the sweep, by ${factorTitle(sweep.factors[x])}. One mark for each point and policy.`,
    data: () => ({
      columns: ["point", sweep.factors[x].name, ...sweep.policies.map((p) => `under ${p.name}`)],
      rows: rows().map((r) => [r.point, r.x, ...r.values.map((v) => v?.[0] ?? null)]),
    }),
    option: (colours) => ({
      legend: { top: 0, left: 0, textStyle: { color: colours.text } },
      grid: { left: 60, right: 16, top: 34, bottom: 50 },
      xAxis: axis(colours, { type: "value", scale: true, name: factorTitle(sweep.factors[x]), nameGap: 30 }),
      yAxis: axis(colours, { type: "value", scale: true, axisLabel: { formatter: number } }),
      tooltip: { formatter: (hit) => `point ${sweep.points[hit.value[2]]}\n${factorTitle(sweep.factors[x])}: ${number(hit.value[0])}\n${hit.seriesName}: ${number(hit.value[1])}` },
      series: sweep.policies.map((p, i) => ({
        type: "scatter", name: p.title || p.name, symbol: colours.symbol(i), symbolSize: 7, itemStyle: { color: colours.colour(i), opacity: 0.75 },
        data: rows().map((r, k) => [r.x, r.values[i]?.[0], k]).filter((d) => d[1] !== undefined),
      })),
    }),
  });
  return figure;
}

export function build(report, facts) {
  const { sweep, sensitivity } = report;
  if (!sweep || sweep.points.length === 0) {
    const charts = [variance(sensitivity?.sensitivity ?? [], null, facts), regretChart(report.robustness, null, facts)].filter(Boolean);
    return charts.length > 0 ? el("div", {}, charts) : null;
  }
  const shown = sweep.points.length < sweep.points_finished ? ` ${sweep.points.length} of them are in this page.` : "";
  const left = sweep.outcomes_left_out > 0 ? ` ${sweep.outcomes_left_out} outcomes are left out here; offramp export has all.` : "";
  return el("div", {},
    el("p", { textContent: `${sweep.title || sweep.name}: ${sweep.points_finished} of ${sweep.points_wanted} points, `
      + `${sweep.campaigns.toLocaleString("en-GB")} campaigns at each under each policy, seed ${sweep.seed}.${shown}${left}` }),
    tornado(sensitivity?.effects ?? [], sweep, facts),
    variance(sensitivity?.sensitivity ?? [], sweep, facts),
    boxChart(sensitivity?.boxes ?? [], sweep, facts),
    regretChart(report.robustness, sweep, facts),
    heatMap(sweep, facts),
    scatter(sweep, facts),
    whyNot(sensitivity));
}
