// SPDX-License-Identifier: Apache-2.0
#include "engine/base/reflection.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

enum class Colour : std::uint8_t { kRed, kGreen, kBlue };

struct ColourRow {
    Colour colour = Colour::kRed;
    const char* name = "";
};

struct Mixed {
    double one = 0.0;
    std::array<double, 2> two{};
    std::array<std::array<int, 2>, 3> three{};
    ColourRow four;
    bool five = false;
    std::vector<std::string> six;
};

struct Empty {};

}  // namespace

TEST_CASE("enumerators are counted") {
    CHECK(enumerator_count<Colour>() == 3);
}

TEST_CASE("a table is complete with a row for each enumerator, in their order") {
    constexpr auto kAll =
        std::to_array<ColourRow>({{Colour::kRed, "red"}, {Colour::kGreen, "green"}, {Colour::kBlue, "blue"}});
    constexpr auto kFewer = std::to_array<ColourRow>({{Colour::kRed, "red"}, {Colour::kGreen, "green"}});
    constexpr auto kSwapped =
        std::to_array<ColourRow>({{Colour::kRed, "red"}, {Colour::kBlue, "blue"}, {Colour::kGreen, "green"}});
    CHECK(has_each_enumerator(kAll, &ColourRow::colour));
    CHECK_FALSE(has_each_enumerator(kFewer, &ColourRow::colour));
    CHECK_FALSE(has_each_enumerator(kSwapped, &ColourRow::colour));
}

TEST_CASE("members are counted, an array as one") {
    CHECK(member_count<Mixed>() == 6);
    CHECK(member_count<ColourRow>() == 2);
    CHECK(member_count<Empty>() == 0);
}
