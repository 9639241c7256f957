// SPDX-License-Identifier: Apache-2.0
// Estimates with 95 % confidence intervals.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offramp {

inline constexpr double kNormal975 = 1.959963984540054;  ///< 97.5 % quantile of the standard normal

/// Why an estimate has no interval.
enum class NoInterval : std::uint8_t {
    kTooFew,      ///< the campaigns are fewer than any interval needs
    kNoneSeen,    ///< what is counted came up in no campaign, and nothing bounds how much of it there may be
    kSeldomSeen,  ///< it came up in too few, and nothing bounds what other campaigns may bring
    kSame,        ///< the same in every campaign, and nothing bounds the others
    kFailed       ///< campaigns failed, and those that are left are no fair sample
};

/// What is known about one number. Empty members: the data say nothing about it.
struct Estimate {
    std::optional<double> value;
    std::optional<double> low;   ///< lower end of the 95 % interval
    std::optional<double> high;  ///< upper end
    std::uint64_t sample_size = 0;
    std::optional<NoInterval> reason = {};  ///< where there is a value and no interval
};

/// {estimate, low, high}; null where the data say nothing. Declared here, so that whoever sees an estimate
/// knows that it can be written.
void to_json(nlohmann::ordered_json& json, const Estimate& estimate);

Estimate negated(const Estimate& estimate);
bool covers_zero(const Estimate& estimate);  ///< or has no interval

/// "none seen in 20": why there is no interval; empty where there is one, or no value.
std::string note_of(const Estimate& estimate);

/// `estimate` with the reason that note_of() put into words as `note`; as it is where that is empty.
Estimate with_note(Estimate estimate, std::string_view note);

/// `estimate` without its interval.
Estimate without_interval(Estimate estimate, NoInterval reason);

/// The chance that a standard normal number lies above `z`.
double normal_tail(double z);

/// The value of Student's distribution with as much above it as the standard normal has above `z`.
/// `degrees` > 0, not necessarily whole.
double student_quantile(double degrees, double z);

/// The probability behind `hits` of `trials` independent trials, with Wilson's score interval (Wilson 1927),
/// which covers 95 % on average over probabilities, and less at some that are small.
Estimate wilson(std::uint64_t hits, std::uint64_t trials);

/// The same for a share that is known of `trials`, which need not be whole. Without a value for less than
/// one.
Estimate wilson_of_share(double share, double trials);

/// The same with the interval of Clopper and Pearson (1934), which covers at least 95 % at every probability.
/// `z`: the critical value of the normal distribution whose level it has.
Estimate exact_proportion(std::uint64_t hits, std::uint64_t trials, double z = kNormal975);

/// Where an outcome lies, whatever happens; its ends may be infinite.
struct Bounds {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// Amounts of one sign, as they add up.
struct Amounts {
    long double sum = 0;
    long double squares = 0;

    /// How many of them count, each by how much it is (Kish 1965): all where they are equal, 0 where there is
    /// nothing.
    long double effective() const { return sum > 0 && squares > 0 ? sum * sum / squares : 0; }
};

/// Sums over independent pairs (numerator, denominator), for ratio().
struct PairSums {
    std::uint64_t count = 0;
    long double numerator = 0;
    long double denominator = 0;
    long double numerator_squared = 0;
    long double denominator_squared = 0;
    long double product = 0;

    /// How many pairs count, where denominators differ.
    long double effective() const { return Amounts{denominator, denominator_squared}.effective(); }
};

/// Something that came up in few campaigns, and how far a campaign with it lies from the others.
struct RareEvent {
    double seen = 0.0;  ///< campaigns, possibly effective ones
    double size = 0.0;  ///< in units of the outcome; may be infinite
};

/// Fewer effective campaigns than this do not say how large an event is: the range of the outcome has to.
inline constexpr double kFewEvents = 5.0;

/// Of what few campaigns bring in such amounts: how far a campaign with it moves a mean over `campaigns`
/// whose denominators add up to `denominator`; by `width` where too few show it.
RareEvent rare_event(const Amounts& amounts, double campaigns, long double denominator, double width);

/// What the error of a mean over `campaigns` leaves out where an event is rare, squared: how far the bound of
/// Clopper and Pearson (1934) on its number lies above the normal one, times its size. 0 for what came up
/// in every campaign; infinite where the size is. `z`: the critical value.
double unseen_squared(const RareEvent& event, double campaigns, double z);

/// The value with Student's interval, each half of it widened by what may not have been seen. Without an
/// interval where that is infinite.
/// @param error      standard error
/// @param campaigns  (effective) that it comes from; the degrees of freedom are one fewer
/// @param above,below  of unseen_squared()
Estimate student_interval(double value, double error, double campaigns, double above, double below, double z);

/// The ratio of the two expectations, with Student's interval on the error of the delta method
/// (linearisation). With a constant denominator of 1 it is the mean. Empty where the denominators sum to 0.
///
/// Where the numerator is far from one end of its range in few campaigns only (mostly zeros, or nearly always
/// at its most), or all pairs are alike, Student's interval is too short. It is widened by the campaigns that
/// may not have been seen: they are as large as those that were, or, where those are too few to tell
/// (kFewEvents), at the other end of the range. Without an interval where that is infinite, and for fewer
/// than two pairs. `loss`: a rare event besides, which lowers the ratio. The interval lies within the range.
Estimate ratio(const PairSums& sums, const Bounds& bounds = {}, const RareEvent& loss = {});

}  // namespace offramp
