// SPDX-License-Identifier: Apache-2.0
// Every uncertain quantity is a generalised linear model over state features; all of them live in one table.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/elementary.hpp"
#include "engine/scenario/limits.hpp"

namespace offramp {

/// Row of a GlmTable.
struct GlmId {
    std::int32_t row = -1;
};

/// Sparse rows of coefficients (compressed), and the base of each row on the scale of its link.
class GlmTable {
  public:
    struct Term {
        std::int32_t feature;
        double coefficient;
    };

    GlmId add(double linked_base, const std::vector<Term>& terms) {
        base_.push_back(linked_base);
        terms_.insert(terms_.end(), terms.begin(), terms.end());
        end_.push_back(static_cast<std::int32_t>(terms_.size()));
        return {static_cast<std::int32_t>(base_.size()) - 1};
    }

    /// The linear predictor: base + sum of coefficient * feature. Minus or plus infinity where the base is 0
    /// or 1.
    double predict(GlmId id, const double* features) const {
        const auto row = static_cast<std::size_t>(id.row);
        double sum = base_[row];
        const std::int32_t begin = row == 0 ? 0 : end_[row - 1];
        for (std::int32_t k = begin; k < end_[row]; ++k) {
            const Term& term = terms_[static_cast<std::size_t>(k)];
            sum += term.coefficient * features[term.feature];
        }
        return sum;
    }

    /// Of a feature in the linear predictor.
    double coefficient(GlmId id, int feature) const {
        const auto row = static_cast<std::size_t>(id.row);
        double sum = 0.0;
        for (std::int32_t k = row == 0 ? 0 : end_[row - 1]; k < end_[row]; ++k) {
            const Term& term = terms_[static_cast<std::size_t>(k)];
            if (term.feature == feature) sum += term.coefficient;
        }
        return sum;
    }

    double rate(GlmId id, const double* features) const { return elementary::exp(predict(id, features)); }

    double probability(GlmId id, const double* features) const;

    std::size_t size() const { return base_.size(); }

  private:
    std::vector<double> base_;
    std::vector<std::int32_t> end_;
    std::vector<Term> terms_;
};

/// odds / (1 + odds); exact at 0 and infinity.
inline double probability_at_odds(double odds) {
    return 1.0 / (1.0 + 1.0 / odds);
}

/// 1 / (1 + exp(-x)); exact at plus and minus infinity.
inline double logistic(double x) {
    return 1.0 / (1.0 + elementary::exp(-x));
}

inline double GlmTable::probability(GlmId id, const double* features) const {
    return logistic(predict(id, features));
}

/// A GLM whose dependence on the course of a crisis (rungs, harm) is split off, so that the rest is evaluated
/// once, when the crisis opens.
struct CrisisGlm {
    GlmId frozen;
    double rung[2] = {0.0, 0.0};
    double harm = 0.0;

    /// What the course of the crisis adds to the linear predictor ...
    double course(int rung0, int rung1, int harms) const {
        return rung[0] * rung0 + rung[1] * rung1 + harm * harms;
    }

    /// ... and by what it multiplies a rate or odds; tabulate() comes first. Every round asks for it at many
    /// pairs of rungs, mostly before any harm is done.
    double factor(int rung0, int rung1, int harms) const {
        const double rungs = rung_factor_[0][static_cast<std::size_t>(rung0)] *
                             rung_factor_[1][static_cast<std::size_t>(rung1)];
        return harms == 0 ? rungs : rungs * elementary::exp(harm * harms);
    }

    void tabulate() {
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t k = 0; k < kMaxRungs; ++k) {
                rung_factor_[i][k] = elementary::exp(rung[i] * static_cast<double>(k));
            }
        }
    }

  private:
    std::array<std::array<double, kMaxRungs>, 2> rung_factor_{};
};

}  // namespace offramp
