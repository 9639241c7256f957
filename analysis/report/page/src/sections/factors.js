// SPDX-License-Identifier: Apache-2.0
// What outcomes of a sweep depend on: effects of each factor, shares of variance, boxes of futures.
import { axis, chart, legend, whiskers } from "../chart.js";
import { choice, el } from "../dom.js";
import { outcomeTitle } from "../facts.js";
import { capital, estimate, number, percent, signed, spoken } from "../format.js";

/// "All guardrails", "All guardrails minus No guardrails", for {policy, minus}.
function whose(item, sweep) {
  const name = (p) => sweep?.policies.find((x) => x.name === p)?.title || p;
  return item.minus ? `${name(item.policy)} minus ${name(item.minus)}` : name(item.policy);
}

const outcomeOf = (name, sweep, facts) => outcomeTitle(sweep?.outcomes.find((o) => o.name === name) ?? { name }, facts);
const factorName = (f) => f.title || spoken(f.name);

/// A choice among items that each are about an outcome and a policy: {current(), controls}. The first outcome's last
/// item, a difference where there is one, comes first.
function targetChoice(items, sweep, facts, changed) {
  let chosen = items.map((i) => i.outcome).lastIndexOf(items[0].outcome);
  return {
    current: () => items[chosen],
    controls: [choice("Outcome and policy", items.map((i, k) => [String(k), `${outcomeOf(i.outcome, sweep, facts)}: ${whose(i, sweep)}`]), String(chosen),
      (v) => { chosen = Number(v); changed(); })],
  };
}

/// Bars from the outcome at a factor's low end to that at its high end, the longest on top.
export function tornado(effects, sweep, facts) {
  const items = effects.filter((e) => e.factors.some((f) => f.low.estimate !== null && f.high.estimate !== null));
  if (items.length === 0) return null;
  let figure = null;
  const target = targetChoice(items, sweep, facts, () => figure.redraw());
  const rows = () => target.current().factors.filter((f) => f.low.estimate !== null && f.high.estimate !== null)
    .sort((a, b) => Math.abs(b.high.estimate - b.low.estimate) - Math.abs(a.high.estimate - a.low.estimate));
  const show = (v) => (target.current().minus ? signed(v) : number(v));
  figure = chart({
    title: "Which factors move it, and which way",
    height: () => 90 + 30 * rows().length,
    controls: target.controls,
    says: () => {
      const [first, second] = rows().filter((f) => f.high.estimate !== f.low.estimate);
      if (!first) return `${outcomeOf(target.current().outcome, sweep, facts)}, ${whose(target.current(), sweep)}: no factor moves it.`;
      const part = (f) => `${factorName(f)} (from ${show(f.low.estimate)} at ${f.low_setting} to ${show(f.high.estimate)} at ${f.high_setting})`;
      return `${outcomeOf(target.current().outcome, sweep, facts)}, ${whose(target.current(), sweep)}: most with ${part(first)}${second ? `, then with ${part(second)}` : ""}.`;
    },
    note: "Mean over the futures in which a factor is low (circle) and high (square); of factors with many values, the lowest and the highest quarter; of names, which have no order, those with the lowest and the highest mean. "
      + "Thin lines: 95 % intervals of the two means, from how the futures differ in everything else and from the simulation of each.",
    data: () => ({
      columns: ["factor", "low setting", "outcome", "low", "high", "points", "high setting", "outcome there", "low there", "high there", "points there"],
      rows: rows().map((f) => [f.name, f.low_setting, f.low.estimate, f.low.low, f.low.high, f.points_low, f.high_setting, f.high.estimate, f.high.low, f.high.high, f.points_high]),
    }),
    option: (colours, width) => {
      const list = rows();
      const left = Math.min(width * 0.4, 270);
      const ends = (key) => list.map((f, i) => [i, f[key].low, f[key].high]).filter((d) => d[1] !== null);
      return {
        legend: legend(colours, { data: ["factor low", "factor high"] }),
        grid: { left, right: 18, top: 30, bottom: 34 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map(factorName), axisLabel: { width: left - 12, overflow: "truncate", interval: 0 } }),
        xAxis: axis(colours, { type: "value", scale: true, axisLabel: { formatter: show } }),
        tooltip: { formatter: (hit) => {
          const f = list[hit.dataIndex];
          return f ? `${factorName(f)}\n${f.low_setting}: ${estimate(f.low, show)}\n${f.high_setting}: ${estimate(f.high, show)}` : "";
        } },
        series: [
          whiskers(list.map((f, i) => [i, f.low.estimate, f.high.estimate]), { colour: colours.line, along: "x", width: 13 }),
          whiskers(ends("low"), { colour: colours.actors[0], along: "x", shift: -3 }),
          whiskers(ends("high"), { colour: colours.actors[1], along: "x", shift: 3 }),
          { type: "scatter", name: "factor low", symbol: "circle", symbolSize: 10, symbolOffset: [0, -3], z: 5, itemStyle: { color: colours.actors[0] }, data: list.map((f, i) => [f.low.estimate, i]) },
          { type: "scatter", name: "factor high", symbol: "rect", symbolSize: 9, symbolOffset: [0, 3], z: 5, itemStyle: { color: colours.actors[1] }, data: list.map((f, i) => [f.high.estimate, i]) },
        ],
      };
    },
  });
  return figure;
}

// Of each method: the numbers of a factor that are drawn, the first one deciding the order.
const METHODS = {
  sobol: { title: "Sobol\u2019 indices", keys: [["total", "total"], ["first", "first order"]],
    note: "First order: share of the variance of the outcome over futures that would go away if the factor were fixed; total: that would stay if all but it were fixed. The simulator\u2019s noise is taken off." },
  morris: { title: "Morris screening", keys: [["mean_absolute", "\u03bc* how much"], ["deviation", "\u03c3 how unevenly"]],
    note: "\u03bc*: mean size of the effect of moving the factor alone; \u03c3: how much that depends on the others; names have \u03bc* alone. A factor near its noise floor, in the table, has shown no effect." },
  correlation_ratio: { title: "Shares of variance", keys: [["first", "first order"]],
    note: "Share of the variance of the outcome over futures that goes with the factor alone. Interactions need a sweep with design {kind: saltelli}." },
};

export function variance(records, sweep, facts) {
  const items = records.filter((r) => METHODS[r.method] && r.factors.some((f) => f[METHODS[r.method].keys[0][0]].estimate !== null));
  if (items.length === 0) return null;
  let figure = null;
  const target = targetChoice(items, sweep, facts, () => figure.redraw());
  const method = METHODS[items[0].method];
  const [main] = method.keys[0];
  const rows = () => [...target.current().factors].sort((a, b) => (b[main].estimate ?? -1) - (a[main].estimate ?? -1));
  figure = chart({
    title: method.title,
    height: () => 90 + 28 * rows().length,
    controls: target.controls,
    says: () => `${outcomeOf(target.current().outcome, sweep, facts)}, ${whose(target.current(), sweep)}: ${rows().slice(0, 3).map((f) => `${factorName(f)} ${estimate(f[main])}`).join("; ")}.`,
    note: method.note,
    data: () => ({
      columns: ["factor", ...method.keys.flatMap(([key]) => [key, `${key} low`, `${key} high`]), ...(items[0].method === "morris" ? ["mean", "noise floor"] : [])],
      rows: rows().map((f) => [f.name, ...method.keys.flatMap(([key]) => [f[key].estimate, f[key].low, f[key].high]), ...(items[0].method === "morris" ? [f.mean.estimate, f.noise_floor] : [])]),
    }),
    option: (colours, width) => {
      const list = rows();
      const left = Math.min(width * 0.4, 270);
      return {
        legend: legend(colours, { data: method.keys.map(([, words]) => words) }),
        grid: { left, right: 18, top: 30, bottom: 34 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map(factorName), axisLabel: { width: left - 12, overflow: "truncate", interval: 0 } }),
        xAxis: axis(colours, { type: "value", axisLabel: { formatter: number } }),
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (hits) => [factorName(list[hits[0].dataIndex]), ...method.keys.map(([key, words]) => `${words}: ${estimate(list[hits[0].dataIndex][key])}`)].join("\n") },
        series: method.keys.flatMap(([key, words], k) => {
          const shift = method.keys.length > 1 ? (k === 0 ? -5.5 : 5.5) : 0;
          return [
            { type: "bar", name: words, barWidth: 9, barGap: "20%", itemStyle: { color: colours.colour(k === 0 ? 1 : 4) }, data: list.map((f) => f[key].estimate) },
            whiskers(list.map((f, i) => [i, f[key].low, f[key].high]).filter((d) => d[1] !== null), { colour: colours.text, along: "x", shift, width: 1.2 }),
          ];
        }),
      };
    },
  });
  return figure;
}

const RELATIONS = { ">=": (v, b) => v >= b, "<=": (v, b) => v <= b, ">": (v, b) => v > b, "<": (v, b) => v < b };
const relationOf = (text) => RELATIONS[text] ? text : { at_least: ">=", at_most: "<=", above: ">", below: "<" }[text];

/// The boxes over a scatter of the futures.
export function boxChart(questions, sweep, facts) {
  const items = questions.filter((q) => q.boxes.length > 0);
  if (items.length === 0 || !sweep) return null;
  let chosen = 0;
  const words = (q) => `${q.question ? `${q.question}: ` : ""}${q.conditions.map((c) => `${outcomeOf(c.outcome, sweep, facts)}, ${whose(c, sweep)} ${relationOf(c.relation)} ${number(c.bound)}`).join(" and ")}`;
  const numeric = sweep.factors.map((_, k) => k).filter((k) => sweep.settings[k].every((v) => typeof v === "number"));
  if (numeric.length < 2) return null;
  const place = (name) => sweep.factors.findIndex((f) => f.name === name);
  const limited = () => [...new Set(items[chosen].boxes.flatMap((b) => b.restrictions.map((r) => place(r.factor))))].filter((k) => numeric.includes(k));
  let [x, y] = [0, 0];
  const aim = () => {
    const list = [...limited(), ...numeric];
    x = list[0];
    y = list.find((k) => k !== x);
  };
  aim();
  const valueOf = (c, k) => {
    const [policy, outcome] = [sweep.policies.findIndex((p) => p.name === c.policy), sweep.outcomes.findIndex((o) => o.name === c.outcome)];
    return (c.minus ? sweep.differences : sweep.estimates)[policy]?.[outcome]?.[k]?.[0] ?? null;
  };
  const isCase = (k) => items[chosen].conditions.every((c) => {
    const v = valueOf(c, k);
    return v !== null && RELATIONS[relationOf(c.relation)](v, c.bound);
  });
  const limits = (box, factor) => {
    const found = (upper) => box.restrictions.find((r) => place(r.factor) === factor && r.upper === upper)?.limit;
    return [found(false), found(true)];
  };
  const options = numeric.map((k) => [String(k), sweep.factors[k].title || spoken(sweep.factors[k].name)]);
  const across = choice("Across", options, String(x), (v) => { x = Number(v); figure.redraw(); });
  const up = choice("Up", options, String(y), (v) => { y = Number(v); figure.redraw(); });
  const figure = chart({
    title: "In which futures it happens",
    height: 430,
    controls: [choice("Where", items.map((q, k) => [String(k), words(q)]), "0", (v) => {
      chosen = Number(v);
      aim();
      [across, up].forEach((c, k) => { c.querySelector("select").value = String([x, y][k]); });
      figure.redraw();
    }), across, up],
    says: () => items[chosen].boxes.map((b, k) => `Box ${k + 1}: ${b.text} (density ${number(b.density)}${b.is_dense ? "" : `, less than the ${number(items[chosen].least_density)} that was asked for`}; chance ${number(b.chance)})`).join("; ") + `. All boxes together hold ${percent(items[chosen].coverage)} of the ${items[chosen].cases} cases among ${items[chosen].futures} futures.`,
    note: "Every point of the sweep; filled: where it happens. A box is drawn by its limits on the two factors shown; limits on others are in the sentence. Chance: how often the search does as well where cases are dealt out at random; found again, in the table: in how many subsamples the factor is limited there again. The same futures choose a box and test it: hold it against new ones (PRIM; Bryant, Lempert 2010).",
    data: () => ({
      columns: ["box", "factor", "side", "limit", "quasi-p", "found again", "density", "coverage", "chance"],
      rows: items[chosen].boxes.flatMap((b, k) => b.restrictions.map((r) => [k + 1, r.factor, ...(r.names ? ["one of", r.names.join(", ")] : [r.upper ? "at most" : "at least", r.limit]), r.quasi_p, r.found_again, b.density, b.coverage, b.chance])),
    }),
    option: (colours) => {
      const points = sweep.points.map((point, k) => ({ value: [sweep.settings[x][k], sweep.settings[y][k], k] }));
      const span = (k) => [Math.min(...sweep.settings[k]), Math.max(...sweep.settings[k])];
      const areas = items[chosen].boxes.map((b, k) => {
        const [[x0, x1], [y0, y1]] = [limits(b, x), limits(b, y)];
        const [sx, sy] = [span(x), span(y)];
        return [{ coord: [x0 ?? sx[0], y0 ?? sy[0]], name: `box ${k + 1}`, itemStyle: { color: colours.colour(k + 2), opacity: 0.16, borderColor: colours.colour(k + 2), borderWidth: 2 }, label: { color: colours.text } }, { coord: [x1 ?? sx[1], y1 ?? sy[1]] }];
      });
      const title = (k) => (sweep.factors[k].title || spoken(sweep.factors[k].name)) + (sweep.factors[k].unit ? ` (${sweep.factors[k].unit})` : "");
      return {
        legend: legend(colours, { data: ["it happens", "it does not"] }),
        grid: { left: 66, right: 18, top: 34, bottom: 48 },
        xAxis: axis(colours, { type: "value", scale: true, name: title(x), nameGap: 28 }),
        yAxis: axis(colours, { type: "value", scale: true, name: title(y), nameGap: 48, nameTextStyle: { color: colours.faint, width: 330, overflow: "truncate" } }),
        tooltip: { formatter: (hit) => (hit.value ? `point ${sweep.points[hit.value[2]]}\n${title(x)}: ${number(hit.value[0])}\n${title(y)}: ${number(hit.value[1])}\n${items[chosen].conditions.map((c) => `${outcomeOf(c.outcome, sweep, facts)}: ${number(valueOf(c, hit.value[2]))}`).join("\n")}` : "") },
        series: [
          { type: "scatter", name: "it does not", symbol: "circle", symbolSize: 7, itemStyle: { color: colours.back, borderColor: colours.faint, borderWidth: 1 }, data: points.filter((p) => !isCase(p.value[2])), markArea: { silent: true, data: areas } },
          { type: "scatter", name: "it happens", symbol: "circle", symbolSize: 9, itemStyle: { color: colours.colour(0) }, data: points.filter((p) => isCase(p.value[2])) },
        ],
      };
    },
  });
  return figure;
}

/// Why there are no shares of variance, or no boxes; and what was looked for without finding one.
export const whyNot = (sensitivity) => [
  ...[["why_not", "Shares of variance"], ["why_no_boxes", "Boxes"]].filter(([key]) => sensitivity?.[key]).map(([key, what]) => `${what}: ${capital(sensitivity[key])}.`),
  ...(sensitivity?.boxes ?? []).filter((q) => q.found_none).map((q) => `Boxes, ${q.question} (${q.conditions.map((c) => `${c.outcome}, ${c.minus ? `${c.policy} minus ${c.minus}` : c.policy}`).join(" and ")}): ${q.found_none}.`),
].map((textContent) => el("p", { className: "note", textContent }));

/// How much each policy may be regretted.
export function regretChart(record, sweep, facts) {
  const items = record?.outcomes ?? [];
  if (items.length === 0) return null;
  let chosen = 0;
  const name = (p) => sweep?.policies.find((x) => x.name === p)?.title || p;
  const rows = () => items[chosen].policies;
  const pareto = record.pareto.filter((p) => p.pareto).map((p) => name(p.policy));
  /// Who is chosen, and of what, of policies that may tie.
  const chosenBy = (chosen, what) => {
    const policies = [chosen].flat();
    if (policies.length === 1) return `${name(policies[0])} has the ${what}`;
    return `${policies.length === rows().length ? "all policies" : policies.map(name).join(" and ")} tie for the ${what}`;
  };
  const figure = chart({
    title: "Which policy would be regretted least",
    height: () => 90 + 40 * rows().length,
    controls: [choice("Outcome", items.map((o, k) => [String(k), outcomeOf(o.outcome, sweep, facts)]), "0", (v) => { chosen = Number(v); figure.redraw(); })],
    says: () => {
      const o = items[chosen];
      return `Over ${o.futures} futures ${chosenBy(o.best_mean, "best mean")}, ${chosenBy(o.maximin, "best worst case")}, ${chosenBy(o.minimax_regret, "least largest regret")}. `
        + `That no other policy dominates in the headline outcomes: ${pareto.join(", ") || "none"}.`;
    },
    note: "Regret: how much better the best policy of a future does. Mean over the futures and largest, with 95 % intervals (Savage 1951).",
    data: () => ({
      columns: ["policy", "mean", "worst", "mean regret", "low", "high", "largest regret", "low ", "high ", "best in", "tied", "clearly"],
      rows: rows().map((p) => [p.policy, p.mean.estimate, p.worst.estimate, p.mean_regret.estimate, p.mean_regret.low, p.mean_regret.high, p.largest_regret.estimate, p.largest_regret.low, p.largest_regret.high, p.best_in, p.tied_best_in, p.clearly_best_in]),
    }),
    option: (colours, width) => {
      const list = rows();
      const left = Math.min(width * 0.4, 200);
      const keys = [["mean_regret", "mean regret"], ["largest_regret", "largest regret"]];
      return {
        legend: legend(colours, { data: keys.map(([, words]) => words) }),
        grid: { left, right: 18, top: 30, bottom: 34 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map((p) => name(p.policy)), axisLabel: { width: left - 12, overflow: "truncate", interval: 0 } }),
        xAxis: axis(colours, { type: "value", axisLabel: { formatter: number } }),
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (hits) => [name(list[hits[0].dataIndex].policy), ...keys.map(([key, words]) => `${words}: ${estimate(list[hits[0].dataIndex][key])}`)].join("\n") },
        series: keys.flatMap(([key, words], k) => [
          { type: "bar", name: words, barWidth: 10, barGap: "20%", itemStyle: { color: colours.colour(k === 0 ? 1 : 4) }, data: list.map((p) => p[key].estimate) },
          whiskers(list.map((p, i) => [i, p[key].low, p[key].high]).filter((d) => d[1] !== null), { colour: colours.text, along: "x", shift: k === 0 ? -6 : 6, width: 1.2 }),
        ]),
      };
    },
  });
  return figure;
}
