// SPDX-License-Identifier: Apache-2.0
// What the reader has to know first: what the policies change, who gains and who pays, what was run.
import { copyButton, el } from "../dom.js";
import { outcomeTitle, rungOutcome } from "../facts.js";
import { capital, interval, number, signed, spoken } from "../format.js";
import { table } from "../table.js";

export const id = "headline";
export const title = "In short";
export const missing = "offramp compare \u2026 --report FILE, or offramp report STORE";

/// The difference of a policy from the baseline in an outcome.
export const differenceIn = (comparison, policy, name) =>
  comparison.differences.find((d) => d.policy === policy && d.name === name);

function card(comparison, facts, verdict) {
  const difference = differenceIn(comparison, verdict.policy, verdict.name);
  const outcome = facts.outcome(facts.policies[0], verdict.name) ?? { name: verdict.name };
  return el("div", { className: "card" },
    el("div", { className: "what", textContent: outcomeTitle(outcome, facts) }),
    el("div", { className: "big", textContent: difference ? signed(difference.estimate) : "\u2013" }),
    el("div", { className: "from" },
      difference ? `from ${number(difference.baseline_estimate)} to ${number(difference.policy_estimate)}` : "", el("br"),
      difference ? `${interval(difference, signed)} ` : "",
      el("span", { className: `badge ${verdict.strength}`, textContent: verdict.strength })));
}

/// "gains 3.01 (2.74 to 3.27)", no stronger than the interval.
function payoffWords(difference) {
  if (!difference || difference.estimate === null) return "is not known to gain or lose";
  if (difference.identical) return "neither gains nor loses";
  const { estimate: value, low, high } = difference;
  const size = `${number(Math.abs(value))} (${interval(difference, signed)})`;
  if (low > 0) return `gains ${size}`;
  if (high < 0) return `pays ${size}`;
  return `may gain or lose: ${signed(value)} (${interval(difference, signed)})`;
}

function payoffSentence(comparison, facts, policy) {
  const sides = facts.actorIds.map((id) =>
    `${facts.actorTitle(id)} ${payoffWords(differenceIn(comparison, policy.name, `value_${id}`))}`);
  return `Under ${facts.policyTitle(policy)}, against ${facts.policyTitle(facts.policies[0])}: ${sides.join("; ")}.`;
}

/// A verdict with titles for the names of policies.
function verdictWords(verdict, facts) {
  const policy = facts.policies.find((p) => p.name === verdict.policy);
  const text = verdict.text.startsWith(verdict.policy) && policy ? `${facts.policyTitle(policy)}:${verdict.text.slice(verdict.policy.length)}` : verdict.text;
  return text.replace(">=", "\u2265").replace(/(^|[\s(])-(?=\d)/g, "$1\u2212");
}

/// What a policy does to the first of the headline outcomes, in one sentence.
function mainSentence(comparison, facts, policy) {
  const first = comparison.verdicts.find((v) => v.policy === policy.name);
  const difference = first && differenceIn(comparison, policy.name, first.name);
  const rung = first && rungOutcome(first.name);
  if (!difference || difference.estimate === null || !(rung >= 1)) return null;
  const hundred = (v) => number(100 * v);
  const what = `campaigns that climb to ${facts.rungs[rung] ? `${spoken(facts.rungs[rung])} (rung ${rung})` : `rung ${rung}`} or higher`;
  const to = `from ${hundred(difference.baseline_estimate)} to ${hundred(difference.policy_estimate)} in 100`;
  const range = `difference ${interval(difference, (v) => signed(100 * v))}`;
  const verb = difference.identical || first.strength === "tie" ? "stay as they are," : first.strength === "open" ? "may or may not change," : difference.estimate < 0 ? "fall" : "rise";
  return `Under \u201c${facts.policyTitle(policy)}\u201d, ${what} ${verb} ${to} (${range}).`;
}

/// One row for each policy, where cards would be too many.
function summaryTable(comparison, facts, others) {
  const names = [...new Set(comparison.verdicts.map((v) => v.name))];
  const cell = (policy, name) => {
    const d = differenceIn(comparison, policy.name, name);
    const strength = comparison.verdicts.find((v) => v.policy === policy.name && v.name === name)?.strength ?? "";
    return d ? `${signed(d.estimate)} (${interval(d, signed)}) ${strength}` : "";
  };
  return el("div", { className: "panel" }, table({
    name: "headline", columns: ["policy", ...names.map((n) => outcomeTitle(facts.outcome(facts.policies[0], n) ?? { name: n }, facts))],
    rows: others.map((p) => [facts.policyTitle(p), ...names.map((n) => cell(p, n))]),
  }));
}

function comparisonPart(report, facts) {
  const { comparison } = report;
  const [baseline, ...others] = facts.policies;
  return [
    others.map((p) => mainSentence(comparison, facts, p)).filter(Boolean).map((text) => el("p", { className: "lead", textContent: text })),
    el("p", { textContent: `Each policy against ${facts.policyTitle(baseline)}, on the same `
      + `${comparison.campaigns_done.toLocaleString("en-GB")} simulated campaigns.` }),
    comparison.campaigns_failed > 0 ? el("p", { className: "lead", textContent: `No verdict: ${comparison.campaigns_failed.toLocaleString("en-GB")} `
      + "of them failed, and those that are left are no fair sample." }) : [],
    others.length > 3 ? summaryTable(comparison, facts, others) : others.map((policy) => [
      el("h3", { textContent: facts.policyTitle(policy) }),
      el("div", { className: "cards" },
        comparison.verdicts.filter((v) => v.policy === policy.name).map((v) => card(comparison, facts, v))),
    ]),
    el("div", { className: "panel" },
      el("h3", { textContent: "In words" }),
      el("ul", { className: "verdicts" }, comparison.verdicts.map((v) => el("li", { textContent: `${capital(verdictWords(v, facts))}.` }))),
      el("h3", { textContent: "Who gains and who pays" }),
      el("p", { className: "note", textContent: "Discounted payoffs, in stakes of a typical incident." }),
      el("ul", { className: "verdicts" }, others.map((p) => el("li", { textContent: payoffSentence(comparison, facts, p) }))),
      el("p", { className: "note", textContent: `Clear: the difference is not 0 even when all ${comparison.simultaneous.differences} `
        + "differences are to hold at once; likely: by its own interval; open: its interval holds 0." })),
  ];
}

function runPart(report, facts) {
  const [policy] = facts.policies;
  const shown = policy.outcomes.filter((o) => ["p_war", "cooperation_kept"].includes(o.name) || o.name.startsWith("value_"));
  return [
    el("p", { textContent: `One policy, ${facts.policyTitle(policy)}, ${report.run.campaigns.toLocaleString("en-GB")} campaigns: nothing to compare it with.` }),
    el("div", { className: "cards" }, shown.map((o) => el("div", { className: "card" },
      el("div", { className: "what", textContent: outcomeTitle(o, facts) }),
      el("div", { className: "big", textContent: number(o.estimate) }),
      el("div", { className: "from", textContent: interval(o) })))),
  ];
}

function gamePart(game) {
  return el("div", { className: "panel" },
    el("h3", { textContent: "The guardrail game" }),
    el("ul", { className: "verdicts" }, game.verdicts.filter((v) => !/ accepts /.test(v)).map((v) => el("li", { textContent: `${capital(v)}.` }))),
    el("p", { className: "note", textContent: "What is accepted, and why, stands below." }));
}

function fact(name, value) {
  return value === undefined || value === null || value === "" ? null : [el("dt", { textContent: name }), el("dd", {}, value)];
}

function whatWasRun(report) {
  const lead = report.comparison ?? report.run ?? report.game ?? report.sweep ?? report.hindcast;
  const commands = report.rerun ? [report.rerun].flat() : [];
  const campaigns = [
    report.comparison && `${report.comparison.campaigns_done.toLocaleString("en-GB")} under each policy`,
    report.run && `${report.run.campaigns.toLocaleString("en-GB")}`,
    report.over_time && `${report.over_time.campaigns.toLocaleString("en-GB")} of each policy for charts over time`,
    report.game && `${report.game.first_pass.toLocaleString("en-GB")} to ${report.game.campaigns.toLocaleString("en-GB")} under each package of guardrails`,
    report.sweep && `${report.sweep.campaigns.toLocaleString("en-GB")} at each of ${report.sweep.points_finished} points and policies of the sweep`,
    report.hindcast && `${report.hindcast.campaigns.toLocaleString("en-GB")} for each incident of the record`,
  ].filter(Boolean).join("; ");
  return el("div", { className: "panel" },
    el("h3", { textContent: "What was run" }),
    el("dl", { className: "facts" },
      fact("Scenario", `${lead.scenario?.title || lead.scenario?.name || ""} (${lead.scenario?.name ?? ""})`),
      fact("Hash", lead.scenario?.hash && el("code", { textContent: lead.scenario.hash })),
      fact("Seed", String(lead.seed)),
      fact("Campaigns", campaigns),
      fact("Version", `offramp ${report.offramp}`),
      commands.length > 0 ? fact("Run it again", [commands.map((c) => el("div", {}, el("code", { textContent: c }))),
        el("div", { className: "tools", style: "justify-content:flex-start" }, copyButton("Copy command", () => commands.join("\n")))]) : null));
}

export function build(report, facts) {
  if (!report.comparison && !report.run && !report.game && !report.sweep && !report.hindcast) return null;
  return el("div", {},
    report.comparison ? comparisonPart(report, facts) : null,
    !report.comparison && report.run ? runPart(report, facts) : null,
    report.game ? gamePart(report.game) : null,
    whatWasRun(report));
}
