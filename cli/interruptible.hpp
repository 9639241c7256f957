// SPDX-License-Identifier: Apache-2.0
// Long work of a command: with a progress line, stopped by a signal, and with the crises that it solves kept.
#pragma once

#include <cstdint>
#include <string>

#include "analysis/table_cache.hpp"
#include "cli/cache_directory.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

namespace offramp::cli {

/// What `work` returns for the options. `total`: of the progress, where it does not say so itself. `note`
/// stands behind it.
template <class Options, class Work>
auto interruptible(Options options, std::uint64_t total, const Work& work, const std::string& note = "") {
    const Interrupt interrupt;
    Progress progress(total);
    options.cancel = interrupt.token();
    options.progress = [&](auto... figures) { progress.update(figures..., note); };
    options.tables = disk_cache(cache_directory());
    return work(options);
}

}  // namespace offramp::cli
