// SPDX-License-Identifier: Apache-2.0
// The words of Gambit's game files, each with its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/game/rational.hpp"

namespace offramp {

struct GameToken {
    enum class Kind { end, open, close, quoted, word };
    Kind kind = Kind::end;
    std::string text;  ///< of a quoted text without its quotes; of a word as written
    Location where;
};

/// Splits the text of a game file into tokens. Commas separate like spaces. What breaks the structure throws
/// InputError at once, together with the problems noted before; what does not is noted, and reading goes on.
class GameScanner {
  public:
    GameScanner(std::string_view text, std::string file);

    const GameToken& next() const { return next_; }
    bool next_is(GameToken::Kind kind) const { return next_.kind == kind; }
    GameToken take();

    /// `what` says what should stand here, for example "the name of a player".
    GameToken take(GameToken::Kind kind, const char* what);
    std::string take_quoted(const char* what) { return take(GameToken::Kind::quoted, what).text; }
    void take_open(const char* what) { take(GameToken::Kind::open, what); }
    void take_close(const char* what) { take(GameToken::Kind::close, what); }
    void take_word(std::string_view word, const char* what);

    /// A number; one that cannot be read is noted and counts as 0.
    Rational take_number(const char* what);

    /// A whole number from `low` to `high`.
    int take_index(const char* what, int low, int high);

    /// { "name" ... }: one player or more, but no absurd number of them.
    std::vector<std::string> take_players();

    void note(const Location& where, std::string message, std::string hint = "");
    [[noreturn]] void fail(const Location& where, std::string message, std::string hint = "");
    [[noreturn]] void fail_expecting(const char* what);

    /// Throws InputError where problems were noted.
    void finish() const;

  private:
    GameToken scan();
    char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }
    void advance();
    std::string scan_quoted(const Location& start);

    std::string_view text_;
    std::size_t position_ = 0;
    Location place_;
    GameToken next_;
    std::vector<Diagnostic> problems_;
};

/// A quoted text as the scanner reads it back.
std::string gambit_quoted(std::string_view text);

/// Contents of a game file. Throws InputError where it cannot be read or is absurdly large.
std::string load_game_text(const std::string& file);

}  // namespace offramp
