// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/game_choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "analysis/estimation/read_counts.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/game/agent_logit.hpp"
#include "engine/game/game_file.hpp"
#include "engine/game/logit.hpp"
#include "engine/game/tree_play.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

constexpr double kLargest = 1e9;             // of what is read: payoffs made of it stay numbers
constexpr std::size_t kMostWorlds = 10'000;  // each is a game that is solved

/// Adds its coefficient times a parameter to what a player gets at an outcome, or in a cell.
struct PayoffTerm {
    std::size_t parameter = 0;
    std::size_t player = 0;
    std::vector<std::size_t> places = {};       // outcomes of a tree, else pure profiles
    double times = 1.0;                         // where there is no regressor
    std::optional<std::size_t> regressor = {};  // place among the columns that are used
};

/// What is chosen at one place of the game, as an observer sees it.
struct GamePlace {
    std::size_t player = 0;
    std::vector<std::size_t> information_sets;  // of a tree
    std::string label;                          // empty in strategic form
    std::vector<std::string> actions;
};

struct GameModel {
    std::optional<ExtensiveForm> tree = {};
    std::optional<NormalForm> strategic = {};  // where no agents play
    bool is_tree = false;                      // played by agents
    std::vector<PayoffTerm> terms = {};
    double fixed_lambda = 0.0;
    std::optional<std::size_t> lambda = {};  // place among the parameters
    std::vector<GamePlace> places = {};
    std::vector<std::vector<double>> regressors =
        {};  // their values, one row for each world that was observed
    /// Of each situation: its world and its place.
    std::vector<std::pair<std::size_t, std::size_t>> situations = {};

    double lambda_at(std::span<const double> values) const { return lambda ? values[*lambda] : fixed_lambda; }
};

const ExtensiveForm& tree_of(const GameModel& model) {
    if (!model.tree) throw InternalError("the game is a tree");
    return *model.tree;
}

const NormalForm& strategic_of(const GameModel& model) {
    if (!model.strategic) throw InternalError("the game is in strategic form");
    return *model.strategic;
}

double range_of(const GameModel& model) {
    double low = 0.0;
    double high = 0.0;
    const auto take = [&](const Rational& payoff) {
        low = std::min(low, to_double(payoff));
        high = std::max(high, to_double(payoff));
    };
    if (model.is_tree) {
        for (const TreeOutcome& outcome : tree_of(model).outcomes) {
            for (const Rational& payoff : outcome.payoffs) take(payoff);
        }
        return high - low;
    }
    return strategic_of(model).payoff_range();
}

// --- the game at values of the parameters

double amount(const PayoffTerm& term, std::span<const double> values, const std::vector<double>& regressors) {
    return values[term.parameter] * (term.regressor ? regressors[*term.regressor] : term.times);
}

ExtensiveForm tree_at(const GameModel& model, std::span<const double> values,
                      const std::vector<double>& regressors) {
    ExtensiveForm tree = tree_of(model);
    std::vector<std::vector<double>> added(tree.outcomes.size(), std::vector<double>(tree.players.size()));
    for (const PayoffTerm& term : model.terms) {
        for (const std::size_t outcome : term.places)
            added[outcome][term.player] += amount(term, values, regressors);
    }
    for (std::size_t o = 0; o < added.size(); ++o) {
        for (std::size_t i = 0; i < added[o].size(); ++i) {
            if (added[o][i] != 0.0) tree.outcomes[o].payoffs[i] += to_rational(added[o][i]);
        }
    }
    return tree;
}

NormalForm strategic_at(const GameModel& model, std::span<const double> values,
                        const std::vector<double>& regressors) {
    const NormalForm& game = strategic_of(model);
    if (model.terms.empty()) return game;
    if (model.tree) return reduced_form(tree_at(model, values, regressors));
    const auto players = static_cast<std::size_t>(game.players());
    std::vector<Rational> payoffs;
    for (std::size_t profile = 0; profile < game.profiles(); ++profile) {
        for (int i = 0; i < game.players(); ++i) payoffs.push_back(game.exact_payoff(profile, i));
    }
    for (const PayoffTerm& term : model.terms) {
        const Rational added = to_rational(amount(term, values, regressors));
        for (const std::size_t profile : term.places) payoffs[profile * players + term.player] += added;
    }
    std::vector<GamePlayer> who;
    for (int i = 0; i < game.players(); ++i) who.push_back(game.player(i));
    return {game.title, std::move(who), std::move(payoffs)};
}

std::vector<double> mixture_at(const GamePlace& place, const BehaviourProfile& behaviour,
                               const std::vector<double>& reach) {
    std::vector<double> mixture(place.actions.size(), 0.0);
    double sum = 0.0;
    for (const std::size_t set : place.information_sets) sum += reach[set];
    for (const std::size_t set : place.information_sets) {
        const double share =
            sum > 0.0 ? reach[set] / sum : 1.0 / static_cast<double>(place.information_sets.size());
        for (std::size_t a = 0; a < mixture.size(); ++a) mixture[a] += share * behaviour[set][a];
    }
    return mixture;
}

// Probabilities at every place of the game, in one world.
std::optional<ChoiceProbabilities> play_at(const GameModel& model, std::span<const double> values,
                                           const std::vector<double>& regressors) {
    const double lambda = model.lambda_at(values);
    ChoiceProbabilities play;
    if (model.is_tree) {
        const ExtensiveForm tree = tree_at(model, values, regressors);
        const AgentLogitEquilibrium found = agent_logit_equilibrium(tree, lambda);
        if (!found.converged) return std::nullopt;
        const std::vector<double> reach = reach_of_sets(tree, found.point.behaviour);
        for (const GamePlace& place : model.places)
            play.push_back(mixture_at(place, found.point.behaviour, reach));
    } else {
        const LogitEquilibrium found = logit_equilibrium(strategic_at(model, values, regressors), lambda);
        if (!found.converged) return std::nullopt;
        for (const GamePlace& place : model.places) play.push_back(found.point.profile[place.player]);
    }
    return play;
}

std::optional<ChoicePrediction> predict(const GameModel& model, std::span<const double> values) {
    std::vector<ChoiceProbabilities> worlds;
    for (const std::vector<double>& regressors : model.regressors) {
        std::optional<ChoiceProbabilities> play = play_at(model, values, regressors);
        if (!play) return std::nullopt;
        worlds.push_back(std::move(*play));
    }
    ChoicePrediction prediction;
    for (const auto& [world, place] : model.situations)
        prediction.probabilities.push_back(worlds[world][place]);
    return prediction;
}

// --- reading

std::string label_or_number(const std::string& label, int number) {
    return label.empty() ? std::to_string(number) : label;
}

class GameChoiceReader {
  public:
    GameChoiceReader(const fs::path& game, const GameChoiceOptions& options)
        : file_(game.string()), model_(std::make_shared<GameModel>()) {
        const GameFile read = read_game(file_);
        const auto* tree = std::get_if<ExtensiveForm>(&read);
        if (tree) model_->tree = *tree;
        model_->is_tree = tree && !options.strategic;
        if (model_->is_tree) {
            players_ = tree->players;
        } else {
            const NormalForm& form = model_->strategic.emplace(strategic_form(read, file_));
            for (int i = 0; i < form.players(); ++i) players_.push_back(form.player(i).name);
        }
        list_places();
    }

    ChoiceProblem read(const fs::path& counts, const std::optional<fs::path>& parameters) {
        const CsvTable table = read_csv_table(counts, problems_);
        if (parameters) {
            read_parameters(*parameters);
        } else {
            add_lambda({});
        }
        if (!table.header.empty()) read_counts(table);
        throw_if_any(std::move(problems_));
        finish(counts);
        return std::move(problem_);
    }

  private:
    // --- the places at which something is chosen

    void list_places() {
        if (!model_->is_tree) {
            for (std::size_t i = 0; i < players_.size(); ++i)
                model_->places.push_back(
                    {i, {}, "", strategic_of(*model_).player(static_cast<int>(i)).strategies});
            return;
        }
        const ExtensiveForm& tree = tree_of(*model_);
        for (std::size_t s = 0; s < tree.information_sets.size(); ++s) {
            const InformationSet& set = tree.information_sets[s];
            if (set.player == kChance) continue;
            const std::string label = label_or_number(set.label, set.number);
            const auto known =
                std::find_if(model_->places.begin(), model_->places.end(), [&](const GamePlace& place) {
                    return place.player == at(set.player) && place.label == label;
                });
            if (known == model_->places.end()) {
                model_->places.push_back({at(set.player), {s}, label, set.actions});
            } else if (known->actions == set.actions) {
                known->information_sets.push_back(s);
            } else {
                problems_.push_back(
                    {{file_},
                     fmt::format("information sets of {} that are labelled '{}' have different actions",
                                 players_[at(set.player)], label),
                     "those of one label are one to whoever observes the game"});
            }
        }
    }

    // --- parameters

    void read_parameters(const fs::path& file) {
        const ConfigNode root = read_config(file);
        MapReader map(root, "a file of parameters", problems_);
        map.text("title");
        map.text("description");
        const ConfigNode* lambda = map.take("lambda");
        if (lambda != nullptr && lambda->is_scalar()) {
            const Parsed<double> held = parse_number(lambda->scalar);
            if (!held.value || *held.value < 0 || !is_usable(*held.value)) {
                map.problem(lambda->where,
                            fmt::format("lambda: '{}' is not a number from 0 on", lambda->scalar),
                            "a number holds it; lambda: {range: [0, 10]} estimates it");
            } else {
                model_->fixed_lambda = *held.value;
            }
        } else {
            std::optional<SearchCoordinate> coordinate;
            if (lambda != nullptr) {
                MapReader of_lambda(*lambda, "lambda", problems_);
                coordinate = read_coordinate(of_lambda, "lambda", lambda->where);
                of_lambda.finish();
                if (coordinate && coordinate->low < 0)
                    map.problem(lambda->where, "lambda: its range begins at 0 or above");
            }
            add_lambda(std::move(coordinate));
        }
        if (const ConfigNode* parameters = map.take("parameters")) {
            if (!parameters->is_map()) {
                map.problem(parameters->where, "'parameters' must be a map from name to parameter");
            } else {
                for (const ConfigEntry& entry : parameters->entries) read_parameter(entry);
            }
        }
        map.finish();
        if (problem_.parameters.empty() && problems_.empty())
            map.problem(root.where, "nothing is to be estimated", "lambda: {range: [0, 10]}");
    }

    std::optional<double> number(MapReader& map, std::string_view key) {
        const std::optional<std::string> text = map.text(key);
        if (!text) return std::nullopt;
        Parsed<double> parsed = parse_number(*text);
        if (!parsed.value)
            map.problem(map.where(key), fmt::format("{}: {}", key, parsed.problem), std::move(parsed.hint));
        return parsed.value;
    }

    static bool is_usable(double number) { return std::abs(number) <= kLargest; }

    std::optional<SearchCoordinate> read_coordinate(MapReader& map, const std::string& name,
                                                    const Location& where) {
        const ConfigNode* range = map.require("range", "range: [lowest, highest]");
        const std::optional<double> start = number(map, "start");
        if (range == nullptr) return std::nullopt;
        std::vector<double> ends;
        if (range->is_sequence()) {
            for (const ConfigNode& item : range->items) {
                const Parsed<double> end = parse_number(item.scalar);
                if (end.value && is_usable(*end.value)) ends.push_back(*end.value);
            }
        }
        if (ends.size() != 2 || range->items.size() != 2 || !(ends[0] < ends[1])) {
            map.problem(range->where,
                        fmt::format("the range of '{}' must be two numbers, the lower one first", name),
                        "range: [-10, 10]");
            return std::nullopt;
        }
        if (start && (*start < ends[0] || *start > ends[1])) {
            map.problem(where, fmt::format("'{}' starts at {}, outside of its range", name, *start));
            return std::nullopt;
        }
        return SearchCoordinate{name, ends[0], ends[1], start.value_or(0.5 * (ends[0] + ends[1])), {}};
    }

    // By default up to where a difference of the game's whole range of payoffs makes an action exp(50) times
    // as likely as another.
    void add_lambda(std::optional<SearchCoordinate> coordinate) {
        constexpr double kMostLogOdds = 50.0;
        constexpr double kFirstLogOdds = 1.0;
        if (!coordinate) {
            const double range = range_of(*model_);
            const double unit = range > 0.0 ? 1.0 / range : 1.0;
            coordinate = SearchCoordinate{"lambda", 0.0, kMostLogOdds * unit, kFirstLogOdds * unit, {}};
        }
        model_->lambda = problem_.parameters.size();
        problem_.parameters.push_back({std::move(*coordinate), false, "rationality", "per unit of payoff"});
    }

    void read_parameter(const ConfigEntry& entry) {
        MapReader map(entry.value, fmt::format("the parameter '{}'", entry.key), problems_);
        if (entry.key == "lambda")
            map.problem(entry.where, "'lambda' is the rationality and stands beside 'parameters'");
        const std::string title = map.text("title").value_or("");
        std::optional<SearchCoordinate> coordinate = read_coordinate(map, entry.key, entry.where);
        const ConfigNode* payoffs = map.require("payoffs", "a list of payoffs that it is added to");
        map.finish();
        const std::size_t place = problem_.parameters.size();
        if (payoffs != nullptr) {
            if (!payoffs->is_sequence() || payoffs->items.empty()) {
                map.problem(payoffs->where, "'payoffs' must be a list", kPayoffExample);
            } else {
                for (const ConfigNode& item : payoffs->items) read_term(item, place);
            }
        }
        problem_.parameters.push_back(
            {coordinate.value_or(SearchCoordinate{entry.key, 0.0, 1.0, 0.5, {}}), false, title, ""});
    }

    void read_term(const ConfigNode& node, std::size_t parameter) {
        MapReader map(node, "a payoff of a parameter", problems_);
        PayoffTerm term{.parameter = parameter};
        const ConfigNode* player = map.require("player", "whose payoff");
        if (player != nullptr && player->is_scalar()) {
            const auto found = map.place(players_, player->scalar, "there is no player", player->where);
            if (found) term.player = *found;
        }
        if (model_->tree) {
            read_outcomes(map, term);
        } else {
            read_cells(map, term);
        }
        if (const ConfigNode* times = map.take("times"); times != nullptr && times->is_scalar()) {
            if (const Parsed<double> held = parse_number(times->scalar); held.value) {
                term.times = *held.value;
                if (!is_usable(term.times))
                    map.problem(times->where, fmt::format("times: {} is too large", times->scalar));
            } else {
                term.regressor = regressor(times->scalar, times->where);
            }
        }
        map.finish();
        model_->terms.push_back(std::move(term));
    }

    void read_outcomes(MapReader& map, PayoffTerm& term) {
        const std::vector<TreeOutcome>& outcomes = tree_of(*model_).outcomes;
        map.require("outcome", "at which outcome, by its label");
        std::vector<std::string> known;
        for (const TreeOutcome& outcome : outcomes)
            known.push_back(label_or_number(outcome.label, outcome.number));
        for (const ConfigNode* name : map.list("outcome")) {
            if (!map.place(known, name->scalar, "there is no outcome", name->where)) continue;
            for (std::size_t o = 0; o < known.size(); ++o) {
                if (known[o] == name->scalar) term.places.push_back(o);
            }
        }
    }

    // `at` names strategies of some players; the term is of all cells in which these are played.
    void read_cells(MapReader& map, PayoffTerm& term) {
        const NormalForm& game = strategic_of(*model_);
        const ConfigNode* cell = map.require("at", "at: {player: strategy, ...}, of one player or more");
        std::vector<std::optional<int>> chosen(players_.size());
        if (cell != nullptr && !cell->is_map()) {
            map.problem(cell->where, "'at' must be a map from player to strategy");
        } else if (cell != nullptr) {
            for (const ConfigEntry& entry : cell->entries) {
                const auto player = map.place(players_, entry.key, "there is no player", entry.where);
                if (!player) continue;
                const auto strategy =
                    map.place(game.player(static_cast<int>(*player)).strategies, entry.value.scalar,
                              "there is no strategy", entry.value.where);
                if (strategy) chosen[*player] = static_cast<int>(*strategy);
            }
        }
        for (std::size_t profile = 0; profile < game.profiles(); ++profile) {
            bool fits = true;
            for (int i = 0; i < game.players(); ++i)
                fits = fits &&
                       chosen[at(i)].value_or(game.strategy_in(profile, i)) == game.strategy_in(profile, i);
            if (fits) term.places.push_back(profile);
        }
    }

    std::size_t regressor(const std::string& column, const Location& where) {
        const auto known = std::find(regressors_.begin(), regressors_.end(), column);
        if (known != regressors_.end()) return static_cast<std::size_t>(known - regressors_.begin());
        regressors_.push_back(column);
        regressor_named_.push_back(where);
        return regressors_.size() - 1;
    }

    // --- counts

    void read_counts(const CsvTable& table) {
        check_regressors(table);
        std::vector<std::string_view> required = {"player", "action", "count"};
        if (model_->is_tree) required.insert(required.begin() + 1, "information_set");
        const std::vector<std::string_view> optional(regressors_.begin(), regressors_.end());
        check_columns(table, required, optional, problems_);
        CountRows rows;
        for (std::size_t r = 0; r < table.rows.size() && problems_.size() < kMostTableProblems; ++r)
            read_row(CsvRow(table, r, problems_), rows);
    }

    void check_regressors(const CsvTable& table) {
        std::vector<std::string> columns;
        for (const CsvCell& cell : table.header) columns.push_back(cell.text);
        for (std::size_t k = 0; k < regressors_.size(); ++k) {
            if (std::find(columns.begin(), columns.end(), regressors_[k]) != columns.end()) continue;
            problems_.push_back({regressor_named_[k],
                                 fmt::format("times: '{}' is neither a number nor a column of {}",
                                             regressors_[k], table.where.file),
                                 name_hint(regressors_[k], columns)});
        }
    }

    void read_row(CsvRow row, CountRows& rows) {
        std::vector<double> world;
        for (const std::string& column : regressors_) {
            world.push_back(row.required_number(column));
            if (!is_usable(world.back())) row.problem(column, "is too large a number");
        }
        const std::uint64_t count = CountRows::count(row);
        const std::string player = row.required_text("player");
        const auto who = std::find(players_.begin(), players_.end(), player);
        if (who == players_.end()) {
            if (!player.empty())
                row.problem("player", fmt::format("there is no player '{}'", player),
                            name_hint(player, players_));
            return;
        }
        const std::optional<std::size_t> place =
            place_of(row, static_cast<std::size_t>(who - players_.begin()));
        if (!place) return;
        const std::vector<std::string>& actions = model_->places[*place].actions;
        const std::string action = row.required_text("action");
        const auto which = std::find(actions.begin(), actions.end(), action);
        if (which == actions.end()) {
            if (!action.empty())
                row.problem("action", fmt::format("{} has no action '{}' there", player, action),
                            name_hint(action, actions));
            return;
        }
        const std::size_t situation = situation_of(world, *place);
        const auto alternative = static_cast<std::size_t>(which - actions.begin());
        if (rows.is_new(row, situation, alternative))
            problem_.situations[situation].alternatives[alternative].count = count;
    }

    std::optional<std::size_t> place_of(CsvRow& row, std::size_t player) {
        std::vector<std::string> known;
        const std::string label = model_->is_tree ? row.required_text("information_set") : "";
        for (std::size_t k = 0; k < model_->places.size(); ++k) {
            if (model_->places[k].player != player) continue;
            if (model_->places[k].label == label) return k;
            known.push_back(model_->places[k].label);
        }
        if (!label.empty())
            row.problem("information_set",
                        fmt::format("{} has no information set '{}'", players_[player], label),
                        name_hint(label, known));
        return std::nullopt;
    }

    std::size_t situation_of(const std::vector<double>& world, std::size_t place) {
        const auto [known, is_new_world] = worlds_.try_emplace(world, model_->regressors.size());
        if (is_new_world) model_->regressors.push_back(world);
        const std::size_t which = known->second;
        const std::pair<std::size_t, std::size_t> key{which, place};
        const auto [found, is_new] = situation_places_.try_emplace(key, problem_.situations.size());
        if (is_new) {
            model_->situations.push_back(key);
            const GamePlace& of = model_->places[place];
            ObservedSituation situation{players_[of.player], of.label, {}};
            for (std::size_t k = 0; k < world.size(); ++k)
                situation.where +=
                    fmt::format("{}{} {:g}", situation.where.empty() ? "" : ", ", regressors_[k], world[k]);
            for (const std::string& action : of.actions)
                situation.alternatives.push_back({action, 1.0 / static_cast<double>(of.actions.size()), 0});
            problem_.situations.push_back(std::move(situation));
        }
        return found->second;
    }

    void finish(const fs::path& counts) {
        if (problem_.choices() == 0)
            throw InputError({counts.string()}, "nothing was chosen: all counts are 0");
        if (worlds_.size() > kMostWorlds)
            throw InputError(
                {counts.string()},
                fmt::format("{} different values of the regressors: each is a game to solve, and at "
                            "most {} are possible",
                            worlds_.size(), kMostWorlds),
                "round them");
        if (const auto lambda = model_->lambda; lambda && !model_->terms.empty()) {
            ChoiceScale scale{*lambda, {}};
            for (std::size_t k = 0; k < problem_.parameters.size(); ++k) {
                if (k != scale.rationality) scale.payoffs.push_back(k);
            }
            problem_.scale = std::move(scale);
        }
        problem_.predict = [model = model_](std::span<const double> values) {
            return predict(*model, values);
        };
        std::vector<double> start;
        for (const ChoiceParameter& parameter : problem_.parameters)
            start.push_back(parameter.coordinate.start);
        problem_.predict(start);  // a game that is too large is refused here
    }

    static constexpr const char* kPayoffExample = "payoffs: [{player: A, outcome: Back down, times: -1}]";

    std::string file_;
    std::shared_ptr<GameModel> model_;
    ChoiceProblem problem_;
    std::vector<Diagnostic> problems_;
    std::vector<std::string> players_;
    std::vector<std::string> regressors_;
    std::vector<Location> regressor_named_;
    std::map<std::vector<double>, std::size_t> worlds_;  // by their regressors
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> situation_places_;
};

}  // namespace

ChoiceProblem load_game_choices(const fs::path& game, const fs::path& counts,
                                const std::optional<fs::path>& parameters, const GameChoiceOptions& options) {
    return GameChoiceReader(game, options).read(counts, parameters);
}

}  // namespace offramp
