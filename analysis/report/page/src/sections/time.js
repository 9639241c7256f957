// SPDX-License-Identifier: Apache-2.0
// Escalation over time, against the real calendar; channels; where crises go.
import { axis, band, chart, legend } from "../chart.js";
import { checkbox, choice, el } from "../dom.js";
import { capital, dateAt, day, month, number, percent, spoken } from "../format.js";

export const id = "time";
export const title = "Escalation over time";
export const short = "Over time";
export const missing = "offramp compare \u2026 --report FILE, or offramp report STORE";

const policyTitle = (p) => p.title || p.name;

/// Middles of the steps, in milliseconds since 1970.
const stepTimes = (over) => over.policies[0].tension.n.map((_, k) => dateAt(over.start, (k + 0.5) * over.step_hours).getTime());

function timeAxis(colours, over, more = {}) {
  const steps = over.policies[0].tension.n.length;
  return axis(colours, {
    type: "time", min: dateAt(over.start, 0).getTime(), max: dateAt(over.start, steps * over.step_hours).getTime(),
    axisLabel: { formatter: (value) => month(new Date(value)) }, splitLine: { show: false }, ...more,
  });
}

/// The events of the calendar as vertical lines, numbered as in the list below the chart.
function calendarLines(colours, over, withContacts, labelled) {
  const marks = over.marks.filter((m) => withContacts || m.kind === "shock");
  return {
    silent: true, symbol: "none",
    data: marks.map((m) => ({
      xAxis: dateAt(over.start, m.hours).getTime(),
      lineStyle: { color: colours.faint, type: m.kind === "shock" ? "solid" : "dotted", width: 1, opacity: 0.8 },
      label: { show: labelled && m.kind === "shock", formatter: String(over.marks.indexOf(m) + 1), color: colours.text, fontSize: 10, position: "end", distance: 2 },
    })),
  };
}

/// One panel for each policy, one above the other.
function fanChart(over) {
  const measures = [["highest", "Highest rung so far"], ["tension", "Tension (0 to 1)"]];
  let measure = "highest";
  let contacts = true;
  const times = stepTimes(over);
  const bandOf = (p, low, high) => p[measure][low].map((v, k) => [times[k], v, p[measure][high][k]]).filter((d) => d[1] !== null);
  /// The span of the vertical axis, the same for every policy: tension hardly ever fills [0, 1].
  const span = () => {
    if (measure === "highest") return [0, over.rungs.length - 1];
    const seen = over.policies.flatMap((p) => [...p.tension.q05, ...p.tension.q95]).filter((v) => v !== null);
    return [Math.floor(10 * Math.min(...seen)) / 10, Math.ceil(10 * Math.max(...seen)) / 10];
  };
  /// What the calendar has within step k.
  const calendarIn = (k) => over.marks.filter((m) => Math.floor(m.hours / over.step_hours) === k).map((m) => `\u2022 ${m.label}`);
  const figure = chart({
    title: "How the campaigns spread",
    height: () => 20 + 175 * over.policies.length,
    controls: [
      choice("Show", measures, measure, (v) => { measure = v; figure.redraw(); }),
      checkbox("also planned meetings", contacts, (v) => { contacts = v; figure.redraw(); }),
    ],
    says: () => {
      const last = times.length - 1;
      return over.policies.map((p) => {
        const q = p[measure];
        return `${policyTitle(p)}: in the end the median is ${number(q.q50[last])} [${number(q.q50_low[last])}, ${number(q.q50_high[last])}], nine in ten campaigns between ${number(q.q05[last])} and ${number(q.q95[last])}`;
      }).join("; ") + ".";
    },
    note: `Bands: 5 to 95 % and 25 to 75 % of ${over.campaigns.toLocaleString("en-GB")} campaigns of each policy, simulated again for this page (seed ${over.seed}); `
      + "line: median. Vertical lines: events of the calendar, numbered as below; dotted: planned meetings. Tension is of campaigns that have not ended in war.",
    data: () => ({
      columns: ["policy", "date", "campaigns", "5 %", "25 %", "median", "median low", "median high", "75 %", "95 %"],
      rows: over.policies.flatMap((p) => times.map((t, k) => {
        const q = p[measure];
        return [p.name, day(new Date(t)), q.n[k], q.q05[k], q.q25[k], q.q50[k], q.q50_low[k], q.q50_high[k], q.q75[k], q.q95[k]];
      })),
    }),
    option: (colours, width) => {
      const left = measure === "highest" && width > 600 ? 130 : 44;
      const [least, most] = span();
      return {
        grid: over.policies.map((_, i) => ({ left, right: 12, top: 30 + 175 * i, height: 125 })),
        xAxis: over.policies.map((_, i) => timeAxis(colours, over, { gridIndex: i })),
        yAxis: over.policies.map((p, i) => axis(colours, {
          type: "value", gridIndex: i, min: least, max: most, interval: measure === "tension" ? 0.1 : 2,
          axisLabel: { formatter: (v) => (measure === "highest" && width > 600 ? `${spoken(over.rungs[v] ?? "")} ${v}` : number(v)) },
        })),
        tooltip: { trigger: "axis", formatter: (hits) => {
          const k = hits[0].dataIndex;
          return [`${day(new Date(times[k]))}`, ...over.policies.map((p) => {
            const q = p[measure];
            return `${policyTitle(p)}: median ${number(q.q50[k])}, 5 to 95 % ${number(q.q05[k])} to ${number(q.q95[k])}`;
          }), ...calendarIn(k)].join("\n");
        } },
        axisPointer: { link: [{ xAxisIndex: "all" }] },
        series: over.policies.flatMap((p, i) => [
          band(bandOf(p, "q05", "q95"), { colour: colours.colour(i), opacity: 0.18, axisIndex: i }),
          band(bandOf(p, "q25", "q75"), { colour: colours.colour(i), opacity: 0.32, axisIndex: i }),
          { type: "line", name: policyTitle(p), xAxisIndex: i, yAxisIndex: i, showSymbol: false, color: colours.colour(i), lineStyle: { width: 2 },
            data: p[measure].q50.map((v, k) => [times[k], v]), markLine: calendarLines(colours, over, contacts, true) },
        ]),
        legend: legend(colours, { show: true, data: over.policies.map(policyTitle) }),
      };
    },
  });
  const list = el("details", {}, el("summary", { textContent: "Calendar" }), el("ol", { className: "calendar" }, over.marks.map((m) =>
    el("li", { textContent: `${day(dateAt(over.start, m.hours))} ${m.label}${m.kind === "contact" ? " (planned)" : ""}` }))));
  figure.insertBefore(list, figure.querySelector(".note"));
  return figure;
}

function reachChart(over) {
  const times = stepTimes(over);
  let rung = Math.min(5, over.rungs.length - 1);
  const at = (p) => p.reached.find((r) => r.rung === rung);
  const figure = chart({
    title: "How many campaigns stand high at a time",
    height: 330,
    controls: [choice("Rung at least", over.policies[0].reached.map((r) => [String(r.rung), `${r.rung} ${spoken(over.rungs[r.rung] ?? "")}`]), String(rung),
      (v) => { rung = Number(v); figure.redraw(); })],
    says: () => over.policies.map((p) => {
      const shares = at(p).share;
      const k = shares.indexOf(Math.max(...shares));
      return `${policyTitle(p)}: at most ${percent(shares[k])} in a step, around ${day(new Date(times[k]))}`;
    }).join("; ") + ".",
    note: `Share of campaigns in which a side stands at this rung or higher at some time within ${number(over.step_hours / 24)} days; a campaign that ended in war counts from then on. Bands: 95 % intervals (Wilson).`,
    data: () => ({
      columns: ["date", ...over.policies.flatMap((p) => [p.name, `${p.name} low`, `${p.name} high`])],
      rows: times.map((t, k) => [day(new Date(t)), ...over.policies.flatMap((p) => [at(p).share[k], at(p).low[k], at(p).high[k]])]),
    }),
    option: (colours) => ({
      legend: legend(colours),
      grid: { left: 52, right: 12, top: 46, bottom: 30 },
      xAxis: timeAxis(colours, over),
      yAxis: axis(colours, { type: "value", min: 0, axisLabel: { formatter: (v) => number(v) } }),
      tooltip: { trigger: "axis", formatter: (hits) => {
        const k = hits[0].dataIndex;
        return [day(new Date(times[k])), ...over.policies.map((p) => `${policyTitle(p)}: ${number(at(p).share[k])} [${number(at(p).low[k])}, ${number(at(p).high[k])}]`)].join("\n");
      } },
      series: over.policies.flatMap((p, i) => [
        band(times.map((t, k) => [t, at(p).low[k], at(p).high[k]]), { colour: colours.colour(i), opacity: 0.18 }),
        { type: "line", name: policyTitle(p), showSymbol: false, color: colours.colour(i), lineStyle: { width: 2, type: i % 2 ? "dashed" : "solid" },
          data: at(p).share.map((v, k) => [times[k], v]), markLine: i === 0 ? calendarLines(colours, over, false, true) : undefined },
      ]),
    }),
  });
  return figure;
}

const policyChoice = (over, chosen, changed) => choice("Policy", over.policies.map((p, k) => [String(k), policyTitle(p)]), String(chosen), (v) => changed(Number(v)));

function channelChart(over) {
  const times = stepTimes(over);
  let policy = over.policies.length - 1;
  const mean = (list) => list.reduce((a, b) => a + (b ?? 0), 0) / list.length;
  const figure = chart({
    title: "Which channels are open",
    height: () => 110 + 26 * over.policies[policy].channels.length,
    controls: [policyChoice(over, policy, (v) => { policy = v; figure.redraw(); })],
    says: () => {
      const p = over.policies[policy];
      const ranked = p.channels.map((c, k) => [mean(c), p.channel_names[k]]).sort((a, b) => a[0] - b[0]);
      return `${policyTitle(p)}: over time ${ranked[0][1]} is open least (${percent(ranked[0][0])}), ${ranked[ranked.length - 1][1]} most (${percent(ranked[ranked.length - 1][0])}).`;
    },
    note: "Share of campaigns, of those that have not ended in war, in which the channel is open at the end of the step. A channel that needs a guardrail is open only while that is in force.",
    data: () => {
      const p = over.policies[policy];
      return { columns: ["date", ...p.channel_names], rows: times.map((t, k) => [day(new Date(t)), ...p.channels.map((c) => c[k])]) };
    },
    option: (colours, width) => {
      const p = over.policies[policy];
      const left = Math.min(width * 0.36, 250);
      return {
        grid: { left, right: 12, top: 8, bottom: 84 },
        xAxis: axis(colours, { type: "category", data: times.map((t) => month(new Date(t))), axisLabel: { interval: Math.ceil(times.length / Math.max(3, (width - left) / 70)) }, splitLine: { show: false } }),
        yAxis: axis(colours, { type: "category", inverse: true, data: p.channel_names, axisLabel: { width: left - 14, overflow: "truncate", interval: 0 } }),
        visualMap: { type: "continuous", min: 0, max: 1, orient: "horizontal", left: "center", bottom: 0, itemHeight: 200, itemWidth: 12, text: ["always open", "never"], textStyle: { color: colours.text }, inRange: { color: colours.sequential } },
        tooltip: { formatter: (hit) => `${p.channel_names[hit.value[1]]}\n${day(new Date(times[hit.value[0]]))}: open in ${percent(hit.value[2])}` },
        series: [{ type: "heatmap", data: p.channels.flatMap((c, j) => c.map((v, k) => [k, j, v])).filter((d) => d[2] !== null) }],
      };
    },
  });
  return figure;
}

const END_WORDS = {
  off_ramp: "settled over a channel", stood_down: "both stand down", backed_down: "one backs down", faded: "fades",
  war_by_choice: "war by choice", war_by_accident: "war by accident", censored: "still open",
};

function flowChart(over) {
  let policy = 0;
  const rung = (k) => `${k} ${spoken(over.rungs[k] ?? "")}`;
  const links = () => {
    const sums = new Map();
    const add = (from, to, n) => sums.set(JSON.stringify([from, to]), (sums.get(JSON.stringify([from, to])) ?? 0) + n);
    for (const f of over.policies[policy].crises.flows) {
      add(`opens at ${rung(f.opening)}`, `peaks at ${rung(f.peak)}`, f.count);
      add(`peaks at ${rung(f.peak)}`, END_WORDS[f.end] ?? spoken(f.end), f.count);
    }
    return [...sums].map(([key, value]) => ({ source: JSON.parse(key)[0], target: JSON.parse(key)[1], value }));
  };
  const depth = (name) => (name.startsWith("opens at ") ? 0 : name.startsWith("peaks at ") ? 1 : 2);
  const figure = chart({
    title: "Where crises go",
    height: 430,
    controls: [policyChoice(over, policy, (v) => { policy = v; figure.redraw(); })],
    says: () => {
      const { count, flows } = over.policies[policy].crises;
      const total = (test) => flows.filter(test).reduce((a, f) => a + f.count, 0) / Math.max(1, count);
      return `${policyTitle(over.policies[policy])}: ${count.toLocaleString("en-GB")} crises; ${percent(total((f) => f.peak === f.opening))} never climb above the rung they open at, `
        + `${percent(total((f) => ["off_ramp", "stood_down"].includes(f.end)))} are settled, ${percent(total((f) => f.end === "faded"))} fade.`;
    },
    note: `From the rung at which a crisis opens over the highest that either side stands on to its end, in ${over.campaigns.toLocaleString("en-GB")} campaigns.`,
    data: () => ({ columns: ["from", "to", "crises"], rows: links().map((l) => [l.source, l.target, l.value]) }),
    option: (colours, width) => {
      const list = links();
      const names = [...new Set(list.flatMap((l) => [l.source, l.target]))].sort((a, b) => depth(a) - depth(b) || a.localeCompare(b, "en", { numeric: true }));
      const shade = (name) => {
        if (depth(name) === 2) return /^war/.test(name) ? colours.series[0] : /still/.test(name) ? colours.faint : colours.series[2];
        return colours.sequential[Math.min(5, 1 + Math.round((4 * parseInt(name.replace(/\D+/, ""), 10)) / Math.max(1, over.rungs.length - 1)))];
      };
      return {
        tooltip: { trigger: "item", formatter: (hit) => (hit.dataType === "edge" ? `${hit.data.source} \u2192 ${hit.data.target}: ${hit.data.value.toLocaleString("en-GB")} crises` : `${hit.name}: ${hit.value.toLocaleString("en-GB")} crises`) },
        series: [{
          type: "sankey", left: 4, right: width < 600 ? 90 : 170, top: 8, bottom: 8, nodeGap: 7, nodeWidth: 14, draggable: false, layoutIterations: 0, emphasis: { focus: "adjacency" },
          data: names.map((name) => ({ name, depth: depth(name), label: { show: list.filter((l) => l.source === name || l.target === name).reduce((a, l) => a + l.value, 0) > 0.01 * over.policies[policy].crises.count }, itemStyle: { color: shade(name), borderColor: colours.line } })),
          links: list, lineStyle: { color: "source", opacity: 0.35 }, label: { color: colours.text, fontSize: width < 600 ? 9 : 12 },
        }],
      };
    },
  });
  return figure;
}

export function build(report) {
  const over = report.over_time;
  if (!over) return null;
  return el("div", {},
    el("p", { textContent: `The first ${over.campaigns.toLocaleString("en-GB")} campaigns of each policy, from ${over.start.slice(0, 10)}: ${over.policies.map((p) => capital(policyTitle(p))).join(", ")}.` }),
    fanChart(over), reachChart(over), channelChart(over), flowChart(over));
}
