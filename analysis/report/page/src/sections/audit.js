// SPDX-License-Identifier: Apache-2.0
// The audit: which numbers of the scenario the answer hangs on, which do nothing, which have no source.
import { axis, chart, legend, whiskers } from "../chart.js";
import { choice, el } from "../dom.js";
import { outcomeTitle, rungOutcome } from "../facts.js";
import { estimate, number, signed } from "../format.js";
import { brokenLines, IN_PATHS } from "../labels.js";
import { table } from "../table.js";
import { together } from "./together.js";

export const id = "audit";
export const title = "What the answer hangs on";
export const short = "Audit";
export const missing = "offramp audit SCENARIO -p A,B --seed S --json > audit.json, then offramp report \u2026 audit.json (or its --report FILE)";

const BARS = 15; // numbers of the tornado that are drawn
const FEWEST = 8; // with those that do not clearly move it, where fewer do
const CELLS = 25; // rows of the heat map
const LINE = 15; // pixels of a line of text

const size = (change) => Math.abs(change?.[0] ?? 0);
const isClear = (change, bound) => change && change[1] !== null && change[2] !== null && (change[1] > bound || change[2] < -bound);
const triple = ([value, low, high], show) => estimate({ estimate: value, low, high }, show);
const plural = (count, word) => `${count.toLocaleString("en-GB")} ${word}${count === 1 ? "" : "s"}`;

/// "a, b and c", and how many more.
function listed(names, most = 5) {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}

function source(n) {
  const words = [...n.varied_by.map((name) => `varied by ${name}`), ...n.marks];
  return n.bare ? `none${words.length > 0 ? ` (${words.join(", ")})` : ""}` : words.join(", ");
}

/// The values tried that the scenario's rules allow.
const triedOf = (n) => n.trials.filter((t) => t.changes.length > 0);

/// The choice of an outcome and of what is looked at: a policy, or the difference of two, which comes first.
function targetChoice(audit, facts, changed, withOutcome = true) {
  const outcomes = audit.outcomes.map((o, k) => k).filter((k) => audit.outcomes[k].bound > 0);
  let contrast = audit.contrast_titles.length - 1;
  let outcome = outcomes.find((k) => rungOutcome(audit.outcomes[k].name) > 0) ?? outcomes[0];
  const titles = audit.contrast_titles.map((words, k) => [String(k), words]).reverse();
  return {
    outcomes,
    outcome: () => outcome,
    contrast: () => contrast,
    outcomeWords: () => outcomeTitle(audit.outcomes[outcome], facts),
    contrastWords: () => audit.contrast_titles[contrast],
    controls: [
      withOutcome ? choice("Outcome", outcomes.map((k) => [String(k), outcomeTitle(audit.outcomes[k], facts)]), String(outcome), (v) => { outcome = Number(v); changed(); }) : null,
      audit.contrast_titles.length > 1 ? choice("Policy", titles, String(contrast), (v) => { contrast = Number(v); changed(); }) : null,
    ].filter(Boolean),
  };
}

/// Bars from the change at the first value tried to that at the second, the longest on top.
function tornado(audit, facts) {
  let figure = null;
  const target = targetChoice(audit, facts, () => figure.redraw());
  const isDifference = () => target.contrast() === 2;
  const level = () => audit.outcomes[target.outcome()].levels[target.contrast()];
  const bound = () => audit.outcomes[target.outcome()].bound;
  const all = () => audit.numbers.map((n) => {
    const ends = triedOf(n).map((t) => ({ value: t.value, change: t.changes[target.outcome()][target.contrast()], there: isDifference() ? t.there?.[target.outcome()] : null }));
    return { n, ends, most: Math.max(0, ...ends.map((e) => size(e.change))), clear: ends.some((e) => isClear(e.change, bound())) };
  }).filter((r) => r.most > 0).sort((a, b) => b.clear - a.clear || b.most - a.most);
  const rows = () => {
    const list = all();
    return list.slice(0, Math.min(BARS, Math.max(FEWEST, list.filter((r) => r.clear).length)));
  };
  const labelOf = (r, width) => [
    ...brokenLines(r.n.path, width, IN_PATHS),
    ...brokenLines(`is ${r.n.value}; ${r.ends.map((e, k) => `${k === 0 ? "\u25cf" : "\u25a0"} ${e.value}`).join(", ")}${r.n.bare ? "; no source" : ""}`, width),
  ];
  const leftOf = (width) => Math.min(width * 0.44, 330);
  const tallest = (width) => Math.max(2, ...rows().map((r) => labelOf(r, leftOf(width) - 14).length));
  const most = (r) => r.ends.reduce((a, b) => (size(b.change) > size(a.change) ? b : a));
  const part = (r) => `${r.n.path} (${signed(most(r).change[0])} where it is ${most(r).value} and not ${r.n.value})`;
  figure = chart({
    title: "Which numbers move it, and which way",
    height: (width) => 104 + rows().length * (LINE * tallest(width) + 8),
    controls: target.controls,
    says: () => {
      const clear = all().filter((r) => r.clear);
      const head = `${target.outcomeWords()}, ${target.contrastWords()}: ${triple(level(), isDifference() ? signed : number)} as it is.`;
      if (clear.length === 0) return `${head} No number clearly moves it by more than ${number(bound())}; those with the largest changes are shown.`;
      const shown = Math.min(clear.length, BARS);
      return `${head} ${plural(clear.length, "number")} clearly move${clear.length === 1 ? "s" : ""} it by more than ${number(bound())}, most ${clear.slice(0, 2).map(part).join(", then ")}.`
        + (shown < clear.length ? ` The first ${shown} are drawn; the table has all.` : "");
    },
    note: "By how much the outcome is another where this number alone is moved, on the same campaigns. Circle and square: at the first and the second value that it was tried at, with 95 % paired intervals; hollow where it does not clearly exceed the shaded range, which counts as nothing. "
      + "Dashed: where the two policies would come to the same. No source: neither a cited source nor a sweep or calibration stands behind the number.",
    data: () => ({
      columns: ["number", "is", "source", "tried at", "change", "low", "high", "clearly", ...(isDifference() ? ["difference there", "low there", "high there"] : [])],
      rows: all().flatMap((r) => r.ends.map((e) => [r.n.path, r.n.value, source(r.n), e.value, ...e.change, isClear(e.change, bound()) ? "yes" : "", ...(isDifference() ? e.there ?? [null, null, null] : [])])),
    }),
    option: (colours, width) => {
      const list = rows();
      const left = leftOf(width);
      const lines = list.map((r) => labelOf(r, left - 14).join("\n"));
      const ends = [0, 1].map((k) => list.map((r, i) => ({ i, end: r.ends[k] })).filter((d) => d.end?.change[0] !== undefined && d.end.change[0] !== null));
      const marks = (k) => ends[k].map(({ i, end }) => ({
        value: [end.change[0], i, k],
        itemStyle: isClear(end.change, bound()) ? {} : { color: colours.back, borderColor: colours.actors[k], borderWidth: 2 },
      }));
      const spanOf = (r) => [0, ...r.ends.map((e) => e.change[0] ?? 0)];
      const turns = isDifference() && level()[0] ? -level()[0] : null;
      const seen = list.flatMap((r) => r.ends.flatMap((e) => e.change)).filter((v) => v !== null);
      const isSeen = turns !== null && turns >= Math.min(...seen, -bound()) && turns <= Math.max(...seen, bound());
      return {
        legend: legend(colours, { data: ["first value", "second value"] }),
        grid: { left, right: 22, top: 48, bottom: 46 },
        yAxis: axis(colours, { type: "category", inverse: true, data: lines, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: colours.line } },
          axisLabel: { interval: 0, hideOverlap: false, lineHeight: LINE } }),
        xAxis: axis(colours, { type: "value", name: "change of the outcome", nameGap: 28, axisLabel: { formatter: signed } }),
        tooltip: { formatter: (hit) => {
          const r = list[hit.value[1]];
          const end = r?.ends[hit.value[2]];
          return end ? `${r.n.path}\n${r.n.value} \u2192 ${end.value}: ${triple(end.change, signed)}${end.there ? `\ndifference there: ${triple(end.there, signed)}` : ""}\nsource: ${source(r.n)}` : "";
        } },
        series: [
          whiskers(list.map((r, i) => [i, Math.min(...spanOf(r)), Math.max(...spanOf(r))]), { colour: colours.line, along: "x", width: 15 }),
          ...[0, 1].map((k) => whiskers(ends[k].map(({ i, end }) => [i, end.change[1], end.change[2]]).filter((d) => d[1] !== null), { colour: colours.actors[k], along: "x", shift: k === 0 ? -4 : 4 })),
          { type: "scatter", name: "first value", symbol: "circle", symbolSize: 10, symbolOffset: [0, -4], z: 5, itemStyle: { color: colours.actors[0] }, data: marks(0),
            markArea: { silent: true, itemStyle: { color: colours.faint, opacity: 0.14 }, data: [[{ xAxis: -bound() }, { xAxis: bound() }]] },
            markLine: { silent: true, symbol: "none", label: { show: false }, data: [
              { xAxis: 0, lineStyle: { color: colours.faint, type: "solid" } },
              ...(isSeen ? [{ xAxis: turns, lineStyle: { color: colours.text, type: "dashed" } }] : []),
            ] } },
          { type: "scatter", name: "second value", symbol: "rect", symbolSize: 9, symbolOffset: [0, 4], z: 5, itemStyle: { color: colours.actors[1] }, data: marks(1) },
        ],
      };
    },
  });
  return figure;
}

/// Numbers by outcomes: the largest change, in spreads.
function heatMap(audit, facts) {
  let figure = null;
  const target = targetChoice(audit, facts, () => figure.redraw(), false);
  const cellOf = (n, o) => {
    const { spread, bound } = audit.outcomes[o];
    const ends = triedOf(n).map((t) => ({ value: t.value, change: t.changes[o][target.contrast()] }));
    const most = ends.reduce((a, b) => (a === null || size(b.change) > size(a.change) ? b : a), null);
    return most && { at: most.value, spreads: (most.change[0] ?? 0) / spread, change: most.change, clear: ends.some((e) => isClear(e.change, bound)) };
  };
  const rows = () => audit.numbers.filter((n) => triedOf(n).length > 0)
    .map((n) => ({ n, moves: n.moves[target.contrast()], reach: n.reach[target.contrast()], cells: target.outcomes.map((o) => cellOf(n, o)) }))
    .sort((a, b) => b.moves - a.moves || b.reach - a.reach);
  const shown = () => rows().slice(0, CELLS).filter((r, k) => r.moves || k < FEWEST);
  const leftOf = (width) => Math.min(width * 0.44, 330);
  const labelOf = (r, width) => brokenLines(r.n.path, leftOf(width) - 14, IN_PATHS);
  const tallest = (width) => Math.max(1, ...shown().map((r) => labelOf(r, width).length));
  const columnWidth = (width) => (width - leftOf(width) - 14) / target.outcomes.length;
  const stands = (width) => columnWidth(width) < 96;
  const headOf = (o, width) => brokenLines(outcomeTitle(audit.outcomes[o], facts), stands(width) ? 150 : columnWidth(width) - 8);
  const headHeight = (width) => (stands(width) ? 160 : LINE * Math.max(...target.outcomes.map((o) => headOf(o, width).length)) + 12);
  figure = chart({
    title: "Number by outcome",
    height: (width) => headHeight(width) + 74 + shown().length * Math.max(26, LINE * tallest(width) + 6),
    controls: target.controls,
    says: () => {
      const list = rows();
      const strong = list.filter((r) => r.moves).length;
      const everywhere = list.filter((r) => r.cells.length > 1 && r.cells.every((c) => c?.clear)).map((r) => r.n.path);
      return `${target.contrastWords()}: ${plural(strong, "number")} clearly move${strong === 1 ? "s" : ""} some outcome${everywhere.length > 0 ? `; every outcome is moved by ${listed(everywhere)}` : ""}.`
        + (strong > CELLS ? ` The ${CELLS} that reach farthest are drawn; the table has all.` : "");
    },
    note: "Each cell: the change at the value at which this number moves the outcome most, in spreads, that is standard deviations of the outcome over campaigns under the first policy, which makes outcomes comparable. Bold: it clearly exceeds what counts as nothing.",
    data: () => ({
      columns: ["number", "is", ...target.outcomes.flatMap((o) => [`${audit.outcomes[o].name}, spreads`, "tried at", "clearly"].map((words, k) => (k === 0 ? words : `${audit.outcomes[o].name}, ${words}`)))],
      rows: rows().map((r) => [r.n.path, r.n.value, ...r.cells.flatMap((c) => [c.spreads, c.at, c.clear ? "yes" : ""])]),
    }),
    option: (colours, width) => {
      const list = shown();
      const cells = list.flatMap((r, j) => r.cells.map((c, i) => ({ r, c, i, j })));
      const largest = Math.max(...cells.map(({ c }) => Math.abs(c.spreads)), 1e-9);
      return {
        grid: { left: leftOf(width), right: 14, top: headHeight(width), bottom: 70 },
        xAxis: axis(colours, { type: "category", position: "top", data: target.outcomes.map((o) => headOf(o, width).join("\n")), axisTick: { show: false },
          axisLabel: { interval: 0, hideOverlap: false, lineHeight: LINE, rotate: stands(width) ? 90 : 0 } }),
        yAxis: axis(colours, { type: "category", inverse: true, data: list.map((r) => labelOf(r, width).join("\n")), axisTick: { show: false }, axisLabel: { interval: 0, hideOverlap: false, lineHeight: LINE } }),
        visualMap: { type: "continuous", min: -largest, max: largest, calculable: false, orient: "horizontal", left: "center", bottom: 4, itemHeight: Math.min(260, width * 0.4), itemWidth: 12,
          text: [`${signed(largest)} spreads`, signed(-largest)], textStyle: { color: colours.text }, inRange: { color: colours.diverging } },
        tooltip: { formatter: (hit) => {
          const { r, c, i } = cells[hit.dataIndex];
          return `${r.n.path}: ${r.n.value} \u2192 ${c.at}\n${outcomeTitle(audit.outcomes[target.outcomes[i]], facts)}: ${triple(c.change, signed)}\n${signed(c.spreads)} spreads`;
        } },
        series: [{ type: "heatmap", itemStyle: { borderColor: colours.back, borderWidth: 1 },
          data: cells.map(({ c, i, j }) => ({ value: [i, j, c.spreads], label: { fontWeight: c.clear ? 700 : 400 } })),
          label: { show: columnWidth(width) > 34, formatter: (hit) => signed(Number(hit.value[2].toFixed(2))), color: colours.text, textBorderColor: colours.back, textBorderWidth: 2.5 } }],
      };
    },
  });
  return figure;
}

const LISTS = [
  ["strong", "Move an outcome", (n) => n.bearing === "strong"],
  ["bare", "Move an outcome, without a source", (n) => n.bearing === "strong" && n.bare],
  ["nothing", "Do nothing", (n) => n.bearing === "nothing"],
  ["undecided", "Undecided", (n) => n.bearing === "undecided"],
  ["untried", "Could not be tried", (n) => n.bearing === "untried"],
];

/// The lists of an audit, one at a time.
function lists(audit) {
  const known = LISTS.map(([key, words, holds]) => [key, words, audit.numbers.filter(holds)]).filter(([, , list]) => list.length > 0);
  if (known.length === 0) return null;
  const holder = el("div");
  const reachOf = (n) => audit.contrast_titles.map((_, c) => (triedOf(n).length > 0 ? n.reach[c] : null));
  const show = (key) => {
    const [, words, list] = known.find(([k]) => k === key);
    holder.replaceChildren(table({
      name: words,
      columns: ["number", "is", "tried at", ...audit.contrast_titles.map((t) => `spreads, ${t}`), "source", "range from", "in the scenario", ...(key === "untried" ? ["why not"] : [])],
      rows: [...list].sort((a, b) => b.reach[b.reach.length - 1] - a.reach[a.reach.length - 1]).map((n) => [n.path, n.value, n.trials.map((t) => t.value).join(", "), ...reachOf(n), source(n),
        n.range || "usual", n.written ? "written" : "default", ...(key === "untried" ? [n.trials.map((t) => t.problem).join("; ")] : [])]),
    }));
  };
  show(known[0][0]);
  return el("div", { className: "panel" },
    el("h3", { textContent: "The numbers, list by list" }),
    el("p", { className: "says", textContent: "How far a number reaches: its largest change of any outcome, in spreads. \u201cwritten\u201d: it stands in the scenario; else it is a default of the format." }),
    el("div", { className: "controls" }, choice("List", known.map(([key, words, list]) => [key, `${words} (${list.length})`]), known[0][0], show)),
    holder);
}

/// Whether the interval of an estimate lies on one side of 0: -1 or 1, or 0 where it does not.
const sideOf = ([, low, high]) => (low > 0 ? 1 : high < 0 ? -1 : 0);

/// Where a moved number turns who does better, by outcome.
function turnings(audit, facts) {
  if (audit.contrast_titles.length < 3) return [];
  const told = audit.outcomes.map((o, k) => ({ o, k, words: outcomeTitle(o, facts), level: triple(o.levels[2], signed) })).filter(({ o }) => o.bound > 0);
  const open = told.filter(({ o }) => sideOf(o.levels[2]) === 0).map(({ words, level }) => `${words} (${level})`);
  const at = (holds) => audit.numbers.flatMap((n) => triedOf(n).filter((t) => t.there && holds(t.there)).map((t) => `${n.path} at ${t.value}`));
  const sentence = ({ o, k, words, level }) => {
    const side = sideOf(o.levels[2]);
    const clearly = at((there) => sideOf(there[k]) === -side);
    const perhaps = at((there) => sideOf(there[k]) !== -side && there[k][0] * side <= 0);
    if (clearly.length + perhaps.length === 0) return `${words}: the difference of ${level} keeps its sign at every value tried of these numbers.`;
    return `${words}: the difference of ${level} ${[clearly.length > 0 ? `has the other sign with ${listed(clearly)}` : "", perhaps.length > 0 ? `may lose its sign with ${listed(perhaps)}` : ""].filter(Boolean).join(", and ")}.`;
  };
  return [
    ...told.filter(({ o }) => sideOf(o.levels[2]) !== 0).map(sentence),
    open.length > 0 ? `With every number as it is, so many campaigns do not tell the sign of the difference in ${listed(open)}.` : null,
  ];
}

function meaning(audit, facts) {
  const count = (bearing) => audit.numbers.filter((n) => n.bearing === bearing).length;
  const last = audit.contrast_titles.length - 1;
  const strong = audit.numbers.filter((n) => n.moves[last]).sort((a, b) => b.reach[last] - a.reach[last]);
  const bare = strong.filter((n) => n.bare).map((n) => n.path);
  const nothing = audit.numbers.filter((n) => n.bearing === "nothing");
  const idle = nothing.filter((n) => n.written).map((n) => n.path);
  const lines = [
    strong.length === 0 ? `${audit.contrast_titles[last]}: no number by itself clearly moves an outcome of this.`
      : `${audit.contrast_titles[last]}: what this comes to hangs on ${plural(strong.length, "number")}, most on ${listed(strong.map((n) => n.path))}.`,
    ...turnings(audit, facts),
    bare.length > 0 ? `Without a source, and therefore the first to find evidence for: ${listed(bare, 10)}.` : null,
    nothing.length > 0 ? `${plural(nothing.length, "number")} do${nothing.length === 1 ? "es" : ""} nothing${idle.length > 0 ? `; of these the scenario itself states ${listed(idle)}. What such numbers say is no reason to believe an answer, nor to doubt it` : ", all of them defaults of the format"}.` : null,
    count("undecided") > 0 ? `${plural(count("undecided"), "number")} ${count("undecided") === 1 ? "is" : "are"} undecided: more campaigns would tell.` : null,
    count("untried") > 0 ? `${plural(count("untried"), "number")} could not be moved by ${count("untried") === 1 ? "itself" : "themselves"}.` : null,
  ];
  return el("div", { className: "panel" },
    el("h3", { textContent: "What it means" }),
    el("ul", { className: "verdicts" }, lines.filter(Boolean).map((textContent) => el("li", { textContent }))));
}

export function build(report, facts) {
  const { audit } = report;
  if (!audit || audit.numbers.length === 0) return null;
  const values = audit.numbers.reduce((sum, n) => sum + n.trials.length, 0);
  const strong = audit.numbers.filter((n) => n.bearing === "strong").length;
  const hasScale = audit.outcomes.some((o) => o.bound > 0);
  return el("div", {},
    el("p", { textContent: `${plural(audit.numbers.length, "number")} of the scenario ${audit.numbers.length === 1 ? "was" : "were"} moved one at a time, to ${plural(values, "value")}${audit.complete ? "" : " (the audit was stopped early)"}, and the same ${plural(audit.campaigns, "campaign")} simulated again, seed ${audit.seed}. `
      + `${plural(strong, "number")} clearly move${strong === 1 ? "s" : ""} an outcome by more than ${number(audit.negligible)} of its spread; up to that a change counts as nothing.` }),
    meaning(audit, facts),
    hasScale ? [tornado(audit, facts), heatMap(audit, facts)] : null,
    together(audit, facts),
    lists(audit));
}
