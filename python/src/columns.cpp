// SPDX-License-Identifier: Apache-2.0
#include "python/src/columns.hpp"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace offramp::python {
namespace {

namespace nb = nanobind;

static_assert(sizeof(Truth) == sizeof(bool), "NumPy reads truth values as they lie");

template <class T>
nb::object array_of(std::vector<T> values) {
    using Element = std::conditional_t<std::is_same_v<T, Truth>, bool, T>;
    auto owned = std::make_unique<std::vector<T>>(std::move(values));
    const auto* const data = reinterpret_cast<const Element*>(owned->data());
    const std::size_t size = owned->size();
    const nb::capsule owner(owned.release(),
                            [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    return nb::cast(nb::ndarray<nb::numpy, const Element, nb::ndim<1>>(data, {size}, owner));
}

nb::object array_of(Categories values) {
    return nb::make_tuple(array_of(std::move(values.codes)), nb::cast(values.names));
}

}  // namespace

PythonColumns to_python(Columns columns) {
    PythonColumns list;
    for (Column& column : columns) {
        nb::object values = std::visit([](auto& v) { return array_of(std::move(v)); }, column.values);
        list.append(nb::make_tuple(column.name, values));
    }
    return list;
}

}  // namespace offramp::python
