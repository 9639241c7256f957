// SPDX-License-Identifier: Apache-2.0
// When incidents arrived: counts in equal periods, or the moments themselves.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/interval.hpp"

namespace offramp {

struct CountSeries {
    double width = 1.0;       ///< days of a period
    std::vector<int> counts;  ///< of one period after the other; never negative

    double days() const { return width * static_cast<double>(counts.size()); }
};

/// In days since the start of the observation, ascending.
struct EventTimes {
    double days = 0.0;  ///< how long was observed
    std::vector<double> times;
};

/// Counts the events of periods of `width` days; a last period that is not whole is left out.
CountSeries count_events(const EventTimes& events, double width);

/// Rows whose cell in a column is one of some values.
struct RowFilter {
    std::string column;
    std::vector<std::string> values;
};

struct ArrivalQuery {
    std::filesystem::path file;
    std::string counts =
        {};  ///< column of counts; empty: `count` where there is one, else each row is an event
    std::vector<RowFilter> where = {};
    std::optional<std::chrono::sys_days> from = {};  ///< first day; empty: that of the first row
    std::optional<std::chrono::sys_days> to = {};    ///< first day not counted; empty: after the last row
};

/// Exactly one of `counts` and `events` holds something.
struct Arrivals {
    std::chrono::sys_days from;
    std::chrono::sys_days to;
    std::optional<CountSeries> counts;
    std::optional<EventTimes> events;
};

/// Reads a table with a column `date`. Counts stand in order of their dates, equally far apart, none
/// missing. Events of one day are spread evenly over it. Throws InputError with every problem, each at its
/// cell.
Arrivals read_arrivals(const ArrivalQuery& query);

/// The shape of a series.
struct CountShape {
    std::size_t periods = 0;
    long long total = 0;
    Estimate mean;            ///< a day
    Estimate dispersion;      ///< variance over mean of the counts of a period (Fano factor)
    double zero_share = 0.0;  ///< of periods without any
    std::vector<int> lags;    ///< in periods
    std::vector<double> autocorrelation;
    double white_noise = 0.0;  ///< 95 % of autocorrelations without any memory lie within plus or minus this
};

/// Intervals by resampling blocks of about the square root of their number (Carlstein 1986), long against the
/// memory of the series. Lags that the series is too short for are left out.
CountShape shape_of(const CountSeries& series);

/// Lags 1 to lags. Of a constant series: 0.
std::vector<double> autocorrelations(const std::vector<double>& values, std::size_t lags);

}  // namespace offramp
