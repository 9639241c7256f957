// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/verify_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "analysis/outcomes.hpp"
#include "analysis/run_record.hpp"
#include "analysis/store/open_store.hpp"
#include "analysis/store/point_writer.hpp"
#include "analysis/store/store_schema.hpp"
#include "analysis/store/stored_sweep.hpp"
#include "analysis/totals_codec.hpp"
#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace offramp {
namespace {

constexpr std::size_t kMostProblems = 100;

bool is_same(const std::optional<double>& a, const std::optional<double>& b) {
    return a == b;
}

bool is_same(const Estimate& a, const Estimate& b) {
    return is_same(a.value, b.value) && is_same(a.low, b.low) && is_same(a.high, b.high) &&
           a.sample_size == b.sample_size;
}

/// What a paired interval is around, next to the difference of the two estimates: the same but for rounding.
bool is_close(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

class Verifier {
  public:
    Verifier(const std::filesystem::path& file, const VerifyOptions& options)
        : options_(options),
          database_(open_store(file, Database::Access::kRead)),
          info_(read_info(database_)),
          reader_(database_, info_) {}

    StoreVerdict verdict() {
        check_file();
        check_definition();
        verdict_.points_wanted = info_.points_wanted;
        for (const std::uint64_t point : finished_points_in(database_)) check_point(point);
        verdict_.points = points_.checked;
        for (StoreCheck* check : {&points_, &totals_, &estimates_, &differences_, &trajectories_})
            verdict_.checks.push_back(*check);
        simulate_again();
        return std::move(verdict_);
    }

  private:
    // Opening the store has looked at both and would have thrown; the thorough check also follows indices.
    void check_file() {
        StoreCheck pages{"pages", "the database's own structure", 0, 0};
        pages.checked = static_cast<std::uint64_t>(database_.number("PRAGMA page_count"));
        Statement check = database_.prepare("PRAGMA integrity_check");
        while (check.step()) {
            if (check.text(0) != "ok") add_problem(pages, "the database " + damage_text(check.text(0)));
        }
        verdict_.checks.push_back(pages);
        verdict_.checks.push_back(
            {"tables and views", "those that offramp makes", require_own_schema(database_), 0});
    }

    // Its checksum held when it was read.
    void check_definition() {
        StoreCheck definition{"definition", "its checksum and fingerprint", 1, 0};
        if (fingerprint(info_.definition) != info_.hash)
            add_problem(definition, "the definition of the sweep does not have its fingerprint");
        verdict_.checks.push_back(definition);
        if (info_.version == offramp::version()) sweep_ = stored_sweep(info_, database_.file());
    }

    void check_point(std::uint64_t point) {
        ++points_.checked;
        StoredPoint item;
        try {
            item = reader_.read(point);
        } catch (const RuntimeFailure& failure) {
            return add_problem(points_, failure.what());
        }
        sound_.push_back(point);
        for (std::size_t p = 0; p < item.results.size(); ++p) {
            if (item.results[p]) check_result(item, p);
        }
        check_differences(item);
        try {
            reader_.each_trajectory(point, [&](const TrajectoryText& text) { check_trajectory(text); });
        } catch (const RuntimeFailure& failure) {
            add_problem(trajectories_, failure.what());
        }
    }

    void check_trajectory(const TrajectoryText& text) {
        ++trajectories_.checked;
        if (events_.each(text.events, [](std::string_view, const nlohmann::ordered_json&) {})) return;
        add_problem(trajectories_, fmt::format("point {}: the trajectory of campaign {} does not hold events",
                                               text.point, text.campaign));
    }

    void check_result(const StoredPoint& item, std::size_t policy) {
        ++totals_.checked;
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
        const StoredResult& result = item.results[policy].value();
        std::optional<OutcomeTotals> totals;
        try {
            totals = decode_totals(result.totals);
        } catch (const RuntimeFailure& failure) {
            return add_problem(totals_, where(item, policy) + failure.what());
        }
        const bool adds_up = totals->campaigns() == result.campaigns && totals->failed() == result.failed &&
                             std::ranges::equal(totals->first_failures(), result.failures) &&
                             result.campaigns + result.failed == info_.campaigns;
        if (!adds_up)
            add_problem(totals_, where(item, policy) + "campaigns and failures are not those of its totals");
        if (sweep_) check_estimates(item, policy, *totals);
    }

    void check_estimates(const StoredPoint& item, std::size_t policy, const OutcomeTotals& totals) {
        const std::vector<Outcome> outcomes =
            // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
            select_outcomes(outcomes_of(totals, sweep_.value().names), sweep_.value().outcomes);
        for (std::size_t o = 0; o < outcomes.size(); ++o) {
            ++estimates_.checked;
            if (is_same(item.estimates[policy].at(o), outcomes[o].estimate)) continue;
            add_problem(estimates_, where(item, policy) + "the estimate of " + outcomes[o].name +
                                        " is not that of its totals");
        }
    }

    void check_differences(const StoredPoint& item) {
        for (std::size_t p = 0; p < item.differences.size(); ++p) {
            for (std::size_t o = 0; o < item.differences[p].size(); ++o) {
                const std::optional<Estimate>& difference = item.differences[p][o];
                if (!difference) continue;
                ++differences_.checked;
                const std::optional<double> level = item.estimates[p][o].value;
                const std::optional<double> baseline =
                    item.estimates[0].empty() ? std::nullopt : item.estimates[0][o].value;
                const bool fits = !difference->value ||
                                  (level && baseline && is_close(*difference->value, *level - *baseline));
                if (fits) continue;
                add_problem(differences_, where(item, p) + "the difference in " + info_.outcomes[o].name +
                                              " is not that of the estimates");
            }
        }
    }

    /// Into a store of its own, which has to come out with the same checksums: those cover every byte of a
    /// point.
    void simulate_again() {
        StoreCheck check{"points simulated again", "byte for byte", 0, 0};
        std::ranges::sample(sound_, std::back_inserter(verdict_.simulated),
                            static_cast<std::ptrdiff_t>(options_.points), std::mt19937_64(options_.seed));
        if (verdict_.simulated.empty()) return;
        if (!sweep_) sweep_ = stored_sweep(info_, database_.file());
        std::map<std::uint64_t, std::vector<FactorValue>> settings;  // read here: a reader serves one thread
        for (const std::uint64_t point : verdict_.simulated) settings[point] = reader_.read(point).settings;
        Database scratch = Database::in_memory();
        create_schema(scratch, {});
        PointWriter writer(scratch, info_);
        PointReader again(scratch, info_);
        simulate_points(
            *sweep_, verdict_.simulated, [&](std::uint64_t point) { return settings.at(point); },
            {.threads = options_.threads, .cancel = options_.cancel, .progress = options_.progress},
            [&](const PointItem& item) {
                std::visit([&](const auto& part) { writer.write(part); }, item);
                if (const auto* result = std::get_if<PointResult>(&item))
                    compare(check, again.read(result->point));
            });
        verdict_.complete = check.checked == verdict_.simulated.size();
        verdict_.checks.push_back(check);
    }

    void compare(StoreCheck& check, const StoredPoint& simulated) {
        ++check.checked;
        const StoredPoint stored = reader_.read(simulated.point);
        if (stored.checksum == simulated.checksum) return;
        std::string differs;
        for (std::size_t p = 0; p < simulated.results.size(); ++p) {
            const std::optional<StoredResult>& before = stored.results[p];
            const std::optional<StoredResult>& now = simulated.results[p];
            if (before && now ? before->totals == now->totals : !before && !now) continue;
            differs += (differs.empty() ? "" : ", ") + info_.policies[p].name;
        }
        add_problem(check,
                    fmt::format("point {}: simulated again, {}", simulated.point,
                                differs.empty() ? "its totals are the same, and something else of it is not"
                                                : "it comes out otherwise under " + differs));
    }

    std::string where(const StoredPoint& item, std::size_t policy) const {
        return fmt::format("point {}, policy {}: ", item.point, info_.policies[policy].name);
    }

    void add_problem(StoreCheck& check, std::string problem) {
        ++check.wrong;
        if (verdict_.problems.size() < kMostProblems) verdict_.problems.push_back(std::move(problem));
    }

    const VerifyOptions& options_;
    Database database_;
    StoreInfo info_;
    PointReader reader_;
    EventLines events_;
    std::optional<Sweep> sweep_;  // empty: of another version, whose numbers cannot be made here
    StoreVerdict verdict_;
    std::vector<std::uint64_t> sound_;  // points
    StoreCheck points_{"points", "their checksums", 0, 0};
    StoreCheck totals_{"totals", "their checksums, campaigns and failures", 0, 0};
    StoreCheck estimates_{"estimates", "recomputed from the totals", 0, 0};
    StoreCheck differences_{"differences", "the estimates", 0, 0};
    StoreCheck trajectories_{"trajectories", "their checksums and columns", 0, 0};
};

}  // namespace

bool StoreVerdict::holds() const {
    return std::ranges::all_of(checks, [](const StoreCheck& check) { return check.wrong == 0; });
}

StoreVerdict verify_store(const std::filesystem::path& store, const VerifyOptions& options) {
    return Verifier(store, options).verdict();
}

}  // namespace offramp
