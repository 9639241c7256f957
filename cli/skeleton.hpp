// SPDX-License-Identifier: Apache-2.0
// The files of `offramp new`, as they stand in cli/skeleton/, with %NAME% for the name of the scenario. The
// build writes the definitions (cmake/OfframpSkeleton.cmake).
#pragma once

#include <string_view>

namespace offramp::cli {

extern const std::string_view kSkeletonScenario;
extern const std::string_view kSkeletonGuardrails;
extern const std::string_view kSkeletonNoGuardrails;
extern const std::string_view kSkeletonSweep;

}  // namespace offramp::cli
