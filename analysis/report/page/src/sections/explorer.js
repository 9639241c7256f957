// SPDX-License-Identifier: Apache-2.0
// Campaigns one by one: what happened when, what each side believed, and what else it might have done.
import { axis, chart, legend } from "../chart.js";
import { button, choice, el, newId } from "../dom.js";
import { dateAt, day, minute, number, percent, spoken } from "../format.js";

export const id = "explorer";
export const title = "Campaigns one by one";
export const short = "Explorer";
export const missing = "offramp compare \u2026 --report FILE, or offramp report STORE";

// Places in an event, as analysis/report/explorer.hpp lists them.
const [HOURS, KIND, DETAIL, ACTOR, CRISIS, , RUNG, , TENSION, TRUST, , BELIEF, , CHANNELS, AMOUNT, TEXT, ACTION, OPTIONS] = Array(18).keys();

/// A campaign under one policy, with names for what the numbers stand for.
function view(data, campaign, policyIndex) {
  const record = campaign.policies[policyIndex];
  const policy = data.policies[policyIndex];
  const told = record.events.filter((e) => e[TEXT] >= 0);
  return {
    data, campaign, policy, record, told,
    title: policy.title || policy.name,
    kind: (e) => data.kinds[e[KIND]],
    detail: (e) => data.details[e[DETAIL]],
    text: (e) => data.texts[e[TEXT]],
    time: (e) => dateAt(data.start, e[HOURS]),
    rung: (k) => `${k} ${spoken(data.rungs[k] ?? "")}`,
    openChannels: (e) => policy.channels.filter((_, k) => (e[CHANNELS] >>> k) & 1),
  };
}

/// {number, label, from, to} of each crisis, in hours.
function crisesOf(v) {
  const crises = new Map();
  for (const e of v.record.events) {
    if (e[CRISIS] < 0) continue;
    const c = crises.get(e[CRISIS]) ?? { number: e[CRISIS], from: e[HOURS], to: e[HOURS], peak: 0 };
    c.to = e[HOURS];
    c.peak = Math.max(c.peak, e[RUNG], e[RUNG + 1]);
    crises.set(e[CRISIS], c);
  }
  return [...crises.values()].sort((a, b) => a.number - b.number);
}

// What happens apart from moves, a lane each. `good`: drawn filled rather than hollow.
const LANES = [
  { name: "events", kinds: ["shock"], good: () => true },
  { name: "incidents", kinds: ["incident", "complication"], good: (d) => d !== "intended" },
  { name: "calls", kinds: ["call"], good: (d) => d === "answered" },
  { name: "accidents", kinds: ["accident"], good: (d) => d !== "harm" },
  { name: "meetings", kinds: ["contact"], good: (d) => d === "held" },
  { name: "readouts", kinds: ["readout"], good: (d) => d !== "blaming" },
  { name: "channels", kinds: ["channel"], good: (d) => d === "thawed" },
];

function timeline(v, state) {
  const { data } = v;
  const pairs = { trust: [TRUST, "trust of"], belief: [BELIEF, "belief that most resolute:"] };
  const figure = chart({
    title: `Campaign ${v.campaign.campaign} under ${v.title}`,
    height: 470,
    clicked: (hit) => { if (hit.data?.told >= 0) state.goTo(v, hit.data.told); },
    says: () => `${v.record.crises} crises, highest rung ${v.rung(v.record.highest_rung)}, ${v.record.accidents} accidents, ${v.record.war ? "war" : "no war"}. `
      + `Payoffs: ${data.actors.map((a, k) => `${a} ${number(v.record.value[k])}`).join(", ")}.`,
    data: () => ({
      columns: ["time", "kind", "actor", "what", ...data.actors.map((a) => `rung ${a}`), "tension", ...data.actors.map((a) => `trust ${a}`), ...data.actors.map((a) => `belief ${a}`)],
      rows: v.told.map((e) => [minute(v.time(e)), v.kind(e), data.actors[e[ACTOR]] ?? "", v.text(e), e[RUNG], e[RUNG + 1], e[TENSION], e[TRUST], e[TRUST + 1], e[BELIEF], e[BELIEF + 1]]),
    }),
    option: (colours, width) => {
      const [from, to] = state.window();
      const time = (hours) => dateAt(data.start, hours).getTime();
      const range = { min: time(from), max: time(to) };
      const shown = v.record.events.filter((e) => e[HOURS] >= from && e[HOURS] <= to);
      const before = v.record.events.filter((e) => e[HOURS] < from);
      const after = v.record.events.filter((e) => e[HOURS] > to);
      const line = [...before.slice(-1), ...shown, ...after.slice(0, 1)];
      const left = 86;
      const [offset, words] = pairs[state.pair];
      const cursor = state.current(v);
      const mark = cursor ? { silent: true, symbol: "none", label: { show: false }, animation: false, lineStyle: { color: colours.text, width: 1.5, type: "solid" }, data: [{ xAxis: time(cursor[HOURS]) }] } : undefined;
      const long = to - from > 60 * 24;
      const timeLabels = { formatter: (t) => (long ? new Date(t).toISOString().slice(0, 7) : new Date(t).toISOString().slice(5, 16).replace("T", " ")) };
      const step = (field, k, name, grid, style) => ({
        type: "line", step: "end", name, xAxisIndex: grid, yAxisIndex: grid, showSymbol: false, color: colours.actors[k] ?? colours.faint,
        lineStyle: { width: 2, ...style }, data: line.map((e) => [Math.max(time(e[HOURS]), range.min), e[field]]), markLine: k === 0 ? mark : undefined, tooltip: { show: false },
      });
      const points = LANES.map((lane, k) => shown.filter((e) => lane.kinds.includes(v.kind(e))).map((e) => {
        const actor = e[ACTOR] >= 0 ? colours.actors[e[ACTOR]] : colours.text;
        return { value: [time(e[HOURS]), k], told: v.told.indexOf(e), symbol: ["diamond", "triangle", "circle", "rect", "circle", "rect", "roundRect"][k],
          itemStyle: { color: lane.good(v.detail(e)) ? actor : colours.back, borderColor: actor, borderWidth: 1.5 } };
      }));
      return {
        legend: legend(colours, { data: data.actors.map((a) => ({ name: a })) }),
        grid: [{ left, right: 12, top: 30, height: 150 }, { left, right: 12, top: 200, height: 130 }, { left, right: 12, top: 350, height: 80 }],
        xAxis: [0, 1, 2].map((k) => axis(colours, { type: "time", gridIndex: k, ...range, splitLine: { show: false }, axisLabel: { show: k === 2, ...timeLabels }, axisTick: { show: k === 2 } })),
        yAxis: [
          axis(colours, { type: "value", gridIndex: 0, min: 0, max: data.rungs.length - 1, interval: data.rungs.length > 6 ? 2 : 1, axisLabel: { width: left - 10, overflow: "truncate", formatter: (k) => v.rung(k), fontSize: 10 } }),
          axis(colours, { type: "category", gridIndex: 1, inverse: true, data: LANES.map((l) => l.name), splitLine: { show: true }, axisLabel: { interval: 0, fontSize: 11 }, axisTick: { show: false } }),
          axis(colours, { type: "value", gridIndex: 2, min: 0, max: 1, interval: 0.5 }),
        ],
        tooltip: { formatter: (hit) => (hit.data?.told >= 0 ? `${minute(v.time(v.told[hit.data.told]))}\n${wrap(v.text(v.told[hit.data.told]))}` : "") },
        series: [
          ...data.actors.map((a, k) => step(RUNG + k, k, a, 0, { type: k ? "dashed" : "solid" })),
          ...LANES.map((lane, k) => ({ type: "scatter", name: lane.name, xAxisIndex: 1, yAxisIndex: 1, symbolSize: 9, data: points[k], markLine: k === 0 ? mark : undefined })),
          { ...step(TENSION, 9, "tension", 2, { type: "dotted" }), color: colours.text, markLine: mark },
          ...data.actors.map((a, k) => ({ ...step(offset + k, k, `${words} ${a}`, 2, { type: k ? "dashed" : "solid" }), markLine: undefined })),
        ],
      };
    },
  });
  return figure;
}

function wrap(text, width = 60) {
  return text.replace(new RegExp(`(.{1,${width}})(\\s+|$)`, "g"), "$1\n").trim();
}

/// The probabilities that the actor had, the chosen action marked.
function optionBars(v, e) {
  if (!e[OPTIONS]) return null;
  const options = [...e[OPTIONS]].sort((a, b) => b[1] - a[1]);
  return el("div", { className: "options" },
    el("p", { className: "note", textContent: `What ${v.data.actors[e[ACTOR]]} might have done, and how likely its strategy made it:` }),
    options.map(([action, probability]) => el("div", { className: action === e[ACTION] ? "option taken" : "option" },
      el("span", { className: "name", textContent: `${action === e[ACTION] ? "\u25b6 " : ""}${spoken(v.policy.actions[action])}` }),
      el("span", { className: "bar" }, el("span", { className: "fill", style: `width:${(100 * probability).toFixed(1)}%` })),
      el("span", { className: "p", textContent: percent(probability) }))));
}

function stateLines(v, e) {
  const { actors } = v.data;
  const of = (place) => actors.map((a, k) => `${a} ${number(e[place + k])}`).join(", ");
  return el("dl", { className: "facts" },
    [["Rungs", actors.map((a, k) => `${a} ${v.rung(e[RUNG + k])}`).join("; ")], ["Tension", number(e[TENSION])], ["Trust", of(TRUST)],
      ["Beliefs", `that it is of its most resolute type: ${of(BELIEF)}`], ["Open channels", v.openChannels(e).join(", ") || "none"]]
      .map(([name, text]) => [el("dt", { textContent: name }), el("dd", { textContent: text })]));
}

/// The list of what happened, with where it stands. Keys: up and down, home and end.
function pane(v, state, side) {
  const listId = newId("events");
  const items = v.told.map((e, k) => el("li", {
    id: `${listId}-${k}`, role: "option", className: e[CRISIS] >= 0 ? "in-crisis" : "", "aria-selected": "false", onclick: () => state.goTo(v, k),
  }, el("time", { textContent: minute(v.time(e)) }), ` ${v.text(e)}`));
  const list = el("ol", { className: "events", id: listId, role: "listbox", tabIndex: 0, "aria-label": `What happened under ${v.title}`,
    onkeydown: (event) => {
      const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      state.goTo(v, Math.max(0, Math.min(v.told.length - 1, state.position.get(v) + move)));
    } }, items);
  const detail = el("div", { className: "detail", "aria-live": side === 0 ? "polite" : "off" });
  const figure = timeline(v, state);
  const show = () => {
    const k = state.position.get(v);
    for (const item of list.querySelectorAll('[aria-selected="true"]')) item.setAttribute("aria-selected", "false");
    const item = items[k];
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", item.id);
    list.scrollTop = Math.max(0, item.offsetTop - list.offsetTop - list.clientHeight / 2);
    const e = v.told[k];
    detail.replaceChildren(...[el("p", {}, el("strong", { textContent: `${minute(v.time(e))}  ` }), v.text(e)), optionBars(v, e), stateLines(v, e)].filter(Boolean));
    figure.redraw();
  };
  return { element: el("div", { className: "pane" }, figure, el("div", { className: "panel" }, detail, list)), show };
}

const FILTERS = [
  ["any", "anything", () => true],
  ["war", "a war", (c) => c.policies.some((p) => p.war)],
  ["accident", "an accident", (c) => c.policies.some((p) => p.accidents > 0)],
  ["differ", "policies that differ in the highest rung", (c) => new Set(c.policies.map((p) => p.highest_rung)).size > 1],
  ["missed", "a call unanswered", (c, data) => c.policies.some((p) => p.events.some((e) => data.kinds[e[KIND]] === "call" && data.details[e[DETAIL]] === "unanswered"))],
  ["frozen", "a channel frozen on the way", (c, data) => c.policies.some((p) => p.events.some((e) => data.kinds[e[KIND]] === "channel" && data.details[e[DETAIL]] === "frozen" && e[HOURS] > 0))],
];

export function build(report) {
  const data = report.explorer;
  if (!data || data.campaigns.length === 0) return null;
  const policyName = (k) => data.policies[k].title || data.policies[k].name;
  let campaign = data.campaigns[0];
  let left = 0;
  let right = data.policies.length > 1 ? 1 : -1;
  let filter = "any";
  let rung = 0;
  let crisis = -1;
  let panes = [];
  let views = [];

  const state = {
    pair: "trust",
    position: new Map(),
    current: (v) => v.told[state.position.get(v)],
    /// The hours that are shown, the same on both sides: crises of the other policy have numbers of their own.
    window: () => {
      const c = crisesOf(views[0]).find((x) => x.number === crisis);
      if (crisis < 0 || !c) return [0, data.horizon];
      const margin = Math.max(24, 0.08 * (c.to - c.from));
      return [Math.max(0, c.from - margin), Math.min(data.horizon, c.to + margin)];
    },
    /// Moves a side to an event, and the other to what it had seen by then.
    goTo: (v, k) => {
      state.position.set(v, k);
      state.active = v;
      const hours = v.told[k][HOURS];
      for (const other of views) {
        if (other === v) continue;
        let last = other.told.findIndex((e) => e[HOURS] > hours);
        last = last < 0 ? other.told.length - 1 : Math.max(0, last - 1);
        state.position.set(other, last);
      }
      for (const p of panes) p.show();
    },
  };
  const step = (by) => {
    const v = views.includes(state.active) ? state.active : views[0];
    state.goTo(v, Math.max(0, Math.min(v.told.length - 1, state.position.get(v) + by)));
  };
  /// To the next decision or back to the last one.
  const stepDecision = (by) => {
    const v = views.includes(state.active) ? state.active : views[0];
    for (let k = state.position.get(v) + by; k >= 0 && k < v.told.length; k += by) if (v.told[k][OPTIONS]) return state.goTo(v, k);
    return undefined;
  };

  const holder = el("div", { className: "two panes" });
  const fitting = () => data.campaigns.filter((c) => FILTERS.find(([key]) => key === filter)[2](c, data) && c.policies[0].highest_rung >= rung);
  const label = (c) => `${c.campaign}: highest rung ${c.policies.map((p) => (p.war ? `${p.highest_rung} (war)` : p.highest_rung)).join(" / ")}, ${c.reasons[0]}`;
  const campaignPlace = el("span");
  const crisisPlace = el("span");
  const status = el("p", { className: "note", "aria-live": "polite" });

  const drawCrisisChoice = () => {
    const list = crisesOf(views[0]);
    const opened = (c) => views[0].told.find((e) => e[CRISIS] === c.number);
    crisisPlace.replaceChildren(choice("Show", [["-1", "the whole campaign"], ...list.map((c) => [String(c.number), `crisis ${c.number + 1}, ${day(views[0].time(opened(c)))}, to rung ${c.peak}`])], String(crisis), (value) => {
      crisis = Number(value);
      const c = list.find((x) => x.number === crisis);
      const v = views[0];
      state.goTo(v, c ? v.told.findIndex((e) => e[CRISIS] === crisis) : 0);
    }));
  };
  const drawPanes = () => {
    views = [left, right].filter((k) => k >= 0).map((k) => view(data, campaign, k));
    for (const v of views) state.position.set(v, 0);
    panes = views.map((v, k) => pane(v, state, k));
    holder.replaceChildren(...panes.map((p) => p.element));
    if (!crisesOf(views[0]).some((c) => c.number === crisis)) crisis = -1;
    drawCrisisChoice();
    // Begin where it matters: at the start of the crisis that climbs highest.
    const highest = [...crisesOf(views[0])].sort((a, b) => b.peak - a.peak)[0];
    const start = crisis < 0 ? highest?.number : crisis;
    state.goTo(views[0], Math.max(0, views[0].told.findIndex((e) => e[CRISIS] === start)));
  };
  const drawCampaignChoice = () => {
    const list = fitting();
    status.textContent = `${list.length} of the ${data.campaigns.length} campaigns in this page fit; they were picked from ${data.sampled.toLocaleString("en-GB")}.`;
    if (list.length > 0 && !list.includes(campaign)) {
      campaign = list[0];
      crisis = -1;
      drawPanes();
    }
    campaignPlace.replaceChildren(list.length === 0 ? "No campaign in this page fits." : choice("Campaign", list.map((c) => [String(c.campaign), label(c)]), String(campaign.campaign), (value) => {
      campaign = data.campaigns.find((c) => String(c.campaign) === value);
      crisis = -1;
      drawPanes();
    }));
  };
  const pick = (reason) => {
    const found = data.campaigns.find((c) => c.reasons.some((r) => r.startsWith(reason)));
    if (!found) return;
    [filter, rung, crisis, campaign] = ["any", 0, -1, found];
    for (const [name, value] of [["With", "any"], ["Rung at least", "0"]]) selectOf(name).value = value;
    drawCampaignChoice();
    drawPanes();
  };
  const filters = [
    choice("With", FILTERS.map(([key, text]) => [key, text]), filter, (value) => { filter = value; drawCampaignChoice(); }),
    choice("Rung at least", data.rungs.map((r, k) => [String(k), `${k} ${spoken(r)}`]), "0", (value) => { rung = Number(value); drawCampaignChoice(); }),
  ];
  const selectOf = (name) => filters[name === "Rung at least" ? 1 : 0].querySelector("select");
  const policyOptions = data.policies.map((_, k) => [String(k), policyName(k)]);
  const controls = el("div", { className: "panel explorer-controls", role: "group", "aria-label": "Explorer",
    onkeydown: (event) => {
      if (event.target.tagName === "SELECT") return;
      if (event.key === "ArrowRight" || event.key === "n") step(1);
      else if (event.key === "ArrowLeft" || event.key === "p") step(-1);
      else if (event.key === "d") stepDecision(1);
      else if (event.key === "D") stepDecision(-1);
      else return;
      event.preventDefault();
    } },
  el("div", { className: "controls" },
    button("Worst", () => pick("worst")), button("Median", () => pick("median")), button("Mildest", () => pick("mildest")),
    data.policies.length > 1 ? button("Most changed", () => pick("climbs")) : null, filters),
  el("div", { className: "controls" }, campaignPlace),
  el("div", { className: "controls" },
    choice("Policy", policyOptions, String(left), (value) => { left = Number(value); drawPanes(); }),
    data.policies.length > 1 ? choice("beside", [["-1", "nothing"], ...policyOptions], String(right), (value) => { right = Number(value); drawPanes(); }) : null,
    crisisPlace,
    choice("Lines", [["trust", "trust"], ["belief", "beliefs"]], state.pair, (value) => { state.pair = value; for (const p of panes) p.show(); })),
  el("div", { className: "controls" },
    button("\u25c0 Event", () => step(-1)), button("Event \u25b6", () => step(1)),
    button("\u25c0 Decision", () => stepDecision(-1)), button("Decision \u25b6", () => stepDecision(1)),
    el("span", { className: "note", textContent: "Keys: \u2190 \u2192 events, d and D decisions; in a list \u2191 \u2193." })),
  status,
  el("p", { className: "note", textContent: "Top: rungs of the ladder. Middle: what happened; hollow marks are incidents meant, calls unanswered, accidents with harm, "
    + "meetings not held, blaming words and channels frozen. Bottom: tension (dotted) and, of each side, what is chosen under Lines. Colours: the side that acts. "
    + "A click on a mark goes there." }));
  drawPanes();
  drawCampaignChoice();
  return el("div", {},
    el("p", { textContent: `The same campaign, that is the same world, under two policies: the incidents that would come, the governments and the dice are the same. Seed ${data.seed}.` }),
    controls, holder);
}
