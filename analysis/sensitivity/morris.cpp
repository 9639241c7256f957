// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/morris.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Effects and the variance that noise adds to each, by trajectory and input.
struct Effects {
    Table effect;
    Table noise;
};

bool is_nominal(const MorrisDesign& design, std::size_t input) {
    return !design.nominal.empty() && design.nominal[input];
}

Effects effects_of(const MorrisDesign& design, const Table& outcomes) {
    const std::size_t d = design.inputs;
    const auto replications = static_cast<double>(outcomes.columns);
    Effects effects{Table(design.trajectories, d), Table(design.trajectories, d)};
    for (std::size_t t = 0; t < design.trajectories; ++t) {
        for (std::size_t k = 0; k < d; ++k) {
            const std::size_t before = t * (d + 1) + k;
            const std::size_t input = design.moved[t * d + k];
            const double step = is_nominal(design, input)
                                    ? 1.0
                                    : design.points(before + 1, input) - design.points(before, input);
            double sum = 0.0;
            double squares = 0.0;
            for (std::size_t r = 0; r < outcomes.columns; ++r) {
                const double effect = (outcomes(before + 1, r) - outcomes(before, r)) / step;
                sum += effect;
                squares += effect * effect;
            }
            const double mean = sum / replications;
            effects.effect(t, input) = mean;
            if (outcomes.columns > 1) {
                effects.noise(t, input) =
                    std::max(0.0, squares / replications - mean * mean) / (replications - 1.0);
            }
        }
    }
    return effects;
}

}  // namespace

MorrisDesign morris_design(std::size_t trajectories, std::size_t inputs, std::size_t levels,
                           std::uint64_t seed) {
    ensure(levels >= 2 && levels % 2 == 0, "a Morris grid has an even number of levels");
    ensure(trajectories >= 1 && inputs >= 1, "a Morris design has trajectories and inputs");
    const double step = static_cast<double>(levels) / (2.0 * static_cast<double>(levels - 1));
    MorrisDesign design{trajectories, inputs, Table(trajectories * (inputs + 1), inputs), {}};
    std::mt19937_64 generator(seed);
    std::vector<std::size_t> order(inputs);
    for (std::size_t t = 0; t < trajectories; ++t) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        for (std::size_t k = inputs; k > 1; --k) std::swap(order[k - 1], order[draw_index(generator, k)]);
        const std::size_t start = t * (inputs + 1);
        for (double& x : design.points.row(start)) {
            x = static_cast<double>(draw_index(generator, levels)) / static_cast<double>(levels - 1);
        }
        for (std::size_t k = 0; k < inputs; ++k) {
            const auto from = design.points.row(start + k);
            auto to = design.points.row(start + k + 1);
            std::copy(from.begin(), from.end(), to.begin());
            to[order[k]] += from[order[k]] < 0.5 ? step : -step;
        }
        design.moved.insert(design.moved.end(), order.begin(), order.end());
    }
    return design;
}

std::vector<ElementaryEffects> elementary_effects(const MorrisDesign& design, const Table& outcomes,
                                                  const BootstrapOptions& options) {
    ensure(outcomes.rows == design.points.rows && outcomes.columns >= 1, "an outcome for every point");
    const Effects effects = effects_of(design, outcomes);
    const std::size_t d = design.inputs;
    const std::vector<Estimate> all = bootstrap(
        design.trajectories, 3 * d,
        [&](std::span<const std::size_t> rows, std::span<double> out) {
            const auto n = static_cast<double>(rows.size());
            for (std::size_t i = 0; i < d; ++i) {
                double absolute = 0.0;
                double sum = 0.0;
                double squares = 0.0;
                double noise = 0.0;
                for (const std::size_t t : rows) {
                    const double effect = effects.effect(t, i);
                    absolute += std::abs(effect);
                    sum += effect;
                    squares += effect * effect;
                    noise += effects.noise(t, i);
                }
                const double spread = n > 1.0 ? (squares - sum * sum / n) / (n - 1.0) : std::nan("");
                out[3 * i] = absolute / n;
                out[3 * i + 1] = sum / n;
                out[3 * i + 2] = std::isnan(spread) ? spread : std::sqrt(std::max(0.0, spread - noise / n));
            }
        },
        options);
    std::vector<ElementaryEffects> result;
    for (std::size_t i = 0; i < d; ++i) {
        double noise = 0.0;
        for (std::size_t t = 0; t < design.trajectories; ++t) noise += std::sqrt(effects.noise(t, i));
        const double floor =
            std::sqrt(2.0 / std::numbers::pi) * noise / static_cast<double>(design.trajectories);
        ElementaryEffects effect{all[3 * i], all[3 * i + 1], all[3 * i + 2], floor};
        if (is_nominal(design, i)) effect.mean = effect.deviation = {};
        result.push_back(effect);
    }
    return result;
}

}  // namespace offramp
