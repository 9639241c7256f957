// SPDX-License-Identifier: Apache-2.0
#include "engine/game/rational.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::size_t kLongestNumber = 400;  // characters: more is not a payoff but an attack on memory
constexpr int kLargestPower = 100;           // of ten: sums and differences of many such numbers are finite
constexpr int kLargestExponent = 400;        // decimal; doubles end at 308

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

cpp_int power_of_ten(int exponent) {
    return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

// Digits from `position` on, which moves past them.
std::string_view take_digits(std::string_view text, std::size_t& position) {
    const std::size_t start = position;
    while (position < text.size() && is_digit(text[position])) ++position;
    return text.substr(start, position - start);
}

cpp_int whole(std::string_view digits) {
    // A leading zero would make the library read octal.
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
    return digits.size() == first ? cpp_int(0) : cpp_int(std::string(digits.substr(first)));
}

std::optional<Rational> unsigned_number(std::string_view text) {
    std::size_t position = 0;
    const std::string_view integer = take_digits(text, position);
    if (position < text.size() && text[position] == '/' && !integer.empty()) {
        const std::string_view denominator = take_digits(text, ++position);
        if (denominator.empty() || position != text.size() || whole(denominator) == 0) return std::nullopt;
        return Rational(whole(integer), whole(denominator));
    }
    std::string_view fraction;
    if (position < text.size() && text[position] == '.') fraction = take_digits(text, ++position);
    if (integer.empty() && fraction.empty()) return std::nullopt;
    int exponent = 0;
    if (position < text.size() && (text[position] == 'e' || text[position] == 'E')) {
        ++position;
        if (position < text.size() && text[position] == '+') ++position;
        const auto [end, error] =
            std::from_chars(text.data() + position, text.data() + text.size(), exponent);
        if (error != std::errc{}) return std::nullopt;
        position = static_cast<std::size_t>(end - text.data());
        if (std::abs(exponent) > kLargestExponent) return std::nullopt;
    }
    if (position != text.size()) return std::nullopt;
    const int places = static_cast<int>(fraction.size());
    const cpp_int digits = whole(std::string(integer) + std::string(fraction));
    const int scale = exponent - places;
    return scale >= 0 ? Rational(digits * power_of_ten(scale)) : Rational(digits, power_of_ten(-scale));
}

}  // namespace

ParsedRational parse_rational(std::string_view text) {
    if (text.size() > kLongestNumber) {
        return {std::nullopt, fmt::format("a number of {} characters is too long", text.size())};
    }
    std::string_view digits = text;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    const std::optional<Rational> value = unsigned_number(digits);
    if (!value) return {std::nullopt, fmt::format("'{}' is not a finite number", text)};
    if (*value > power_of_ten(kLargestPower)) {
        return {std::nullopt, fmt::format("'{}' is too large: 1e{} is the most", text, kLargestPower)};
    }
    return {negative ? Rational(-*value) : *value, ""};
}

Rational to_rational(double value) {
    const ParsedRational parsed = parse_rational(fmt::format("{}", value));
    ensure(parsed.value.has_value(), "numbers of games are finite and at most 1e100");
    return parsed.value.value_or(Rational(0));
}

double to_double(const Rational& value) {
    return value.convert_to<double>();
}

std::string to_text(const Rational& value) {
    const cpp_int numerator = boost::multiprecision::numerator(value);
    const cpp_int denominator = boost::multiprecision::denominator(value);
    if (denominator == 1) return numerator.str();
    constexpr int kShownPlaces = 12;
    for (int places = 1; places <= kShownPlaces; ++places) {
        const cpp_int scale = power_of_ten(places);
        if (scale % denominator != 0) continue;
        const cpp_int scaled = numerator * (scale / denominator);
        std::string digits = cpp_int(boost::multiprecision::abs(scaled)).str();
        const auto wanted = static_cast<std::size_t>(places) + 1;
        if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
        digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
        return (scaled < 0 ? "-" : "") + digits;
    }
    return numerator.str() + "/" + denominator.str();
}

}  // namespace offramp
