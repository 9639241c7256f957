// What does a campaign cost, in counts that do not depend on the machine's mood? Runs campaigns of a scenario and
// prints what they did. Under `valgrind --tool=callgrind --toggle-collect=*Simulator::run*` it counts instructions.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/sim/simulator.hpp"

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: {} SCENARIO CAMPAIGNS [POLICY]\n", argv[0]);
        return 2;
    }
    std::vector<std::filesystem::path> overlays;
    for (int k = 3; k < argc; ++k) overlays.push_back(offramp::find_policy(argv[1], argv[k]));
    const offramp::Model model = offramp::compile(offramp::load_scenario(argv[1], overlays));
    const long campaigns = std::atol(argv[2]);
    offramp::Simulator simulator(model);
    double incidents = 0, crises = 0, rounds = 0, wars = 0, settled = 0, calls = 0, accidents = 0;
    double residual = 0.0, value = 0.0, tension = 0.0;
    const auto start = std::chrono::steady_clock::now();
    for (long k = 0; k < campaigns; ++k) {
        const auto s = simulator.run({1, static_cast<std::uint64_t>(k)});
        incidents += s.incidents;
        crises += s.crises;
        rounds += s.rounds;
        wars += s.war;
        settled += s.settled;
        calls += s.calls;
        accidents += s.accidents;
        value += s.value[0] + s.value[1];
        tension += s.mean_tension;
        residual = std::max(residual, s.residual);
        if (std::getenv("EACH")) fmt::print("{} {} {} {} {} {:.9g} {:.9g}\n", k, s.incidents, s.rounds, s.highest_rung, s.calls, s.value[0], s.value[1]);
    }
    const double us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
    const auto n = static_cast<double>(campaigns);
    fmt::print("{:.1f} us a campaign; incidents {:.2f} crises {:.2f} rounds {:.2f} calls {:.2f} accidents {:.4f} settled {:.3f} wars {:.5f} value {:.8f} tension {:.8f} residual {:.2g}\n",
               us / n, incidents / n, crises / n, rounds / n, calls / n, accidents / n, settled / n, wars / n, value / n, tension / n, residual);
}
