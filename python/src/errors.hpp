// SPDX-License-Identifier: Apache-2.0
// The engine's errors as exceptions of Python.
#pragma once

namespace offramp::python {

/// From here on InputError is raised as offramp.InputError with its list of problems, RuntimeFailure as
/// offramp.RuntimeFailure, InternalError as AssertionError.
void translate_errors();

}  // namespace offramp::python
