// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/base_rates.hpp"

#include <boost/math/distributions/lognormal.hpp>

#include "analysis/history/csv_table.hpp"
#include "analysis/history/incident.hpp"

namespace offramp {
namespace {

constexpr std::array<std::string_view, 7> kViolenceColumns = {
    "subset", "trigger", "n", "none", "minor_clashes", "serious_clashes", "full_scale_war"};
constexpr std::array<std::string_view, 4> kShareColumns = {"p_none", "p_minor", "p_serious", "p_war"};
constexpr std::array<std::string_view, 5> kDurationColumns = {"subset", "split", "n", "lognormal_mu",
                                                              "lognormal_sigma"};
constexpr std::array<std::string_view, 12> kSummaryColumns = {
    "mean_days", "sd",  "p10",         "p25",          "median",       "p75",
    "p90",       "max", "share_le_7d", "share_le_30d", "share_le_90d", "share_le_365d"};

constexpr int kManyCrises = 1'000'000;
constexpr std::size_t kDeadly = 8;  // the least severity that is violence
static_assert(kDeadly + 3 == kHighestSeverity + 1);

}  // namespace

std::vector<ViolenceRow> read_violence(const std::filesystem::path& file) {
    return read_rows(file, kViolenceColumns, kShareColumns, [](CsvRow row) {
        ViolenceRow one;
        one.subset = row.required_text("subset");
        one.trigger = row.required_text("trigger");
        const int all = row.required_count("n", 1, kManyCrises);
        int sum = 0;
        for (std::size_t degree = 0; degree < one.crises.size(); ++degree) {
            one.crises[degree] = row.required_count(kViolenceColumns[degree + 3], 0, kManyCrises);
            sum += one.crises[degree];
        }
        if (sum != all) row.problem("n", "is not the sum of the degrees of violence");
        return one;
    });
}

std::vector<DurationRow> read_durations(const std::filesystem::path& file) {
    return read_rows(file, kDurationColumns, kSummaryColumns, [](CsvRow row) {
        DurationRow one;
        one.subset = row.required_text("subset");
        one.split = row.required_text("split");
        one.crises = row.required_count("n", 1, kManyCrises);
        one.mu = row.required_number("lognormal_mu");
        one.sigma = row.required_number("lognormal_sigma");
        if (!(one.sigma > 0.0)) row.problem("lognormal_sigma", "must be above 0");
        return one;
    });
}

std::vector<double> severities_of(const BaseRate& rate) {
    std::vector<double> shares(kDeadly, rate.violence[0] / kDeadly);
    shares.insert(shares.end(), rate.violence.begin() + 1, rate.violence.end());
    return shares;
}

std::vector<double> days_of(const BaseRate& rate, std::size_t last) {
    const boost::math::lognormal_distribution<double> duration(rate.duration_mu, rate.duration_sigma);
    std::vector<double> shares(last + 1);
    double below = 0.0;
    for (std::size_t day = 0; day < last; ++day) {
        const double until = boost::math::cdf(duration, static_cast<double>(day) + 0.5);
        shares[day] = until - below;
        below = until;
    }
    shares[last] = 1.0 - below;
    return shares;
}

}  // namespace offramp
