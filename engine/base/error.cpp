// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.hpp"

#include <fmt/format.h>

namespace offramp {

InternalError::InternalError(const std::string& what, std::source_location where)
    : std::logic_error(fmt::format("{}:{}: internal error: {}", where.file_name(), where.line(), what)) {}

void ensure(bool holds, const char* promise, std::source_location where) {
    if (!holds) throw InternalError(promise, where);
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(to_string(diagnostics)), diagnostics_(std::move(diagnostics)) {}

InputError::InputError(Location where, std::string message, std::string hint)
    : InputError(std::vector{Diagnostic{std::move(where), std::move(message), std::move(hint)}}) {}

}  // namespace offramp
