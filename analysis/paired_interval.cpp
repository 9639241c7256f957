// SPDX-License-Identifier: Apache-2.0
#include "analysis/paired_interval.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <random>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Tango's score for the hypothesis that the difference is `delta`, in (-1, 1).
double score(double b, double c, double n, double delta) {
    const double qb = -b - c + (2 * n - b + c) * delta;
    const double qc = -c * delta * (1 - delta);
    const double q = (std::sqrt(std::max(0.0, qb * qb - 8 * n * qc)) - qb) / (4 * n);
    const double variance = n * (2 * q + delta * (1 - delta));
    const double gap = b - c - n * delta;
    if (variance <= 0.0) return gap == 0.0 ? 0.0 : std::copysign(1e300, gap);
    return gap / std::sqrt(variance);
}

/// Where the falling score passes `level` between `low` and `high`.
double crossing(double b, double c, double n, double level, double low, double high) {
    for (int step = 0; step < 100; ++step) {
        const double middle = 0.5 * (low + high);
        (score(b, c, n, middle) > level ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// Lower-triangular root of a matrix that may be singular, with pivots: rows in the original order, as many
/// columns as the rank.
std::vector<std::vector<double>> cholesky_root(const Correlations& matrix) {
    const std::size_t m = matrix.size();
    std::vector<std::vector<double>> root(m);
    std::vector<double> left(m);  // what each diagonal still lacks
    for (std::size_t i = 0; i < m; ++i) left[i] = matrix(i, i);
    for (std::size_t column = 0; column < m; ++column) {
        const auto pivot =
            static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
        if (left[pivot] < 1e-9) break;
        const double scale = std::sqrt(left[pivot]);
        const std::vector<double> pivot_row = root[pivot];
        for (std::size_t i = 0; i < m; ++i) {
            double entry = matrix(i, pivot);
            for (std::size_t k = 0; k < column; ++k) entry -= root[i][k] * pivot_row[k];
            root[i].push_back(entry / scale);
            left[i] -= root[i].back() * root[i].back();
        }
        left[pivot] = 0.0;
    }
    return root;
}

class Normals {
  public:
    double operator()() {
        if (spare_) {
            const double value = *spare_;
            spare_.reset();
            return value;
        }
        // Box and Muller 1958; the standard library's distribution differs between implementations.
        const double radius = std::sqrt(-2 * elementary::log(uniform()));
        const double angle = 2 * std::numbers::pi * uniform();
        spare_ = radius * elementary::sin(angle);
        return radius * elementary::cos(angle);
    }

  private:
    double uniform() { return (static_cast<double>(generator_() >> 12) + 0.5) * 0x1p-52; }
    std::mt19937_64 generator_{20210501};  // fixed: the same data give the same interval
    std::optional<double> spare_;
};

}  // namespace

Estimate paired_proportions(const DiscordantPairs& pairs, double z) {
    if (pairs.campaigns == 0) return {};
    const auto b = static_cast<double>(pairs.policy_only);
    const auto c = static_cast<double>(pairs.baseline_only);
    const auto n = static_cast<double>(pairs.campaigns);
    const double difference = (b - c) / n;
    return {difference, crossing(b, c, n, z, -1.0, difference), crossing(b, c, n, -z, difference, 1.0),
            pairs.campaigns};
}

double bonferroni_95(std::size_t m) {
    const double tail = 0.05 / static_cast<double>(m);
    double low = 0.0;
    double high = 40.0;
    for (int step = 0; step < 100; ++step) {
        const double middle = 0.5 * (low + high);
        (std::erfc(middle / std::numbers::sqrt2) > tail ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double largest_of_normals_95(std::span<const Correlations> groups) {
    std::size_t m = 0;
    std::vector<std::vector<std::vector<double>>> roots;
    for (const Correlations& group : groups) {
        m += group.size();
        if (group.size() > 0) roots.push_back(cholesky_root(group));
    }
    if (m <= 1) return kNormal975;
    constexpr std::size_t kDraws = 20'000;
    std::vector<double> largest(kDraws);
    std::vector<double> independent;
    Normals normal;
    for (double& result : largest) {
        for (const std::vector<std::vector<double>>& root : roots) {
            independent.resize(root.front().size());
            std::generate(independent.begin(), independent.end(), [&] { return normal(); });
            for (const std::vector<double>& row : root) {
                double value = 0.0;
                for (std::size_t k = 0; k < row.size(); ++k) value += row[k] * independent[k];
                result = std::max(result, std::abs(value));
            }
        }
    }
    const auto at = largest.begin() + static_cast<std::ptrdiff_t>(kDraws * 95 / 100);
    std::nth_element(largest.begin(), at, largest.end());
    return std::clamp(*at, kNormal975, bonferroni_95(m));
}

}  // namespace offramp
