// SPDX-License-Identifier: Apache-2.0
#include "engine/game/efg_file.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/game_scanner.hpp"

namespace offramp {
namespace {

using Kind = GameToken::Kind;

constexpr int kLargestNumber = std::numeric_limits<int>::max();
constexpr std::size_t kMostActions = 10'000;  // of one node

class EfgReader {
  public:
    EfgReader(std::string_view text, const std::string& file) : scanner_(text, file) {}

    ExtensiveForm read() {
        read_head();
        while (read_node()) {
        }
        if (!scanner_.next_is(Kind::end)) {
            scanner_.fail(scanner_.next().where, "this stands after the last node of the tree",
                          "every action of every node already has its child");
        }
        refuse_repeated_sets();
        scanner_.finish();
        return std::move(game_);
    }

  private:
    void read_head() {
        scanner_.take_word("EFG", "'EFG', with which a game in extensive form begins");
        scanner_.take_word("2", "'2', the version of the format");
        if (scanner_.next().text == "D")
            scanner_.take();
        else
            scanner_.take_word("R", "'R', the kind of numbers");
        game_.title = scanner_.take_quoted("the title of the game in quotes");
        game_.players = scanner_.take_players();
        if (scanner_.next_is(Kind::quoted)) game_.comment = scanner_.take().text;
    }

    // False once the tree is complete.
    bool read_node() {
        while (!open_.empty() && is_full(open_.back())) open_.pop_back();
        if (open_.empty() && !game_.nodes.empty()) return false;
        const Location where = scanner_.next().where;
        if (scanner_.next_is(Kind::end)) fail_incomplete();
        const std::string kind = scanner_.next().text;
        if (!scanner_.next_is(Kind::word) || (kind != "c" && kind != "p" && kind != "t")) {
            scanner_.fail_expecting("a node: 'c' (chance), 'p' (player) or 't' (end of play)");
        }
        if (game_.nodes.size() == kMostNodes) {
            scanner_.fail(where, fmt::format("a tree may have at most {} nodes", kMostNodes));
        }
        scanner_.take();

        TreeNode node;
        node.label = scanner_.take_quoted("the name of the node in quotes");
        if (kind == "c") node.information_set = read_information_set(kChance, where);
        if (kind == "p") {
            const int last = static_cast<int>(game_.players.size());
            node.information_set =
                read_information_set(scanner_.take_index("the number of a player", 1, last) - 1, where);
        }
        node.outcome = read_outcome();

        const int position = static_cast<int>(game_.nodes.size());
        if (!open_.empty()) {
            node.parent = open_.back();
            TreeNode& parent = game_.nodes[at(node.parent)];
            node.action = static_cast<int>(parent.children.size());
            parent.children.push_back(position);
        }
        const bool ends = node.information_set == kNone;
        game_.nodes.push_back(std::move(node));
        places_.push_back(where);
        if (!ends) open_.push_back(position);
        return true;
    }

    bool is_full(int node) const {
        const TreeNode& n = game_.nodes[at(node)];
        return n.children.size() == game_.information_sets[at(n.information_set)].actions.size();
    }

    [[noreturn]] void fail_incomplete() {
        if (open_.empty()) scanner_.fail_expecting("the root of the tree");
        const TreeNode& node = game_.nodes[at(open_.back())];
        const Location& where = places_[at(open_.back())];
        scanner_.fail(scanner_.next().where,
                      fmt::format("the file ends before the tree does: the node at line {}, column {} has {} "
                                  "actions and {} children",
                                  where.line, where.column,
                                  game_.information_sets[at(node.information_set)].actions.size(),
                                  node.children.size()));
    }

    int read_information_set(int player, const Location& node) {
        const Location where = scanner_.next().where;
        InformationSet set{
            player, scanner_.take_index("the number of an information set", 1, kLargestNumber), "", {}, {}};
        if (scanner_.next_is(Kind::quoted)) set.label = scanner_.take().text;
        const bool defines = scanner_.next_is(Kind::open);
        if (defines) read_actions(set, where);

        const auto [entry, is_new] =
            set_position_.try_emplace({player, set.number}, game_.information_sets.size());
        if (is_new) {
            if (!defines) {
                scanner_.fail(where,
                              fmt::format("information set {} has not been defined before", set.number),
                              "its first node lists its actions: { \"name\" ... }");
            }
            game_.information_sets.push_back(std::move(set));
            set_place_.push_back(node);
            return static_cast<int>(entry->second);
        }
        const InformationSet& known = game_.information_sets[entry->second];
        if (defines && (set.actions != known.actions || set.probabilities != known.probabilities)) {
            const Location& first = set_place_[entry->second];
            const std::string message = fmt::format(
                "information set {} has other {} than at line {}, column {}", set.number,
                set.actions != known.actions ? "actions" : "probabilities", first.line, first.column);
            // With another number of actions the shape of the rest of the tree is unknown.
            if (set.actions.size() != known.actions.size()) scanner_.fail(where, message);
            scanner_.note(where, message);
        }
        return static_cast<int>(entry->second);
    }

    void read_actions(InformationSet& set, const Location& where) {
        scanner_.take();
        while (!scanner_.next_is(Kind::close)) {
            if (set.actions.size() == kMostActions) {
                scanner_.fail(scanner_.next().where,
                              fmt::format("a node may have at most {} actions", kMostActions));
            }
            set.actions.push_back(scanner_.take_quoted("the name of an action, or '}' after the last"));
            if (set.player != kChance) continue;
            const Location place = scanner_.next().where;
            set.probabilities.push_back(scanner_.take_number("the probability of an action of chance"));
            if (set.probabilities.back() < 0) {
                scanner_.note(
                    place, fmt::format("the probability {} is negative", to_text(set.probabilities.back())));
            }
        }
        scanner_.take();
        if (set.actions.empty()) scanner_.fail(where, "an information set needs an action");
        if (set.player != kChance) return;
        Rational sum = 0;
        for (const Rational& p : set.probabilities) sum += p;
        if (sum != 1) {
            scanner_.note(where, fmt::format("the probabilities of chance sum to {}, not 1", to_text(sum)),
                          "fractions such as 1/3 are exact");
        }
    }

    int read_outcome() {
        const Location where = scanner_.next().where;
        TreeOutcome outcome{
            scanner_.take_index("the number of an outcome (0 for none)", 0, kLargestNumber), "", {}};
        if (scanner_.next_is(Kind::quoted)) outcome.label = scanner_.take().text;
        const bool defines = scanner_.next_is(Kind::open);
        if (defines) {
            scanner_.take();
            while (!scanner_.next_is(Kind::close)) {
                outcome.payoffs.push_back(scanner_.take_number("a payoff"));
            }
            scanner_.take();
            if (outcome.payoffs.size() != game_.players.size()) {
                scanner_.note(where, fmt::format("outcome {} has {} payoffs for {} players", outcome.number,
                                                 outcome.payoffs.size(), game_.players.size()));
                outcome.payoffs.resize(game_.players.size());
            }
        }
        if (outcome.number == 0) {
            if (defines) scanner_.note(where, "outcome 0 means none and has no payoffs");
            return kNone;
        }
        const auto [entry, is_new] = outcome_position_.try_emplace(outcome.number, game_.outcomes.size());
        if (is_new) {
            if (!defines) {
                scanner_.note(where, fmt::format("outcome {} has not been defined before", outcome.number),
                              "its first use gives its payoffs: \"name\" { 1, 2 }");
                outcome.payoffs.resize(game_.players.size());
            }
            game_.outcomes.push_back(std::move(outcome));
            outcome_place_.push_back(where);
        } else if (defines && outcome.payoffs != game_.outcomes[entry->second].payoffs) {
            const Location& first = outcome_place_[entry->second];
            scanner_.note(where, fmt::format("outcome {} has other payoffs than at line {}, column {}",
                                             outcome.number, first.line, first.column));
        }
        return static_cast<int>(entry->second);
    }

    // A player who comes to the same information set twice on one path has forgotten having been there, and
    // no strategy says what it does the second time. Chance may draw alike twice.
    void refuse_repeated_sets() {
        std::vector<int> seen(game_.information_sets.size(), kNone);  // the node on the current path
        std::vector<int> path;
        for (int node = 0; node < std::ssize(game_.nodes); ++node) {
            const TreeNode& n = game_.nodes[at(node)];
            while (!path.empty() && path.back() != n.parent) {
                seen[at(game_.nodes[at(path.back())].information_set)] = kNone;
                path.pop_back();
            }
            if (n.information_set == kNone) continue;
            const InformationSet& set = game_.information_sets[at(n.information_set)];
            const int before = seen[at(n.information_set)];
            if (before != kNone && set.player != kChance) {
                scanner_.note(places_[at(node)],
                              fmt::format("information set {} of player {} was passed before on this path, "
                                          "at line {}, column {}",
                                          set.number, set.player + 1, places_[at(before)].line,
                                          places_[at(before)].column));
            }
            seen[at(n.information_set)] = node;
            path.push_back(node);
        }
    }

    GameScanner scanner_;
    ExtensiveForm game_;
    std::vector<int> open_;  // the path to the next node: nodes whose children are not all read
    std::vector<Location> places_;
    std::map<std::pair<int, int>, std::size_t> set_position_;
    std::vector<Location> set_place_;
    std::map<int, std::size_t> outcome_position_;
    std::vector<Location> outcome_place_;
};

std::string information_set_text(const InformationSet& set) {
    std::string text = fmt::format("{} {} {{", set.number, gambit_quoted(set.label));
    for (std::size_t a = 0; a < set.actions.size(); ++a) {
        text += ' ' + gambit_quoted(set.actions[a]);
        if (set.player == kChance) text += ' ' + to_text(set.probabilities[a]);
    }
    return text + " }";
}

std::string outcome_text(const TreeOutcome& outcome) {
    std::string text = fmt::format("{} {} {{", outcome.number, gambit_quoted(outcome.label));
    for (std::size_t i = 0; i < outcome.payoffs.size(); ++i) {
        text += (i == 0 ? " " : ", ") + to_text(outcome.payoffs[i]);
    }
    return text + " }";
}

}  // namespace

ExtensiveForm parse_efg(std::string_view text, const std::string& file) {
    return EfgReader(text, file).read();
}

ExtensiveForm read_efg(const std::string& file) {
    return parse_efg(load_game_text(file), file);
}

std::string write_efg(const ExtensiveForm& game) {
    std::string text = "EFG 2 R " + gambit_quoted(game.title) + " {";
    for (const std::string& player : game.players) text += ' ' + gambit_quoted(player);
    text += " }\n" + gambit_quoted(game.comment) + "\n\n";
    for (const TreeNode& node : game.nodes) {
        if (node.information_set == kNone) {
            text += "t " + gambit_quoted(node.label);
        } else {
            const InformationSet& set = game.information_sets[at(node.information_set)];
            text += (set.player == kChance ? "c " : "p ") + gambit_quoted(node.label) + ' ';
            if (set.player != kChance) text += std::to_string(set.player + 1) + ' ';
            text += information_set_text(set);
        }
        text += ' ' + (node.outcome == kNone ? "0" : outcome_text(game.outcomes[at(node.outcome)])) + '\n';
    }
    return text;
}

}  // namespace offramp
