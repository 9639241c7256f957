// SPDX-License-Identifier: Apache-2.0
// offramp._core: the engine for the package offramp, which says what its functions mean.
#include <nanobind/nanobind.h>

#include <nlohmann/json.hpp>
#include <string>

#include "analysis/run_record.hpp"
#include "python/src/errors.hpp"
#include "python/src/records.hpp"
#include "python/src/scenario.hpp"

namespace offramp::python {

std::string record_text(const nlohmann::ordered_json& record) {
    return record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace offramp::python

NB_MODULE(_core, module) {
    module.doc() = "The engine behind the package offramp: use that.";
    module.attr("version") = std::string(offramp::version()).c_str();
    offramp::python::translate_errors();
    offramp::python::add_scenario(module);
    offramp::python::add_experiments(module);
    offramp::python::add_sweeps(module);
    offramp::python::add_games(module);
    offramp::python::add_hindcast(module);
    offramp::python::add_play(module);
}
