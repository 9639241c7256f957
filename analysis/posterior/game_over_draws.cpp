// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/game_over_draws.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/estimate_json.hpp"
#include "analysis/table_cache.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// What is kept of a game: the sums over draws need no more.
struct SolvedDraw {
    GuardrailGame game;
    std::uint64_t times = 0;  ///< the draw is there so often
};

DrawnPackage package_over(const std::vector<SolvedDraw>& solved, std::size_t p, double effective) {
    const GuardrailGame& first = solved.front().game;
    DrawnPackage result;
    result.guardrails = first.packages[p].guardrails;
    result.text = package_text(first, first.packages[p]);
    result.reported = is_reported(first, first.packages[p]);
    double count = 0.0;
    double both = 0.0;
    double in_force = 0.0;
    Pair<double> chance{};
    Pair<std::vector<double>> gain;
    for (const SolvedDraw& draw : solved) {
        const auto times = static_cast<double>(draw.times);
        const PackageResult& package = draw.game.packages.at(p);
        count += times;
        in_force += draw.game.selected.package == p ? times : 0.0;
        both += package.side[0].accepts && package.side[1].accepts ? times : 0.0;
        for (std::size_t i = 0; i < kActors; ++i) {
            const Estimate& difference = package.side[i].difference.estimate;
            const double value = difference.value.value_or(0.0);
            chance[i] += times * chance_below_zero(-value, error_behind(difference));
            gain[i].insert(gain[i].end(), draw.times, value);
        }
    }
    result.both_accept = wilson_of_share(both / count, effective);
    result.in_force = wilson_of_share(in_force / count, effective);
    for (std::size_t i = 0; i < kActors; ++i) {
        result.gains[i] = wilson_of_share(chance[i] / count, effective);
        result.gain[i] = over_draws(gain[i]);
    }
    return result;
}

}  // namespace

DrawnGame guardrail_game_over_draws(const Sweep& draws, const StudyOptions& study) {
    ensure(draws.policies.size() == 1, "the guardrail game over draws is of one policy");
    DrawnGame result;
    result.name = draws.name;
    result.title = draws.title;
    result.hash = draws.hash;
    result.seed = draws.seed;
    result.draws = draws.design.size();
    result.effective = effective_draws(draws);
    std::vector<SolvedDraw> solved;
    for (const auto& [point, times] : different_draws(draws)) {
        StudyOptions options = study;
        options.progress = {};
        options.tables = memory_cache();  // what one draw solves no other meets
        GuardrailGame game =
            solve_guardrail_game(scenario_at(draws, 0, draws.point(point)),
                                 {.study = options, .concessions = false, .every_acceptance = false});
        if (!game.complete) return result;
        result.done += times;
        if (study.progress) study.progress(result.done, result.draws);
        if (game.failed > 0) {
            result.failed += times;
        } else {
            solved.push_back({std::move(game), times});
        }
    }
    result.complete = true;
    if (solved.empty()) return result;
    result.actors = solved.front().game.actors;
    for (std::size_t p = 1; p < solved.front().game.packages.size(); ++p)
        result.packages.push_back(package_over(solved, p, result.effective));
    return result;
}

static void to_json(nlohmann::ordered_json& json, const DrawnPackage& package) {
    json = {{"package", package.text},
            {"gain", package.gain},
            {"gains", package.gains},
            {"both_accept", package.both_accept},
            {"in_force", package.in_force}};
}

nlohmann::ordered_json to_json(const DrawnGame& game) {
    return {{"name", game.name},     {"title", game.title},      {"hash", game.hash},
            {"seed", game.seed},     {"draws", game.draws},      {"effective", game.effective},
            {"done", game.done},     {"failed", game.failed},    {"complete", game.complete},
            {"actors", game.actors}, {"packages", game.packages}};
}

}  // namespace offramp
