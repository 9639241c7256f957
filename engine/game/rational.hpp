// SPDX-License-Identifier: Apache-2.0
// Exact numbers: payoffs and probabilities of game files are read, solved and written without rounding.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offramp {

using Rational = boost::multiprecision::cpp_rational;

struct ParsedRational {
    std::optional<Rational> value;
    std::string problem;  ///< why there is no value
};

/// Reads 3, -0.25, .5, 1e-3 or 1/3. Refuses what is not a number, or one beyond 1e100 either way.
ParsedRational parse_rational(std::string_view text);

/// The shortest decimal number that reads as this double: 0.1 becomes 1/10. Throws InternalError where it is
/// not finite or beyond 1e100 either way.
Rational to_rational(double value);

/// Nearest double.
double to_double(const Rational& value);

/// "2", "0.25" where a short decimal is exact, else "1/3". parse_rational() reads back the same number.
std::string to_text(const Rational& value);

}  // namespace offramp
