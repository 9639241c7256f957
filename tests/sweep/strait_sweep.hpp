// SPDX-License-Identifier: Apache-2.0
// A sweep of the small scenario of the program's tests, in a directory of its own.
#pragma once

#include <string>

#include "analysis/store/export_store.hpp"
#include "analysis/store/store_reader.hpp"
#include "analysis/sweep/run_sweep.hpp"
#include "analysis/sweep/sweep.hpp"
#include "engine/base/error.hpp"
#include "tests/support/temporary_directory.hpp"

namespace offramp::testing {

/// A factorial of 12 points under two policies.
inline std::string strait_sweep(const std::string& campaigns = "20", const std::string& more = "") {
    return "name: strait-sweep\n"
           "scenario: " OFFRAMP_SOURCE_DIR
           "/tests/cli/strait.yaml\n"
           "policies: [steady, noisy]\n"
           "seed: 7\n"
           "campaigns: " +
           campaigns +
           "\n"
           "design: factorial\n"
           "factors:\n"
           "  latency: {path: channels.hotline.latency, values: [1h, 6h, 36h, 4d]}\n"
           "  rule: {path: actors.cn.agent.rule, values: [lookahead, level_k]}\n"
           "  tension: {path: tension.mean, range: {from: 0.2, to: 0.6, steps: 3}}\n" +
           more;
}

struct SweepFolder {
    TemporaryDirectory directory;

    std::string write(const std::string& text, const std::string& name = "sweep.yaml") const {
        write_text(directory.path() / name, text);
        return directory.path() / name;
    }
    std::string operator/(const std::string& name) const { return directory.path() / name; }
};

inline std::string exported(const std::string& store, std::string_view what = "outcomes",
                            TextFormat format = TextFormat::kCsv) {
    std::string text;
    export_store(StoreReader(store), what, format, [&](std::string_view part) { text += part; });
    return text;
}

/// Everything that a store can be exported to.
inline std::string all_exports(const std::string& store) {
    std::string text;
    for (const std::string_view what : kExports) {
        for (const TextFormat format : {TextFormat::kCsv, TextFormat::kJsonLines})
            text += exported(store, what, format);
    }
    return text;
}

inline SweepRun run_into(const Sweep& sweep, const std::string& store, int threads = 2, Shard shard = {}) {
    return run_sweep(sweep, store, {.threads = threads, .shard = shard, .cancel = {}, .progress = {}});
}

/// What is said where `action` throws InputError or RuntimeFailure; empty where it does not.
inline std::string complaint(auto&& action) {
    try {
        action();
    } catch (const InputError& error) {
        return to_string(error.diagnostics());
    } catch (const RuntimeFailure& failure) {
        return failure.what();
    }
    return "";
}

}  // namespace offramp::testing
