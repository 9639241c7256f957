// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/run_sweep.hpp"

#include <fmt/format.h>

#include <new>

#include "analysis/store/background_writer.hpp"
#include "engine/base/error.hpp"

namespace offramp {

SweepRun run_sweep(const Sweep& sweep, const std::filesystem::path& file, const SweepOptions& options) {
    ensure(options.threads >= 1, "a sweep runs on at least one thread");
    std::vector<std::uint64_t> points;
    for (std::uint64_t i = options.shard.index; i < sweep.design.size(); i += options.shard.count)
        points.push_back(i);
    SweepRun run;
    run.points_wanted = points.size();
    const PointCheckOptions checking{options.threads, options.cancel, options.checking};
    if (!check_points(sweep, points, checking)) return run;
    run.begun = true;
    StoreWriter store(file, sweep, options.shard);
    run.points_before = store.finished().size();
    std::erase_if(points, [&](std::uint64_t point) { return store.finished().contains(point); });
    const auto stop = [&](const std::string& reason) {
        throw RuntimeFailure(
            fmt::format("{}. {} of {} points are safe in the store; the same command goes on from there",
                        reason, store.finished().size(), run.points_wanted));
    };
    try {
        BackgroundWriter writer(store);
        simulate_points(
            sweep, points, [&](std::uint64_t point) { return sweep.point(point); },
            {.threads = options.threads,
             .cancel = options.cancel,
             .progress = options.progress,
             .points_before = run.points_before},
            [&](PointItem item) { writer.add(std::move(item)); });
        writer.finish();
    } catch (const RuntimeFailure& failure) {
        stop(failure.what());
    } catch (const std::bad_alloc&) {
        stop("there is not enough memory for this; fewer threads need less");
    }
    run.points_stored = store.finished().size();
    return run;
}

}  // namespace offramp
