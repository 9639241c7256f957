// SPDX-License-Identifier: Apache-2.0
#include "analysis/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numbers>

#include "analysis/estimate_json.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Pairs whose residuals are smaller than this, relative to the numerators, are alike but for rounding.
constexpr long double kAlike = 1e-12L;

/// The share that lies above all but `tail` of what `seen` of `campaigns` allow (Clopper, Pearson 1934).
double highest_share(double seen, double campaigns, double tail) {
    if (seen >= campaigns) return 1.0;
    using boost::math::complement;
    return boost::math::quantile(
        complement(boost::math::beta_distribution(seen + 1, campaigns - seen), tail));
}

struct Unseen {
    double above = 0.0;
    double below = 0.0;
};

Unseen unseen_in(const PairSums& sums, const Bounds& range, double value, bool alike) {
    const auto campaigns = static_cast<double>(sums.effective());
    const auto squared = [&](const RareEvent& event) { return unseen_squared(event, campaigns, kNormal975); };
    if (alike) return {squared({0.0, range.high - value}), squared({0.0, value - range.low})};
    const double width = range.high - range.low;
    Unseen unseen;
    if (std::isfinite(range.low)) {
        const long double end = range.low;
        unseen.above = squared(rare_event(
            {sums.numerator - end * sums.denominator,
             sums.numerator_squared - 2 * end * sums.product + end * end * sums.denominator_squared},
            campaigns, sums.denominator, width));
    }
    if (std::isfinite(range.high)) {
        const long double end = range.high;
        unseen.below = squared(rare_event(
            {end * sums.denominator - sums.numerator,
             sums.numerator_squared - 2 * end * sums.product + end * end * sums.denominator_squared},
            campaigns, sums.denominator, width));
    }
    return unseen;
}

NoInterval why_none(const PairSums& sums, const Bounds& range, bool alike) {
    if (range.low == 0.0 && sums.numerator == 0) return NoInterval::kNoneSeen;
    return alike ? NoInterval::kSame : NoInterval::kSeldomSeen;
}

}  // namespace

Estimate negated(const Estimate& estimate) {
    const auto minus = [](const std::optional<double>& x) { return x ? std::optional(-*x) : x; };
    return {minus(estimate.value), minus(estimate.high), minus(estimate.low), estimate.sample_size,
            estimate.reason};
}

bool covers_zero(const Estimate& estimate) {
    return !estimate.low || !estimate.high || (*estimate.low <= 0.0 && *estimate.high >= 0.0);
}

std::string note_of(const Estimate& estimate) {
    if (!estimate.value || estimate.low || !estimate.reason) return "";
    switch (*estimate.reason) {
        case NoInterval::kTooFew:
            return fmt::format("{} are too few", estimate.sample_size);
        case NoInterval::kNoneSeen:
            return fmt::format("none seen in {}", estimate.sample_size);
        case NoInterval::kSeldomSeen:
            return fmt::format("seldom seen in {}", estimate.sample_size);
        case NoInterval::kSame:
            return fmt::format("the same in all {}", estimate.sample_size);
        case NoInterval::kFailed:
            return fmt::format("only the {} that did not fail", estimate.sample_size);
    }
    return "";
}

Estimate with_note(Estimate estimate, std::string_view note) {
    if (note.empty()) return estimate;
    for (int reason = 0; reason <= static_cast<int>(NoInterval::kFailed); ++reason) {
        estimate.reason = static_cast<NoInterval>(reason);
        if (note_of(estimate) == note) return estimate;
    }
    throw RuntimeFailure("an estimate has a note that is none: " + std::string(note));
}

void to_json(nlohmann::ordered_json& json, const Estimate& estimate) {
    json = {{"estimate", estimate.value}, {"low", estimate.low}, {"high", estimate.high}};
}

Estimate without_interval(Estimate estimate, NoInterval reason) {
    estimate.low.reset();
    estimate.high.reset();
    estimate.reason = reason;
    return estimate;
}

double normal_tail(double z) {
    return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

double student_quantile(double degrees, double z) {
    using boost::math::complement;
    return boost::math::quantile(complement(boost::math::students_t(degrees), normal_tail(z)));
}

Estimate wilson(std::uint64_t hits, std::uint64_t trials) {
    const double n = static_cast<double>(trials);
    return trials == 0 ? Estimate{} : wilson_of_share(static_cast<double>(hits) / n, n);
}

Estimate wilson_of_share(double share, double trials) {
    const auto size = static_cast<std::uint64_t>(trials);
    if (trials < 1.0) return {{}, {}, {}, size};
    const double z2 = kNormal975 * kNormal975;
    const double centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
    const double variance = std::max(0.0, share * (1 - share)) / trials + z2 / (4 * trials * trials);
    const double half = kNormal975 / (1 + z2 / trials) * std::sqrt(variance);
    // At the two ends the interval touches the estimate; rounding must not leave it a hair outside.
    return {share, std::max(0.0, std::min(share, centre - half)),
            std::min(1.0, std::max(share, centre + half)), size};
}

Estimate exact_proportion(std::uint64_t hits, std::uint64_t trials, double z) {
    if (trials == 0) return {};
    const auto k = static_cast<double>(hits);
    const auto n = static_cast<double>(trials);
    const double tail = normal_tail(z);
    return {k / n, 1.0 - highest_share(n - k, n, tail), highest_share(k, n, tail), trials};
}

RareEvent rare_event(const Amounts& amounts, double campaigns, long double denominator, double width) {
    const double seen = std::min(campaigns, static_cast<double>(amounts.effective()));
    if (seen < kFewEvents) return {seen, width};
    return {seen, static_cast<double>(amounts.squares / amounts.sum / denominator) * campaigns};
}

double unseen_squared(const RareEvent& event, double campaigns, double z) {
    const double seen = std::min(event.seen, campaigns);
    const double bound = campaigns * highest_share(seen, campaigns, normal_tail(z)) - seen;
    const double more = bound * bound - z * z * seen * (1.0 - seen / campaigns);
    return more > 0.0 && event.size > 0.0 ? more * (event.size / campaigns) * (event.size / campaigns) : 0.0;
}

Estimate student_interval(double value, double error, double campaigns, double above, double below,
                          double z) {
    Estimate estimate;
    estimate.value = value;
    if (!std::isfinite(above) || !std::isfinite(below)) return estimate;
    const double half = error > 0.0 ? student_quantile(campaigns - 1.0, z) * error : 0.0;
    estimate.low = value - std::sqrt(half * half + below);
    estimate.high = value + std::sqrt(half * half + above);
    return estimate;
}

Estimate ratio(const PairSums& sums, const Bounds& range, const RareEvent& loss) {
    Estimate estimate;
    estimate.sample_size = sums.count;
    if (sums.denominator == 0) return estimate;
    const long double r = sums.numerator / sums.denominator;
    estimate.value = static_cast<double>(r);
    const long double campaigns = sums.effective();
    if (sums.count < 2 || campaigns < 1.5L) return without_interval(estimate, NoInterval::kTooFew);
    // Sum of squared residuals numerator - r * denominator, whose sum is 0.
    long double residuals =
        std::max(0.0L, sums.numerator_squared - 2 * r * sums.product + r * r * sums.denominator_squared);
    const bool alike = residuals <= kAlike * sums.numerator_squared;
    if (alike) residuals = 0;
    const long double error = std::sqrt(campaigns / (campaigns - 1) * residuals) / std::abs(sums.denominator);
    const Unseen unseen = unseen_in(sums, range, *estimate.value, alike);
    const auto n = static_cast<double>(campaigns);
    estimate = student_interval(*estimate.value, static_cast<double>(error), n, unseen.above,
                                unseen.below + unseen_squared(loss, n, kNormal975), kNormal975);
    estimate.sample_size = sums.count;
    if (!estimate.low) return without_interval(estimate, why_none(sums, range, alike));
    estimate.low = std::max(range.low, *estimate.low);
    estimate.high = std::min(range.high, *estimate.high);
    return estimate;
}

}  // namespace offramp
