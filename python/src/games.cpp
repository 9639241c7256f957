// SPDX-License-Identifier: Apache-2.0
// Games solved: of files, and the crisis and guardrail games of a scenario.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/crisis_solution.hpp"
#include "analysis/game_record.hpp"
#include "analysis/guardrail_study.hpp"
#include "analysis/table_cache.hpp"
#include "python/src/records.hpp"
#include "python/src/scenario.hpp"
#include "python/src/work.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

std::string solve_file(const std::string& file, std::optional<double> qre, bool strategic) {
    return watched(nb::none(), [&](const Watch&) {
        GameFile game = read_game(file);
        return record_text(qre ? to_json(solve_logit(std::move(game), *qre, strategic, file))
                               : to_json(solve_game(std::move(game), file)));
    });
}

std::string check_profile(const std::string& file, const std::string& profile) {
    return watched(nb::none(), [&](const Watch&) {
        return record_text(to_json(check_given_profile(read_game(file), file, profile)));
    });
}

std::string solve_crisis(const LoadedScenario& scenario, const std::string& against,
                         const std::string& incident, std::optional<int> beliefs,
                         std::optional<int> configurations, std::optional<int> harms, std::uint64_t seed,
                         std::uint64_t play, int threads, const std::string& cache,
                         const nb::object& progress) {
    return watched(progress, [&](const Watch& watch) {
        std::optional<LoadedScenario> other;
        if (!against.empty()) other = load(scenario.file, against, scenario.values);
        const CrisisStudyOptions options{.incident = incident,
                                         .beliefs = beliefs,
                                         .configurations = configurations,
                                         .harms = harms,
                                         .seed = seed,
                                         .play = play,
                                         .threads = threads,
                                         .cancel = watch.stop,
                                         .progress = watch.tell,
                                         .tables = disk_cache(cache)};
        return record_text(
            to_json(compare_crises(scenario.scenario, other ? &other->scenario : nullptr, options)));
    });
}

std::string solve_guardrails(const LoadedScenario& scenario, std::uint64_t seed, std::uint64_t campaigns,
                             std::uint64_t first_pass, const std::vector<std::string>& region,
                             bool usual_region, const std::vector<std::string>& package, int threads,
                             const std::string& cache, const nb::object& progress) {
    return watched(progress, [&](const Watch& watch) {
        const StudyOptions study{.seed = seed,
                                 .first_pass = first_pass,
                                 .campaigns = campaigns,
                                 .threads = threads,
                                 .cancel = watch.stop,
                                 .tables = disk_cache(cache),
                                 .progress = watch.tell};
        return record_text(
            to_json(study_guardrails(scenario.scenario, {study, region, usual_region, package})));
    });
}

}  // namespace

void add_games(nb::module_& module) {
    module.def("solve_file", &solve_file, nb::arg("file"), nb::arg("qre").none(), nb::arg("strategic"));
    module.def("check_profile", &check_profile, nb::arg("file"), nb::arg("profile"));
    module.def("solve_crisis", &solve_crisis, nb::arg("scenario"), nb::arg("against"), nb::arg("incident"),
               nb::arg("beliefs").none(), nb::arg("configurations").none(), nb::arg("harms").none(),
               nb::arg("seed"), nb::arg("play"), nb::arg("threads"), nb::arg("cache"),
               nb::arg("progress").none());
    module.def("solve_guardrails", &solve_guardrails, nb::arg("scenario"), nb::arg("seed"),
               nb::arg("campaigns"), nb::arg("first_pass"), nb::arg("region"), nb::arg("usual_region"),
               nb::arg("package"), nb::arg("threads"), nb::arg("cache"), nb::arg("progress").none());
}

}  // namespace offramp::python
