// SPDX-License-Identifier: Apache-2.0
// Functions that are costly to simulate, learned from points: Gaussian process regression (O'Hagan 1978;
// Rasmussen, Williams 2006, chapters 2 and 5). Knows nothing of what is simulated.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace offramp {

/// What a simulation at a place would give: independent normal numbers.
struct EmulatedValues {
    Eigen::VectorXd mean;
    Eigen::VectorXd variance;  ///< of not knowing the function there, the roughness of a simulation included
    std::size_t nearest = 0;   ///< of the points that were learned from
};

/// Several functions of the same inputs. Each is a constant, a linear, a quadratic and a smooth part, with a
/// roughness besides; how much of each part, and how smooth, is what makes its values likeliest.
class Emulator {
  public:
    /// @param inputs  a row for each point, two or more; columns of about unit spread
    /// @param values  a row for each point, a column for each function
    Emulator(Eigen::MatrixXd inputs, const Eigen::MatrixXd& values);

    EmulatedValues at(const Eigen::VectorXd& input) const;
    Eigen::VectorXd mean(const Eigen::VectorXd& input) const;  ///< that alone, which is quicker

  private:
    /// Logarithms: weights of the linear, quadratic and smooth part, its length, the roughness.
    using Settings = Eigen::Matrix<double, 5, 1>;

    struct Function {
        double centre = 0.0;
        double scale = 1.0;
        Settings settings;
        Eigen::MatrixXd precision;  ///< inverse covariance of the values at the points
        Eigen::VectorXd weights;    ///< it times the values
    };

    /// Products and squared distances of inputs, over their number.
    struct Proximity {
        Eigen::ArrayXXd products;
        Eigen::ArrayXXd distances;
    };

    Proximity to_points(const Eigen::VectorXd& input) const;
    Function learn(const Proximity& proximity, const Eigen::VectorXd& values) const;
    static Eigen::ArrayXXd covariance(const Proximity& proximity, const Settings& settings);

    Eigen::MatrixXd inputs_;
    Eigen::VectorXd squares_;  ///< of each point
    std::vector<Function> functions_;
};

}  // namespace offramp
