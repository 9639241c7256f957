// SPDX-License-Identifier: Apache-2.0
// Laying out text for a terminal: widths, wrapping, colour.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/spoken.hpp"  // IWYU pragma: export

namespace offramp {

enum class Ink { kPlain, kBold, kFaint, kRed, kGreen, kYellow, kCyan };

/// `text` between ANSI escapes where `colour` is true; unchanged otherwise.
std::string inked(std::string_view text, Ink ink, bool colour);

/// Columns that UTF-8 text without control characters takes, counting one for each code point.
int display_width(std::string_view text);

/// `text` filled up with blanks to `width` columns.
std::string padded(std::string_view text, int width);
std::string padded_left(std::string_view text, int width);  ///< blanks first: for numbers

/// `text` cut to at most `width` (at least 1) columns; what was cut shows as a final "…", or "~" in ASCII.
std::string shortened(std::string_view text, int width, bool unicode = true);

/// `first` and then `text` broken at blanks so that lines stay within `width`; later lines are indented to
/// the width of `first`. Ends in a line feed. A word longer than a line is not broken.
std::string wrapped(std::string_view first, std::string_view text, int width);

/// Three significant digits; thousands in full.
std::string number_text(double value);

}  // namespace offramp
