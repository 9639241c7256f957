// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/tempering.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/elementary.hpp"
#include "engine/base/key.hpp"
#include "engine/random/draws.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Standard normal numbers, keyed by what they are for and by particle.
VectorXd standard_normals(std::uint64_t seed, Index particle, Index count, std::uint64_t event) {
    VectorXd numbers(count);
    const Draws draws(seed, static_cast<std::uint64_t>(particle));
    for (Index first = 0; first < count; first += 4) {
        const auto four = draws.normals(Stream::kDesign, event, static_cast<std::uint64_t>(first / 4));
        for (Index k = first; k < std::min(first + 4, count); ++k)
            numbers(k) = four[static_cast<std::size_t>(k - first)];
    }
    return numbers;
}

class Tempering {
  public:
    using LogLikelihood = std::function<double(const VectorXd&)>;

    Tempering(Index dimensions, const LogLikelihood& log_likelihood, const TemperingOptions& options)
        : options_(options),
          log_likelihood_(log_likelihood),
          particles_(dimensions, options.particles),
          likelihoods_(options.particles) {}

    MatrixXd run() {
        const std::uint64_t key = name_key("tempering", "prior");
        for (Index p = 0; p < particles_.cols(); ++p) {
            particles_.col(p) = standard_normals(options_.seed, p, particles_.rows(), key);
            likelihoods_(p) = log_likelihood_(particles_.col(p));
        }
        for (std::uint64_t rise = 0; power_ < 1.0 && !options_.cancel.stop_requested(); ++rise) {
            const double next = next_power();
            const VectorXd weights = weights_for(next - power_);
            power_ = next;
            const MatrixXd spread = spread_of(weights);
            resample(weights, rise);
            move(spread, rise);
        }
        return std::move(particles_);
    }

  private:
    /// Of the particles where the power rises by `rise`; they sum to 1.
    VectorXd weights_for(double rise) const {
        const double most = likelihoods_.maxCoeff();
        VectorXd weights(likelihoods_.size());
        for (Index p = 0; p < weights.size(); ++p)
            weights(p) = elementary::exp(rise * (likelihoods_(p) - most));
        return weights / weights.sum();
    }

    double next_power() const {
        const double wanted = 0.5 * static_cast<double>(particles_.cols());
        const auto effective = [&](double rise) { return 1.0 / weights_for(rise).squaredNorm(); };
        if (effective(1.0 - power_) >= wanted) return 1.0;
        double low = 0.0;
        double high = 1.0 - power_;
        for (int halving = 0; halving < 50; ++halving) {
            const double middle = 0.5 * (low + high);
            (effective(middle) >= wanted ? low : high) = middle;
        }
        return power_ + high;
    }

    /// The root of the covariance of the weighted particles.
    MatrixXd spread_of(const VectorXd& weights) const {
        const VectorXd mean = particles_ * weights;
        const MatrixXd centred = particles_.colwise() - mean;
        MatrixXd covariance = centred * weights.asDiagonal() * centred.transpose();
        covariance.diagonal().array() += 1e-9;
        return covariance.llt().matrixL();
    }

    /// Systematic resampling (Carpenter, Clifford, Fearnhead 1999).
    void resample(const VectorXd& weights, std::uint64_t rise) {
        const Index count = particles_.cols();
        const std::uint64_t key = name_key("tempering", "resampling");
        const double offset = Draws(options_.seed, rise).uniforms(Stream::kDesign, key)[0];
        MatrixXd chosen(particles_.rows(), count);
        VectorXd likelihoods(count);
        Index from = 0;
        double sum = weights(0);
        for (Index p = 0; p < count; ++p) {
            const double wanted = (static_cast<double>(p) + offset) / static_cast<double>(count);
            while (sum < wanted && from + 1 < count) sum += weights(++from);
            chosen.col(p) = particles_.col(from);
            likelihoods(p) = likelihoods_(from);
        }
        particles_ = std::move(chosen);
        likelihoods_ = std::move(likelihoods);
    }

    void move(const MatrixXd& spread, std::uint64_t rise) {
        const std::uint64_t steps = combine_keys(name_key("tempering", "steps"), rise);
        const std::uint64_t chances = combine_keys(name_key("tempering", "acceptance"), rise);
        for (int step = 0; step < options_.moves && !options_.cancel.stop_requested(); ++step) {
            const double length = scale_ * 2.38 / std::sqrt(static_cast<double>(particles_.rows()));
            const auto number = static_cast<std::uint64_t>(step);
            Index accepted = 0;
            for (Index p = 0; p < particles_.cols(); ++p) {
                const VectorXd noise =
                    standard_normals(options_.seed, p, particles_.rows(), combine_keys(steps, number));
                const VectorXd tried = particles_.col(p) + length * (spread * noise);
                const double likelihood = log_likelihood_(tried);
                const double gain = power_ * (likelihood - likelihoods_(p)) -
                                    0.5 * (tried.squaredNorm() - particles_.col(p).squaredNorm());
                const double chance = Draws(options_.seed, static_cast<std::uint64_t>(p))
                                          .uniforms(Stream::kDesign, chances, number)[0];
                if (!(elementary::log(chance) < gain)) continue;
                particles_.col(p) = tried;
                likelihoods_(p) = likelihood;
                ++accepted;
            }
            // A quarter accepted is about best (Roberts, Gelman, Gilks 1997).
            const double share = static_cast<double>(accepted) / static_cast<double>(particles_.cols());
            scale_ = std::clamp(scale_ * elementary::exp(share - 0.25), 0.05, 2.0);
        }
    }

    const TemperingOptions& options_;
    const LogLikelihood& log_likelihood_;
    MatrixXd particles_;    // a column for each
    VectorXd likelihoods_;  // logarithms
    double power_ = 0.0;
    double scale_ = 1.0;
};

}  // namespace

MatrixXd sample_posterior(Index dimensions, const std::function<double(const VectorXd&)>& log_likelihood,
                          const TemperingOptions& options) {
    return Tempering(dimensions, log_likelihood, options).run();
}

}  // namespace offramp
