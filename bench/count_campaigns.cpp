// SPDX-License-Identifier: Apache-2.0
// What do campaigns do, and how many instructions do they take? Prints means over campaigns, and
// is small enough to be run under callgrind (docs/performance.md).
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/sim/simulator.hpp"

namespace {

struct Means {
    double incidents = 0.0;
    double crises = 0.0;
    double rounds = 0.0;
    double calls = 0.0;
    double settled = 0.0;
    double wars = 0.0;
    std::array<double, 2> value{};
    double residual = 0.0;
};

Means count(const offramp::Model& model, long campaigns) {
    offramp::Simulator simulator(model);
    Means m;
    const double share = 1.0 / static_cast<double>(campaigns);
    for (long k = 0; k < campaigns; ++k) {
        const offramp::CampaignSummary s = simulator.run({1, static_cast<std::uint64_t>(k)});
        m.incidents += share * s.incidents;
        m.crises += share * s.crises;
        m.rounds += share * s.rounds;
        m.calls += share * s.calls;
        m.settled += share * s.settled;
        m.wars += share * (s.war ? 1.0 : 0.0);
        for (std::size_t i = 0; i < 2; ++i) m.value[i] += share * s.value[i];
        m.residual = std::max(m.residual, s.residual);
    }
    return m;
}

}  // namespace

int main(int argc, char** argv) {
    const long campaigns = argc > 2 ? std::atol(argv[2]) : 0;
    if (campaigns <= 0) {
        fmt::print(stderr, "usage: {} SCENARIO CAMPAIGNS [POLICY...]\n", argv[0]);
        return 2;
    }
    try {
        std::vector<std::filesystem::path> overlays;
        for (int k = 3; k < argc; ++k) overlays.push_back(offramp::find_policy(argv[1], argv[k]));
        const Means m = count(offramp::compile(offramp::load_scenario(argv[1], overlays)), campaigns);
        fmt::print(
            "incidents {:.2f}  crises {:.2f}  rounds {:.2f}  calls {:.2f}  settled {:.3f}  wars {:.5f}\n",
            m.incidents, m.crises, m.rounds, m.calls, m.settled, m.wars);
        fmt::print("values {:.9f} {:.9f}  largest residual {:.3g}\n", m.value[0], m.value[1], m.residual);
    } catch (const offramp::InputError& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
