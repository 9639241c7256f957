// SPDX-License-Identifier: Apache-2.0
#include "engine/game/nfg_file.hpp"

#include <fmt/format.h>

#include <limits>

#include "engine/base/index.hpp"
#include "engine/game/game_scanner.hpp"

namespace offramp {
namespace {

using Kind = GameToken::Kind;

std::vector<GamePlayer> nfg_players(GameScanner& scanner) {
    std::vector<GamePlayer> players;
    for (std::string& name : scanner.take_players()) players.push_back({std::move(name), {}});
    return players;
}

std::vector<std::string> nfg_strategies(GameScanner& scanner, const GamePlayer& player) {
    std::vector<std::string> names;
    scanner.take_open("'{' before the names of a player's strategies");
    while (!scanner.next_is(Kind::close)) names.push_back(scanner.take_quoted("the name of a strategy"));
    if (names.empty()) scanner.fail(scanner.next().where, fmt::format("'{}' has no strategy", player.name));
    scanner.take();
    return names;
}

void refuse_large(GameScanner& scanner, const Location& where, const std::vector<std::size_t>& sizes) {
    if (count_payoffs(sizes) <= kMostPayoffs) return;
    scanner.fail(where, fmt::format("a game of this size has more than {} payoffs", kMostPayoffs));
}

// Fills in strategies, which the file names or only counts.
void read_strategies(GameScanner& scanner, std::vector<GamePlayer>& players) {
    const Location where = scanner.next().where;
    scanner.take_open("'{' before the strategies");
    std::vector<std::size_t> sizes;
    if (scanner.next_is(Kind::open)) {
        for (GamePlayer& player : players) {
            player.strategies = nfg_strategies(scanner, player);
            sizes.push_back(player.strategies.size());
        }
        refuse_large(scanner, where, sizes);
    } else {
        for (std::size_t i = 0; i < players.size(); ++i) {
            sizes.push_back(
                at(scanner.take_index("a number of strategies", 1, std::numeric_limits<int>::max())));
        }
        refuse_large(scanner, where, sizes);
        for (std::size_t i = 0; i < players.size(); ++i) {
            for (std::size_t s = 1; s <= sizes[i]; ++s) players[i].strategies.push_back(std::to_string(s));
        }
    }
    scanner.take_close("'}' after the strategies of the last player");
}

std::vector<std::vector<Rational>> nfg_outcomes(GameScanner& scanner, std::size_t players) {
    std::vector<std::vector<Rational>> outcomes;
    scanner.take_open("'{' before the outcomes");
    while (!scanner.next_is(Kind::close)) {
        const Location where = scanner.next().where;
        scanner.take_open("'{' before an outcome, or '}' after the last");
        scanner.take_quoted("the name of an outcome");
        std::vector<Rational>& payoffs = outcomes.emplace_back();
        while (!scanner.next_is(Kind::close)) payoffs.push_back(scanner.take_number("a payoff"));
        if (payoffs.size() != players) {
            scanner.note(where, fmt::format("outcome {} has {} payoffs for {} players", outcomes.size(),
                                            payoffs.size(), players));
            payoffs.resize(players);
        }
        scanner.take();
    }
    scanner.take();
    return outcomes;
}

}  // namespace

NormalForm parse_nfg(std::string_view text, const std::string& file) {
    GameScanner scanner(text, file);
    scanner.take_word("NFG", "'NFG', with which a game in strategic form begins");
    scanner.take_word("1", "'1', the version of the format");
    if (scanner.next().text != "D")
        scanner.take_word("R", "'R', the kind of numbers");
    else
        scanner.take();
    const std::string title = scanner.take_quoted("the title of the game in quotes");
    std::vector<GamePlayer> players = nfg_players(scanner);
    read_strategies(scanner, players);
    std::string comment;
    if (scanner.next_is(Kind::quoted)) comment = scanner.take().text;

    std::size_t profiles = 1;
    for (const GamePlayer& player : players) profiles *= player.strategies.size();
    std::vector<Rational> payoffs;
    payoffs.reserve(profiles * players.size());
    if (scanner.next_is(Kind::open)) {
        const std::vector<std::vector<Rational>> outcomes = nfg_outcomes(scanner, players.size());
        const int last = static_cast<int>(outcomes.size());
        const std::vector<Rational> nothing(players.size());
        for (std::size_t s = 0; s < profiles; ++s) {
            const int outcome = scanner.take_index("the number of a profile's outcome", 0, last);
            const std::vector<Rational>& values = outcome == 0 ? nothing : outcomes[at(outcome - 1)];
            payoffs.insert(payoffs.end(), values.begin(), values.end());
        }
    } else {
        const std::size_t count = profiles * players.size();
        while (payoffs.size() < count) {
            if (scanner.next_is(Kind::end)) {
                scanner.fail(scanner.next().where,
                             fmt::format("expected {} payoffs, found {}", count, payoffs.size()));
            }
            payoffs.push_back(scanner.take_number("a payoff"));
        }
    }
    if (!scanner.next_is(Kind::end)) scanner.fail_expecting("the end of the file after the last profile");
    scanner.finish();
    NormalForm game(title, std::move(players), std::move(payoffs));
    game.comment = comment;
    return game;
}

NormalForm read_nfg(const std::string& file) {
    return parse_nfg(load_game_text(file), file);
}

std::string write_nfg(const NormalForm& game, NfgStyle style) {
    std::string text = "NFG 1 R " + gambit_quoted(game.title) + " {";
    for (int i = 0; i < game.players(); ++i) text += ' ' + gambit_quoted(game.player(i).name);
    text += " }\n\n{\n";
    for (int i = 0; i < game.players(); ++i) {
        text += "  {";
        for (const std::string& strategy : game.player(i).strategies) text += ' ' + gambit_quoted(strategy);
        text += " }\n";
    }
    text += "}\n" + gambit_quoted(game.comment) + "\n\n";
    const auto payoffs_of = [&](std::size_t s, const char* separator) {
        std::string line;
        for (int i = 0; i < game.players(); ++i) {
            line += (i == 0 ? "" : separator) + to_text(game.exact_payoff(s, i));
        }
        return line;
    };
    if (style == NfgStyle::payoffs) {
        for (std::size_t s = 0; s < game.profiles(); ++s) text += payoffs_of(s, " ") + '\n';
        return text;
    }
    text += "{\n";
    for (std::size_t s = 0; s < game.profiles(); ++s) text += "  { \"\" " + payoffs_of(s, ", ") + " }\n";
    text += "}\n";
    for (std::size_t s = 1; s <= game.profiles(); ++s) text += std::to_string(s) + '\n';
    return text;
}

}  // namespace offramp
