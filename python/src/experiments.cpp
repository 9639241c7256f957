// SPDX-License-Identifier: Apache-2.0
// Campaigns of a scenario: run, compared, and one by one.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/campaign_table.hpp"
#include "analysis/comparison_record.hpp"
#include "analysis/experiment.hpp"
#include "analysis/table_cache.hpp"
#include "python/src/columns.hpp"
#include "python/src/records.hpp"
#include "python/src/scenario.hpp"
#include "python/src/work.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

RunOptions run_options(const Experiment& experiment, std::uint64_t seed, std::uint64_t campaigns, int threads,
                       const std::string& cache, const Watch& watch) {
    return {.seed = seed,
            .campaigns = campaigns,
            .threads = threads,
            .cancel = watch.stop,
            .progress = watch.tell_of(campaigns * experiment.cases.size()),
            .tables = disk_cache(cache)};
}

std::string run(const LoadedScenario& scenario, const std::vector<std::string>& policies, std::uint64_t seed,
                std::uint64_t campaigns, int threads, const std::string& cache, const std::string& output,
                const std::string& format, std::uint64_t trajectories, bool force,
                const nb::object& progress) {
    return watched(progress, [&](const Watch& watch) {
        std::optional<RunDirectory> directory;
        if (!output.empty()) directory.emplace(output, force);
        const Experiment experiment = experiment_of(scenario, policies, threads, watch);
        RunOptions options = run_options(experiment, seed, campaigns, threads, cache, watch);
        if (directory) options.output = RunOutput{&*directory, format, trajectories};
        return record_text(to_json(run_experiment(experiment, options)));
    });
}

std::string compare(const LoadedScenario& scenario, const std::vector<std::string>& policies,
                    std::uint64_t seed, std::uint64_t campaigns, const std::string& baseline,
                    std::optional<double> precision, const std::string& precision_of,
                    std::optional<std::pair<int, int>> rare, int threads, const std::string& cache,
                    const nb::object& progress) {
    return watched(progress, [&](const Watch& watch) {
        Experiment experiment = experiment_of(scenario, policies, threads, watch);
        CompareOptions options{.seed = seed,
                               .campaigns = campaigns,
                               .baseline = baseline,
                               .threads = threads,
                               .cancel = watch.stop,
                               .progress = watch.tell_of(campaigns),
                               .tables = disk_cache(cache)};
        if (precision) options.precision = PrecisionGoal{*precision, precision_of};
        if (rare) {
            options.rare = RareEffort{rare->first, rare->second};
            const std::uint64_t replications =
                experiment.cases.size() * static_cast<std::uint64_t>(rare->second);
            options.rare_progress = [tell = watch.tell, replications](int done) {
                tell(static_cast<std::uint64_t>(done), replications);
            };
        }
        return record_text(to_json(compare_policies(std::move(experiment), options)));
    });
}

/// The columns, and of each policy its name and the campaigns that failed, with their reasons.
auto campaigns(const LoadedScenario& scenario, const std::vector<std::string>& policies, std::uint64_t seed,
               std::uint64_t count, const std::vector<std::string>& columns, int threads,
               const std::string& cache, const nb::object& progress) {
    using Failure = std::tuple<std::string, std::uint64_t, std::string>;
    CampaignTable table = watched(progress, [&](const Watch& watch) {
        const Experiment experiment = experiment_of(scenario, policies, threads, watch);
        return campaign_table(experiment, run_options(experiment, seed, count, threads, cache, watch),
                              columns);
    });
    std::vector<Failure> failures;
    for (std::size_t p = 0; p < table.policies.size(); ++p) {
        for (const FailedCampaign& failure : table.failures[p])
            failures.emplace_back(table.policies[p], failure.campaign, failure.message);
    }
    return std::make_pair(to_python(std::move(table.columns)), std::move(failures));
}

}  // namespace

void add_experiments(nb::module_& module) {
    module.def("run", &run, nb::arg("scenario"), nb::arg("policies"), nb::arg("seed"), nb::arg("campaigns"),
               nb::arg("threads"), nb::arg("cache"), nb::arg("output"), nb::arg("format"),
               nb::arg("trajectories"), nb::arg("force"), nb::arg("progress").none());
    module.def("compare", &compare, nb::arg("scenario"), nb::arg("policies"), nb::arg("seed"),
               nb::arg("campaigns"), nb::arg("baseline"), nb::arg("precision").none(),
               nb::arg("precision_of"), nb::arg("rare").none(), nb::arg("threads"), nb::arg("cache"),
               nb::arg("progress").none());
    module.def("campaigns", &campaigns, nb::arg("scenario"), nb::arg("policies"), nb::arg("seed"),
               nb::arg("count"), nb::arg("columns"), nb::arg("threads"), nb::arg("cache"),
               nb::arg("progress").none());
}

}  // namespace offramp::python
