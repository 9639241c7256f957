// SPDX-License-Identifier: Apache-2.0
#include "engine/game/game_scanner.hpp"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

constexpr std::size_t kMostProblems = 50;
constexpr std::size_t kMostPlayers = 100;
constexpr std::size_t kLargestFile = 64u << 20;  // bytes

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == ',';
}

std::string description(const GameToken& token) {
    constexpr std::size_t kShown = 40;
    const std::string text = token.text.size() > kShown ? token.text.substr(0, kShown) + "..." : token.text;
    switch (token.kind) {
        case GameToken::Kind::end:
            return "the end of the file";
        case GameToken::Kind::open:
            return "'{'";
        case GameToken::Kind::close:
            return "'}'";
        case GameToken::Kind::quoted:
            return '"' + text + '"';
        case GameToken::Kind::word:
            return "'" + text + "'";
    }
    throw InternalError("unknown kind of token");
}

}  // namespace

GameScanner::GameScanner(std::string_view text, std::string file)
    : text_(text), place_{std::move(file), 1, 1} {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    next_ = scan();
}

void GameScanner::advance() {
    if (text_[position_++] == '\n') {
        ++place_.line;
        place_.column = 1;
    } else {
        ++place_.column;
    }
}

std::string GameScanner::scan_quoted(const Location& start) {
    std::string value;
    for (advance(); position_ < text_.size() && peek() != '"'; advance()) {
        if (peek() == '\\' && position_ + 1 < text_.size() &&
            (text_[position_ + 1] == '"' || text_[position_ + 1] == '\\')) {
            advance();
        }
        value += peek();
    }
    if (position_ >= text_.size()) fail(start, "this text has no closing quote");
    advance();
    return value;
}

GameToken GameScanner::scan() {
    while (position_ < text_.size() && is_space(peek())) advance();
    const Location where = place_;
    if (position_ >= text_.size()) return {GameToken::Kind::end, "", where};
    switch (peek()) {
        case '{':
            advance();
            return {GameToken::Kind::open, "{", where};
        case '}':
            advance();
            return {GameToken::Kind::close, "}", where};
        case '"':
            return {GameToken::Kind::quoted, scan_quoted(where), where};
        default:
            break;
    }
    const std::size_t start = position_;
    while (position_ < text_.size() && !is_space(peek()) && peek() != '{' && peek() != '}' && peek() != '"') {
        advance();
    }
    return {GameToken::Kind::word, std::string(text_.substr(start, position_ - start)), where};
}

GameToken GameScanner::take() {
    GameToken token = std::move(next_);
    next_ = scan();
    return token;
}

GameToken GameScanner::take(GameToken::Kind kind, const char* what) {
    if (!next_is(kind)) fail_expecting(what);
    return take();
}

void GameScanner::take_word(std::string_view word, const char* what) {
    if (!next_is(GameToken::Kind::word) || next_.text != word) fail_expecting(what);
    take();
}

Rational GameScanner::take_number(const char* what) {
    const GameToken token = take(GameToken::Kind::word, what);
    ParsedRational number = parse_rational(token.text);
    if (number.value) return *std::move(number.value);
    note(token.where, number.problem, fmt::format("{} is expected, like 3, -0.25 or 1/3", what));
    return 0;
}

int GameScanner::take_index(const char* what, int low, int high) {
    if (!next_is(GameToken::Kind::word)) fail_expecting(what);
    int value = 0;
    const std::string& text = next_.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || end != text.data() + text.size()) fail_expecting(what);
    if (error != std::errc{} || value < low || value > high) {
        fail(next_.where, fmt::format("{} must be from {} to {}, not {}", what, low, high, text));
    }
    take();
    return value;
}

std::vector<std::string> GameScanner::take_players() {
    std::vector<std::string> players;
    take_open("'{' before the names of the players");
    while (!next_is(GameToken::Kind::close)) {
        if (players.size() == kMostPlayers) {
            fail(next_.where, fmt::format("a game may have at most {} players", kMostPlayers));
        }
        players.push_back(take_quoted("the name of a player"));
    }
    if (players.empty()) fail_expecting("the name of a player");
    take();
    return players;
}

void GameScanner::note(const Location& where, std::string message, std::string hint) {
    problems_.push_back({where, std::move(message), std::move(hint)});
    if (problems_.size() >= kMostProblems) finish();
}

void GameScanner::fail(const Location& where, std::string message, std::string hint) {
    problems_.push_back({where, std::move(message), std::move(hint)});
    throw InputError(problems_);
}

void GameScanner::fail_expecting(const char* what) {
    fail(next_.where, fmt::format("expected {}, found {}", what, description(next_)));
}

void GameScanner::finish() const {
    if (!problems_.empty()) throw InputError(problems_);
}

std::string gambit_quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string load_game_text(const std::string& file) {
    return read_file(file, kLargestFile);
}

}  // namespace offramp
