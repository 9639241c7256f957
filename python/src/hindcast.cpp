// SPDX-License-Identifier: Apache-2.0
// A scenario held against the record of incidents.
#include "analysis/history/hindcast.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/history/history.hpp"
#include "analysis/table_cache.hpp"
#include "python/src/records.hpp"
#include "python/src/scenario.hpp"
#include "python/src/work.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

std::string hindcast_record(const std::string& history_file, const LoadedScenario& scenario,
                            std::uint64_t seed, std::uint64_t campaigns, int threads,
                            const std::string& cache, const nb::object& progress) {
    return watched(progress, [&](const Watch& watch) {
        const History history = load_history(history_file);
        const HindcastOptions options{.seed = seed,
                                      .campaigns = campaigns,
                                      .threads = threads,
                                      .cancel = watch.stop,
                                      .progress = watch.tell_of(campaigns * history.incidents.size()),
                                      .tables = disk_cache(cache)};
        return record_text(to_json(hindcast(history, scenario.scenario, options)));
    });
}

}  // namespace

void add_hindcast(nb::module_& module) {
    module.def("hindcast", &hindcast_record, nb::arg("history"), nb::arg("scenario"), nb::arg("seed"),
               nb::arg("campaigns"), nb::arg("threads"), nb::arg("cache"), nb::arg("progress").none());
}

}  // namespace offramp::python
