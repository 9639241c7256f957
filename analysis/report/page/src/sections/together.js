// SPDX-License-Identifier: Apache-2.0
// What numbers of an audit do together: those that do nothing alone all at once, the strongest by elementary effects.
import { axis, chart, legend, whiskers } from "../chart.js";
import { choice, el } from "../dom.js";
import { outcomeTitle } from "../facts.js";
import { estimate, number, signed } from "../format.js";
import { brokenLines, IN_PATHS } from "../labels.js";
import { table } from "../table.js";

const LINE = 15; // pixels of a line of text
const shown = ([value, low, high], show = number) => estimate({ estimate: value, low, high }, show);

/// One sentence about a group.
function groupWords(g, wanted) {
  if (g.bearing === "nothing")
    return `${g.paths.length} numbers at once do nothing in ${wanted} random combinations of their values: ${g.differing === 0 ? "no campaign comes out differently" : `every interval stays within ${number(g.most)} spreads`}.`;
  const what = { strong: "move some outcome", undecided: "are undecided" }[g.bearing] ?? "could not be simulated to the end";
  return `${g.paths.length} numbers at once ${what} at combination ${g.combinations}${g.is_parted ? ", and were parted" : ""}.`;
}

function groups(together) {
  const several = together.groups.filter((g) => g.paths.length > 1);
  if (several.length === 0) return null;
  const alone = together.groups.filter((g) => g.paths.length === 1).map((g) => g.paths[0]);
  const refused = [...new Set(several.flatMap((g) => (g.bearing === "nothing" ? g.refused : [])))];
  return el("div", { className: "panel" },
    el("h3", { textContent: "Those that do nothing, moved together" }),
    el("p", { className: "says", textContent: "What does nothing alone may do something with others. All such numbers were therefore moved at once, each to one of the values that it was tried at; a group that then does more than nothing is parted, and its parts are tried." }),
    el("ul", { className: "verdicts" },
      several.map((g) => el("li", { textContent: groupWords(g, together.wanted) })),
      alone.length > 0 ? el("li", { textContent: `Known to do nothing only by themselves: ${alone.join(", ")}.` }) : null,
      refused.length > 0 ? el("li", { textContent: `The scenario\u2019s rules let these never move with the others: ${refused.join(", ")}.` }) : null),
    el("details", {}, el("summary", { textContent: "Table" }),
      table({ name: "groups", columns: ["group", "numbers", "it does", "combinations", "campaigns that come out differently", "reaches, spreads", "which"],
        rows: together.groups.map((g, k) => [k + 1, g.paths.length, g.bearing, g.combinations, g.differing, g.most, g.paths.join(", ")]) })));
}

/// Elementary effects of the strongest numbers.
function effects(audit, facts) {
  const { together } = audit;
  const outcomes = audit.outcomes.map((_, k) => k).filter((k) => audit.outcomes[k].bound > 0);
  if (together.numbers.length === 0 || outcomes.length === 0) return null;
  let figure = null;
  let outcome = outcomes.find((k) => audit.outcomes[k].name.startsWith("p_max_rung")) ?? outcomes[0];
  let contrast = audit.contrast_titles.length - 1;
  const bounds = (k) => audit.outcomes[k].bound;
  const rows = () => together.numbers.map((n) => ({ n, e: n.effects[outcome][contrast] })).filter((r) => r.e.mean_absolute[0] !== null)
    .sort((a, b) => b.e.mean_absolute[0] - a.e.mean_absolute[0]).slice(0, 15);
  const isClear = ({ e }) => e.mean[1] !== null && (e.mean[1] > bounds(outcome) || e.mean[2] < -bounds(outcome));
  const leftOf = (width) => Math.min(width * 0.44, 330);
  const labelOf = (r, width) => [...brokenLines(r.n.path, width, IN_PATHS), ...brokenLines(`from ${r.n.low} to ${r.n.high}`, width)];
  const tallest = (width) => Math.max(2, ...rows().map((r) => labelOf(r, leftOf(width) - 14).length));
  figure = chart({
    title: "The strongest, while the others move too",
    height: (width) => 104 + rows().length * (LINE * tallest(width) + 8),
    controls: [
      choice("Outcome", outcomes.map((k) => [String(k), outcomeTitle(audit.outcomes[k], facts)]), String(outcome), (v) => { outcome = Number(v); figure.redraw(); }),
      audit.contrast_titles.length > 1 ? choice("Policy", audit.contrast_titles.map((words, k) => [String(k), words]).reverse(), String(contrast), (v) => { contrast = Number(v); figure.redraw(); }) : null,
    ].filter(Boolean),
    says: () => {
      const list = rows();
      const clear = list.filter(isClear);
      const uneven = list.filter((r) => r.e.deviation[1] !== null && r.e.deviation[1] > Math.abs(r.e.mean[0]));
      return `${outcomeTitle(audit.outcomes[outcome], facts)}, ${audit.contrast_titles[contrast]}, over ${together.trajectories} trajectories: `
        + `${clear.length} of ${list.length} numbers clearly move it on average over the others${clear.length > 0 ? `, most ${clear.slice(0, 2).map((r) => `${r.n.path} (${shown(r.e.mean, signed)})`).join(", then ")}` : ""}.`
        + (uneven.length > 0 ? ` What ${uneven.slice(0, 3).map((r) => r.n.path).join(", ")} ${uneven.length === 1 ? "does" : "do"} depends more on the others than on itself.` : "");
    },
    note: "Elementary effects (Morris 1991) of going from one end of a number's range to the other with the others at random ends. Circle: their mean (\u03bc), filled where it clearly exceeds the shaded range, which counts as nothing. "
      + "Square: how much the effect depends on the others (\u03c3, without the simulator's noise). Lines: 95 % bootstrap intervals over trajectories. The table has the mean size (\u03bc*), and what that would be from noise alone."
      + (together.apart.length > 0 ? ` Left out, since the scenario's rules do not let them move with stronger ones: ${together.apart.join(", ")}.` : ""),
    data: () => ({
      columns: ["number", "from", "to", "mean", "low", "high", "clearly", "mean size", "size low", "size high", "size from noise", "unevenness", "unevenness low", "unevenness high"],
      rows: rows().map((r) => [r.n.path, r.n.low, r.n.high, ...r.e.mean, isClear(r) ? "yes" : "", ...r.e.mean_absolute, r.e.noise_floor, ...r.e.deviation]),
    }),
    option: (colours, width) => {
      const list = rows();
      const left = leftOf(width);
      const ends = (key) => list.map((r, i) => [i, r.e[key][1], r.e[key][2]]).filter((d) => d[1] !== null);
      const bound = bounds(outcome);
      return {
        legend: legend(colours, { data: ["mean effect", "unevenness"] }),
        grid: { left, right: 22, top: 48, bottom: 46 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map((r) => labelOf(r, left - 14).join("\n")), axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: colours.line } },
          axisLabel: { interval: 0, hideOverlap: false, lineHeight: LINE } }),
        xAxis: axis(colours, { type: "value", name: "effect on the outcome", nameGap: 28, axisLabel: { formatter: signed } }),
        tooltip: { formatter: (hit) => {
          const r = list[hit.dataIndex];
          return r ? `${r.n.path}, from ${r.n.low} to ${r.n.high}\nmean ${shown(r.e.mean, signed)}\nsize ${shown(r.e.mean_absolute)} (from noise ${number(r.e.noise_floor)})\nunevenness ${shown(r.e.deviation)}` : "";
        } },
        series: [
          whiskers(ends("mean"), { colour: colours.actors[0], along: "x", shift: -4 }),
          whiskers(ends("deviation"), { colour: colours.actors[1], along: "x", shift: 4 }),
          { type: "scatter", name: "mean effect", symbol: "circle", symbolSize: 10, symbolOffset: [0, -4], z: 5, itemStyle: { color: colours.actors[0] },
            data: list.map((r, i) => ({ value: [r.e.mean[0], i], itemStyle: isClear(r) ? {} : { color: colours.back, borderColor: colours.actors[0], borderWidth: 2 } })),
            markArea: { silent: true, itemStyle: { color: colours.faint, opacity: 0.14 }, data: [[{ xAxis: -bound }, { xAxis: bound }]] },
            markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.faint, type: "solid" }, data: [{ xAxis: 0 }] } },
          { type: "scatter", name: "unevenness", symbol: "rect", symbolSize: 9, symbolOffset: [0, 4], z: 5, itemStyle: { color: colours.actors[1] }, data: list.map((r, i) => [r.e.deviation[0], i]) },
        ],
      };
    },
  });
  return figure;
}

/// Nothing where that was not asked of the audit.
export const together = (audit, facts) => [groups(audit.together), effects(audit, facts)].filter(Boolean);
