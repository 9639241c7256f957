// SPDX-License-Identifier: Apache-2.0
// Columns as arrays of NumPy, which own what the engine has written: nothing is copied.
#pragma once

#include <nanobind/nanobind.h>

#include "analysis/columns.hpp"

namespace offramp::python {

using PythonColumns =
    nanobind::typed<nanobind::list, nanobind::typed<nanobind::tuple, nanobind::str, nanobind::any>>;

/// A list of (name, array), or (name, (codes, names)) of categories. Arrays cannot be written to.
PythonColumns to_python(Columns columns);

}  // namespace offramp::python
