// SPDX-License-Identifier: Apache-2.0
// A calibration of the small scenario of the program's tests, in a directory of its own.
#pragma once

#include <fmt/format.h>

#include <string>

#include "tests/support/temporary_directory.hpp"

namespace offramp::testing {

inline std::string outcome_moment(const std::string& outcome, double target, double error) {
    return fmt::format("  {}: {{outcome: {}, target: {}, error: {}, source: made up}}\n", outcome, outcome,
                       target, error);
}

inline const std::string kTwoOutcomes =
    outcome_moment("incidents_per_year", 1, 1) + outcome_moment("crises_per_year", 1, 1);

/// How often incidents happen, and how many of them open a crisis.
inline std::string strait_calibration(
    const std::string& campaigns, const std::string& moments, const std::string& seed = "7",
    const std::string& more = "",
    const std::string& search = "screen: 8, evaluations: 60, tolerance: 0.002") {
    return "scenario: " OFFRAMP_SOURCE_DIR
           "/tests/cli/strait.yaml\n"
           "seed: " +
           seed + "\ncampaigns: " + campaigns + "\nsearch: {" + search +
           "}\n"
           "parameters:\n"
           "  rate: {path: incidents.intercept.rate, scale: true, loguniform: [0.2, 5]}\n"
           "  opening: {path: incidents.intercept.opens_crisis, scale: true, loguniform: [0.1, 1.2]}\n" +
           more + "moments:\n" + moments;
}

struct CalibrationFolder {
    TemporaryDirectory directory;

    std::string write(const std::string& text, const std::string& name = "c.yaml") const {
        write_text(directory.path() / name, text);
        return directory.path() / name;
    }
};

}  // namespace offramp::testing
