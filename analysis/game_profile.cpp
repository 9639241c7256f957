// SPDX-License-Identifier: Apache-2.0
#include "analysis/game_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/history/csv_table.hpp"
#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

const Rational kMostOff(1, 1'000'000);  // of a sum of probabilities

// The names by which a table knows the information sets of a player.
std::vector<std::string> names_of_sets(const ExtensiveForm& game, int player) {
    std::map<std::string, int> times;
    for (const InformationSet& set : game.information_sets) {
        if (set.player == player) ++times[set.label];
    }
    std::vector<std::string> names;  // by information set; empty of others
    for (const InformationSet& set : game.information_sets) {
        const bool by_label = !set.label.empty() && times[set.label] == 1;
        names.push_back(set.player != player ? "" : by_label ? set.label : std::to_string(set.number));
    }
    return names;
}

std::string set_in_words(const ExtensiveForm& game, std::size_t set) {
    const int player = game.information_sets[set].player;
    return fmt::format("'{}' of '{}'", names_of_sets(game, player)[set], game.players[at(player)]);
}

class ProfileReader {
  public:
    ProfileReader(const ExtensiveForm& game, std::vector<Diagnostic>& problems)
        : game_(game), problems_(problems) {
        for (int player = 0; player < std::ssize(game.players); ++player)
            names_.push_back(names_of_sets(game, player));
        for (const InformationSet& set : game.information_sets) {
            behaviour_.push_back(set.player == kChance ? set.probabilities
                                                       : std::vector<Rational>(set.actions.size()));
        }
        first_.resize(game.information_sets.size());
    }

    void read_row(CsvRow row) {
        const std::optional<Rational> probability = probability_of(row);
        const std::optional<std::size_t> player = choice(row, "player", game_.players, "there is no player");
        if (!player) return;
        std::vector<std::string> known;
        for (const std::string& name : names_[*player]) {
            if (!name.empty()) known.push_back(name);
        }
        const auto which = choice(row, "information_set", known,
                                  fmt::format("{} has no information set", game_.players[*player]));
        if (!which) return;
        const auto set = static_cast<std::size_t>(std::ranges::find(names_[*player], known[*which]) -
                                                  names_[*player].begin());
        if (!first_[set]) first_[set] = row.where();
        const auto action = choice(row, "action", game_.information_sets[set].actions,
                                   fmt::format("{} has no action", game_.players[*player]));
        if (!action || !probability) return;
        const auto [line, is_new] = lines_.try_emplace({set, *action}, row.where().line);
        if (!is_new) {
            row.problem("action", fmt::format("has a probability in line {} already", line->second));
            return;
        }
        behaviour_[set][*action] = *probability;
    }

    ExactBehaviour finish(const Location& file) {
        for (std::size_t set = 0; set < behaviour_.size(); ++set) {
            if (game_.information_sets[set].player == kChance) continue;
            const std::optional<Location>& first = first_[set];
            if (!first) {
                problems_.push_back({file, "nothing is said of " + set_in_words(game_, set),
                                     "a row for each action that is played there"});
                continue;
            }
            Rational sum = 0;
            for (const Rational& p : behaviour_[set]) sum += p;
            if (abs(sum - 1) > kMostOff) {
                problems_.push_back({*first,
                                     fmt::format("the probabilities at {} sum to {}, not to 1",
                                                 set_in_words(game_, set), to_double(sum)),
                                     ""});
                continue;
            }
            for (Rational& p : behaviour_[set]) p /= sum;
        }
        return std::move(behaviour_);
    }

  private:
    static std::optional<Rational> probability_of(CsvRow& row) {
        const std::string text = row.required_text("probability");
        if (text.empty()) return std::nullopt;
        const ParsedRational parsed = parse_rational(text);
        if (!parsed.value) {
            row.problem("probability", parsed.problem, "a decimal number or a fraction, such as 2/3");
            return std::nullopt;
        }
        if (*parsed.value < 0 || *parsed.value > 1) {
            row.problem("probability", fmt::format("{} is no probability", text), "between 0 and 1");
            return std::nullopt;
        }
        return parsed.value;
    }

    static std::optional<std::size_t> choice(CsvRow& row, std::string_view column,
                                             const std::vector<std::string>& known,
                                             std::string_view problem) {
        const std::string name = row.required_text(column);
        if (name.empty()) return std::nullopt;
        const auto found = std::ranges::find(known, name);
        if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
        row.problem(column, fmt::format("{} '{}'", problem, name), name_hint(name, known));
        return std::nullopt;
    }

    const ExtensiveForm& game_;
    std::vector<Diagnostic>& problems_;
    std::vector<std::vector<std::string>> names_;  // by player and information set
    std::vector<std::optional<Location>> first_;   // row of each information set
    std::map<std::pair<std::size_t, std::size_t>, int> lines_;
    ExactBehaviour behaviour_;
};

}  // namespace

ExactBehaviour read_profile(const std::filesystem::path& file, const ExtensiveForm& game) {
    constexpr std::array<std::string_view, 4> kColumns = {"player", "information_set", "action",
                                                          "probability"};
    std::vector<Diagnostic> problems;
    const CsvTable table = read_csv_table(file, problems);
    if (!table.header.empty()) check_columns(table, kColumns, {}, problems);
    throw_if_any(problems);
    ProfileReader reader(game, problems);
    for (std::size_t k = 0; k < table.rows.size() && problems.size() < kMostTableProblems; ++k)
        reader.read_row(CsvRow(table, k, problems));
    ExactBehaviour behaviour;
    if (problems.size() < kMostTableProblems) behaviour = reader.finish(table.where);
    throw_if_any(std::move(problems));
    return behaviour;
}

}  // namespace offramp
