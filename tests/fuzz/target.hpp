// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share. A target is one file that defines examine(); linked with libFuzzer it is a
// fuzzer, with replay.cpp a program that takes files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/base/error.hpp"

namespace offramp::fuzz {

/// Does with the input what the program does. May throw InputError and RuntimeFailure, which is how input is
/// refused; whatever else leaves it is a bug, as is what takes seconds or a gigabyte.
void examine(std::string_view input);

/// Throws InternalError where a refusal does not say what is wrong.
void check_refusal(const InputError& error);

/// Whether `action` ends without a refusal.
template <class Action>
bool takes(const Action& action) {
    try {
        action();
        return true;
    } catch (const InputError& error) {
        check_refusal(error);
    } catch (const RuntimeFailure&) {
    }
    return false;
}

/// What `action` gives, which must not refuse: it is given what the program itself wrote.
template <class Action>
auto surely(const Action& action) {
    try {
        return action();
    } catch (const InputError& error) {
        throw InternalError("our own text is refused: " + to_string(error.diagnostics()));
    } catch (const RuntimeFailure& failure) {
        throw InternalError(std::string("our own text is refused: ") + failure.what());
    }
}

}  // namespace offramp::fuzz
