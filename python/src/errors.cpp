// SPDX-License-Identifier: Apache-2.0
#include "python/src/errors.hpp"

#include <nanobind/nanobind.h>

#include <exception>

#include "engine/base/error.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

/// Raises the exception of that name from the package, where they are defined and documented.
void raise(const char* name, const nb::object& argument) {
    const nb::object type = nb::module_::import_("offramp._errors").attr(name);
    PyErr_SetObject(type.ptr(), argument.ptr());
}

void raise_input_error(const InputError& error) {
    const nb::object problem = nb::module_::import_("offramp._errors").attr("Problem");
    nb::list problems;
    for (const Diagnostic& d : error.diagnostics()) {
        problems.append(
            problem(d.where.file.c_str(), d.where.line, d.where.column, d.message.c_str(), d.hint.c_str()));
    }
    raise("InputError", problems);
}

}  // namespace

void translate_errors() {
    nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
        try {
            std::rethrow_exception(thrown);
        } catch (const InputError& error) {
            raise_input_error(error);
        } catch (const RuntimeFailure& error) {
            raise("RuntimeFailure", nb::str(error.what()));
        } catch (const InternalError& error) {
            PyErr_SetString(PyExc_AssertionError, error.what());
        }
    });
}

}  // namespace offramp::python
