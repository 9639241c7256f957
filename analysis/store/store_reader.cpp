// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_reader.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/store/open_store.hpp"
#include "analysis/sweep/design.hpp"
#include "analysis/totals_codec.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

SamplingDesign read_design(const Database& database, const std::string& definition) {
    try {
        return design_in(nlohmann::ordered_json::parse(definition));
    } catch (const std::exception&) {
        throw RuntimeFailure(database.file().string() + ": is damaged (its definition cannot be read)");
    }
}

StoreInfo read_info(const Database& database) {
    StoreInfo info;
    Statement head = database.prepare(
        "SELECT name, title, version, hash, scenario, scenario_title, scenario_hash, seed, campaigns, "
        "points, war_rung, combine, shard, definition FROM sweep");
    if (!head.step()) throw RuntimeFailure(database.file().string() + ": is damaged (it holds no sweep)");
    info.sweep = head.text(0);
    info.title = head.text(1);
    info.version = head.text(2);
    info.hash = head.text(3);
    info.scenario = head.text(4);
    info.scenario_title = head.text(5);
    info.scenario_hash = head.text(6);
    info.seed = std::stoull(head.text(7));
    info.campaigns = static_cast<std::uint64_t>(head.integer(8));
    info.points_wanted = static_cast<std::uint64_t>(head.integer(9));
    info.war_rung = static_cast<int>(head.integer(10));
    info.crossed = head.text(11) == "crossed";
    info.shard = head.text(12);
    info.design = read_design(database, head.text(13));
    Statement factors = database.prepare("SELECT name, title, kind, unit, scale FROM factor ORDER BY factor");
    while (factors.step()) {
        info.factors.push_back(
            {factors.text(0), factors.text(1), factors.text(2), factors.text(3), factors.integer(4) != 0});
    }
    Statement policies = database.prepare("SELECT name, title, hash, scenario FROM policy ORDER BY policy");
    while (policies.step())
        info.policies.push_back({policies.text(0), policies.text(1), policies.text(2), policies.text(3)});
    Statement outcomes = database.prepare("SELECT name, meaning, unit FROM outcome ORDER BY outcome");
    while (outcomes.step()) info.outcomes.push_back({outcomes.text(0), outcomes.text(1), outcomes.text(2)});
    return info;
}

std::size_t as_size(std::int64_t value) {
    return static_cast<std::size_t>(value);
}

}  // namespace

StoreReader::StoreReader(const std::filesystem::path& file)
    : database_(open_store(file, Database::Access::kRead)), info_(read_info(database_)) {}

std::uint64_t StoreReader::points_finished() const {
    return static_cast<std::uint64_t>(database_.number("SELECT COUNT(*) FROM point"));
}

std::vector<StoredPoint> StoreReader::points() const {
    std::vector<StoredPoint> list;
    Statement settings =
        database_.prepare("SELECT number, text FROM setting WHERE point = ? ORDER BY factor");
    Statement estimates = database_.prepare(
        "SELECT policy, estimate, low, high, n FROM estimate WHERE point = ? ORDER BY policy, outcome");
    Statement points = database_.prepare("SELECT point FROM point ORDER BY point");
    while (points.step()) {
        StoredPoint& item = list.emplace_back();
        item.point = static_cast<std::uint64_t>(points.integer(0));
        settings.bind(1, points.integer(0));
        while (settings.step()) item.settings.push_back({settings.text(1), settings.real(0)});
        settings.reset();
        item.estimates.resize(info_.policies.size());
        estimates.bind(1, points.integer(0));
        while (estimates.step()) {
            item.estimates.at(as_size(estimates.integer(0)))
                .push_back({estimates.real(1), estimates.real(2), estimates.real(3),
                            static_cast<std::uint64_t>(estimates.integer(4))});
        }
        estimates.reset();
    }
    return list;
}

OutcomeTotals StoreReader::totals(std::uint64_t point, std::size_t policy) const {
    Statement result = database_.prepare("SELECT totals FROM result WHERE point = ? AND policy = ?");
    result.bind_all(point, policy);
    const std::string file = database_.file().string();
    if (!result.step())
        throw RuntimeFailure(
            fmt::format("{}: holds no result of point {} under policy {}", file, point, policy));
    try {
        return decode_totals(result.text(0));
    } catch (const RuntimeFailure& failure) {
        throw RuntimeFailure(fmt::format("{}: point {}: {}", file, point, failure.what()));
    }
}

std::map<std::uint64_t, Estimate> StoreReader::differences(std::size_t policy, std::size_t outcome) const {
    Statement rows = database_.prepare(
        "SELECT d.point, d.estimate, d.low, d.high, e.n FROM difference d JOIN estimate e USING (point, "
        "policy, outcome) WHERE d.policy = ? AND d.outcome = ?");
    rows.bind_all(policy, outcome);
    std::map<std::uint64_t, Estimate> found;
    while (rows.step()) {
        found[static_cast<std::uint64_t>(rows.integer(0))] = {rows.real(1), rows.real(2), rows.real(3),
                                                              static_cast<std::uint64_t>(rows.integer(4))};
    }
    return found;
}

}  // namespace offramp
