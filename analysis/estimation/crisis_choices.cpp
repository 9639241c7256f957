// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/crisis_choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "analysis/calibration/calibration.hpp"
#include "analysis/estimation/read_counts.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/crisis/crisis_distribution.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

/// What a table can tell of where a side chooses.
struct CrisisPlace {
    int provoker = 0;
    int side = 0;
    int round = 0;
    int rung = 0;  // of the side
    int rival_rung = 0;
    bool incident_over = false;  // where the table tells

    friend auto operator<=>(const CrisisPlace&, const CrisisPlace&) = default;
};

using MoveName = std::pair<int, double>;  // action and terms

/// What is done at a place: how often play comes there, and with each move.
struct PlaceOfPlay {
    double probability = 0.0;
    std::map<MoveName, double> moves;
};
using PlacesOfPlay = std::map<CrisisPlace, PlaceOfPlay>;

struct CrisisModel {
    ValidatedScenario scenario;
    int incident = 0;
    std::vector<int> provokers = {};  // whose crises are counted
    bool tells_incident_over = false;
    std::vector<CalibrationParameter> parameters = {};
    CrisisChoiceOptions options;
    /// Of each situation: its place, and the moves that each of its alternatives is.
    std::vector<std::pair<CrisisPlace, std::vector<std::vector<MoveName>>>> situations = {};
};

ValidatedScenario scenario_with(const CrisisModel& model, std::span<const double> values) {
    std::vector<Override> overrides;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const Factor& factor = model.parameters[k].factor;
        append_overrides(overrides, factor, {numeric_value(factor, values[k]).text, values[k]});
    }
    return with_overrides(model.scenario, overrides);
}

// Beliefs are told apart finely, so that the likelihood hardly jumps where histories stop being taken as one.
constexpr DistributionOptions kFine = {.belief_cells = 1000, .seldom = 1e-9};

struct PlayedCrisis {
    PlacesOfPlay places;
    bool converged = true;
};

// How crises go in a scenario; empty: cancelled.
std::optional<PlayedCrisis> play_in(const CrisisModel& model, const ValidatedScenario& scenario,
                                    const std::vector<int>& provokers) {
    const Model m = compile(scenario);
    const Situation world = initial_situation(m);
    SolverOptions solver = solver_options(m);
    solver.threads = model.options.threads;
    solver.cancel = model.options.cancel;
    PlayedCrisis played;
    for (const int provoker : provokers) {
        const CrisisContext context = open_context(m, model.incident, provoker, setting_of(world));
        const auto table = solve_crisis(context, world.channels_open, solver);
        if (!table) return std::nullopt;
        played.converged = played.converged && table->report.unconverged == 0;
        const CrisisState opening =
            opening_state(context, false, {m.actors[0].prior, m.actors[1].prior}, world.channels_open);
        for_each_state(*table, opening, kFine, [&](const StateOfPlay& seen) {
            for (int i = 0; i < kActors; ++i) {
                const CrisisPlace place = {provoker,
                                           i,
                                           seen.state.round,
                                           seen.state.rungs[at(i)],
                                           seen.state.rungs[at(other(i))],
                                           model.tells_incident_over && seen.state.incident_over};
                PlaceOfPlay& of_place = played.places[place];
                of_place.probability += seen.probability;
                const MoveList& moves = seen.moves[at(i)];
                for (int a = 0; a < moves.size; ++a) {
                    of_place.moves[{moves[a].action, moves[a].terms}] +=
                        seen.probability * seen.chosen[at(i)][at(a)];
                }
            }
        });
    }
    return played;
}

std::optional<ChoicePrediction> predict(const CrisisModel& model, std::span<const double> values) {
    std::optional<ValidatedScenario> scenario;
    try {
        scenario = scenario_with(model, values);
    } catch (const InputError&) {
        return std::nullopt;  // together these values break a rule of scenarios
    }
    const std::optional<PlayedCrisis> played = play_in(model, *scenario, model.provokers);
    if (!played) return std::nullopt;
    ChoicePrediction prediction{{}, played->converged};
    for (const auto& [place, alternatives] : model.situations) {
        const auto found = played->places.find(place);
        std::vector<double>& probabilities = prediction.probabilities.emplace_back(alternatives.size(), 0.0);
        if (found == played->places.end()) continue;  // play does not come there: nothing is likely
        for (std::size_t a = 0; a < alternatives.size(); ++a) {
            for (const MoveName& move : alternatives[a]) {
                const auto known = found->second.moves.find(move);
                if (known != found->second.moves.end())
                    probabilities[a] += known->second / found->second.probability;
            }
        }
    }
    return prediction;
}

class CrisisChoiceReader {
  public:
    CrisisChoiceReader(const ValidatedScenario& scenario, const std::string& incident,
                       const CrisisChoiceOptions& options)
        : model_(std::make_shared<CrisisModel>(CrisisModel{.scenario = scenario, .options = options})),
          compiled_(compile(scenario)) {
        const std::vector<std::string>& names = compiled_.names.incidents;
        model_->incident =
            static_cast<int>(place_among(names, incident, "unknown incident '" + incident + "'"));
        const double share = compiled_.incidents[at(model_->incident)].first_provoker_share;
        if (share > 0.0) possible_.push_back(0);
        if (share < 1.0) possible_.push_back(1);
    }

    ChoiceProblem read(const fs::path& counts, const fs::path& parameters) {
        read_parameters(parameters);
        const CsvTable table = read_csv_table(counts, problems_);
        if (!table.header.empty()) read_counts(table);
        throw_if_any(std::move(problems_));
        list_alternatives();
        if (problem_.choices() == 0 && !model_->options.cancel.stop_requested())
            throw InputError({counts.string()}, "nothing was chosen: all counts are 0");
        problem_.predict = [model = model_](std::span<const double> values) {
            return predict(*model, values);
        };
        return std::move(problem_);
    }

  private:
    void read_parameters(const fs::path& file) {
        const ConfigNode root = read_config(file);
        MapReader map(root, "a file of parameters", problems_);
        map.text("title");
        map.text("description");
        const ConfigNode* parameters =
            map.require("parameters", "what is estimated: a map from name to parameter");
        map.finish();
        if (parameters == nullptr) return;
        if (!parameters->is_map() || parameters->entries.empty()) {
            map.problem(parameters->where, "'parameters' must be a map from name to parameter");
            return;
        }
        const Scenario* scenario = &model_->scenario.scenario();
        for (const ConfigEntry& entry : parameters->entries) {
            std::optional<CalibrationParameter> parameter =
                offramp::read_parameter(entry, std::span(&scenario, 1), problems_);
            if (!parameter) continue;
            if (parameter->coordinate.prior) {
                map.problem(
                    entry.where,
                    fmt::format("the parameter '{}' has a prior, and likelihood knows none", entry.key),
                    "uniform: [lowest, highest], or loguniform");
                continue;
            }
            const Factor& factor = parameter->factor;
            problem_.parameters.push_back(
                {parameter->coordinate, parameter->logarithmic, factor.title, factor.unit});
            model_->parameters.push_back(std::move(*parameter));
        }
    }

    // --- counts

    void read_counts(const CsvTable& table) {
        constexpr std::string_view kRequired[] = {"side", "round", "rung", "rival_rung", "action", "count"};
        constexpr std::string_view kOptional[] = {"provoker", "terms", "incident_over"};
        check_columns(table, kRequired, kOptional, problems_);
        if (possible_.size() > 1 && !has_column(table, "provoker"))
            problems_.push_back({table.header.front().where, "the column 'provoker' is missing",
                                 "either side can provoke this incident: say which did"});
        model_->tells_incident_over = has_column(table, "incident_over");
        model_->provokers = possible_;
        const std::optional<PlayedCrisis> played = play_in(*model_, without_reason(), possible_);
        if (!played) return;  // cancelled
        places_ = played->places;
        for (std::size_t r = 0; r < table.rows.size() && problems_.size() < kMostTableProblems; ++r)
            read_row(CsvRow(table, r, problems_));
        model_->provokers.clear();
        for (const auto& [place, counted] : counted_) {
            if (std::ranges::find(model_->provokers, place.provoker) == model_->provokers.end())
                model_->provokers.push_back(place.provoker);
        }
    }

    // The scenario between sides to whom all moves are alike, so that play comes wherever it can.
    ValidatedScenario without_reason() const {
        Scenario s = model_->scenario.scenario();
        for (Actor& actor : s.actors) actor.rationality = 0.0;
        return validate(std::move(s));
    }

    static bool has_column(const CsvTable& table, std::string_view name) {
        return std::ranges::find(table.header, name, &CsvCell::text) != table.header.end();
    }

    std::optional<int> named(CsvRow& row, std::string_view column, std::span<const std::string> known) {
        const std::string name = row.required_text(column);
        const auto found = std::ranges::find(known, name);
        if (found != known.end()) return static_cast<int>(found - known.begin());
        if (!name.empty())
            row.problem(column, fmt::format("unknown value '{}'", name), name_hint(name, known));
        return std::nullopt;
    }

    void read_row(CsvRow row) {
        const std::size_t before = problems_.size();
        const Names& names = compiled_.names;
        CrisisPlace place;
        place.provoker = possible_.front();
        if (row.cell("provoker") != nullptr)
            place.provoker = named(row, "provoker", names.actors).value_or(place.provoker);
        place.side = named(row, "side", names.actors).value_or(0);
        place.round = row.required_count("round", 1, compiled_.incidents[at(model_->incident)].rounds) - 1;
        place.rung = named(row, "rung", names.rungs).value_or(0);
        place.rival_rung = named(row, "rival_rung", names.rungs).value_or(0);
        if (model_->tells_incident_over) place.incident_over = row.yes_or_no("incident_over");
        const std::optional<int> action = named(row, "action", names.actions);
        const std::optional<double> terms = row.number("terms");
        const std::uint64_t count = CountRows::count(row);
        if (problems_.size() > before || !action) return;
        const auto found = places_.find(place);
        if (found == places_.end()) {
            row.problem("round", "no crisis comes to this state: " + in_words(place), places_of_round(place));
            return;
        }
        take_count(row, place, found->second, {*action, terms}, count);
    }

    // "us at warning, cn at calm".
    std::string in_words(const CrisisPlace& place) const {
        const Names& names = compiled_.names;
        return fmt::format("round {}, {} at {}, {} at {}{}", place.round + 1, names.actors[at(place.side)],
                           names.rungs[at(place.rung)], names.actors[at(other(place.side))],
                           names.rungs[at(place.rival_rung)], place.incident_over ? ", incident over" : "");
    }

    std::string places_of_round(const CrisisPlace& wanted) const {
        constexpr int kMost = 6;
        std::string text;
        int told = 0;
        for (const auto& [place, play] : places_) {
            if (place.provoker != wanted.provoker || place.side != wanted.side || place.round != wanted.round)
                continue;
            if (++told > kMost) return text + ", ...";
            const Names& names = compiled_.names;
            text += fmt::format("{}{} and {}{}", text.empty() ? "rung and rival's rung there: " : "; ",
                                names.rungs[at(place.rung)], names.rungs[at(place.rival_rung)],
                                place.incident_over ? " (incident over)" : "");
        }
        return text.empty() ? "no crisis lasts so long" : text;
    }

    struct CountedMove {
        int action = 0;
        std::optional<double> terms;
        std::uint64_t count = 0;
        int line = 0;
    };

    void take_count(CsvRow& row, const CrisisPlace& place, const PlaceOfPlay& play, CountedMove move,
                    std::uint64_t count) {
        const Names& names = compiled_.names;
        std::vector<std::string> open;
        std::vector<double> terms;
        for (const auto& [name, p] : play.moves) {
            const std::string& action = names.actions[at(name.first)];
            if (std::ranges::find(open, action) == open.end()) open.push_back(action);
            if (name.first == move.action) terms.push_back(name.second);
        }
        if (terms.empty()) {
            row.problem("action", fmt::format("'{}' cannot be taken there", names.actions[at(move.action)]),
                        fmt::format("open there: {}", fmt::join(open, ", ")));
            return;
        }
        if (move.terms && std::ranges::find(terms, *move.terms) == terms.end()) {
            row.problem("terms",
                        fmt::format("'{}' does not carry these terms", names.actions[at(move.action)]),
                        fmt::format("one of {}", fmt::join(terms, ", ")));
            return;
        }
        std::vector<CountedMove>& counted = counted_[place];
        for (const CountedMove& known : counted) {
            if (known.action != move.action) continue;
            if (known.terms == move.terms) {
                row.problem("action", fmt::format("was counted in line {} already", known.line),
                            "add the two counts up");
                return;
            }
            if (known.terms.has_value() != move.terms.has_value()) {
                row.problem("terms",
                            fmt::format("line {} counts this action {} terms", known.line,
                                        known.terms ? "by its" : "whatever its"),
                            "with terms in every row of an action, or in none");
                return;
            }
        }
        move.count = count;
        move.line = row.where().line;
        counted.push_back(move);
    }

    // Every action that is open in a place that was counted; by its terms where the table tells them.
    void list_alternatives() {
        const Names& names = compiled_.names;
        for (const auto& [place, counted] : counted_) {
            const PlaceOfPlay& play = places_.at(place);
            ObservedSituation situation{names.actors[at(place.side)], in_words(place), {}};
            std::vector<std::vector<MoveName>> moves;
            std::vector<MoveName> named;  // of each alternative, its first move
            for (const auto& [move, p] : play.moves) {
                const auto of_action = std::ranges::find(counted, move.first, &CountedMove::action);
                const bool by_terms = of_action != counted.end() && of_action->terms.has_value();
                if (!by_terms && !named.empty() && named.back().first == move.first) {
                    moves.back().push_back(move);
                    continue;
                }
                named.push_back(move);
                moves.push_back({move});
                std::string name = names.actions[at(move.first)];
                if (by_terms) name += fmt::format(" at {}", format_number(move.second));
                situation.alternatives.push_back({std::move(name), 0.0, 0});
            }
            for (std::size_t a = 0; a < moves.size(); ++a) {
                Alternative& alternative = situation.alternatives[a];
                alternative.share =
                    static_cast<double>(moves[a].size()) / static_cast<double>(play.moves.size());
                for (const CountedMove& move : counted) {
                    if (move.action == named[a].first && (!move.terms || *move.terms == named[a].second))
                        alternative.count = move.count;
                }
            }
            problem_.situations.push_back(std::move(situation));
            model_->situations.emplace_back(place, std::move(moves));
        }
    }

    std::shared_ptr<CrisisModel> model_;
    Model compiled_;             // of the scenario as it stands
    std::vector<int> possible_;  // provokers
    PlacesOfPlay places_;        // that play can come to
    std::map<CrisisPlace, std::vector<CountedMove>> counted_;
    ChoiceProblem problem_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

ChoiceProblem load_crisis_choices(const ValidatedScenario& scenario, const std::string& incident,
                                  const fs::path& counts, const fs::path& parameters,
                                  const CrisisChoiceOptions& options) {
    return CrisisChoiceReader(scenario, incident, options).read(counts, parameters);
}

}  // namespace offramp
