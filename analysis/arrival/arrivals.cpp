// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/arrivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "analysis/history/csv_table.hpp"
#include "analysis/sensitivity/bootstrap.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

class ArrivalReader {
  public:
    explicit ArrivalReader(const ArrivalQuery& query)
        : query_(query), table_(read_csv_table(query.file, problems_)) {}

    Arrivals read() {
        throw_if_any(problems_);
        for (const CsvCell& cell : table_.header) columns_.push_back(cell.text);
        require_column("date", "every row has the day of its count or event");
        for (const RowFilter& filter : query_.where) require_column(filter.column, "");
        counts_ = query_.counts;
        if (counts_.empty() && has_column("count")) counts_ = "count";
        if (!counts_.empty()) require_column(counts_, "");
        throw_if_any(problems_);
        read_rows();
        throw_if_any(problems_);
        if (rows_.empty()) throw InputError(table_.where, "no row is left to fit");
        return counts_.empty() ? events() : counts();
    }

  private:
    struct Row {
        sys_days day;
        int count = 1;
        Location where;
    };

    bool has_column(const std::string& name) const {
        return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
    }

    void require_column(const std::string& name, std::string_view meaning) {
        if (has_column(name)) return;
        const std::string hint = meaning.empty() ? name_hint(name, columns_) : std::string(meaning);
        problems_.push_back(
            {table_.header.front().where, fmt::format("there is no column '{}'", name), hint});
    }

    void read_rows() {
        for (std::size_t k = 0; k < table_.rows.size() && problems_.size() < kMostTableProblems; ++k) {
            CsvRow row(table_, k, problems_);
            const bool wanted =
                std::all_of(query_.where.begin(), query_.where.end(), [&](const RowFilter& filter) {
                    const std::string text = row.text(filter.column);
                    return std::find(filter.values.begin(), filter.values.end(), text) != filter.values.end();
                });
            if (!wanted) continue;
            const std::size_t before = problems_.size();
            Row read{row.required_day("date"), 1, row.where()};
            if (!counts_.empty())
                read.count = row.required_count(counts_, 0, std::numeric_limits<int>::max());
            if (problems_.size() > before) continue;
            if (query_.from && read.day < *query_.from) continue;
            if (query_.to && read.day >= *query_.to) continue;
            rows_.push_back(read);
        }
    }

    Arrivals counts() {
        if (rows_.size() < 3) throw InputError(table_.where, "a series of counts has at least three periods");
        const days step = rows_[1].day - rows_[0].day;
        if (step <= days(0)) {
            problems_.push_back(
                {rows_[1].where, "the dates of a series of counts must ascend",
                 "rows without counts in between are events: a table without a column of counts"});
        }
        for (std::size_t k = 2; problems_.empty() && k < rows_.size(); ++k) {
            if (rows_[k].day - rows_[k - 1].day == step) continue;
            problems_.push_back({rows_[k].where,
                                 fmt::format("{} days after the row before, where the first two are {} apart",
                                             (rows_[k].day - rows_[k - 1].day).count(), step.count()),
                                 "the periods of a series are equal, and none is missing"});
        }
        throw_if_any(problems_);
        Arrivals arrivals{rows_.front().day, rows_.back().day + step, CountSeries{}, {}};
        arrivals.counts->width = static_cast<double>(step.count());
        for (const Row& row : rows_) arrivals.counts->counts.push_back(row.count);
        return arrivals;
    }

    Arrivals events() {
        if (rows_.size() < 3) throw InputError(table_.where, "there must be at least three events");
        std::map<sys_days, int> by_day;
        for (const Row& row : rows_) ++by_day[row.day];
        Arrivals arrivals{query_.from.value_or(by_day.begin()->first),
                          query_.to.value_or(by_day.rbegin()->first + days(1)),
                          {},
                          EventTimes{}};
        arrivals.events->days = static_cast<double>((arrivals.to - arrivals.from).count());
        for (const auto& [day, count] : by_day) {
            for (int k = 0; k < count; ++k) {
                arrivals.events->times.push_back(static_cast<double>((day - arrivals.from).count()) +
                                                 (k + 0.5) / count);
            }
        }
        return arrivals;
    }

    const ArrivalQuery& query_;
    std::vector<Diagnostic> problems_;
    CsvTable table_;
    std::vector<std::string> columns_;
    std::string counts_;  // the column; empty: events
    std::vector<Row> rows_;
};

// Mean and variance over mean of the values in some blocks.
std::array<double, 2> mean_and_dispersion(const std::vector<int>& counts, std::span<const std::size_t> blocks,
                                          std::size_t block_count) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (const std::size_t block : blocks) {
        const std::size_t end = (block + 1) * counts.size() / block_count;
        for (std::size_t k = block * counts.size() / block_count; k < end; ++k) {
            const double x = counts[k];
            ++n;
            sum += x;
            squares += x * x;
        }
    }
    const double mean = sum / n;
    return {mean, (squares - n * mean * mean) / (n - 1) / mean};
}

}  // namespace

CountSeries count_events(const EventTimes& events, double width) {
    CountSeries series{width, std::vector<int>(static_cast<std::size_t>(events.days / width))};
    for (const double time : events.times) {
        const auto place = static_cast<std::size_t>(time / width);
        if (place < series.counts.size()) ++series.counts[place];
    }
    return series;
}

Arrivals read_arrivals(const ArrivalQuery& query) {
    return ArrivalReader(query).read();
}

std::vector<double> autocorrelations(const std::vector<double>& values, std::size_t lags) {
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double variance = 0;
    for (const double value : values) variance += (value - mean) * (value - mean);
    std::vector<double> result(lags, 0.0);
    if (variance == 0) return result;
    for (std::size_t lag = 1; lag <= lags; ++lag) {
        for (std::size_t k = lag; k < values.size(); ++k)
            result[lag - 1] += (values[k] - mean) * (values[k - lag] - mean);
        result[lag - 1] /= variance;
    }
    return result;
}

CountShape shape_of(const CountSeries& series) {
    const std::vector<int>& counts = series.counts;
    CountShape shape;
    shape.periods = counts.size();
    shape.total = std::accumulate(counts.begin(), counts.end(), 0LL);
    const auto n = static_cast<double>(counts.size());
    const auto blocks = static_cast<std::size_t>(std::sqrt(n));
    std::vector<Estimate> estimates =
        bootstrap(blocks, 2,
                  [&](std::span<const std::size_t> rows, std::span<double> out) {
                      const auto numbers = mean_and_dispersion(counts, rows, blocks);
                      out[0] = numbers[0] / series.width;
                      out[1] = numbers[1];
                  },
                  {});
    shape.mean = estimates[0];
    shape.dispersion = estimates[1];
    for (Estimate* estimate : {&shape.mean, &shape.dispersion}) estimate->sample_size = counts.size();
    shape.zero_share = static_cast<double>(std::count(counts.begin(), counts.end(), 0)) / n;
    shape.white_noise = kNormal975 / std::sqrt(n);
    const std::vector<double> values(counts.begin(), counts.end());
    const std::size_t longest = std::min<std::size_t>(30, counts.size() / 4);
    const std::vector<double> all = autocorrelations(values, longest);
    for (const int lag : {1, 2, 3, 7, 14, 30}) {
        if (static_cast<std::size_t>(lag) > longest) break;
        shape.lags.push_back(lag);
        shape.autocorrelation.push_back(all[static_cast<std::size_t>(lag) - 1]);
    }
    return shape;
}

}  // namespace offramp
