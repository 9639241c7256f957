// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/run_record.hpp"
#include "analysis/sweep/design.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "analysis/sweep/sweep.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/find_named.hpp"
#include "engine/base/hash.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

/// What `root` does not say itself, but for its name and words, it has from the sweep that it is `like`.
/// Returns the text of that.
std::string fill_from_other(ConfigNode& root, ReadingBudget& budget) {
    const ConfigEntry* like = root.is_map() ? root.find("like") : nullptr;
    if (like == nullptr || !like->value.is_scalar()) return "";
    const fs::path file = file_beside(like->value);
    if (!is_there(file))
        throw InputError(like->value.where, fmt::format("there is no sweep '{}'", file.string()));
    std::string text = read_text_file(file);
    const ConfigNode other = parse_config(text, file.string(), budget);
    if (other.find("like") != nullptr) {
        throw InputError(like->value.where, fmt::format("'{}' is itself like another sweep", file.string()));
    }
    for (const ConfigEntry& entry : other.entries) {
        const bool is_own = entry.key == "name" || entry.key == "title" || entry.key == "description";
        if (!is_own && root.find(entry.key) == nullptr) root.entries.push_back(entry);
    }
    return text;
}

class SweepReader {
  public:
    SweepReader(const ConfigNode& root, fs::path file)
        : map_(root, "a sweep", problems_), file_(std::move(file)) {}

    Sweep read() {
        read_head();
        read_scenarios();
        read_factors();
        read_design();
        read_trajectories();
        read_outcomes();
        map_.finish();
        if (problems_.empty()) check_design();
        throw_if_any(std::move(problems_));
        sweep_.design = Design(sweep_.settings, sweep_.factors);
        return std::move(sweep_);
    }

  private:
    void read_head() {
        sweep_.name = map_.text("name").value_or(file_.stem().string());
        sweep_.title = map_.text("title").value_or("");
        map_.text("description");
        map_.text("like");
        map_.require("seed", "fixes every random draw");
        sweep_.seed = map_.count("seed").value_or(0);
        map_.require("campaigns", "how many to simulate at each point under each policy");
        sweep_.campaigns = map_.count("campaigns", 1).value_or(1);
    }

    // A policy's name, or a file beside the sweep.
    static fs::path policy_file(const fs::path& scenario, const ConfigNode& policy) {
        const bool is_file = policy.scalar.ends_with(".yaml") || policy.scalar.ends_with(".yml");
        return is_file ? file_beside(policy) : find_policy(scenario, policy.scalar);
    }

    void read_scenarios() {
        const ConfigNode* named = map_.require("scenario", "the scenario file, from where the sweep stands");
        const std::vector<const ConfigNode*> policies = map_.list("policies");
        sweep_.crossed = map_.is_first("combine", "crossed", "paired");
        if (named == nullptr || !named->is_scalar()) return;
        const fs::path scenario = file_beside(*named);
        if (!is_there(scenario)) {
            map_.problem(named->where, fmt::format("there is no scenario '{}'", scenario.string()));
            return;
        }
        try {
            const ValidatedScenario plain = load_scenario(scenario);
            sweep_.scenario = plain.scenario().name;
            sweep_.scenario_title = plain.scenario().title;
            sweep_.scenario_hash = plain.hash();
            if (policies.empty()) add_policy(plain, named->where);
        } catch (const InputError& error) {
            map_.take(error);
            return;
        }
        for (const ConfigNode* policy : policies) {
            try {
                const fs::path overlay = policy_file(scenario, *policy);
                add_policy(load_scenario(scenario, std::span(&overlay, 1)), policy->where);
            } catch (const InputError& error) {
                // Where the policy is unknown, the sweep says so, not the scenario.
                for (Diagnostic found : error.diagnostics()) {
                    if (found.where.line == 0) found.where = policy->where;
                    add_new(problems_, std::move(found));
                }
            }
        }
        if (sweep_.policies.empty()) return;
        const Model model = compile(sweep_.policies.front().scenario);
        sweep_.names = model.names;
        sweep_.war_rung = model.war_rung;
    }

    void add_policy(const ValidatedScenario& scenario, const Location& where) {
        const PolicyInfo& info = scenario.scenario().policy;
        for (const SweepPolicy& other : sweep_.policies) {
            if (other.name == info.name)
                map_.problem(where, fmt::format("there are two policies named '{}'", info.name));
            const Names& names = names_of(other.scenario);
            if (names_of(scenario).actors != names.actors || names_of(scenario).rungs != names.rungs) {
                map_.problem(where,
                             fmt::format("the policy '{}' has other actors or another ladder than '{}'",
                                         info.name, other.name));
            }
        }
        sweep_.policies.push_back({info.name, info.title, scenario});
    }

    const Names& names_of(const ValidatedScenario& scenario) {
        auto [entry, is_new] = names_.try_emplace(scenario.hash());
        if (is_new) entry->second = compile(scenario).names;
        return entry->second;
    }

    void read_factors() {
        const ConfigNode* factors = map_.require("factors", "what varies: a map from name to factor");
        if (factors == nullptr || sweep_.policies.empty()) return;
        if (!factors->is_map()) {
            map_.problem(factors->where, "'factors' must be a map from name to factor");
            return;
        }
        if (factors->entries.size() > kMaxFactors)
            map_.problem(factors->where, fmt::format("a sweep has at most {} factors", kMaxFactors));
        std::vector<const Scenario*> scenarios;
        for (const SweepPolicy& policy : sweep_.policies) scenarios.push_back(&policy.scenario.scenario());
        std::map<std::string, std::string> taken;  // path: the factor that moves it
        for (const ConfigEntry& entry : factors->entries) {
            Factor factor = read_factor(entry, scenarios, problems_);
            for (const auto* list : {&factor.paths, &factor.complements}) {
                for (const std::string& path : *list) {
                    const auto [other, is_new] = taken.emplace(path, factor.name);
                    if (!is_new && factor.how == Override::How::kSet) {
                        map_.problem(entry.where,
                                     fmt::format("'{}' is moved by '{}' already", path, other->second));
                    }
                }
            }
            sweep_.factors.push_back(std::move(factor));
        }
    }

    void read_design() {
        const ConfigNode* design = map_.require("design", "design: factorial");
        if (design == nullptr) return;
        const ConfigEntry* named = design->is_map() ? design->find("kind") : nullptr;
        const ConfigNode& kind = named != nullptr ? named->value : *design;
        design_where_ = kind.where;
        const bool is_known = kind.is_scalar() && take_kind(kind);
        const std::size_t before = problems_.size();
        bool has_points = false;
        if (design->is_map()) {
            MapReader map(*design, "a design", problems_);
            map.require("kind", "for example sobol");
            map.text("kind");
            if (!is_known) return;
            std::visit([&](auto& settings) { read_settings(map, settings, has_points); }, sweep_.settings);
            map.finish();
        } else if (!design->is_scalar()) {
            map_.problem(design->where, "'design' must be a name, or a map with the key 'kind'");
            return;
        }
        if (!is_known || problems_.size() > before) return;
        const std::string_view name = to_string(sweep_.settings);
        if (!is_sampled(sweep_.settings) && has_points) {
            map_.problem(design_where_,
                         fmt::format("the points of the design {} follow from the factors", name));
        }
        const auto require = [&](const DesignKey& key, const auto& member) {
            if (key.example.empty() || member > 0) return;
            map_.problem(design_where_, fmt::format("the design {} needs a number of {}", name, key.key),
                         fmt::format("{{kind: {}, {}: {}}}", name, key.key, key.example));
        };
        std::visit([&](const auto& settings) { describe(require, settings); }, sweep_.settings);
    }

    bool take_kind(const ConfigNode& kind) {
        const auto& designs = usual_designs();
        std::vector<std::string> known;
        for (const SamplingDesign& design : designs) known.emplace_back(to_string(design));
        const auto found = map_.place(known, kind.scalar, "there is no design", kind.where);
        if (found) sweep_.settings = designs[*found];
        return found.has_value();
    }

    template <class D>
    void read_settings(MapReader& map, D& settings, bool& has_points) {
        // Of no use to a design without draws, but no mistake.
        if constexpr (requires { settings.seed; }) {
            settings.seed = sweep_.seed;
        } else {
            map.count("seed");
        }
        const auto take = [&]<class T>(const DesignKey& key, T& member) {
            if constexpr (std::same_as<T, bool>) {
                member = map.truth(key.key).value_or(member);
            } else {
                member = map.count(key.key, key.low).value_or(member);
            }
        };
        describe(take, settings);
        if constexpr (EnumeratedDesign<D>) has_points = map.count("points", 1).has_value();
        if constexpr (requires { settings.check(nullptr); }) {
            settings.check([&](std::string_view key, std::string message) {
                map.problem(map.take(key)->where, std::move(message));
            });
        }
    }

    // What the design asks of the factors.
    void check_design() {
        const SamplingDesign& settings = sweep_.settings;
        for (const Factor& factor : sweep_.factors) {
            if (!is_sampled(settings) && factor.levels.empty()) {
                map_.problem(factor.where,
                             fmt::format("the design {} needs levels of the factor '{}'", to_string(settings),
                                         factor.name),
                             "steps: 5 in a range, levels: 5 beside a distribution");
            } else if (std::holds_alternative<LevelList>(settings) &&
                       factor.levels.size() != sweep_.factors.front().levels.size()) {
                map_.problem(
                    factor.where,
                    fmt::format("in a list every factor has as many values as the first, {}, and '{}' has {}",
                                sweep_.factors.front().levels.size(), factor.name, factor.levels.size()));
            }
        }
        check_factor_names();
        if (sweep_.factors.empty() && has_blocks(settings))
            map_.problem(design_where_, fmt::format("the design {} needs factors", to_string(settings)));
        if (!problems_.empty()) return;
        if (design_size(settings, sweep_.factors) > kMaxPoints)
            map_.problem(design_where_, fmt::format("the design has more than {} points", kMaxPoints));
        if (!sweep_.crossed) std::visit([&](const auto& design) { check_paired(design); }, settings);
    }

    template <class D>
    void check_paired(const D&) {
        if constexpr (BlockDesign<D>) {
            map_.problem(
                design_where_,
                fmt::format("the design {} needs every policy at every point, not paired ones", D::name),
                "combine: crossed");
        } else if constexpr (EnumeratedDesign<D>) {
            if (!D::ties_policies) return;
            map_.problem(
                design_where_,
                fmt::format("in the design {} paired policies would be tied to the levels of a factor",
                            D::name),
                "combine: crossed, or a design that samples");
        }
    }

    // Factors are columns beside these in what is exported (export_store.hpp), and beside outcomes.
    void check_factor_names() {
        std::set<std::string> columns = {"point",    "policy", "campaigns", "failed", "outcome",  "unit",
                                         "estimate", "low",    "high",      "n",      "baseline", "note"};
        for (const OutcomeDefinition& outcome : outcome_definitions(sweep_.names, sweep_.war_rung))
            columns.insert(outcome.name);
        for (const Factor& factor : sweep_.factors) {
            if (columns.contains(factor.name))
                map_.problem(
                    factor.where,
                    fmt::format("a factor cannot be called '{}', as a column of the results is", factor.name),
                    fmt::format("for example {}_factor", factor.name));
        }
    }

    void read_trajectories() {
        const ConfigNode* rule = map_.take("trajectories");
        if (rule == nullptr) return;
        TrajectoryRule& kept = sweep_.trajectories;
        kept.at_most = std::numeric_limits<std::uint64_t>::max();
        if (rule->is_scalar() && rule->scalar == "none") {
            kept.at_most = 0;
        } else if (rule->is_scalar() && rule->scalar == "all") {
            kept.which = TrajectoryRule::Which::kAll;
        } else if (rule->is_map()) {
            MapReader map(*rule, "'trajectories'", problems_);
            const auto first = map.count("first", 1);
            const auto rung = map.count("reach_rung", 1);
            const auto at_most = map.count("at_most", 1);
            map.finish();
            if (first.has_value() == rung.has_value() || (first && at_most)) {
                map_.problem(rule->where,
                             "trajectories are kept of the first campaigns, or of those that reach a rung",
                             "{first: 3}, or {reach_rung: 8, at_most: 5}");
                return;
            }
            kept.which = first ? TrajectoryRule::Which::kFirst : TrajectoryRule::Which::kReachRung;
            kept.at_most = first ? *first : at_most.value_or(kept.at_most);
            if (rung && sweep_.war_rung > 0 && *rung > static_cast<std::uint64_t>(sweep_.war_rung)) {
                map_.problem(rule->where, fmt::format("the ladder's highest rung is {}", sweep_.war_rung));
            }
            kept.rung = static_cast<int>(std::min<std::uint64_t>(rung.value_or(0), 1000));
        } else {
            map_.problem(rule->where, "'trajectories' is none, all, or a map",
                         "{first: 3}, or {reach_rung: 8, at_most: 5}");
        }
    }

    void read_outcomes() {
        std::vector<Reference> wanted;
        for (const ConfigNode* item : map_.list("outcomes")) wanted.push_back({item->scalar, item->where});
        if (sweep_.policies.empty()) return;
        try {
            check_outcome_names(wanted, sweep_.names, sweep_.war_rung);
        } catch (const InputError& error) {
            map_.take(error);
        }
        // In the order of outcomes_of(), whatever the file's.
        for (const OutcomeDefinition& outcome : outcome_definitions(sweep_.names, sweep_.war_rung)) {
            if (all_or_has_named(wanted, outcome.name)) sweep_.outcomes.push_back(outcome.name);
        }
    }

    std::vector<Diagnostic> problems_;
    MapReader map_;
    fs::path file_;
    Sweep sweep_;
    Location design_where_;
    std::map<std::string, Names> names_;
};

/// Of the values at every point: two machines whose quantiles differ in the last digit do not share a sweep.
std::uint64_t checksum_of_points(const Sweep& sweep) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < sweep.design.size(); ++i) {
        for (const FactorValue& value : sweep.point(i)) sum = checksum(value.text, sum);
    }
    return sum;
}

}  // namespace

static void to_json(nlohmann::ordered_json& json, const Factor& factor) {
    json = {{"name", factor.name},
            {"paths", factor.paths},
            {"complements", factor.complements},
            {"scale", factor.how == Override::How::kScale}};
}

static void to_json(nlohmann::ordered_json& json, const SweepPolicy& policy) {
    json = {{"name", policy.name}, {"hash", policy.scenario.hash()}};
}

static std::string definition_of(const Sweep& sweep) {
    nlohmann::ordered_json definition = {{"name", sweep.name},
                                         {"scenario", sweep.scenario_hash},
                                         {"policies", sweep.policies},
                                         {"combine", sweep.crossed ? "crossed" : "paired"},
                                         {"factors", sweep.factors},
                                         {"design", to_string(sweep.settings)},
                                         {"points", sweep.design.size()},
                                         {"values", fmt::format("{:016x}", checksum_of_points(sweep))},
                                         {"seed", sweep.seed},
                                         {"campaigns", sweep.campaigns},
                                         {"outcomes", sweep.outcomes},
                                         {"trajectories", to_string(sweep.trajectories)},
                                         {"version", version()}};
    if (has_blocks(sweep.settings)) definition["blocks"] = blocks_json(sweep.settings);
    return definition.dump();
}

Sweep load_sweep(const fs::path& file) {
    ReadingBudget budget;
    std::string text = read_text_file(file);
    ConfigNode root = parse_config(text, file.string(), budget);
    if (const std::string other = fill_from_other(root, budget); !other.empty())
        text += "\n# What it is like:\n\n" + other;
    Sweep sweep = SweepReader(root, file).read();
    sweep.text = text;
    sweep.definition = definition_of(sweep);
    sweep.hash = fingerprint(sweep.definition);
    return sweep;
}

}  // namespace offramp
