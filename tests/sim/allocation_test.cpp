// SPDX-License-Identifier: Apache-2.0
// The inner loop allocates nothing. This program replaces the global operator new to count.
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
    return counted(size);
}
void* operator new[](std::size_t size) {
    return counted(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

using namespace offramp;

namespace {

long allocations_in_play(const Model& model) {
    Simulator simulator(model);
    simulator.run({1, 0});
    const long before = allocations;
    for (std::uint64_t k = 1; k < 60; ++k) simulator.run({1, k});
    return allocations - before;
}

}  // namespace

TEST_CASE("campaigns allocate nothing") {
    const Model reference = model_of("scenarios/us-china-2023.yaml");
    REQUIRE(allocations > 0);  // it counts
    CHECK(allocations_in_play(reference) == 0);
    CHECK(allocations_in_play(model_of("scenarios/us-china-2023.yaml", {"guardrails-negotiated"})) == 0);
    CHECK(allocations_in_play(model_of("tests/fixtures/compact.yaml")) == 0);
    const std::string chosen = "posture:\n      choice: quantal_response\n";
    CHECK(allocations_in_play(model_of_text(edited(
              source_text("tests/fixtures/compact.yaml"),
              {{"posture:\n", chosen}, {"{rule: lookahead, depth: 1}", "{rule: lookahead, depth: 2}"}}))) ==
          0);
    CHECK(allocations_in_play(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                                   {{"{rule: lookahead, depth: 1}", "{rule: level_k}"}}))) ==
          0);
}
