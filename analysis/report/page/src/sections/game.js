// SPDX-License-Identifier: Apache-2.0
// The guardrail game: who accepts what, who rebuffs it and why, what comes into force.
import { axis, chart, legend } from "../chart.js";
import { choice, el } from "../dom.js";
import { estimate, number, signed, spoken } from "../format.js";
import { table } from "../table.js";

export const id = "game";
export const title = "The guardrail game";
export const short = "Game";
export const missing = "offramp solve SCENARIO guardrails --json > game.json, then offramp report \u2026 game.json (or its --report FILE)";

const PART_WORDS = {
  stakes: "stakes and settlements", war: "war", accidents: "accidents", standing: "standing on the ladder", audience: "audience costs",
  actions: "actions", breaches: "breaches of rules", cooperation: "cooperation", own_presence: "own presence", rival_presence: "the rival's presence",
  stance: "unpredictability", upkeep: "upkeep", concessions: "concessions",
};
const partWords = (part) => PART_WORDS[part] ?? spoken(part);

const sidesOf = (game) => Object.keys(game.packages[0]).filter((key) => key.startsWith("value_")).map((key) => key.slice(6));
const same = (a, b) => a.length === b.length && a.every((g) => b.includes(g));
const nameOf = (guardrails) => (guardrails.length === 0 ? "none" : guardrails.join(" + "));
const differenceOf = (p, side) => p[`difference_${side}`];

/// Each guardrail by itself, all together, and what comes into force.
function reported(game) {
  const most = Math.max(...game.packages.map((p) => p.guardrails.length));
  return game.packages.filter((p) => p.guardrails.length === 1 || (p.guardrails.length === most && most > 1)
    || (p.guardrails.length > 0 && game.answer && same(p.guardrails, game.answer.guardrails)));
}

function label(game, p) {
  const most = Math.max(...game.packages.map((q) => q.guardrails.length));
  const answer = game.answer && same(p.guardrails, game.answer.guardrails) ? " (comes into force)" : "";
  return (p.guardrails.length === most && most > 2 ? `all ${most}` : nameOf(p.guardrails)) + answer;
}

function acceptanceTable(game, actorTitle) {
  const sides = sidesOf(game);
  const words = (p, side) => `${p[`accepted_${side}`] ? "accepts" : "rebuffs"}, ${signed(differenceOf(p, side).estimate)} [${signed(differenceOf(p, side).low)}, ${signed(differenceOf(p, side).high)}], ${differenceOf(p, side).strength}`;
  return el("div", { className: "panel" },
    el("h3", { textContent: "Who accepts, who rebuffs" }),
    el("p", { className: "says", textContent: "What each side gains by a package against no guardrail, in stakes of a typical incident, with the simultaneous interval." }),
    table({ name: "acceptance", columns: ["package", ...sides.map(actorTitle), "stable", "what would make both accept"],
      rows: reported(game).map((p) => [label(game, p), ...sides.map((s) => words(p, s)), p.stable ? "yes" : "no",
        p.concession_needed ?? (p.payment_needed ? `payment by ${actorTitle(p.payment_needed.by)}, ${number(p.payment_needed.at_least)} to ${number(p.payment_needed.at_most)}` : "")]) }));
}

/// The two-by-two game of one package: both accept it, or it is not in force.
function matrix(game, actorTitle) {
  const [row, column] = sidesOf(game);
  const packages = game.packages.map((p, k) => [p, k]).filter(([p]) => p.guardrails.length > 0);
  let chosen = game.packages.indexOf(reported(game)[0]);
  const holder = el("div");
  const cell = (p, both) => (both ? `${signed(differenceOf(p, row).estimate)}, ${signed(differenceOf(p, column).estimate)}` : "0, 0");
  const fill = () => {
    const p = game.packages[chosen];
    const [a, b] = [p[`accepted_${row}`], p[`accepted_${column}`]];
    const mark = (text, equilibrium) => el("td", { className: equilibrium ? "equilibrium" : "", textContent: text + (equilibrium ? " \u2605" : "") });
    const gains = (v) => v > 0;
    const both = gains(differenceOf(p, row).estimate) && gains(differenceOf(p, column).estimate);
    holder.replaceChildren(
      el("table", { className: "matrix" },
        el("caption", { textContent: `${actorTitle(row)} (rows, first payoff) and ${actorTitle(column)} (columns, second): ${nameOf(p.guardrails)}` }),
        el("thead", {}, el("tr", {}, el("td"), el("th", { scope: "col", textContent: `${actorTitle(column)} accepts` }), el("th", { scope: "col", textContent: `${actorTitle(column)} rebuffs` }))),
        el("tbody", {},
          el("tr", {}, el("th", { scope: "row", textContent: `${actorTitle(row)} accepts` }), mark(cell(p, true), both), mark(cell(p, false), !gains(differenceOf(p, column).estimate))),
          el("tr", {}, el("th", { scope: "row", textContent: `${actorTitle(row)} rebuffs` }), mark(cell(p, false), !gains(differenceOf(p, row).estimate)), mark(cell(p, false), true)))),
      el("p", { className: "note", textContent: `\u2605 equilibrium in pure strategies, by the estimates. ${a && b ? "Both accept" : a ? `${actorTitle(column)} rebuffs` : b ? `${actorTitle(row)} rebuffs` : "Both rebuff"}. `
        + "Rebuffing by both is always an equilibrium: one side alone puts nothing in force." }));
  };
  fill();
  return el("div", { className: "panel" }, el("h3", { textContent: "Payoffs of one package" }),
    el("div", { className: "controls" }, choice("Package", packages.map(([p, k]) => [String(k), label(game, p)]), String(chosen), (v) => { chosen = Number(v); fill(); })), holder);
}

function decomposition(game, actorTitle) {
  const sides = sidesOf(game);
  let side = sides[sides.length - 1];
  const list = reported(game);
  const parts = Object.keys(differenceOf(list[0], side).parts);
  const size = (part) => Math.max(...list.flatMap((p) => sides.map((s) => Math.abs(differenceOf(p, s).parts[part].estimate))));
  const largest = [...parts].sort((a, b) => size(b) - size(a)).slice(0, 7);
  const rest = parts.filter((part) => !largest.includes(part));
  const value = (p, part) => (part === "rest" ? rest.reduce((sum, r) => sum + differenceOf(p, side).parts[r].estimate, 0) : differenceOf(p, side).parts[part].estimate);
  const shown = rest.length > 0 ? [...largest, "rest"] : largest;
  const words = (part) => (part === "rest" ? "all else" : partWords(part));
  const figure = chart({
    title: "Why a side accepts or rebuffs",
    height: (width) => 110 + 34 * list.length + (width < 700 ? 60 : 0),
    controls: [choice("Side", sides.map((s) => [s, actorTitle(s)]), side, (v) => { side = v; figure.redraw(); })],
    says: () => {
      const refused = list.filter((p) => !p[`accepted_${side}`]);
      if (refused.length === 0) return `${actorTitle(side)} accepts every package shown.`;
      return `${actorTitle(side)} rebuffs ${refused.map((p) => label(game, p)).join(", ")}. ` + refused.slice(0, 2).map((p) => {
        const worst = [...parts].sort((a, b) => differenceOf(p, side).parts[a].estimate - differenceOf(p, side).parts[b].estimate)[0];
        return `By ${label(game, p)} it loses most through ${partWords(worst)} (${signed(differenceOf(p, side).parts[worst].estimate)})`;
      }).join("; ") + ".";
    },
    note: "What the difference against no guardrail consists of, part by part; diamond: the sum. The intervals of the parts are in the table.",
    data: () => ({
      columns: ["package", "part", "estimate", "low", "high"],
      rows: list.flatMap((p) => [["sum", differenceOf(p, side)], ...parts.map((part) => [partWords(part), differenceOf(p, side).parts[part]])]
        .map(([name, e]) => [label(game, p), name, e.estimate, e.low, e.high])),
    }),
    option: (colours, width) => {
      const left = Math.min(width * 0.34, 220);
      return {
        legend: legend(colours, { itemGap: 10, textStyle: { color: colours.text, fontSize: 11 } }),
        grid: { left, right: 16, top: width < 700 ? 120 : 56, bottom: 44 },
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map((p) => label(game, p)), axisLabel: { width: left - 12, overflow: "truncate", interval: 0, fontSize: 11 } }),
        xAxis: axis(colours, { type: "value", name: `what ${actorTitle(side)} gains`, nameGap: 26, axisLabel: { formatter: signed } }),
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (hits) => {
          const p = list[hits[0].dataIndex];
          return [label(game, p), `sum ${signed(differenceOf(p, side).estimate)}`, ...shown.map((part) => `${words(part)}: ${signed(value(p, part))}`)].join("\n");
        } },
        series: [
          ...shown.map((part, k) => ({ type: "bar", stack: "parts", name: words(part), barWidth: 16, itemStyle: { color: part === "rest" ? colours.faint : colours.colour(k), borderColor: colours.back, borderWidth: 0.5, decal: undefined }, data: list.map((p) => value(p, part)) })),
          { type: "scatter", name: "sum", symbol: "diamond", symbolSize: 12, z: 9, itemStyle: { color: colours.text, borderColor: colours.back, borderWidth: 1.5 }, data: list.map((p, k) => [differenceOf(p, side).estimate, k]) },
        ],
      };
    },
  });
  return figure;
}

/// Every package by what both sides gain from it.
function frontier(game, actorTitle) {
  const [x, y] = sidesOf(game);
  const list = game.packages.filter((p) => p.guardrails.length > 0);
  const best = list.filter((p) => p.pareto).sort((a, b) => differenceOf(a, x).estimate - differenceOf(b, x).estimate);
  const point = (p) => [differenceOf(p, x).estimate, differenceOf(p, y).estimate];
  const kinds = [
    ["both accept, stable", (p) => p.stable],
    ["both accept, not stable", (p) => !p.stable && p[`accepted_${x}`] && p[`accepted_${y}`]],
    [`${actorTitle(x)} rebuffs`, (p) => !p.stable && !p[`accepted_${x}`] && p[`accepted_${y}`]],
    [`${actorTitle(y)} rebuffs`, (p) => !p.stable && p[`accepted_${x}`] && !p[`accepted_${y}`]],
    ["both rebuff", (p) => !p.stable && !p[`accepted_${x}`] && !p[`accepted_${y}`]],
  ].filter(([, test]) => list.some(test));
  const answer = game.answer ? list.find((p) => same(p.guardrails, game.answer.guardrails)) : null;
  return chart({
    title: "What both could take: the acceptance frontier",
    height: 420,
    says: () => `${list.filter((p) => p[`accepted_${x}`] && p[`accepted_${y}`]).length} of ${list.length} packages are accepted by both sides, ${list.filter((p) => p.stable).length} are stable. `
      + (answer ? `${nameOf(answer.guardrails)} comes into force: ${point(answer).map((v, k) => `${actorTitle([x, y][k])} ${signed(v)}`).join(", ")}.` : "No package comes into force."),
    note: "Each mark is a package of guardrails; both sides accept what lies up and to the right of the zero lines. Line: packages that no other betters for both (Pareto). Intervals are in the table.",
    data: () => ({
      columns: ["package", `${x}`, `${x} low`, `${x} high`, `${y}`, `${y} low`, `${y} high`, "stable", "Pareto", "campaigns"],
      rows: list.map((p) => [nameOf(p.guardrails), ...[x, y].flatMap((s) => ["estimate", "low", "high"].map((k) => differenceOf(p, s)[k])), p.stable ? "yes" : "no", p.pareto ? "yes" : "no", p.campaigns]),
    }),
    option: (colours) => ({
      legend: legend(colours),
      grid: { left: 60, right: 18, top: 56, bottom: 48 },
      xAxis: axis(colours, { type: "value", name: `${actorTitle(x)} gains`, nameGap: 28, axisLabel: { formatter: signed } }),
      yAxis: axis(colours, { type: "value", name: `${actorTitle(y)} gains`, nameGap: 42, axisLabel: { formatter: signed } }),
      tooltip: { formatter: (hit) => (hit.data.package ? `${nameOf(hit.data.package.guardrails).replace(/ \+ /g, "\n+ ")}\n${[x, y].map((s) => `${actorTitle(s)} ${signed(differenceOf(hit.data.package, s).estimate)}`).join("\n")}` : "") },
      series: [
        { type: "line", name: "Pareto frontier", data: best.map(point), symbol: "none", color: colours.faint, lineStyle: { type: "dashed", width: 1.5 }, silent: true, tooltip: { show: false },
          markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.faint, type: "solid" }, data: [{ xAxis: 0 }, { yAxis: 0 }] } },
        ...kinds.map(([name, test], k) => ({ type: "scatter", name, symbol: colours.symbol([2, 1, 4, 0, 3][k]), symbolSize: 10, itemStyle: { color: colours.colour([2, 1, 4, 0, 3][k]), opacity: 0.85 }, data: list.filter(test).map((p) => ({ value: point(p), package: p })) })),
        ...(answer ? [{ type: "scatter", name: "comes into force", symbol: "diamond", symbolSize: 22, z: 6, itemStyle: { color: "transparent", borderColor: colours.text, borderWidth: 2 }, data: [{ value: point(answer), package: answer }] }] : []),
      ],
    }),
  });
}

function equilibriumTable(game, actorTitle) {
  const sides = sidesOf(game);
  return el("div", { className: "panel" }, el("h3", { textContent: "Equilibria: the stable packages" }),
    el("p", { className: "says", textContent: `Packages of which neither side would drop a part: the outcomes of the ${game.equilibria.length} pure equilibria.` }),
    table({ name: "equilibria", columns: ["package", ...sides.map((s) => `${actorTitle(s)} gains`), "comes into force", "certainty"],
      rows: game.equilibria.map((e) => [nameOf(e.guardrails), ...sides.map((s) => estimate(e[`difference_${s}`], signed)), e.selected ? "yes" : "", e.strength]) }));
}

function logitChart(game, actorTitle) {
  const { qre } = game;
  const sides = sidesOf(game);
  const guardrails = Object.keys(qre[`accepts_${sides[0]}`]);
  return chart({
    title: "Acceptance when both err",
    height: 90 + 44 * guardrails.length,
    says: () => {
      const likely = [...qre.in_force].sort((a, b) => b.probability - a.probability)[0];
      return `Most likely in force: ${nameOf(likely.guardrails)}, with probability ${number(likely.probability)}.`;
    },
    note: `Logit equilibrium at rationality ${sides.map((s) => number(qre[`rationality_${s}`])).join(" and ")}${qre.converged ? "" : "; it has not converged"}, residual ${number(qre.residual)}.`,
    data: () => ({ columns: ["guardrail", ...sides.map(actorTitle)], rows: guardrails.map((g) => [g, ...sides.map((s) => qre[`accepts_${s}`][g])]) }),
    option: (colours, width) => ({
      legend: legend(colours),
      grid: { left: Math.min(width * 0.34, 170), right: 18, top: 34, bottom: 44 },
      yAxis: axis(colours, { type: "category", inverse: true, data: guardrails, axisLabel: { width: Math.min(width * 0.34, 170) - 12, overflow: "truncate", interval: 0 } }),
      xAxis: axis(colours, { type: "value", min: 0, max: 1, name: "probability of acceptance", nameGap: 26 }),
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (hits) => [hits[0].name, ...hits.map((h) => `${h.seriesName}: ${number(h.value)}`)].join("\n") },
      series: sides.map((s, k) => ({ type: "bar", name: actorTitle(s), barWidth: 12, itemStyle: { color: colours.actors[k] }, data: guardrails.map((g) => qre[`accepts_${s}`][g]) })),
    }),
  });
}

function regionChart(game, actorTitle) {
  const { region } = game;
  const sides = sidesOf(game);
  let side = sides[sides.length - 1];
  const axes = region.axes;
  const levels = (k) => [...new Set(region.points.map((p) => p.values[k]))].sort((a, b) => a - b);
  const xs = levels(axes.length - 1);
  const ys = axes.length > 1 ? levels(0) : [null];
  const figure = chart({
    title: "Where each side accepts",
    height: 150 + 34 * ys.length,
    controls: [choice("Side", sides.map((s) => [s, actorTitle(s)]), side, (v) => { side = v; figure.redraw(); })],
    says: () => `${actorTitle(side)} accepts ${nameOf(region.guardrails ?? region.package ?? [])} at ${region.points.filter((p) => p[`accepted_${side}`] ?? p[`accepts_${side}`]).length} of ${region.points.length} points.`,
    note: "Difference against no guardrail at each pair of parameters; the side accepts where it is positive.",
    data: () => ({ columns: [...axes.map((a) => a.path), "difference", "low", "high"], rows: region.points.map((p) => [...p.values, differenceOf(p, side).estimate, differenceOf(p, side).low, differenceOf(p, side).high]) }),
    option: (colours, width) => {
      const largest = Math.max(...region.points.map((p) => Math.abs(differenceOf(p, side).estimate)));
      return {
        grid: { left: 70, right: 12, top: 8, bottom: 96 },
        xAxis: axis(colours, { type: "category", data: xs.map(number), name: axes[axes.length - 1].path, nameGap: 26 }),
        yAxis: axis(colours, { type: "category", data: ys.map((v) => (v === null ? "" : number(v))), name: axes.length > 1 ? axes[0].path : "", nameGap: 46 }),
        visualMap: { type: "continuous", min: -largest, max: largest, orient: "horizontal", left: "center", bottom: 0, itemHeight: 200, itemWidth: 12, text: ["accepts", "rebuffs"], textStyle: { color: colours.text }, inRange: { color: [...colours.diverging].reverse() } },
        tooltip: { formatter: (hit) => `${axes.map((a, k) => `${a.path} ${number(region.points[hit.dataIndex].values[k])}`).join("\n")}\n${signed(hit.value[2])}` },
        series: [{ type: "heatmap", itemStyle: { borderColor: colours.back, borderWidth: 1 }, label: { show: width / xs.length > 60, formatter: (hit) => signed(hit.value[2]), color: colours.text, textBorderColor: colours.back, textBorderWidth: 2.5 },
          data: region.points.map((p) => [xs.indexOf(p.values[axes.length - 1]), axes.length > 1 ? ys.indexOf(p.values[0]) : 0, differenceOf(p, side).estimate]) }],
      };
    },
  });
  return figure;
}

function concessionTable(game, actorTitle) {
  const sides = sidesOf(game);
  return el("div", { className: "panel" }, el("h3", { textContent: "Concessions that were tried" }),
    table({ name: "concessions", columns: ["package", "concession", "by", "costs it", ...sides.map((s) => `${actorTitle(s)} then gains`), "both accept"],
      rows: game.concessions.map((c) => [nameOf(c.guardrails), c.concession, actorTitle(c.by), estimate(c.cost), ...sides.map((s) => estimate(c[`difference_${s}`], signed)), c.both_accept ? "yes" : "no"]) }));
}

export function build(report, facts) {
  const { game } = report;
  if (!game || game.packages.length < 2) return null;
  const sides = sidesOf(game);
  const titles = report.over_time?.actors ?? game.actor_titles;
  const actorTitle = (s) => titles?.[sides.indexOf(s)] ?? facts.actorTitle(s);
  return el("div", {},
    el("p", { textContent: `${game.packages.length} packages of guardrails, ${game.first_pass.toLocaleString("en-GB")} to ${game.campaigns.toLocaleString("en-GB")} campaigns under each, seed ${game.seed}. `
      + `In force comes: ${nameOf(game.answer?.guardrails ?? [])}${game.answer?.decided ? "" : " (not decided at this precision)"}.` }),
    acceptanceTable(game, actorTitle),
    decomposition(game, actorTitle),
    frontier(game, actorTitle),
    matrix(game, actorTitle),
    equilibriumTable(game, actorTitle),
    game.qre ? logitChart(game, actorTitle) : null,
    game.concessions.length > 0 ? concessionTable(game, actorTitle) : null,
    game.region ? regionChart(game, actorTitle) : null);
}
