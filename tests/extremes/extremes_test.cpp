// SPDX-License-Identifier: Apache-2.0
// Whatever stands in a scenario is refused with its place, or gives finite results before long.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/key.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

const std::vector<std::string> kValues = {
    "0",        "-0",     "1",    "-1",      "2",      "0.5",    "0.999999999999",
    "1e-300",   "5e-324", "1e-9", "-1e-9",   "1e-4",   "100",    "1e4",
    "1e6",      "1e9",    "1e15", "1e19",    "1e100",  "-1e100", "1.7976931348623157e308",
    "1e309",    "nan",    ".nan", ".inf",    "-.inf",  "~",      "null",
    "true",     "[]",     "{}",   "[1, 2]",  "x",      "'1'",    "0x10",
    "1e-300h",  "0.01h",  "1h",   "100d",    "1e9h",   "1e300h", "-1h",
    "1e-300/h", "1/h",    "60/h", "1e9/day", "1e300/h"};

// Of the processor. Where play does not converge, as at stakes of 10,000, the solver gives up after most of
// it.
constexpr double kPatience = 60.0;  // seconds

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Scalar {
    std::size_t begin;
    std::size_t size;
};

void collect(const YAML::Node& node, const std::string& text, std::vector<Scalar>& found) {
    if (node.IsScalar()) {
        const auto begin = static_cast<std::size_t>(node.Mark().pos);
        const std::string value = node.Scalar();
        if (text.compare(begin, value.size(), value) == 0) found.push_back({begin, value.size()});
    } else if (node.IsSequence()) {
        for (const YAML::Node& item : node) collect(item, text, found);
    } else if (node.IsMap()) {
        for (const auto& pair : node) collect(pair.second, text, found);
    }
}

std::vector<Scalar> scalars_of(const std::string& text) {
    std::vector<Scalar> found;
    collect(YAML::Load(text), text, found);
    return found;
}

bool is_finite(const CampaignSummary& s) {
    bool finite = std::isfinite(s.observed_hours) && std::isfinite(s.mean_tension) &&
                  s.cooperation_kept >= 0.0 && s.cooperation_kept <= 1.0;
    for (std::size_t i = 0; i < kActors; ++i) {
        finite = finite && std::isfinite(s.value[i]) && std::abs(s.value[i]) < 0x1p31;
        for (const auto& part : s.parts) finite = finite && std::isfinite(part[i]);
    }
    return finite;
}

// What is wrong with how a text is taken; empty: nothing.
std::string problem_with(const std::string& text) {
    try {
        const Model model = model_of_text(text);
        Simulator simulator(model);
        for (std::uint64_t campaign = 0; campaign < 3; ++campaign) {
            if (!is_finite(simulator.run({7, campaign}))) return "results are not finite";
        }
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) {
            if (diagnostic.where.line <= 0) return "refused without a place: " + diagnostic.message;
        }
    } catch (const RuntimeFailure& error) {
        // What is valid may bring more than a campaign's budget of events.
        if (std::string_view(error.what()).find("incidents come too often") != std::string_view::npos)
            return "";
        return std::string("valid, and then: ") + error.what();
    } catch (const std::exception& error) {
        return std::string("an error of the program: ") + error.what();
    }
    return "";
}

// Tries a share of all pairs, drawn by hash: the same ones each time.
void try_extremes(const std::string& text, std::uint64_t one_in) {
    const char* whole = std::getenv("OFFRAMP_EXTREMES");
    if (whole != nullptr) one_in = std::max<std::uint64_t>(1, std::strtoull(whole, nullptr, 10));
    REQUIRE(problem_with(text).empty());
    const std::vector<Scalar> scalars = scalars_of(text);
    std::size_t tried = 0;
    double slowest = 0.0;
    std::string slow;
    for (std::size_t k = 0; k < scalars.size(); ++k) {
        for (std::size_t v = 0; v < kValues.size(); ++v) {
            if (combine_keys(k, v) % one_in != 0) continue;
            const auto line =
                1 + std::count(text.begin(), text.begin() + static_cast<long>(scalars[k].begin), '\n');
            const std::string was = text.substr(scalars[k].begin, scalars[k].size);
            std::string changed = text;
            changed.replace(scalars[k].begin, scalars[k].size, kValues[v]);
            const std::string name = "line " + std::to_string(line) + ": " + was + " -> " + kValues[v];
            const double start = processor_seconds();
            if (whole != nullptr) std::cerr << name << std::endl;
            const std::string problem = problem_with(changed);
            const double seconds = processor_seconds() - start;
            if (seconds > slowest) {
                slowest = seconds;
                slow = name;
            }
            ++tried;
            if (problem.empty() && seconds < kPatience) continue;
            FAIL_CHECK(name << ": " << problem << " (" << seconds << " s)");
        }
    }
    std::cout << tried << " pairs of " << scalars.size() * kValues.size() << " tried, the slowest in "
              << slowest << " s (" << slow << ")\n";
    CHECK(tried > 200);
}

}  // namespace

TEST_CASE("every value of the reference scenario, looking ahead", "[long]") {
    const std::pair<std::string, std::string> rule = {"rule: equilibrium", "rule: lookahead"};
    const std::pair<std::string, std::string> posture = {"choice: quantal_response", "choice: fixed"};
    try_extremes(edited(source_text("scenarios/us-china-2023.yaml"), {rule, rule, posture, posture}), 97);
}

TEST_CASE("every value of a small scenario, solved and with chosen posture", "[long]") {
    try_extremes(source_text("tests/extremes/small.yaml"), 29);
}

TEST_CASE("a solution that leaves the range of numbers is looked for elsewhere", "[long]") {
    // A step of Newton's method is no number here, which had counted as one that had arrived.
    const std::string text =
        edited(source_text("tests/extremes/small.yaml"),
               {{"cost: 0.02/day, pressure: 0.05/day", "cost: 0.02/day, pressure: 60/h"}});
    CHECK(problem_with(text) == "");
}
