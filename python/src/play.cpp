// SPDX-License-Identifier: Apache-2.0
// A seat at the table: the protocol of `offramp play --stdio`, without the pipe.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "analysis/play/protocol.hpp"
#include "analysis/play/world_in_play.hpp"
#include "analysis/table_cache.hpp"
#include "engine/base/index.hpp"
#include "python/src/records.hpp"
#include "python/src/scenario.hpp"
#include "python/src/work.hpp"

namespace offramp::python {
namespace {

namespace nb = nanobind;

/// A campaign in play with the model that it is played in, which stays where it is.
class Play {
  public:
    Play(Model model, const std::vector<std::string>& seats, std::uint64_t seed, std::uint64_t campaign,
         const std::string& cache)
        : model_(std::make_unique<const Model>(std::move(model))) {
        const auto tables =
            needs_tables(*model_) ? std::make_shared<TableLibrary>(*model_, disk_cache(cache)) : nullptr;
        SavedPlay start;
        start.setup = {seed, campaign, seats_of(*model_, seats, "seats")};
        protocol_ = std::make_unique<PlayProtocol>(*model_, tables, std::move(start));
    }

    std::string reply(const std::string& request) {
        const std::lock_guard lock(mutex_);  // as threads of Python may ask at once
        return protocol_->reply(request);
    }

    /// The name of every move that anybody can ever make.
    std::vector<std::string> moves() const {
        std::vector<std::string> names;
        for (int k = 0; k < static_cast<int>(model_->actions.size()); ++k) {
            const ActionModel& action = model_->actions[at(k)];
            Move move;
            move.action = k;
            if (action.calls.empty()) {
                names.push_back(move_name(*model_, move));
                continue;
            }
            move.channel = action.calls.front();
            for (const double terms : action.terms) {
                move.terms = terms;
                names.push_back(move_name(*model_, move));
            }
        }
        return names;
    }

  private:
    std::mutex mutex_;
    std::unique_ptr<const Model> model_;
    std::unique_ptr<PlayProtocol> protocol_;
};

std::unique_ptr<Play> new_play(const LoadedScenario& scenario, const std::vector<std::string>& seats,
                               std::uint64_t seed, std::uint64_t campaign, const std::string& incident,
                               const std::string& provoker, int threads, const std::string& cache) {
    return watched(nb::none(), [&](const Watch& watch) {
        Experiment experiment = experiment_of(scenario, {}, threads, watch);
        return std::make_unique<Play>(
            world_in_play(std::move(experiment.cases.front()), incident, provoker, {scenario.file}), seats,
            seed, campaign, cache);
    });
}

}  // namespace

void add_play(nb::module_& module) {
    nb::class_<Play>(module, "Play", "A campaign in play, asked by requests of the protocol.")
        .def("reply", &Play::reply, nb::arg("request"), nb::call_guard<nb::gil_scoped_release>())
        .def("moves", &Play::moves);
    module.def("play", &new_play, nb::arg("scenario"), nb::arg("seats"), nb::arg("seed"), nb::arg("campaign"),
               nb::arg("incident"), nb::arg("provoker"), nb::arg("threads"), nb::arg("cache"));
}

}  // namespace offramp::python
