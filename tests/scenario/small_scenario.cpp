// SPDX-License-Identifier: Apache-2.0
#include "tests/scenario/small_scenario.hpp"

#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {

const std::string& small_scenario() {
    static const std::string text = R"(name: small
title: A small example
time: {start: 2023-02-01, end: 2024-02-01}
tension: {initial: 0.5, mean: 0.4, relaxation: 60d}
ladder:
  - name: calm
  - {name: show, cost: 0.02/day}
  - {name: war, cost: {us: 1/day, cn: 2/day}}
actors:
  us:
    types: {only: {prior: 1, war_cost: 10}}
    rationality: 2
  cn:
    types:
      firm: {prior: 0.3, war_cost: 4}
      soft: {prior: 0.7, war_cost: 12}
issues:
  strait: {stakes: {us: 1, cn: 2}}
channels:
  hotline:
    access: us
    latency: {family: lognormal, base: 6h, shape: 0.8, effects: {tension: 0.5}}
    pickup: {us: 0.9, cn: {base: 0.6, effects: {tension: -1, trust.cn: 1}}}
actions:
  hold: {}
  climb: {move: 1}
  down: {move: -1, lowest_rung: 1}
  call: {calls: hotline, cost: 0.1}
incidents:
  intercept:
    issue: strait
    rate: {base: 0.03/day, effects: {tension: 1.1, guardrail.rules: -0.5}}
    excited_by: {intercept: 0.3}
    round: 12h
guardrails:
  rules:
    rules: [{actions: climb, until_round: 2}]
contacts:
  visit: {dates: [2023-06-18], thaws: {hotline: 0.5}, opens: {students: 0.2}}
tracks:
  students: {value: 0.01/day}
timeline:
  - {date: 2023-02-04T14:39, label: Shot down, incident: intercept, provoker: cn}
outcomes: [p_war]
)";
    return text;
}

std::string small_with(std::string_view from, std::string_view to) {
    std::string text = small_scenario();
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("not in the small scenario: " + std::string(from));
    return text.replace(at, from.size(), to);
}

std::vector<std::string> problems(std::string_view text) {
    std::vector<std::string> lines;
    try {
        parse_scenario(text, "s.yaml");
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) lines.push_back(to_string(diagnostic));
    }
    return lines;
}

std::string problems_with(std::string_view from, std::string_view to) {
    std::string text;
    for (const std::string& line : problems(small_with(from, to))) text += (text.empty() ? "" : "\n") + line;
    return text;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "offramp-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::filesystem::remove_all(path_);
}

std::filesystem::path TemporaryFolder::write(const std::string& name, std::string_view text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
}

}  // namespace offramp
