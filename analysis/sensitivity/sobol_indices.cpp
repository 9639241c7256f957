// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/sobol_indices.hpp"

#include <algorithm>
#include <limits>

#include "analysis/sensitivity/replications.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// What each base row adds to the sums that all indices are made of. Columns: mean, square, spread of
/// replications, then by input the numerators of S and ST, then by pair that of S_ij.
enum TermColumn : std::size_t { kMean, kSquare, kNoise, kFirst };

class RowTerms {
  public:
    RowTerms(const SaltelliDesign& design, const Table& outcomes)
        : design_(design),
          outcomes_(outcomes),
          pairs_(design.second_order ? design.inputs * (design.inputs - 1) / 2 : 0),
          terms_(design.base, kFirst + 2 * design.inputs + pairs_) {
        centre();
        for (std::size_t j = 0; j < design_.base; ++j) fill(j);
    }

    std::size_t pairs() const { return pairs_; }
    std::size_t numbers() const { return terms_.columns; }

    /// Mean, variance, noise share, and the indices in the order of the columns.
    void indices(std::span<const std::size_t> rows, std::span<double> out) const {
        std::fill(out.begin(), out.end(), 0.0);
        for (const std::size_t row : rows) {
            const auto terms = terms_.row(row);
            for (std::size_t k = 0; k < out.size(); ++k) out[k] += terms[k];
        }
        for (double& x : out) x /= static_cast<double>(rows.size());
        const double square = out[kSquare];
        const double variance = square - out[kMean] * out[kMean];
        const double noise = out[kNoise];
        out[kMean] += centre_;
        out[kSquare] = variance;
        out[kNoise] = noise > 0.0 ? noise / (noise + std::max(0.0, variance)) : 0.0;
        const bool is_rounding = !(variance > 1e-12 * square);
        const double scale = is_rounding ? std::numeric_limits<double>::quiet_NaN() : 1.0 / variance;
        for (std::size_t k = kFirst; k < out.size(); ++k) out[k] *= scale;
    }

  private:
    // Products of centred outcomes have far smaller variance where the mean is large against the spread.
    void centre() {
        for (std::size_t j = 0; j < design_.base; ++j) {
            centre_ += mean_of(outcomes_.row(design_.a(j))) + mean_of(outcomes_.row(design_.b(j)));
        }
        centre_ /= 2.0 * static_cast<double>(design_.base);
        for (double& x : outcomes_.values) x -= centre_;
    }

    double product(std::size_t row, std::size_t other) const {
        return product_of_means(outcomes_.row(row), outcomes_.row(other));
    }

    void fill(std::size_t j) {
        const std::size_t d = design_.inputs;
        const std::size_t a = design_.a(j);
        const std::size_t b = design_.b(j);
        auto out = terms_.row(j);
        const double aa = product(a, a);
        const double bb = product(b, b);
        const double ab = product(a, b);
        out[kMean] = 0.5 * (mean_of(outcomes_.row(a)) + mean_of(outcomes_.row(b)));
        out[kSquare] = 0.5 * (aa + bb);
        out[kNoise] = 0.5 * (mean_square(a) - aa + mean_square(b) - bb);
        for (std::size_t i = 0; i < d; ++i) {
            const std::size_t mixed = design_.ab(j, i);
            out[kFirst + i] = product(b, mixed) - ab;
            out[kFirst + d + i] = half_square(a, mixed);
            if (!design_.second_order) continue;
            // The same from B's side. What the two differ by is chance; taken off a pair on one side only, it
            // would pass for an interaction, even with an input that does nothing.
            const std::size_t other = design_.ba(j, i);
            out[kFirst + i] = 0.5 * (out[kFirst + i] + (product(a, other) - ab));
            out[kFirst + d + i] = 0.5 * (out[kFirst + d + i] + half_square(b, other));
        }
        if (pairs_ == 0) return;
        std::size_t pair = kFirst + 2 * d;
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t l = i + 1; l < d; ++l) {
                // Both ways round share inputs i and l and nothing else.
                const double together = 0.5 * ((product(design_.ba(j, i), design_.ab(j, l)) - ab) +
                                               (product(design_.ba(j, l), design_.ab(j, i)) - ab));
                out[pair++] = together - (out[kFirst + i] + out[kFirst + l]);
            }
        }
    }

    /// (E[outcome at one] - E[outcome at the other])^2 / 2.
    double half_square(std::size_t row, std::size_t other) const {
        return 0.5 * (product(row, row) - 2.0 * product(row, other) + product(other, other));
    }

    double mean_square(std::size_t row) const {
        double sum = 0.0;
        for (const double x : outcomes_.row(row)) sum += x * x;
        return sum / static_cast<double>(outcomes_.columns);
    }

    const SaltelliDesign& design_;
    Table outcomes_;
    std::size_t pairs_;
    Table terms_;
    double centre_ = 0.0;
};

}  // namespace

SobolIndices sobol_indices(const SaltelliDesign& design, const Table& outcomes,
                           const BootstrapOptions& options) {
    ensure(outcomes.rows == design.points.rows && outcomes.columns >= 1, "an outcome for every point");
    const RowTerms terms(design, outcomes);
    const std::vector<Estimate> all = bootstrap(
        design.base, terms.numbers(),
        [&](std::span<const std::size_t> rows, std::span<double> out) { terms.indices(rows, out); }, options);
    const std::size_t d = design.inputs;
    SobolIndices result{all[kMean], all[kSquare], all[kNoise], {}, {}, {}};
    result.first.assign(&all[kFirst], &all[kFirst] + d);
    result.total.assign(&all[kFirst + d], &all[kFirst + d] + d);
    std::size_t pair = kFirst + 2 * d;
    if (terms.pairs() == 0) return result;
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t l = i + 1; l < d; ++l) result.second.push_back({i, l, all[pair++]});
    }
    return result;
}

}  // namespace offramp
