// SPDX-License-Identifier: Apache-2.0
// Policies side by side.
import { axis, band, chart, legend, whiskers } from "../chart.js";
import { choice, el } from "../dom.js";
import { outcomeTitle, rungOutcome } from "../facts.js";
import { duration, estimate, interval, number, signed, spoken } from "../format.js";

export const id = "policies";
export const title = "Policies side by side";
export const short = "Policies";
export const missing = "offramp compare \u2026 --report FILE, or offramp report STORE";

const spread = (k, count, gap = 14) => (k - (count - 1) / 2) * gap;

function rungChart(facts) {
  const rungs = facts.policies[0].outcomes.map((o) => rungOutcome(o.name)).filter((k) => k >= 1).sort((a, b) => a - b);
  const at = (policy, k) => facts.outcome(policy, `p_max_rung_ge_${k}`);
  const lowest = Math.min(...facts.policies.flatMap((p) => rungs.map((k) => at(p, k)).flatMap((o) => [o.estimate, o.high]).filter((v) => v > 0)));
  const floor = 10 ** Math.floor(Math.log10(Math.max(lowest, 1e-7)));
  return chart({
    title: "How high do campaigns climb?",
    height: 380,
    says: () => facts.policies.map((p) => {
      const middle = rungs.includes(6) ? 6 : rungs[rungs.length - 1];
      return `${facts.policyTitle(p)}: ${estimate(at(p, middle))} reach rung ${middle} or more`;
    }).join("; ") + ".",
    note: "Probability that the highest rung of a campaign is at least this one, on a logarithmic scale; bars: 95 % intervals. "
      + "A point that is missing: no campaign got there; its bar ends where the interval does.",
    data: () => ({
      columns: ["rung", ...facts.policies.flatMap((p) => [p.name, `${p.name} low`, `${p.name} high`])],
      rows: rungs.map((k) => [facts.rungTitle(k), ...facts.policies.flatMap((p) => [at(p, k).estimate, at(p, k).low, at(p, k).high])]),
    }),
    option: (colours, width) => ({
      legend: legend(colours),
      grid: { left: 64, right: 12, top: 20 + 22 * Math.ceil(facts.policies.length / Math.max(1, Math.floor(width / 190))), bottom: width < 600 ? 70 : 60 },
      xAxis: axis(colours, { type: "category", data: rungs.map((k) => facts.rungTitle(k)),
        axisLabel: { interval: 0, width: Math.max(30, (width - 90) / rungs.length - 4), overflow: "break", fontSize: width < 600 ? 9 : 11,
          formatter: width < 600 ? (text) => text.split(" ")[0] : undefined } }),
      yAxis: axis(colours, { type: "log", min: floor, max: 1, name: "P(highest rung \u2265 k)", nameGap: 48, axisLabel: { formatter: (v) => number(v) } }),
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (hits) => {
        const k = rungs[hits[0].dataIndex];
        return [facts.rungTitle(k), ...facts.policies.map((p) => `${facts.policyTitle(p)}: ${estimate(at(p, k))}`)].join("\n");
      } },
      series: facts.policies.flatMap((p, i) => {
        const shift = spread(i, facts.policies.length, Math.min(14, (width - 80) / rungs.length / (facts.policies.length + 1)));
        const colour = colours.colour(i);
        return [
          whiskers(rungs.map((k, x) => [x, Math.max(at(p, k).low ?? floor, floor), at(p, k).high ?? 0]).filter((d) => d[2] > floor),
            { colour, shift, width: 2 }),
          { type: "scatter", name: facts.policyTitle(p), symbol: colours.symbol(i), symbolSize: 9, symbolOffset: [shift, 0],
            itemStyle: { color: colour }, data: rungs.map((k) => (at(p, k).estimate > 0 ? at(p, k).estimate : null)) },
        ];
      }),
    }),
  });
}

/// Paired differences in one outcome, or in all rungs.
function differenceChart(comparison, facts) {
  const names = [...new Set(comparison.differences.map((d) => d.name))];
  const meaning = (name) => outcomeTitle(facts.outcome(facts.policies[0], name) ?? { name }, facts);
  const others = facts.policies.slice(1);
  let chosen = "rungs";
  const rows = () => {
    const wanted = chosen === "rungs" ? names.filter((n) => rungOutcome(n) >= 1) : [chosen];
    return wanted.flatMap((name) => others.map((policy, k) => ({
      policy, k, name, d: comparison.differences.find((x) => x.name === name && x.policy === policy.name),
      label: chosen === "rungs" ? `\u2265 ${facts.rungTitle(rungOutcome(name))}${others.length > 1 ? `, ${facts.policyTitle(policy)}` : ""}` : facts.policyTitle(policy),
    }))).filter((row) => row.d && row.d.estimate !== null);
  };
  const figure = chart({
    title: "Differences to the baseline",
    height: () => 110 + 26 * Math.max(2, rows().length),
    controls: [choice("Outcome", [["rungs", "P(highest rung \u2265 k), every k"], ...names.map((n) => [n, meaning(n)])], chosen,
      (value) => { chosen = value; figure.redraw(); })],
    says: () => {
      const sure = rows().filter((r) => r.d.simultaneous_low > 0 || r.d.simultaneous_high < 0).length;
      return `${sure} of the ${rows().length} differences shown are clear of 0 with the simultaneous interval.`;
    },
    note: `Policy minus ${facts.policyTitle(facts.policies[0])}, on the same campaigns. Thick: the 95 % interval of this difference; `
      + "thin: that which holds for all differences of the comparison together.",
    data: () => ({
      columns: ["outcome", "policy", "difference", "low", "high", "simultaneous low", "simultaneous high", "ratio", "variance reduction"],
      rows: rows().map(({ name, policy, d }) => [name, policy.name, d.estimate, d.low, d.high, d.simultaneous_low, d.simultaneous_high, d.ratio, d.variance_reduction]),
    }),
    option: (colours, width) => {
      const list = rows();
      const y = list.map((r) => r.label);
      const colour = (r) => colours.colour(r.k + 1);
      const bars = (low, high, thickness) => others.map((_, k) => whiskers(
        list.map((r, i) => [i, r.d[low], r.d[high], r.k]).filter((d) => d[3] === k && d[1] !== null),
        { colour: colours.colour(k + 1), along: "x", width: thickness }));
      return {
        grid: { left: Math.min(width * 0.42, 260), right: 20, top: 10, bottom: 46 },
        yAxis: axis(colours, { type: "category", inverse: true, data: y, axisLabel: { width: Math.min(width * 0.42, 260) - 14, overflow: "truncate", interval: 0 } }),
        xAxis: axis(colours, { type: "value", scale: true, name: "difference", nameGap: 28, axisLabel: { formatter: signed } }),
        tooltip: { trigger: "item", formatter: (hit) => {
          const { d, label } = list[hit.dataIndex];
          return `${label}\n${signed(d.estimate)} (${interval(d, signed)})\nfrom ${number(d.baseline_estimate)} to ${number(d.policy_estimate)}`;
        } },
        series: [
          ...bars("simultaneous_low", "simultaneous_high", 1), ...bars("low", "high", 5),
          { type: "scatter", symbolSize: 10, z: 5, data: list.map((r, i) => ({ value: [r.d.estimate, i], itemStyle: { color: colour(r), borderColor: colours.back, borderWidth: 1.5 }, symbol: colours.symbol(r.k + 1) })),
            markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.faint, type: "solid" }, data: [{ xAxis: 0 }] } },
        ],
      };
    },
  });
  return figure;
}

function survivalChart(facts) {
  const curves = facts.policies.map((p) => p.time_to_deescalation);
  const longest = Math.max(...curves.flatMap((c) => c.curve.map((point) => point.hours)));
  return chart({
    title: "Time until a crisis is de-escalated",
    height: 340,
    says: () => facts.policies.map((p, i) => {
      const m = curves[i].median_hours;
      return `${facts.policyTitle(p)}: half of ${curves[i].crises.toLocaleString("en-GB")} crises within ${duration(m.estimate)}${m.low !== null ? ` [${duration(m.low)}, ${duration(m.high)}]` : ""}`;
    }).join("; ") + ".",
    note: "Share of crises that are not de-escalated by then; a crisis that ends in war never is (Aalen-Johansen). Bands: 95 %, by campaigns.",
    data: () => ({
      columns: ["hours", ...facts.policies.flatMap((p) => [p.name, `${p.name} low`, `${p.name} high`])],
      rows: curves[0].curve.map((point, k) => [point.hours, ...curves.flatMap((c) => [c.curve[k]?.estimate, c.curve[k]?.low, c.curve[k]?.high])]),
    }),
    option: (colours) => ({
      legend: legend(colours),
      grid: { left: 56, right: 16, top: 34, bottom: 46 },
      xAxis: axis(colours, { type: "value", max: longest / 24, name: "days since the crisis opened", nameGap: 28 }),
      yAxis: axis(colours, { type: "value", min: 0, max: 1, name: "not de-escalated", nameGap: 38 }),
      tooltip: { trigger: "axis", formatter: (hits) => [`${number(hits[0].value[0])} days`, ...hits.map((h) => `${h.seriesName}: ${number(h.value[1])}`)].join("\n") },
      series: facts.policies.flatMap((p, i) => {
        const points = curves[i].curve;
        const start = [[0, 1]];
        return [
          band(points.filter((x) => x.low !== null).map((x) => [x.hours / 24, x.low, x.high]), { colour: colours.colour(i), opacity: 0.18 }),
          { type: "line", name: facts.policyTitle(p), step: "end", showSymbol: false, color: colours.colour(i), lineStyle: { width: 2, type: i % 2 ? "dashed" : "solid" },
            data: [...start, ...points.map((x) => [x.hours / 24, x.estimate])] },
        ];
      }),
    }),
  });
}

/// One outcome, policy by policy.
function outcomeChart(facts, first, title) {
  const options = facts.policies[0].outcomes.map((o) => [o.name, outcomeTitle(o, facts)]);
  let chosen = options.some(([name]) => name === first) ? first : options[0][0];
  const at = (p) => facts.outcome(p, chosen);
  const figure = chart({
    title,
    height: 70 + 34 * facts.policies.length + 30,
    controls: [choice("Outcome", options, chosen, (value) => { chosen = value; figure.redraw(); })],
    says: () => facts.policies.map((p) => `${facts.policyTitle(p)} ${estimate(at(p))}`).join("; ") + ".",
    data: () => ({
      columns: ["policy", "outcome", "estimate", "low", "high", "n"],
      rows: facts.policies.map((p) => [p.name, chosen, at(p)?.estimate, at(p)?.low, at(p)?.high, at(p)?.n]),
    }),
    option: (colours, width) => ({
      grid: { left: Math.min(150, width * 0.34), right: 18, top: 6, bottom: 46 },
      yAxis: axis(colours, { type: "category", inverse: true, data: facts.policies.map((p) => facts.policyTitle(p)), axisLabel: { width: Math.min(150, width * 0.34) - 12, overflow: "truncate", interval: 0 } }),
      xAxis: axis(colours, { type: "value", scale: true, name: at(facts.policies[0])?.unit ?? "", nameGap: 28, axisLabel: { formatter: number } }),
      tooltip: { formatter: (hit) => `${facts.policyTitle(facts.policies[hit.dataIndex])}\n${estimate(at(facts.policies[hit.dataIndex]))}` },
      series: [
        ...facts.policies.map((p, i) => whiskers(at(p)?.low === null || !at(p) ? [] : [[i, at(p).low, at(p).high]], { colour: colours.colour(i), along: "x", width: 4 })),
        { type: "scatter", symbolSize: 11, z: 5, data: facts.policies.map((p, i) => ({ value: [at(p)?.estimate, i], symbol: colours.symbol(i), itemStyle: { color: colours.colour(i), borderColor: colours.back, borderWidth: 1.5 } })) },
      ],
    }),
  });
  return figure;
}

export function build(report, facts) {
  if (facts.policies.length === 0) return null;
  return el("div", {},
    rungChart(facts),
    report.comparison ? differenceChart(report.comparison, facts) : null,
    facts.policies.every((p) => p.time_to_deescalation?.curve?.length > 0) ? survivalChart(facts) : null,
    el("div", { className: "two" },
      outcomeChart(facts, "cooperation_kept", "Cooperation kept"),
      outcomeChart(facts, "days_with_frozen_channel_per_year", "Days with a channel frozen")));
}
