// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "analysis/comparison_record.hpp"
#include "analysis/json_input.hpp"
#include "analysis/report/audit_data.hpp"
#include "analysis/report/campaign_sample.hpp"
#include "analysis/report/explorer.hpp"
#include "analysis/report/over_time.hpp"
#include "analysis/report/sensitivity_data.hpp"
#include "analysis/report/sweep_data.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

/// A kind of record: the section it fills, keys that no other kind has all of, and what the page reads of it
/// (json_input.hpp).
struct RecordKind {
    const char* section;
    const char* command;
    std::vector<const char*> keys;
    Json shape;
    Json (*data)(const Json& record, const std::string& file) = nullptr;  ///< what the page gets; null: as is
};

std::vector<RecordKind> known_records() {
    const Json estimate = {{"estimate", 0}, {"low", 0}, {"high", 0}};
    const Json strings = Json::array({""});
    const auto list_of = [](Json item) { return Json::array({std::move(item)}); };
    Json outcome = estimate;
    outcome.update({{"name", ""}, {"meaning", ""}, {"unit", ""}, {"n", 1}});
    const Json scenario = {{"name", ""}, {"hash", ""}};
    const Json policy = {{"name", ""}, {"title", ""}, {"outcomes", list_of(outcome)}};
    Json compared = policy;
    compared["time_to_deescalation"] = {
        {"curve", list_of({{"hours", 1}, {"estimate", 0}, {"low", 0}, {"high", 0}})}};
    Json difference = estimate;
    difference.update({{"policy", ""},
                       {"name", ""},
                       {"simultaneous_low", 0},
                       {"simultaneous_high", 0},
                       {"identical", true},
                       {"policy_estimate", 0},
                       {"baseline_estimate", 0}});
    const Json quantiles = {{"target", ""}, {"baseline", ""},      {"incidents", 1},
                            {"score", 0},   {"baseline_score", 0}, {"skill", estimate}};
    return {
        {"comparison",
         "offramp compare",
         {"policies", "differences", "verdicts"},
         {{"scenario", scenario},
          {"seed", 1},
          {"campaigns_done", 1},
          {"simultaneous", {{"differences", 1}}},
          {"policies", list_of(compared)},
          {"differences", list_of(difference)},
          {"verdicts", list_of({{"policy", ""}, {"name", ""}, {"strength", ""}, {"text", ""}})}}},
        {"game",
         "offramp solve SCENARIO guardrails",
         {"packages", "equilibria", "verdicts"},
         {{"scenario", scenario},
          {"seed", 1},
          {"campaigns", 1},
          {"first_pass", 1},
          {"actor_titles", strings},
          {"packages",
           list_of({{"guardrails", strings}, {"campaigns", 1}, {"stable", true}, {"pareto", true}})},
          {"equilibria", list_of({{"guardrails", strings}, {"selected", true}, {"strength", ""}})},
          {"concessions", list_of({{"guardrails", strings}, {"concession", ""}, {"by", ""}})},
          {"verdicts", strings}}},
        {"sensitivity",
         "offramp sensitivity",
         {"sensitivity", "boxes", "futures"},
         {{"scenario", scenario},
          {"sensitivity",
           list_of({{"outcome", ""}, {"policy", ""}, {"method", ""}, {"factors", list_of({{"name", ""}})}})},
          {"boxes", list_of(Json::object())}}},
        {"hindcast",
         "offramp hindcast",
         {"incidents", "skill", "skill_against_best", "calibration"},
         {{"scenario", scenario},
          {"seed", 1},
          {"campaigns", 1},
          {"quantile_levels", Json::array({1})},
          {"incidents",
           list_of(
               {{"name", ""}, {"date", ""}, {"observed", Json::object()}, {"quantiles", Json::object()}})},
          {"skill", list_of(quantiles)},
          {"skill_against_best", list_of(quantiles)},
          {"calibration",
           list_of(
               {{"target", ""}, {"rank_histogram", Json::array({1})}, {"coverage", list_of(estimate)}})}}},
        {"robustness",
         "offramp robust",
         {"outcomes", "pareto", "futures"},
         {{"scenario", scenario},
          {"outcomes",
           list_of({{"outcome", ""}, {"policies", list_of({{"policy", ""}, {"mean", estimate}})}})},
          {"pareto", list_of({{"policy", ""}})}}},
        {"audit",
         "offramp audit",
         {"contrasts", "numbers", "negligible"},
         audit_record_shape(),
         audit_data_json},
        {"run",
         "offramp run",
         {"policies", "campaigns", "complete"},
         {{"scenario", scenario}, {"seed", 1}, {"campaigns", 1}, {"policies", list_of(policy)}}},
    };
}

const std::vector<RecordKind>& record_kinds() {
    static const std::vector<RecordKind> kKinds = known_records();
    return kKinds;
}

const RecordKind& kind_of_record(const Json& record, const std::string& file) {
    for (const RecordKind& kind : record_kinds()) {
        const auto is_there = [&](const char* key) { return record.contains(key); };
        if (record.is_object() && std::ranges::all_of(kind.keys, is_there)) return kind;
    }
    std::string known;
    for (const RecordKind& kind : record_kinds())
        known += (known.empty() ? "" : ", ") + std::string(kind.command);
    throw InputError({file}, "is no record that a report can show", "--json of one of: " + known);
}

/// The experiment that a store's sweep varies: its scenario under each of its policies.
Experiment experiment_of(const StoreReader& store) {
    const StoreInfo& info = store.info();
    if (info.version != version()) {
        throw InputError({store.file().string()},
                         "was made by version " + info.version + ", whose campaigns may differ",
                         "--campaigns 0 reports what is in the store alone");
    }
    Experiment experiment{info.scenario, info.scenario_title, info.scenario_hash, {}};
    for (const StoredPolicy& policy : info.policies)
        experiment.cases.push_back(make_case(parse_scenario(policy.scenario, policy.name + " in the store")));
    return experiment;
}

bool add_policies(Json& report, const Experiment& experiment, std::uint64_t seed,
                  const ReportOptions& options) {
    if (experiment.cases.size() == 1) {
        const RunRecord run = run_experiment(experiment, {.seed = seed,
                                                          .campaigns = options.campaigns,
                                                          .threads = options.threads,
                                                          .cancel = options.cancel,
                                                          .progress = options.progress,
                                                          .tables = options.tables});
        if (run.complete) report["run"] = to_json(run);
        return run.complete;
    }
    const ComparisonRecord record = compare_policies(experiment, {.seed = seed,
                                                                  .campaigns = options.campaigns,
                                                                  .threads = options.threads,
                                                                  .cancel = options.cancel,
                                                                  .progress = options.progress,
                                                                  .tables = options.tables});
    if (record.complete) report["comparison"] = to_json(record);
    return record.complete;
}

}  // namespace

Json empty_report() {
    return {{"offramp", version()}};
}

bool add_campaigns(Json& report, const Experiment& experiment, const std::string& baseline,
                   std::uint64_t seed, const ReportOptions& options) {
    std::vector<const Model*> models;
    for (const PolicyCase& policy : experiment.cases) models.push_back(&policy.model);
    std::ranges::stable_partition(models, [&](const Model* model) { return model->policy_name == baseline; });
    std::vector<MakeRunner> runners;
    for (const Model* model : models) runners.push_back(simulators_of(*model, seed, options.tables));
    const CampaignSample sample = sample_campaigns(models, runners,
                                                   {.count = options.sampled,
                                                    .threads = options.threads,
                                                    .cancel = options.cancel,
                                                    .progress = options.progress});
    if (!sample.complete || sample.courses.front().empty()) return false;
    report["over_time"] = over_time_json(sample, models);
    report["over_time"]["seed"] = seed;
    report["explorer"] = explorer_json(sample, models, runners);
    report["explorer"]["seed"] = seed;
    return true;
}

bool add_store(Json& report, const StoreReader& store, const ReportOptions& options) {
    const StoreInfo& info = store.info();
    if (options.campaigns > 0) {
        const Experiment experiment = experiment_of(store);
        std::uint64_t before = 0;
        if (!report.contains("comparison")) {
            if (!add_policies(report, experiment, info.seed, options)) return false;
            before = options.campaigns;
        }
        ReportOptions sampling = options;
        sampling.progress = counting_from(before, options.progress);
        sampling.sampled = std::min(options.sampled, options.campaigns);
        const std::string& baseline = experiment.cases.front().model.policy_name;
        if (!add_campaigns(report, experiment, baseline, info.seed, sampling) &&
            options.cancel.stop_requested())
            return false;
    }
    report["sweep"] = sweep_data_json(store);
    nlohmann::ordered_json sensitivity = sensitivity_data_json(store);
    if (report.contains("sensitivity")) {
        report["sensitivity"]["effects"] = std::move(sensitivity["effects"]);
    } else {
        report["sensitivity"] = std::move(sensitivity);
    }
    return true;
}

void add_record(Json& report, Json record, const std::string& file) {
    const RecordKind& kind = kind_of_record(record, file);
    if (report.contains(kind.section)) {
        throw InputError({file}, std::string("is the second record of ") + kind.command,
                         "a report shows one of each kind");
    }
    report[kind.section] = kind.data != nullptr ? kind.data(record, file) : std::move(record);
}

void add_record_file(Json& report, const std::filesystem::path& file) {
    const std::string text = read_file(file);
    const std::string name = file.string();
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) {
        throw InputError({name}, "is neither a store of a sweep nor JSON",
                         "what offramp sweep -o or --json of another command wrote");
    }
    Json record = parse_json(text, name);
    require_shape(record, kind_of_record(record, name).shape, text, name);
    add_record(report, std::move(record), name);
}

}  // namespace offramp
