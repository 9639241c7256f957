// SPDX-License-Identifier: Apache-2.0
#include "engine/base/once.hpp"

#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("what is made once is made once, and its failure is that of all who ask") {
    Once works;
    Once fails;
    int made = 0;
    std::vector<int> failures(4);
    {
        std::vector<std::jthread> threads;
        for (int& failed : failures) {
            threads.emplace_back([&] {
                works.call([&] { ++made; });
                try {
                    fails.call([] { throw std::runtime_error("no"); });
                } catch (const std::runtime_error&) {
                    failed = 1;
                }
            });
        }
    }
    CHECK(made == 1);
    CHECK(failures == std::vector<int>(4, 1));
}
