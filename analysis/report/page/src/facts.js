// SPDX-License-Identifier: Apache-2.0
// What the sections share about a report: names of sides, rungs and policies, and outcomes by name.
import { capital, spoken } from "./format.js";

export function factsOf(report) {
  const titles = report.over_time?.actors ?? report.explorer?.actors ?? report.audit?.actor_titles ?? [];
  const policies = (report.comparison ?? report.run)?.policies ?? [];
  const ids = (policies[0]?.outcomes ?? report.audit?.outcomes ?? []).filter((o) => o.name.startsWith("value_")).map((o) => o.name.slice(6));
  const rungs = report.over_time?.rungs ?? report.explorer?.rungs ?? report.audit?.rungs ?? [];
  return {
    policies,
    actorIds: ids,
    actorTitle: (id) => titles[ids.indexOf(id)] ?? id.toUpperCase(),
    rungs,
    rungTitle: (k) => (rungs[k] ? `${k} ${spoken(rungs[k])}` : `rung ${k}`),
    policyTitle: (p) => p.title || p.name,
    /// {estimate, low, high, n, meaning, unit} of an outcome under a policy.
    outcome: (policy, name) => policy.outcomes?.find((o) => o.name === name),
  };
}

/// An outcome for people.
export function outcomeTitle(outcome, facts) {
  const rung = /^p_max_rung_ge_(\d+)$/.exec(outcome.name);
  if (rung) return `P(highest rung \u2265 ${rung[1]}${facts?.rungs[rung[1]] ? `, ${spoken(facts.rungs[rung[1]])}` : ""})`;
  let title = outcome.meaning || spoken(outcome.name);
  for (const id of facts?.actorIds ?? []) title = title.replace(new RegExp(`\\b${id}\\b`, "g"), () => facts.actorTitle(id));
  return capital(title) + (outcome.unit ? ` (${outcome.unit})` : "");
}

export const rungOutcome = (name) => Number(/^p_max_rung_ge_(\d+)$/.exec(name)?.[1] ?? NaN);
