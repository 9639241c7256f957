// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/together.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "analysis/audit/audit_file.hpp"
#include "analysis/audit/audit_json.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr std::uint64_t kFew = kSanitized ? 4 : 40;

const std::string kStrait = std::string(OFFRAMP_SOURCE_DIR) + "/tests/cli/strait.yaml";
const std::string kWeight = "incidents.intercept.rate.effects.pressure.economic.us";

/// The strait, where economic pressure is 0 and matters by a weight of 0: each does nothing while the other
/// is as it is.
struct Pressed {
    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "pressed.yaml";
    std::vector<ValidatedScenario> scenario;
    std::vector<KnownFactors> known;
    AuditOptions options{.seed = 5,
                         .campaigns = kFew,
                         .threads = 2,
                         .only = {kWeight, "actors.us.economic_pressure", "actors.us.agent",
                                  "incidents.intercept.rate.base", "incidents.intercept.stakes"},
                         .together = 4};

    Pressed() {
        std::string text = file_text(kStrait);
        const std::string rate = "rate: {base: 0.05/day}";
        const std::size_t at = text.find(rate);
        REQUIRE(at != std::string::npos);
        text.replace(at, rate.size(), "rate: {base: 0.05/day, effects: {pressure.economic.us: 0}}");
        write_text(file, text);
        scenario.push_back(load_scenario(file));
        Factor weight;
        weight.paths = {kWeight};
        weight.levels = {"-20", "20"};
        known = {{"weights", {weight}}};
    }

    Audit audited(const AuditMemory& memory = {}) const {
        return audit(scenario, known, file, options, memory);
    }
};

bool has(const JointGroup& group, const std::string& path) {
    return std::ranges::find(group.paths, path) != group.paths.end();
}

}  // namespace

TEST_CASE("numbers that do nothing alone but something together are found, and parted") {
    const Pressed pressed;
    const Audit audit = pressed.audited();
    REQUIRE(audit.together);
    const std::vector<JointGroup>& groups = audit.together->groups;
    REQUIRE(groups.size() > 2);
    const auto interacts = [](const JointGroup& group) {
        return has(group, kWeight) && (has(group, "actors.us.economic_pressure.mean") ||
                                       has(group, "actors.us.economic_pressure.initial"));
    };
    std::vector<std::string> settled;
    for (const JointGroup& group : groups) {
        INFO(group.paths.front() << " and " << group.paths.size());
        CHECK((group.bearing == Bearing::kNothing) != interacts(group));
        CHECK(group.is_parted == interacts(group));
        if (group.is_parted) continue;
        settled.insert(settled.end(), group.paths.begin(), group.paths.end());
        CHECK(group.differing == 0);
        if (group.paths.size() > 1) CHECK(group.combinations == 4);
    }
    // Every number that does nothing is in one of the parts.
    std::vector<std::string> idle;
    for (const AuditedNumber& number : audit.numbers) {
        if (bearing_of(audit, number) == Bearing::kNothing) idle.push_back(number.path);
    }
    std::ranges::sort(settled);
    std::ranges::sort(idle);
    CHECK(settled == idle);
}

TEST_CASE("the means of a point are those that its changes were made from") {
    const Pressed pressed;
    AuditRuns runs(pressed.scenario, pressed.options);
    const std::vector<AuditedOutcome> base = runs.base().value();
    const AuditTrial trial = trial_of(pressed.scenario[0].scenario(), "incidents.intercept.stakes", "2");
    const TrialResult changes = runs.changes(trial).value();
    const JointPoint point = runs.means(trial.overrides, 0).value();
    for (std::size_t k = 0; k < base.size(); ++k) {
        INFO(base[k].name);
        double sum = 0.0;
        for (const double mean : point.means[k][0]) sum += mean;
        const auto blocks = static_cast<double>(point.means[k][0].size());
        CHECK(sum / blocks == Approx(*base[k].levels[0].value + *changes.changes[k][0].value).margin(1e-9));
    }
}

TEST_CASE("an elementary effect is the difference of two points of a trajectory") {
    Pressed pressed;
    pressed.options.only = {"incidents.intercept.rate.base", "incidents.intercept.stakes"};
    pressed.options.negligible = 1e-6;  // so that both are strong
    pressed.options.together = 3;
    const Audit audit = pressed.audited();
    REQUIRE(audit.together);
    CHECK(audit.together->groups.empty());
    if (kFew < 10) return;  // so few campaigns tell of no number that it is strong
    CHECK(audit.together->trajectories == 3);
    const std::vector<JointNumber>& numbers = audit.together->numbers;
    REQUIRE(numbers.size() == 2);
    AuditRuns runs(pressed.scenario, pressed.options);
    const MorrisDesign design = morris_design(3, 2, 2, pressed.options.seed);
    const std::size_t outcome = 2;
    std::vector<double> means;
    for (std::size_t row = 0; row < design.points.rows; ++row) {
        std::vector<Override> overrides;
        for (std::size_t i = 0; i < 2; ++i)
            overrides.push_back({numbers[i].path,
                                 design.points(row, i) < 0.5 ? numbers[i].low : numbers[i].high,
                                 {},
                                 Override::How::kSet});
        const JointPoint point = runs.means(overrides, kFew * (row / 3)).value();
        double sum = 0.0;
        for (const double mean : point.means[outcome][0]) sum += mean;
        means.push_back(sum / static_cast<double>(point.means[outcome][0].size()));
    }
    for (std::size_t i = 0; i < 2; ++i) {
        double sum = 0.0;
        double size = 0.0;
        for (std::size_t row = 0; row + 1 < means.size(); ++row) {
            const double step = design.points(row + 1, i) - design.points(row, i);
            if (row % 3 == 2 || step == 0.0) continue;
            sum += (means[row + 1] - means[row]) / step;
            size += std::abs(means[row + 1] - means[row]);
        }
        const ElementaryEffects& effects = numbers[i].effects[outcome][0];
        CHECK(effects.mean.value.value() == Approx(sum / 3));
        CHECK(effects.mean_absolute.value.value() == Approx(size / 3));
    }
    // More incidents at higher stakes are worse for both.
    CHECK(*numbers[0].effects[outcome][0].mean.value * *numbers[1].effects[outcome][0].mean.value > 0.0);
}

TEST_CASE("numbers moved together go on from a file, and are the same on any number of threads") {
    Pressed pressed;
    const nlohmann::ordered_json plan = {{"audit", 1}, {"seed", 5}};
    const std::string whole = audit_json(pressed.audited(), kNegligible).dump();
    const std::filesystem::path file = pressed.folder.path() / "audit.jsonl";
    std::size_t points = 0;
    const auto run = [&] {
        AuditFile kept(file, plan);
        AuditMemory memory = kept.memory();
        points = 0;
        memory.keep_point = [&](const std::string& key, const JointPoint& point) {
            ++points;
            kept.memory().keep_point(key, point);
        };
        return audit_json(pressed.audited(memory), kNegligible).dump();
    };
    pressed.options.threads = 1;
    CHECK(run() == whole);
    const std::size_t all = points;
    CHECK(all > 4);
    // Cut off within a line in the middle of the points.
    const std::string text = file_text(file);
    write_text(file, text.substr(0, text.find("{\"moved\"", text.find("{\"moved\"") + 1) + 20));
    CHECK(run() == whole);
    CHECK(points == all - 1);
    CHECK(run() == whole);
    CHECK(points == 0);
}
