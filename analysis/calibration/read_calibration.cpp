// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/calibration/calibration.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

/// Simulated campaigns and crises are split into so many groups, whose differences give the simulation error.
constexpr std::uint64_t kLeastCampaigns = 20;

// The range of a parameter and where its search sets out, by its distribution and the scenario's own value.
void set_coordinate(CalibrationParameter& parameter, const Scenario& scenario,
                    std::vector<Diagnostic>& problems) {
    const Factor& factor = parameter.factor;
    const auto problem = [&](std::string_view message, std::string hint = "") {
        problems.push_back(
            {factor.where, fmt::format("the parameter '{}' {}", factor.name, message), std::move(hint)});
    };
    if (!is_continuous(factor.kind)) return problem("must be a number, a duration or a rate");
    if (!factor.distribution || factor.distribution->family == DistributionFamily::kTriangular)
        return problem("needs a range or a prior", "uniform, loguniform, normal or lognormal");
    const Distribution& d = *factor.distribution;
    const bool has_prior =
        d.family == DistributionFamily::kNormal || d.family == DistributionFamily::kLognormal;
    parameter.logarithmic =
        d.family == DistributionFamily::kLogUniform || d.family == DistributionFamily::kLognormal;
    const auto scale = [&](double x) { return parameter.logarithmic ? elementary::log(x) : x; };
    SearchCoordinate& c = parameter.coordinate;
    c.name = factor.name;
    c.low = parameter.logarithmic && d.low <= 0 ? -std::numeric_limits<double>::infinity() : scale(d.low);
    c.high = scale(d.high);
    if (has_prior) {
        constexpr double kFarthest = 4.0;  // standard deviations that are searched
        c.prior = SearchCoordinate::Prior{scale(d.centre), d.spread};
        c.low = std::max(c.low, c.prior->mean - kFarthest * d.spread);
        c.high = std::min(c.high, c.prior->mean + kFarthest * d.spread);
    }
    if (!(c.low < c.high)) return problem("has an empty range");
    parameter.before =
        factor.how == Override::How::kScale ? 1.0 : value_at(scenario, factor.paths.front()).number;
    for (const std::string& path : factor.paths) {
        if (factor.how == Override::How::kSet && value_at(scenario, path).number != parameter.before)
            parameter.before.reset();
    }
    c.start = parameter.before && (!parameter.logarithmic || *parameter.before > 0)
                  ? std::clamp(scale(*parameter.before), c.low, c.high)
                  : 0.5 * (c.low + c.high);
}

}  // namespace

std::optional<CalibrationParameter> read_parameter(const ConfigEntry& entry,
                                                   std::span<const Scenario* const> scenarios,
                                                   std::vector<Diagnostic>& problems) {
    const std::size_t before = problems.size();
    CalibrationParameter parameter{read_factor(entry, scenarios, problems), false, {}, {}};
    if (problems.size() == before) set_coordinate(parameter, *scenarios.front(), problems);
    return problems.size() == before ? std::optional(std::move(parameter)) : std::nullopt;
}

namespace {

class CalibrationReader {
  public:
    CalibrationReader(const ConfigNode& root, fs::path file)
        : map_(root, "a calibration", problems_), file_(std::move(file)) {}

    CalibrationPlan read() {
        read_head();
        read_scenario();
        read_search();
        read_moments();
        read_parameters();
        map_.finish();
        throw_if_any(std::move(problems_));
        check_overlay();
        return std::move(calibration_);
    }

  private:
    fs::path beside(const std::string& name) const { return (file_.parent_path() / name).lexically_normal(); }

    void take(const InputError& error, const Location& where) {
        for (Diagnostic found : error.diagnostics()) {
            if (found.where.line == 0 && found.where.file.empty()) found.where = where;
            add_new(problems_, std::move(found));
        }
    }

    void read_head() {
        calibration_.name = map_.text("name").value_or(file_.stem().string());
        calibration_.title = map_.text("title").value_or(calibration_.name);
        map_.text("description");
        map_.require("seed", "fixes every random draw");
        calibration_.seed = map_.count("seed").value_or(0);
        map_.require("campaigns", "how many to simulate of each world at each point");
        calibration_.campaigns = map_.count("campaigns", kLeastCampaigns).value_or(kLeastCampaigns);
        calibration_.crises = map_.count("crises", kLeastCampaigns).value_or(100);
    }

    // The place of the world of a policy, which is loaded when it is first named.
    std::optional<std::size_t> world(const std::string& policy, const Location& where) {
        for (std::size_t k = 0; k < policies_.size(); ++k) {
            if (policies_[k] == policy) return k;
        }
        try {
            std::optional<fs::path> overlay;
            if (policy.ends_with(".yaml") || policy.ends_with(".yml")) {
                overlay = beside(policy);
            } else if (!policy.empty()) {
                overlay = find_policy(calibration_.scenario_file, policy);
            }
            ValidatedScenario scenario =
                overlay ? load_scenario(calibration_.scenario_file, std::span(&*overlay, 1))
                        : load_scenario(calibration_.scenario_file);
            const Model model = compile(scenario);
            if (calibration_.worlds.empty()) calibration_.policy_file = overlay;
            const std::string& name = scenario.scenario().policy.name;
            calibration_.worlds.push_back({name, std::move(scenario), model.war_rung});
            names_.push_back(model.names);
            policies_.push_back(policy);
            return policies_.size() - 1;
        } catch (const InputError& error) {
            take(error, where);
            return std::nullopt;
        }
    }

    void read_scenario() {
        const ConfigNode* named = map_.require("scenario", "the scenario file, from where this file stands");
        const ConfigNode* policy = map_.take("policy");
        const ConfigNode* history = map_.take("history");
        if (named == nullptr || !named->is_scalar()) return;
        calibration_.scenario_file = beside(named->scalar);
        if (!is_there(calibration_.scenario_file)) {
            map_.problem(named->where,
                         fmt::format("there is no scenario '{}'", calibration_.scenario_file.string()));
            return;
        }
        if (!world(policy == nullptr ? "" : policy->scalar, policy == nullptr ? named->where : policy->where))
            return;
        if (history == nullptr) return;
        if (!history->is_scalar() || !is_there(beside(history->scalar))) {
            map_.problem(history->where, "history: there is no such file");
            return;
        }
        try {
            calibration_.history = load_history(beside(history->scalar));
            check_names(*calibration_.history, calibration_.worlds.front().scenario);
        } catch (const InputError& error) {
            take(error, history->where);
        }
    }

    void read_search() {
        if (const ConfigNode* node = map_.take("search")) {
            MapReader search(*node, "a search", problems_);
            calibration_.search.screen = small_count(search, "screen", 0, 0);
            calibration_.search.emulated = small_count(search, "emulated", 0, 0);
            calibration_.search.evaluations = small_count(search, "evaluations", 1, 200);
            const auto share = [&](std::string_view key, double& value) {
                const std::optional<double> read = number(search, key, 0.0, 0.5);
                if (read) value = *read;
            };
            share("tolerance", calibration_.search.tolerance);
            share("step", calibration_.search.step);
            search.finish();
            const MomentFitOptions& read = calibration_.search;
            if (read.emulated > 0 && read.screen + read.emulated > kMostEmulated) {
                map_.problem(node->where,
                             fmt::format("screen and emulated: an emulator learns from at most {} points",
                                         kMostEmulated));
            }
        }
        if (const ConfigNode* node = map_.take("posterior")) {
            MapReader posterior(*node, "a posterior", problems_);
            calibration_.posterior.draws = small_count(posterior, "draws", 2, calibration_.posterior.draws);
            calibration_.posterior.rounds =
                small_count(posterior, "rounds", 1, calibration_.posterior.rounds);
            posterior.finish();
        }
        if (const std::optional<std::string> split = map_.text("split")) {
            Parsed<std::chrono::sys_days> day = parse_day(*split);
            if (!day.value) map_.problem(map_.node().find("split")->value.where, day.problem, day.hint);
            calibration_.split = day.value;
        }
    }

    static int small_count(MapReader& map, std::string_view key, std::uint64_t low, int otherwise) {
        constexpr std::uint64_t kMost = 1'000'000;
        const auto read = map.count(key, low);
        return read ? static_cast<int>(std::min(*read, kMost)) : otherwise;
    }

    // A number above `low`, and at most `high`.
    std::optional<double> number(MapReader& map, std::string_view key, double low, double high) {
        const std::optional<std::string> text = map.text(key);
        if (!text) return std::nullopt;
        const Location& where = map.node().find(key)->value.where;
        Parsed<double> parsed = parse_number(*text);
        if (!parsed.value) {
            map.problem(where, fmt::format("{}: {}", key, parsed.problem), std::move(parsed.hint));
        } else if (*parsed.value <= low || *parsed.value > high) {
            map.problem(where, fmt::format("{}: {} must lie above {:g}{}", key, *text, low,
                                           std::isfinite(high) ? fmt::format(" and up to {:g}", high) : ""));
            return std::nullopt;
        }
        return parsed.value;
    }

    // The entries of a map that must be there; none where there is no world that they could be about.
    std::span<const ConfigEntry> entries(std::string_view key, std::string_view meaning,
                                         std::string_view what) {
        const std::string kind = fmt::format("a map from name to {}", what);
        const ConfigNode* node = map_.require(key, fmt::format("{}: {}", meaning, kind));
        if (node == nullptr || calibration_.worlds.empty()) return {};
        if (node->is_map() && !node->entries.empty()) return node->entries;
        map_.problem(node->where, fmt::format("'{}' must be {}", key, kind));
        return {};
    }

    void read_moments() {
        for (const ConfigEntry& entry : entries("moments", "what is fitted to", "moment")) {
            MapReader map(entry.value, fmt::format("the moment '{}'", entry.key), problems_);
            CalibrationMoment moment{
                entry.key, map.text("title").value_or(spoken_name(entry.key)), "", {}, entry.where};
            map.require("source", "where the number comes from");
            moment.source = map.text("source").value_or("");
            const ConfigNode* outcome = map.take("outcome");
            const ConfigNode* record = map.take("record");
            if ((outcome == nullptr) == (record == nullptr)) {
                map.problem(
                    entry.where,
                    fmt::format("the moment '{}' is either of an outcome or of the record", entry.key),
                    "outcome: crises_per_year, or record: response_severity");
                continue;
            }
            if (outcome != nullptr) {
                read_outcome(map, *outcome, moment);
            } else {
                read_record(map, *record, moment);
            }
            map.finish();
            calibration_.moments.push_back(std::move(moment));
        }
    }

    static std::string spoken_name(std::string name) {
        std::replace(name.begin(), name.end(), '_', ' ');
        return name;
    }

    void read_outcome(MapReader& map, const ConfigNode& node, CalibrationMoment& moment) {
        OutcomeMoment of;
        of.outcome = node.scalar;
        map.require("target", "the observed value");
        map.require("error", "its standard error");
        constexpr double kAny = std::numeric_limits<double>::infinity();
        of.target = number(map, "target", -kAny, kAny).value_or(0.0);
        of.error = number(map, "error", 0.0, kAny).value_or(1.0);
        const ConfigNode* policy = map.take("policy");
        if (policy != nullptr) {
            const std::optional<std::size_t> found = world(policy->scalar, policy->where);
            if (!found) return;
            of.world = *found;
        }
        const std::vector<OutcomeDefinition> known =
            outcome_definitions(names_[of.world], calibration_.worlds[of.world].war_rung);
        of.place = map.place(names_of(known), of.outcome, "there is no outcome", node.where).value_or(0);
        moment.of = std::move(of);
    }

    void read_record(MapReader& map, const ConfigNode& node, CalibrationMoment& moment) {
        RecordMoment of;
        const auto target = map.enumerator<HindcastTarget>(node.scalar, "the record has no", node.where);
        of.target = target.value_or(of.target);
        if (!calibration_.history && map_.node().find("history") == nullptr)
            map.problem(node.where, "a moment of the record needs a history", "history: us-china.yaml");
        for (const ConfigNode* trigger : map.list("triggers")) {
            const auto found = map.enumerator<TriggerClass>(trigger->scalar, "there is no class of triggers",
                                                            trigger->where);
            if (found) of.triggers.push_back(*found);
        }
        const auto at_least = map.count("at_least");
        const auto at_most = map.count("at_most");
        if (at_least.has_value() == at_most.has_value())
            map.problem(moment.where,
                        fmt::format("the moment '{}' has one threshold: at_least or at_most", moment.name));
        of.at_least = at_least.has_value();
        const std::uint64_t most = target ? last_category(of.target) : 0;
        const std::uint64_t threshold = at_least.value_or(at_most.value_or(0));
        if (target && threshold >= most + (of.at_least ? 1 : 0))
            map.problem(moment.where,
                        fmt::format("the moment '{}': the threshold must lie below {}", moment.name, most));
        of.threshold = static_cast<int>(std::min(threshold, most));
        moment.of = std::move(of);
    }

    void read_parameters() {
        std::vector<const Scenario*> scenarios;
        for (const CalibrationWorld& world : calibration_.worlds)
            scenarios.push_back(&world.scenario.scenario());
        for (const ConfigEntry& entry : entries("parameters", "what is fitted", "parameter")) {
            std::optional<CalibrationParameter> parameter = read_parameter(entry, scenarios, problems_);
            if (parameter) calibration_.parameters.push_back(std::move(*parameter));
        }
        read_held();
    }

    void read_held() {
        const std::vector<const ConfigNode*> held = map_.list("held");
        const ConfigEntry* parameters = map_.node().find("parameters");
        if (held.empty() || parameters == nullptr) return;
        std::vector<std::string> names;
        for (const ConfigEntry& entry : parameters->value.entries) names.push_back(entry.key);
        for (const ConfigNode* name : held) {
            if (!map_.place(names, name->scalar, "there is no parameter", name->where)) continue;
            const auto found = std::ranges::find(
                calibration_.parameters, name->scalar, [](const auto& p) -> auto& { return p.factor.name; });
            if (found != calibration_.parameters.end()) hold(*found, name->where);
        }
        const auto is_held = [](const CalibrationParameter& p) { return p.coordinate.held; };
        if (std::ranges::all_of(calibration_.parameters, is_held))
            map_.problem(held.front()->where, "held: no parameter is left to fit");
    }

    void hold(CalibrationParameter& parameter, const Location& where) {
        constexpr double kRounding = 1e-9;
        SearchCoordinate& c = parameter.coordinate;
        const bool is_own = parameter.before && std::abs(parameter.value(c.start) - *parameter.before) <=
                                                    kRounding * std::abs(*parameter.before);
        if (!is_own) {
            map_.problem(where, fmt::format("'{}' cannot be held: the scenario has no one value of it within "
                                            "its range",
                                            parameter.factor.name));
        }
        c.held = true;
    }

    // That the result can be written is better known before hours of fitting than after.
    void check_overlay() const {
        std::vector<double> start;
        for (const CalibrationParameter& parameter : calibration_.parameters)
            start.push_back(parameter.coordinate.start);
        for (std::size_t world = 0; world < calibration_.worlds.size(); ++world)
            scenario_at(calibration_, world, start);
        overlay_text(calibration_, start, "fitted", calibration_.scenario_file.string(), {});
    }

    std::vector<Diagnostic> problems_;
    MapReader map_;
    fs::path file_;
    CalibrationPlan calibration_;
    std::vector<std::string> policies_;  // as the file names them, in the order of the worlds
    std::vector<Names> names_;
};

}  // namespace

double CalibrationParameter::value(double at) const {
    if (before && coordinate.is_held_at(at)) return *before;
    return logarithmic ? elementary::exp(at) : at;
}

std::span<const HistoricalIncident> incidents_of(const CalibrationPlan& plan) {
    if (!plan.history) return {};
    return plan.history->incidents;
}

CalibrationPlan load_calibration(const fs::path& file) {
    const ConfigNode root = read_config(file);
    return CalibrationReader(root, file).read();
}

bool is_calibration_file(const fs::path& file) {
    return has_keys(file, {"parameters", "moments"});
}

std::vector<Diagnostic> check_calibration_file(const fs::path& file) {
    return problems_in([&] { load_calibration(file); });
}

ValidatedScenario scenario_at(const CalibrationPlan& calibration, std::size_t world,
                              std::span<const double> at) {
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < at.size(); ++k) {
        const CalibrationParameter& parameter = calibration.parameters[k];
        if (parameter.coordinate.is_held_at(at[k])) continue;  // the scenario's own value stays as it is
        const double number = parameter.value(at[k]);
        append_overrides(overrides, parameter.factor, {value_text(parameter.factor.kind, number), number});
    }
    return with_overrides(calibration.worlds.at(world).scenario, overrides);
}

}  // namespace offramp
