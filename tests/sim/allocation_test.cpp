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

// In campaigns after the first one.
long allocations_in_play(const Model& model) {
    Simulator simulator(model);
    simulator.run({1, 0});
    const long before = allocations;
    for (std::uint64_t k = 1; k < 60; ++k) simulator.run({1, k});
    return allocations - before;
}

// The same where crises are solved when they are first met: in campaigns that meet those of earlier ones.
long allocations_in_solved_play(const Model& model) {
    Simulator simulator(model);
    const auto play = [&] {
        const long before = allocations;
        for (std::uint64_t k = 0; k < 60; ++k) simulator.run({1, k});
        return allocations - before;
    };
    REQUIRE(play() > 0);
    return play();
}

std::string compact(const std::vector<std::pair<std::string, std::string>>& edits) {
    return edited(source_text("tests/fixtures/compact.yaml"), edits);
}

}  // namespace

TEST_CASE("campaigns allocate nothing") {
    const Model rich = rich_model();
    REQUIRE(allocations > 0);  // it counts
    CHECK(allocations_in_play(rich) == 0);
    CHECK(allocations_in_play(rich_model({"guardrails-negotiated"})) == 0);
    CHECK(allocations_in_play(model_of("tests/fixtures/compact.yaml")) == 0);
    const std::string rule = "{rule: lookahead, depth: 1}";
    const std::string far = "{rule: lookahead, depth: 2}";
    CHECK(allocations_in_play(model_of_text(compact({{rule, far}, {rule, far}}))) == 0);
    CHECK(allocations_in_play(model_of_text(compact({{rule, "{rule: level_k}"}}))) == 0);
    CHECK(allocations_in_solved_play(solving_model()) == 0);
}
