// SPDX-License-Identifier: Apache-2.0
// What C++20 does not say of a type: how many enumerators or members it has. With it a table that needs a row
// for each can be held complete by the compiler.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace offramp {

namespace reflection {

/// Whether a value has a name: of one that has none, compilers write "(Kind)17". Clang also writes
/// "(anonymous namespace)::Kind::kName".
template <auto value>
consteval bool is_enumerator() {
    constexpr std::string_view kFunction = __PRETTY_FUNCTION__;
    constexpr std::string_view kBefore = "value = ";
    constexpr std::string_view kValue = kFunction.substr(kFunction.find(kBefore) + kBefore.size());
    return !kValue.starts_with('(') || kValue.starts_with("(anonymous namespace)");
}

/// Converts to any member.
struct Anything {
    template <class T>
    operator T() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace reflection

/// How many enumerators an enumeration has that counts from 0.
template <class Enum, std::size_t n = 0>
consteval std::size_t enumerator_count() {
    if constexpr (reflection::is_enumerator<static_cast<Enum>(n)>()) {
        return enumerator_count<Enum, n + 1>();
    } else {
        return n;
    }
}

/// Whether a table has a row for each enumerator, in their order. `key`: the column that holds it.
template <class Row, std::size_t n, class Enum>
consteval bool has_each_enumerator(const std::array<Row, n>& rows, Enum Row::*key) {
    for (std::size_t k = 0; k < n; ++k) {
        if (rows[k].*key != static_cast<Enum>(k)) return false;
    }
    return n == enumerator_count<Enum>();
}

/// How many members an aggregate has.
template <class Aggregate, class... Found>
consteval std::size_t member_count() {
    if constexpr (requires { Aggregate{Found{}..., reflection::Anything{}}; }) {
        return member_count<Aggregate, Found..., reflection::Anything>();
    } else {
        return sizeof...(Found);
    }
}

}  // namespace offramp
