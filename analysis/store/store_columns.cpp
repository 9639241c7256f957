// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_columns.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

double number_or_nan(const std::optional<double>& number) {
    return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

/// Names as they come, each with the place at which it was first met.
class CategoryBuilder {
  public:
    void add(const std::string& name) {
        if (name.empty()) {
            column_.codes.push_back(-1);
            return;
        }
        const auto [found, is_new] = places_.try_emplace(name, static_cast<std::int32_t>(places_.size()));
        if (is_new) column_.names.push_back(name);
        column_.codes.push_back(found->second);
    }
    Categories take() { return std::move(column_); }

  private:
    Categories column_;
    std::map<std::string, std::int32_t> places_;
};

/// What every row begins with: the point and its factors.
class SettingColumns {
  public:
    explicit SettingColumns(const StoreInfo& info)
        : info_(&info), texts_(info.factors.size()), numbers_(info.factors.size()) {}

    void add_row(const StoredPoint& point) {
        points_.push_back(point.point);
        for (std::size_t f = 0; f < texts_.size(); ++f) {
            const FactorValue& value = point.settings[f];
            texts_[f].add(value.number ? "" : value.text);
            numbers_[f].push_back(number_or_nan(value.number));
        }
    }

    Columns take() {
        Columns columns = {{"point", std::move(points_)}};
        for (std::size_t f = 0; f < texts_.size(); ++f) {
            Categories texts = texts_[f].take();
            const std::string& name = info_->factors[f].name;
            if (texts.names.empty()) {
                columns.push_back({name, std::move(numbers_[f])});
            } else {
                columns.push_back({name, std::move(texts)});
            }
        }
        return columns;
    }

  private:
    const StoreInfo* info_;
    std::vector<std::uint64_t> points_;
    std::vector<CategoryBuilder> texts_;
    std::vector<std::vector<double>> numbers_;
};

struct EstimateColumns {
    std::vector<double> value, low, high;
    CategoryBuilder note;

    void add_row(const Estimate& estimate) {
        value.push_back(number_or_nan(estimate.value));
        low.push_back(number_or_nan(estimate.low));
        high.push_back(number_or_nan(estimate.high));
        note.add(note_of(estimate));
    }
};

Columns outcome_columns(const StoreReader& store) {
    const StoreInfo& info = store.info();
    SettingColumns settings(info);
    CategoryBuilder policy, outcome, unit;
    std::vector<std::uint64_t> campaigns, failed, sample_size;
    EstimateColumns estimates;
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            for (std::size_t o = 0; o < point.estimates[p].size(); ++o) {
                settings.add_row(point);
                policy.add(info.policies[p].name);
                campaigns.push_back(point.results[p]->campaigns);
                failed.push_back(point.results[p]->failed);
                outcome.add(info.outcomes[o].name);
                unit.add(info.outcomes[o].unit);
                estimates.add_row(point.estimates[p][o]);
                sample_size.push_back(point.estimates[p][o].sample_size);
            }
        }
    });
    Columns columns = settings.take();
    columns.push_back({"policy", policy.take()});
    columns.push_back({"campaigns", std::move(campaigns)});
    columns.push_back({"failed", std::move(failed)});
    columns.push_back({"outcome", outcome.take()});
    columns.push_back({"unit", unit.take()});
    columns.push_back({"estimate", std::move(estimates.value)});
    columns.push_back({"low", std::move(estimates.low)});
    columns.push_back({"high", std::move(estimates.high)});
    columns.push_back({"n", std::move(sample_size)});
    columns.push_back({"note", estimates.note.take()});
    return columns;
}

Columns point_columns(const StoreReader& store) {
    const StoreInfo& info = store.info();
    SettingColumns settings(info);
    CategoryBuilder policy;
    std::vector<std::uint64_t> campaigns, failed;
    std::vector<std::vector<double>> outcomes(info.outcomes.size());
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            if (!point.results[p]) continue;
            settings.add_row(point);
            policy.add(info.policies[p].name);
            campaigns.push_back(point.results[p]->campaigns);
            failed.push_back(point.results[p]->failed);
            for (std::size_t o = 0; o < outcomes.size(); ++o)
                outcomes[o].push_back(number_or_nan(point.estimates[p][o].value));
        }
    });
    Columns columns = settings.take();
    columns.push_back({"policy", policy.take()});
    columns.push_back({"campaigns", std::move(campaigns)});
    columns.push_back({"failed", std::move(failed)});
    for (std::size_t o = 0; o < outcomes.size(); ++o)
        columns.push_back({info.outcomes[o].name, std::move(outcomes[o])});
    return columns;
}

Columns difference_columns(const StoreReader& store) {
    const StoreInfo& info = store.info();
    SettingColumns settings(info);
    CategoryBuilder policy, baseline, outcome, unit;
    EstimateColumns estimates;
    store.each_point([&](const StoredPoint& point) {
        for (std::size_t p = 0; p < point.differences.size(); ++p) {
            for (std::size_t o = 0; o < point.differences[p].size(); ++o) {
                if (!point.differences[p][o]) continue;
                settings.add_row(point);
                policy.add(info.policies[p].name);
                baseline.add(info.policies.front().name);
                outcome.add(info.outcomes[o].name);
                unit.add(info.outcomes[o].unit);
                estimates.add_row(*point.differences[p][o]);
            }
        }
    });
    Columns columns = settings.take();
    columns.push_back({"policy", policy.take()});
    columns.push_back({"baseline", baseline.take()});
    columns.push_back({"outcome", outcome.take()});
    columns.push_back({"unit", unit.take()});
    columns.push_back({"estimate", std::move(estimates.value)});
    columns.push_back({"low", std::move(estimates.low)});
    columns.push_back({"high", std::move(estimates.high)});
    columns.push_back({"note", estimates.note.take()});
    return columns;
}

}  // namespace

Columns store_columns(const StoreReader& store, std::string_view what) {
    using Make = Columns (*)(const StoreReader&);
    constexpr std::array<Make, std::size(kColumnTables)> kMakers = {outcome_columns, point_columns,
                                                                    difference_columns};
    const auto found = std::ranges::find(kColumnTables, what);
    ensure(found != std::end(kColumnTables), "there is such a table in columns");
    return kMakers[static_cast<std::size_t>(found - std::begin(kColumnTables))](store);
}

}  // namespace offramp
