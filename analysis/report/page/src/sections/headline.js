// What the reader has to know first: what the policies change, who gains and who pays, what was run.
import { copyButton, el } from "../dom.js";
import { outcomeTitle } from "../facts.js";
import { capital, estimate, number, signed } from "../format.js";

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
      difference ? `95 %: ${signed(difference.low)} to ${signed(difference.high)} ` : "",
      el("span", { className: `badge ${verdict.strength}`, textContent: verdict.strength })));
}

/// "gains 3.01 (2.74 to 3.27)", no stronger than the interval.
function payoffWords(difference) {
  if (!difference || difference.estimate === null) return "is not known to gain or lose";
  if (difference.identical) return "neither gains nor loses";
  const { estimate: value, low, high } = difference;
  const size = `${number(Math.abs(value))} (95 %: ${signed(low)} to ${signed(high)})`;
  if (low > 0) return `gains ${size}`;
  if (high < 0) return `pays ${size}`;
  return `may gain or lose: ${signed(value)} (95 %: ${signed(low)} to ${signed(high)})`;
}

function payoffSentence(comparison, facts, policy) {
  const sides = facts.actorIds.map((id) =>
    `${facts.actorTitle(id)} ${payoffWords(differenceIn(comparison, policy.name, `value_${id}`))}`);
  return `Under ${facts.policyTitle(policy)}, against ${facts.policyTitle(facts.policies[0])}: ${sides.join("; ")}.`;
}

function comparisonPart(report, facts) {
  const { comparison } = report;
  const [baseline, ...others] = facts.policies;
  return [
    el("p", { textContent: `Each policy against ${facts.policyTitle(baseline)}, on the same `
      + `${comparison.campaigns_done.toLocaleString("en-GB")} simulated campaigns.` }),
    others.map((policy) => [
      el("h3", { textContent: facts.policyTitle(policy) }),
      el("div", { className: "cards" },
        comparison.verdicts.filter((v) => v.policy === policy.name).map((v) => card(comparison, facts, v))),
    ]),
    el("div", { className: "panel" },
      el("h3", { textContent: "In words" }),
      el("ul", { className: "verdicts" }, comparison.verdicts.map((v) => el("li", { textContent: `${capital(v.text)}.` }))),
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
      el("div", { className: "from", textContent: `95 %: ${number(o.low)} to ${number(o.high)}` })))),
  ];
}

function gamePart(game) {
  return el("div", { className: "panel" },
    el("h3", { textContent: "The guardrail game" }),
    el("ul", { className: "verdicts" }, game.verdicts.slice(0, 8).map((v) => el("li", { textContent: `${v}.` }))));
}

function fact(name, value) {
  return value === undefined || value === null || value === "" ? null : [el("dt", { textContent: name }), el("dd", {}, value)];
}

function whatWasRun(report) {
  const lead = report.comparison ?? report.run ?? report.game ?? report.sweep;
  const commands = report.rerun ? [report.rerun].flat() : [];
  const campaigns = [
    report.comparison && `${report.comparison.campaigns_done.toLocaleString("en-GB")} under each policy`,
    report.run && `${report.run.campaigns.toLocaleString("en-GB")}`,
    report.over_time && `${report.over_time.campaigns.toLocaleString("en-GB")} of each policy for charts over time`,
    report.game && `${report.game.first_pass.toLocaleString("en-GB")} to ${report.game.campaigns.toLocaleString("en-GB")} under each package of guardrails`,
    report.sweep && `${report.sweep.campaigns.toLocaleString("en-GB")} at each of ${report.sweep.points_finished} points and policies of the sweep`,
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
  if (!report.comparison && !report.run && !report.game && !report.sweep) return null;
  return el("div", {},
    report.comparison ? comparisonPart(report, facts) : null,
    !report.comparison && report.run ? runPart(report, facts) : null,
    report.game ? gamePart(report.game) : null,
    whatWasRun(report));
}
