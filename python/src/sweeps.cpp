// SPDX-License-Identifier: Apache-2.0
// Sweeps, run into their stores and read from them.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/store/store_columns.hpp"
#include "analysis/store/store_reader.hpp"
#include "analysis/store/sweep_summary.hpp"
#include "analysis/sweep/run_sweep.hpp"
#include "python/src/columns.hpp"
#include "python/src/records.hpp"
#include "python/src/work.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

void sweep(const std::string& file, const std::string& store, std::uint64_t shard, std::uint64_t shards,
           int threads, const nb::object& progress) {
    watch(progress, [&](const Watch& watch) {
        const SweepOptions options{
            .threads = threads,
            .shard = {shard, shards},
            .cancel = watch.stop,
            .progress = [&](const SweepProgress& now) { watch.tell(now.campaigns, now.campaigns_wanted); },
            .checking = watch.tell};
        run_sweep(load_sweep(file), store, options);
    });
}

std::string store_summary(const std::string& store) {
    return record_text(to_json(summarise(StoreReader(store))));
}

PythonColumns columns_of_store(const std::string& store, const std::string& table) {
    Columns columns = [&] {
        const nb::gil_scoped_release release;
        return store_columns(StoreReader(store), table);
    }();
    return to_python(std::move(columns));
}

}  // namespace

void add_sweeps(nb::module_& module) {
    module.def("sweep", &sweep, nb::arg("file"), nb::arg("store"), nb::arg("shard"), nb::arg("shards"),
               nb::arg("threads"), nb::arg("progress").none());
    module.def("store_summary", &store_summary, nb::arg("store"), nb::call_guard<nb::gil_scoped_release>());
    module.def("store_columns", &columns_of_store, nb::arg("store"), nb::arg("table"));
}

}  // namespace offramp::python
