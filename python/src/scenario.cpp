// SPDX-License-Identifier: Apache-2.0
#include "python/src/scenario.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <tuple>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/number_paths.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

void check_unchanged(const LoadedScenario& loaded, const std::string& plain_hash) {
    if (plain_hash == loaded.plain_hash) return;
    throw InputError({loaded.file}, "was changed since it was loaded", "load it again");
}

/// Ends a guardrail game that cannot be stopped otherwise.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("stopped") {}
};

using TextByPath = std::vector<std::pair<std::string, std::string>>;

LoadedScenario with_values(const LoadedScenario& loaded, const TextByPath& values) {
    std::vector<Override> all = loaded.values;
    for (const auto& [path, text] : values) all.push_back({path, text, {"values"}, Override::How::kSet});
    return load(loaded.file, loaded.policy, std::move(all));
}

TextByPath values_of(const LoadedScenario& loaded) {
    TextByPath values;
    for (const Override& value : loaded.values) values.emplace_back(value.path, value.value);
    return values;
}

/// Kind, unit, text, number and range of what stands at a path.
auto value(const LoadedScenario& loaded, const std::string& path) {
    const ValueAt at = value_at(loaded.scenario.scenario(), path);
    return std::make_tuple(std::string(to_string(at.kind)), at.unit, at.text, at.number, at.range.low,
                           at.range.high);
}

using ProblemTuple = std::tuple<std::string, int, int, std::string, std::string>;

/// What a file says in vain; throws InputError with its problems.
std::pair<std::vector<ProblemTuple>, std::string> warnings_of_file(const std::string& file,
                                                                   const nb::object& progress) {
    const FileCheck check = watched(progress, [&](const Watch& watch) {
        return check_experiment_file(file, [&](std::uint64_t done, std::uint64_t total) {
            if (watch.stop.stop_requested()) throw Stopped();
            watch.tell(done, total);
        });
    });
    if (!check.problems.empty()) throw InputError(check.problems);
    std::vector<ProblemTuple> warnings;
    for (const Diagnostic& d : check.warnings)
        warnings.emplace_back(d.where.file, d.where.line, d.where.column, d.message, d.hint);
    return {warnings, check.scope};
}

}  // namespace

LoadedScenario load(const std::string& file, const std::string& policy, std::vector<Override> values) {
    const ValidatedScenario plain = with_overrides(load_scenario(file), values);
    ValidatedScenario scenario =
        policy.empty() ? plain : with_overrides(load_with_policy(file, policy), values);
    return {file, policy, std::move(values), plain.hash(), std::move(scenario)};
}

Experiment experiment_of(const LoadedScenario& loaded, const std::vector<std::string>& policies, int threads,
                         const Watch& watch) {
    if (!policies.empty() && !loaded.policy.empty()) {
        throw InputError({loaded.file}, "has policy '" + loaded.policy + "' already",
                         "load it without, where policies are named");
    }
    const bool own = policies.empty() && !loaded.policy.empty();
    Experiment experiment = load_experiment(
        loaded.file, own ? std::vector<std::string>{loaded.policy} : policies, threads,
        [&](std::uint64_t done, std::uint64_t expected) {
            if (watch.stop.stop_requested()) throw Stopped();
            watch.tell(done, expected);
        },
        loaded.values);
    check_unchanged(loaded, experiment.hash);
    return experiment;
}

LoadedScenario under(const LoadedScenario& loaded, const std::string& policy) {
    if (policy.empty()) return loaded;
    if (!loaded.policy.empty()) {
        throw InputError({loaded.file}, "has policy '" + loaded.policy + "' already",
                         "load it without, where a policy is named");
    }
    LoadedScenario other = load(loaded.file, policy, loaded.values);
    check_unchanged(loaded, other.plain_hash);
    return other;
}

void add_scenario(nb::module_& module) {
    nb::class_<LoadedScenario>(module, "Scenario", "A checked scenario: a file, a policy, and values.")
        .def_ro("file", &LoadedScenario::file)
        .def_ro("policy", &LoadedScenario::policy)
        .def_prop_ro("values", &values_of)
        .def_prop_ro("name", [](const LoadedScenario& s) { return s.scenario.scenario().name; })
        .def_prop_ro("title", [](const LoadedScenario& s) { return s.scenario.scenario().title; })
        .def_prop_ro("hash", [](const LoadedScenario& s) { return s.scenario.hash(); })
        .def_prop_ro("text", [](const LoadedScenario& s) { return s.scenario.canonical_text(); })
        .def_prop_ro("actors", [](const LoadedScenario& s) { return names_of(s.scenario.scenario().actors); })
        .def("with_values", &with_values, nb::arg("values"))
        .def("under", &under, nb::arg("policy"))
        .def("value", &value, nb::arg("path"))
        .def("paths", [](const LoadedScenario& s) { return number_paths(s.scenario.scenario()); })
        .def("known_policies", [](const LoadedScenario& s) { return known_policies(s.file); });
    module.def(
        "load", [](const std::string& file, const std::string& policy) { return load(file, policy, {}); },
        nb::arg("file"), nb::arg("policy"), nb::call_guard<nb::gil_scoped_release>());
    module.def("check_file", &warnings_of_file, nb::arg("file"), nb::arg("progress").none());
}

}  // namespace offramp::python
