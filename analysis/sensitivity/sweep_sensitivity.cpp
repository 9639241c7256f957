// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/sweep_sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analysis/estimate_json.hpp"
#include "analysis/sensitivity/correlation_ratio.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

using SensitivityJson = nlohmann::ordered_json;

/// The blocks of a design whose every point has a value.
std::vector<std::size_t> usable_blocks(const Table& outcomes, std::size_t block) {
    std::vector<std::size_t> usable;
    for (std::size_t j = 0; j < outcomes.rows / block; ++j) {
        const auto begin =
            outcomes.values.begin() + static_cast<std::ptrdiff_t>(j * block * outcomes.columns);
        const auto end = begin + static_cast<std::ptrdiff_t>(block * outcomes.columns);
        if (std::none_of(begin, end, [](double x) { return std::isnan(x); })) usable.push_back(j);
    }
    return usable;
}

/// The rows of these blocks alone.
Table rows_of_blocks(const Table& table, const std::vector<std::size_t>& blocks, std::size_t block) {
    Table result(blocks.size() * block, table.columns);
    for (std::size_t j = 0; j < blocks.size(); ++j) {
        for (std::size_t r = 0; r < block; ++r) {
            const auto from = table.row(blocks[j] * block + r);
            std::copy(from.begin(), from.end(), result.row(j * block + r).begin());
        }
    }
    return result;
}

void require_enough(std::size_t usable, std::size_t least, std::size_t of, std::string_view what) {
    if (usable >= least) return;
    throw InputError(
        {},
        fmt::format(
            "{} of {} {} are finished and have a value of the outcome at every point, and it takes {}",
            usable, of, what, least),
        "the same offramp sweep goes on; offramp merge puts shards together");
}

// What the finished blocks of each design with blocks say, from a row of `outcomes` for each of their points.

SobolIndices effects_in(const SaltelliBlocks& design, const std::vector<bool>& nominal,
                        const std::vector<std::size_t>& blocks, const Table& outcomes) {
    const std::size_t factors = nominal.size();
    const SaltelliDesign whole = design.design(factors);
    return sobol_indices({blocks.size(), factors, design.second_order,
                          rows_of_blocks(whole.points, blocks, design.block(factors))},
                         outcomes);
}

MorrisEffects effects_in(const MorrisTrajectories& design, const std::vector<bool>& nominal,
                         const std::vector<std::size_t>& blocks, const Table& outcomes) {
    const std::size_t factors = nominal.size();
    const MorrisDesign whole = design.design(factors);
    MorrisDesign part{
        blocks.size(), factors, rows_of_blocks(whole.points, blocks, design.block(factors)), {}, nominal};
    for (const std::size_t t : blocks) {
        const auto begin = whole.moved.begin() + static_cast<std::ptrdiff_t>(t * factors);
        part.moved.insert(part.moved.end(), begin, begin + static_cast<std::ptrdiff_t>(factors));
    }
    return elementary_effects(part, outcomes);
}

template <BlockDesign D>
TargetSensitivity of_blocks(const D& design, const Futures& futures, const Target& target) {
    const std::size_t factors = futures.axes().size();
    const Table outcomes = futures.rows(target);
    const std::size_t block = design.block(factors);
    const std::vector<std::size_t> blocks = usable_blocks(outcomes, block);
    require_enough(blocks.size(), 2, design.blocks, D::block_name);
    return {target, blocks.size(), design.blocks - blocks.size(),
            effects_in(design, futures.nominal(), blocks, rows_of_blocks(outcomes, blocks, block))};
}

/// The square of the standard error behind an interval: the product of its halves, in units of the normal
/// quantile. Of Student's, whose halves are equal, it is that of either; of a score interval of a proportion
/// p (Wilson 1927) it is p (1 - p) / n but for a factor n / (n + 3.84), where the mean half is far longer if
/// p is small. So it is nearly of the exact one (Clopper, Pearson 1934); and what an interval allows for that
/// was not seen makes one half longer and counts by its root.
double squared_error(double value, double low, double high) {
    return (value - low) * (high - value) / (kNormal975 * kNormal975);
}

TargetSensitivity of_sample(const Futures& futures, const Target& target) {
    const std::vector<Estimate> estimates = futures.values(target);
    std::vector<double> y;
    std::vector<std::size_t> places;
    double noise = 0.0;
    bool noise_is_known = true;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        const Estimate& e = estimates[i];
        if (!e.value) continue;
        y.push_back(*e.value);
        places.push_back(i);
        noise_is_known = noise_is_known && e.low && e.high;
        if (noise_is_known) noise += squared_error(*e.value, *e.low, *e.high);
    }
    constexpr std::size_t kLeast = 8;
    require_enough(y.size(), kLeast, estimates.size(), "points");
    const auto n = static_cast<double>(y.size());
    VarianceShares shares;
    shares.mean = std::accumulate(y.begin(), y.end(), 0.0) / n;
    for (const double value : y) shares.variance += (value - shares.mean) * (value - shares.mean) / (n - 1.0);
    if (noise_is_known && shares.variance > 0.0)
        shares.noise_at_most = std::min(1.0, noise / n / shares.variance);
    std::vector<double> x(y.size());
    for (std::size_t f = 0; f < futures.axes().size(); ++f) {
        for (std::size_t k = 0; k < places.size(); ++k) x[k] = futures.settings()(places[k], f);
        shares.first.push_back(correlation_ratio(x, y, futures.axes()[f].nominal));
    }
    return {target, y.size(), estimates.size() - y.size(), shares};
}

double importance(const TargetSensitivity& sensitivity, std::size_t factor) {
    const double last = -std::numeric_limits<double>::infinity();
    if (const auto* sobol = std::get_if<SobolIndices>(&sensitivity.result))
        return sobol->total[factor].value.value_or(last);
    if (const auto* morris = std::get_if<MorrisEffects>(&sensitivity.result))
        return (*morris)[factor].mean_absolute.value.value_or(last);
    return std::get<VarianceShares>(sensitivity.result).first[factor].value.value_or(last);
}

/// What `numbers_of` says of each factor, behind its name.
template <class NumbersOf>
SensitivityJson factors_json(const Futures& futures, const NumbersOf& numbers_of) {
    SensitivityJson factors = SensitivityJson::array();
    for (std::size_t f = 0; f < futures.axes().size(); ++f) {
        factors.push_back({{"name", futures.axes()[f].name}, {"title", futures.axes()[f].title}});
        factors.back().update(numbers_of(f));
    }
    return factors;
}

void add_result(SensitivityJson& json, const Futures& futures, const SobolIndices& indices) {
    json["method"] = "sobol";
    json["mean"] = indices.mean;
    json["variance"] = indices.variance;
    json["noise_share"] = indices.noise_share;
    json["factors"] = factors_json(futures, [&](std::size_t f) {
        return SensitivityJson{{"first", indices.first[f]}, {"total", indices.total[f]}};
    });
    if (indices.second.empty()) return;
    SensitivityJson pairs = SensitivityJson::array();
    for (const PairIndex& pair : indices.second) {
        pairs.push_back({{"factors", {futures.axes()[pair.first].name, futures.axes()[pair.second].name}},
                         {"second", pair.index}});
    }
    json["pairs"] = pairs;
}

void add_result(SensitivityJson& json, const Futures& futures, const MorrisEffects& effects) {
    json["method"] = "morris";
    json["factors"] = factors_json(futures, [&](std::size_t f) {
        return SensitivityJson{{"nominal", futures.axes()[f].nominal},
                               {"mean_absolute", effects[f].mean_absolute},
                               {"mean", effects[f].mean},
                               {"deviation", effects[f].deviation},
                               {"noise_floor", effects[f].noise_floor}};
    });
}

void add_result(SensitivityJson& json, const Futures& futures, const VarianceShares& shares) {
    json["method"] = "correlation_ratio";
    json["mean"] = shares.mean;
    json["variance"] = shares.variance;
    json["noise_share_at_most"] = shares.noise_at_most;
    json["factors"] = factors_json(futures, [&](std::size_t f) {
        return SensitivityJson{{"first", shares.first[f]}};
    });
}

}  // namespace

TargetSensitivity sensitivity_of(const Futures& futures, const Target& target) {
    const auto by_design = [&]<class D>(const D& design) -> TargetSensitivity {
        if constexpr (BlockDesign<D>) {
            return of_blocks(design, futures, target);
        } else if constexpr (D::fills_space) {
            return of_sample(futures, target);
        } else {
            throw InputError({},
                             fmt::format("the design {} does not spread its points over what the factors may "
                                         "be, which shares of variance and boxes need",
                                         D::name),
                             "design: {kind: saltelli, points: 256}, {kind: morris, trajectories: 20}, or "
                             "{kind: latin_hypercube, points: 256}");
        }
    };
    return std::visit(by_design, futures.info().design);
}

std::vector<std::size_t> by_importance(const TargetSensitivity& sensitivity) {
    const std::size_t count = std::visit(
        [](const auto& result) {
            if constexpr (requires { result.first.size(); })
                return result.first.size();
            else
                return result.size();
        },
        sensitivity.result);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t factor) { return -importance(sensitivity, factor); });
    return order;
}

nlohmann::ordered_json to_json(const Futures& futures, const TargetSensitivity& sensitivity) {
    SensitivityJson json = target_json(futures.info(), sensitivity.target);
    json["used"] = sensitivity.used;
    json["left_out"] = sensitivity.left_out;
    std::visit([&](const auto& result) { add_result(json, futures, result); }, sensitivity.result);
    return json;
}

}  // namespace offramp
