// SPDX-License-Identifier: Apache-2.0
#include "analysis/comparison_record.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "analysis/outcomes.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

/// Brings the baseline to the front and leaves the order of the others.
void put_first(std::vector<PolicyCase>& cases, const std::string& baseline) {
    if (baseline.empty()) return;
    std::vector<std::string> known;
    for (const PolicyCase& policy : cases) known.push_back(policy.model.policy_name);
    const std::size_t place =
        place_among(known, baseline, "the baseline '" + baseline + "' is not among the policies");
    const auto position = cases.begin() + static_cast<std::ptrdiff_t>(place);
    std::rotate(cases.begin(), position, position + 1);
}

void check_comparable(const std::vector<PolicyCase>& cases) {
    if (cases.size() < 2)
        throw InputError({}, "a comparison needs two policies", "for example --policies A,B");
    const Model& baseline = cases.front().model;
    for (const PolicyCase& policy : cases) {
        const Model& model = policy.model;
        if (model.names.actors != baseline.names.actors || model.names.rungs != baseline.names.rungs) {
            throw InputError({}, "policies '" + baseline.policy_name + "' and '" + model.policy_name +
                                     "' differ in actors or rungs, so their outcomes do not pair");
        }
    }
}

OutcomeDefinition goal_outcome(const PrecisionGoal& goal, const Names& names, int war_rung) {
    std::vector<std::string> known;
    for (OutcomeDefinition& outcome : outcome_definitions(names, war_rung)) {
        if (!has_paired_interval(outcome)) continue;
        if (outcome.name == goal.outcome) return outcome;
        known.push_back(std::move(outcome.name));
    }
    throw InputError({}, "there is no outcome '" + goal.outcome + "' with a paired interval",
                     name_hint(goal.outcome, known));
}

/// Batches on the same campaigns, one after another.
class Batches {
  public:
    Batches(std::vector<MakeRunner> runners, int war_rung, const CompareOptions& options)
        : runners_(std::move(runners)), options_(options), totals_(runners_.size(), war_rung) {}

    /// False when cancelled.
    bool simulate(std::uint64_t count) {
        const BatchResult result = run_paired_batch(runners_, totals_.war_rung(),
                                                    {.first = done_,
                                                     .count = count,
                                                     .threads = options_.threads,
                                                     .cancel = options_.cancel,
                                                     .progress = counting_from(done_, options_.progress)});
        totals_.merge(result.totals);
        done_ += result.done;
        return result.complete;
    }

    const PairedTotals& totals() const { return totals_; }
    std::uint64_t done() const { return done_; }

  private:
    std::vector<MakeRunner> runners_;
    const CompareOptions& options_;
    PairedTotals totals_;
    std::uint64_t done_ = 0;
};

/// The widest half-width of the policies' intervals.
double widest(const PairedTotals& totals, const OutcomeDefinition& outcome) {
    double half_width = 0.0;
    for (std::size_t p = 1; p < totals.policies(); ++p) {
        const Estimate difference = paired_difference(totals, p, outcome);
        // There may be none yet, as for a share of the wars before there was one.
        if (!difference.low || !difference.high) return std::numeric_limits<double>::infinity();
        half_width = std::max(half_width, 0.5 * (*difference.high - *difference.low));
    }
    return half_width;
}

void fill_in(ComparisonRecord& record, const std::vector<PolicyCase>& cases, const Batches& batches) {
    const PairedTotals& totals = batches.totals();
    const Names& names = cases.front().model.names;
    record.actors = names.actors;
    std::vector<std::string> policies;
    for (std::size_t p = 0; p < cases.size(); ++p) {
        record.policies.push_back(new_record(cases[p]));
        fill_in(record.policies.back(), batches.done(), totals.totals(p), names);
        record.survival.push_back(survival_curve(totals.durations(p)));
        record.endings.push_back(endings_by_kind(totals.endings(p), names));
        record.differing.push_back(totals.differing(p));
        policies.push_back(cases[p].model.policy_name);
    }
    record.campaigns_failed = batches.done() - totals.campaigns();
    record.comparison = compare(totals, policies, names);
    record.verdicts = verdicts_of(record.comparison, record.headline, names);
}

RareComparison rare_outcomes_of(const std::vector<PolicyCase>& cases, const RareEffort& spent,
                                const CompareOptions& options) {
    std::vector<const Model*> models;
    for (const PolicyCase& policy : cases) models.push_back(&policy.model);
    try {
        return compare_rare(models, {.seed = options.seed,
                                     .effort = spent.effort,
                                     .replications = spent.replications,
                                     .threads = options.threads,
                                     .cancel = options.cancel,
                                     .progress = options.rare_progress,
                                     .tables = options.tables});
    } catch (const RuntimeFailure& failure) {
        throw RuntimeFailure(std::string("a campaign of the multilevel splitting failed: ") + failure.what());
    }
}

}  // namespace

ComparisonRecord compare_policies(Experiment experiment, const CompareOptions& options) {
    std::vector<PolicyCase>& cases = experiment.cases;
    put_first(cases, options.baseline);
    check_comparable(cases);
    const Model& baseline = cases.front().model;
    ComparisonRecord record;
    record.scenario = experiment.scenario;
    record.title = experiment.title;
    record.hash = experiment.hash;
    record.seed = options.seed;
    record.campaigns = options.campaigns;
    record.headline = headline_outcomes(baseline.names, baseline.war_rung);
    record.goal = options.precision;
    std::vector<MakeRunner> runners;
    for (const PolicyCase& policy : cases)
        runners.push_back(simulators_of(policy.model, options.seed, options.tables));
    Batches batches(std::move(runners), baseline.war_rung, options);
    record.complete = true;
    if (record.goal) {
        if (record.goal->outcome.empty()) record.goal->outcome = record.headline.front();
        const OutcomeDefinition outcome = goal_outcome(*record.goal, baseline.names, baseline.war_rung);
        record.precision =
            run_to_precision(record.goal->half_width, options.campaigns, [&](std::uint64_t count) {
                record.complete = batches.simulate(count);
                const bool goes_on = record.complete && batches.done() == batches.totals().campaigns();
                return goes_on ? widest(batches.totals(), outcome) : -1.0;
            });
        if (batches.totals().campaigns() > 0) record.precision.half_width = widest(batches.totals(), outcome);
    } else {
        record.complete = batches.simulate(options.campaigns);
    }
    fill_in(record, cases, batches);
    if (options.rare && record.complete && record.campaigns_failed == 0) {
        record.rare = rare_outcomes_of(cases, *options.rare, options);
        record.complete = record.rare->complete;
    }
    return record;
}

static void to_json(nlohmann::ordered_json& json, const Verdict& verdict) {
    json = {{"policy", verdict.policy},
            {"name", verdict.name},
            {"strength", to_string(verdict.strength)},
            {"text", verdict.text}};
}

nlohmann::ordered_json to_json(const ComparisonRecord& record) {
    using Json = nlohmann::ordered_json;
    Json json = {{"offramp", record.version},
                 {"scenario", {{"name", record.scenario}, {"title", record.title}, {"hash", record.hash}}},
                 {"seed", record.seed},
                 {"campaigns", record.campaigns},
                 {"campaigns_done", record.policies.front().campaigns_done},
                 {"campaigns_failed", record.campaigns_failed},
                 {"complete", record.complete},
                 {"baseline", record.policies.front().name}};
    if (record.goal) {
        json["precision"] = {
            {"outcome", record.goal->outcome},
            {"half_width_wanted", record.goal->half_width},
            {"half_width", record.precision.half_width},
            {"reached", record.precision.reached},
            {"stages", record.precision.stages},
            {"rule", "fixed width: stages sized by the variance alone (Stein 1945; Chow, Robbins 1965)"}};
    }
    json["simultaneous"] = {{"method", "max-t over the joint covariance"},
                            {"differences", record.comparison.family},
                            {"critical_value", record.comparison.critical_value}};
    json["policies"] = Json::array();
    for (std::size_t p = 0; p < record.policies.size(); ++p) {
        const PolicyRecord& policy = record.policies[p];
        json["policies"].push_back({{"name", policy.name},
                                    {"title", policy.title},
                                    {"hash", policy.hash},
                                    {"campaigns_failed", policy.campaigns_failed},
                                    {"first_failures", policy.first_failures},
                                    {"campaigns_differing", record.differing[p]},
                                    {"outcomes", policy.outcomes},
                                    {"reckoning", policy.reckoning},
                                    {"time_to_deescalation", to_json(record.survival[p])},
                                    {"endings_by_kind", endings_json(record.endings[p], record.actors)}});
        if (policy.negotiation) json["policies"].back()["negotiation"] = to_json(*policy.negotiation);
    }
    json["differences"] = record.comparison.differences;
    json["verdicts"] = record.verdicts;
    if (record.rare) json["rare"] = to_json(*record.rare);
    return json;
}

}  // namespace offramp
