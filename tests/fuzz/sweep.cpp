// SPDX-License-Identifier: Apache-2.0
// A sweep file, and the scenarios of its first points.
#include "analysis/sweep/sweep.hpp"

#include <algorithm>

#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder("sweeps/input.yaml", {{"tests/cli/strait.yaml", "strait.yaml"},
                                                           {"tests/cli/strait.yaml", "us-china-2023.yaml"},
                                                           {"tests/cli/policies", "policies"}});
    const Sweep sweep = load_sweep(kFolder.write(input));
    const std::string rule = to_string(sweep.trajectories);
    ensure(surely([&] { return to_string(trajectory_rule_in(rule)); }) == rule, "a rule reads as itself");
    constexpr std::uint64_t kFirst = 2;
    for (std::uint64_t k = 0; k < std::min(kFirst, sweep.design.size()); ++k) {
        const std::vector<FactorValue> point = sweep.point(k);
        describe_point(sweep, point);
        for (const std::size_t policy : sweep.policies_at(k))
            takes([&] { scenario_at(sweep, policy, point); });
    }
}

}  // namespace offramp::fuzz
