// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/read_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/layers.hpp"
#include "engine/scenario/reader.hpp"

namespace offramp {

namespace {

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
    std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.where.file, a.where.line, a.where.column) <
               std::tie(b.where.file, b.where.line, b.where.column);
    });
}

// What check() says about the parts of a scenario that could be read: the rest holds defaults that nobody
// wrote. A name that could not be read has no place: that it is missing has been said.
void add_checks_of_sound_parts(Reading& reading) {
    std::vector<Diagnostic> found = check(reading.scenario);
    std::erase_if(found, [&](const Diagnostic& diagnostic) {
        return diagnostic.where == Location{} || std::find(reading.damaged.begin(), reading.damaged.end(),
                                                           diagnostic.where) != reading.damaged.end();
    });
    std::move(found.begin(), found.end(), std::back_inserter(reading.diagnostics));
}

// `problems`: what was found wrong before the tree was read.
ValidatedScenario validated(const ConfigNode& root, std::vector<Diagnostic> problems = {}) {
    Reading reading = read_config(root);
    if (reading.diagnostics.empty()) {
        try {
            ValidatedScenario scenario = validate(std::move(reading.scenario));
            if (problems.empty()) return scenario;
        } catch (const InputError& error) {
            reading.diagnostics = error.diagnostics();
        }
    } else if (reading.names_complete) {
        add_checks_of_sound_parts(reading);
    }
    std::move(reading.diagnostics.begin(), reading.diagnostics.end(), std::back_inserter(problems));
    sort_by_place(problems);
    throw InputError(std::move(problems));
}

bool is_file_name(std::string_view policy) {
    return policy.ends_with(".yaml") || policy.ends_with(".yml");
}

}  // namespace

ValidatedScenario load_scenario(const std::filesystem::path& file,
                                std::span<const std::filesystem::path> overlays) {
    ConfigNode root = load_config(file);
    std::vector<Diagnostic> problems;
    for (const std::filesystem::path& overlay : overlays) {
        ConfigNode over = load_config(overlay);
        std::vector<Diagnostic> unknown = strangers(root, over);
        std::move(unknown.begin(), unknown.end(), std::back_inserter(problems));
        merge_config(root, std::move(over));
    }
    return validated(root, std::move(problems));
}

ValidatedScenario parse_scenario(std::string_view text, const std::string& file_name) {
    return validated(load_config_text(text, file_name));
}

ValidatedScenario load_with_policy(const std::filesystem::path& scenario_file, std::string_view policy) {
    if (policy.empty()) return load_scenario(scenario_file);
    return load_scenario(scenario_file, std::array{find_policy(scenario_file, policy)});
}

std::vector<std::string> known_policies(const std::filesystem::path& scenario_file) {
    std::vector<std::string> known;
    const std::filesystem::path folder = scenario_file.parent_path() / "policies";
    if (!is_there(folder)) return known;
    for (const std::filesystem::path& file : entries_of(folder, PathUse::kInput)) {
        if (file.extension() == ".yaml") known.push_back(file.stem().string());
    }
    std::sort(known.begin(), known.end());
    return known;
}

std::filesystem::path find_policy(const std::filesystem::path& scenario_file, std::string_view policy) {
    if (is_file_name(policy)) return std::filesystem::path(policy);
    const std::vector<std::string> known = known_policies(scenario_file);
    if (std::find(known.begin(), known.end(), policy) == known.end()) {
        std::string hint = name_hint(policy, known);
        if (hint.empty()) hint = "there is no policy beside the scenario";
        throw InputError(
            Diagnostic{{scenario_file.string(), 0, 0}, fmt::format("unknown policy '{}'", policy), hint});
    }
    return scenario_file.parent_path() / "policies" / (std::string(policy) + ".yaml");
}

ValidatedScenario load_scenario_or_policy(const std::filesystem::path& file) {
    ReadingBudget budget;
    const ConfigNode root = parse_config(read_text_file(file), file.string(), budget);
    const bool is_overlay = root.find("for") || (root.find("policy") && !root.find("ladder"));
    const ConfigEntry* base = root.find("for");
    if (!is_overlay || (!base && root.find("include"))) return load_scenario(file);
    if (!base || !base->value.is_scalar()) {
        throw InputError(base ? base->value.where : root.where,
                         "a policy overlay is checked together with a scenario, and 'for' does not name one",
                         "for: ../us-china-2023.yaml");
    }
    const std::filesystem::path scenario = (file.parent_path() / base->value.scalar).lexically_normal();
    if (!is_there(scenario))
        throw InputError(base->value.where, fmt::format("there is no scenario '{}'", scenario.string()));
    return load_scenario(scenario, std::array{file});
}

}  // namespace offramp
