// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/stored_point.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

std::size_t size_at(const Statement& row, int column) {
    return static_cast<std::size_t>(row.integer(column));
}

std::uint64_t count_at(const Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

/// Of a row of estimates or differences.
Estimate estimate_in(const Statement& row) {
    return with_note({row.real(3), row.real(4), row.real(5), count_at(row, 6)}, row.text(7));
}

/// Calls take(row) for each row of the point, all of which go into the digest. False where one of the calls
/// gave that.
bool each_row(Statement& rows, std::uint64_t point, RowDigest& digest, const auto& take) {
    bool fits = true;
    rows.bind(1, point);
    while (rows.step()) {
        digest.add(rows);
        fits = take(rows) && fits;
    }
    rows.reset();
    return fits;
}

}  // namespace

std::vector<std::uint64_t> finished_points_in(const Database& database) {
    Statement lost = database.prepare("SELECT point FROM result EXCEPT SELECT point FROM point LIMIT 1");
    if (lost.step()) {
        throw RuntimeFailure(fmt::format("{}: is damaged: it has a result of point {}, and not the point",
                                         database.file().string(), lost.integer(0)));
    }
    std::vector<std::uint64_t> points;
    Statement all = database.prepare("SELECT point FROM point ORDER BY point");
    while (all.step()) points.push_back(count_at(all, 0));
    return points;
}

PointReader::PointReader(const Database& database, const StoreInfo& info)
    : database_(database),
      info_(info),
      checksum_(database.prepare("SELECT checksum FROM point WHERE point = ?")),
      settings_(database.prepare(
          "SELECT point, factor, number, text FROM setting WHERE point = ? ORDER BY factor")),
      results_(database.prepare("SELECT point, policy, hash, campaigns, failed, totals FROM result WHERE "
                                "point = ? ORDER BY policy")),
      failures_(database.prepare("SELECT point, policy, campaign, message FROM failure WHERE point = ? ORDER "
                                 "BY policy, campaign")),
      estimates_(
          database.prepare("SELECT point, policy, outcome, estimate, low, high, n, note FROM estimate WHERE "
                           "point = ? ORDER BY policy, outcome")),
      differences_(
          database.prepare("SELECT point, policy, outcome, estimate, low, high, n, note FROM difference "
                           "WHERE point = ? ORDER BY policy, outcome")),
      trajectory_keys_(database.prepare("SELECT point, policy, campaign, checksum FROM trajectory WHERE "
                                        "point = ? ORDER BY policy, campaign")),
      trajectories_(database.prepare("SELECT point, policy, campaign, events, checksum FROM trajectory WHERE "
                                     "point = ? ORDER BY policy, campaign")) {}

void PointReader::refuse(std::uint64_t point, const std::string& why) const {
    throw RuntimeFailure(fmt::format("{}: point {} is damaged: {}", database_.file().string(), point, why));
}

bool PointReader::read_rows(StoredPoint& item, RowDigest& digest) {
    const std::size_t policies = info_.policies.size();
    item.results.resize(policies);
    item.estimates.resize(policies);
    item.differences.assign(policies, std::vector<std::optional<Estimate>>(info_.outcomes.size()));
    bool fits = each_row(settings_, item.point, digest, [&](const Statement& row) {
        item.settings.push_back({row.text(3), row.real(2)});
        return size_at(row, 1) + 1 == item.settings.size();
    });
    fits &= each_row(results_, item.point, digest, [&](const Statement& row) {
        if (size_at(row, 1) >= policies) return false;
        item.results[size_at(row, 1)] =
            StoredResult{row.text(2), count_at(row, 3), count_at(row, 4), row.text(5), {}};
        return true;
    });
    fits &= each_row(failures_, item.point, digest, [&](const Statement& row) {
        if (size_at(row, 1) >= policies || !item.results[size_at(row, 1)]) return false;
        item.results[size_at(row, 1)]->failures.push_back({count_at(row, 2), row.text(3)});
        return true;
    });
    fits &= each_row(estimates_, item.point, digest, [&](const Statement& row) {
        if (size_at(row, 1) >= policies) return false;
        std::vector<Estimate>& list = item.estimates[size_at(row, 1)];
        list.push_back(estimate_in(row));
        return size_at(row, 2) + 1 == list.size();
    });
    fits &= each_row(differences_, item.point, digest, [&](const Statement& row) {
        if (size_at(row, 1) >= policies || size_at(row, 2) >= item.estimates[size_at(row, 1)].size())
            return false;
        item.differences[size_at(row, 1)][size_at(row, 2)] = estimate_in(row);
        return true;
    });
    each_row(trajectory_keys_, item.point, digest, [](const Statement&) { return true; });
    for (std::size_t p = 0; p < policies; ++p)
        fits &= item.estimates[p].size() == (item.results[p] ? info_.outcomes.size() : 0);
    return fits && item.settings.size() == info_.factors.size();
}

StoredPoint PointReader::read(std::uint64_t point) {
    StoredPoint item;
    item.point = point;
    checksum_.bind(1, point);
    const bool is_there = checksum_.step();
    if (is_there) item.checksum = checksum_.integer(0);
    checksum_.reset();
    if (!is_there) refuse(point, "it is not there");
    RowDigest digest;
    const bool fits = read_rows(item, digest);
    if (digest.value() != item.checksum) refuse(point, "what is stored for it does not have its checksum");
    if (!fits) refuse(point, "what is stored for it does not fit the sweep");
    return item;
}

std::int64_t PointReader::digest(std::uint64_t point) {
    StoredPoint item;
    item.point = point;
    RowDigest digest;
    read_rows(item, digest);
    return digest.value();
}

void PointReader::each_trajectory(std::uint64_t point,
                                  const std::function<void(const TrajectoryText&)>& take) {
    trajectories_.reset();  // which an exception may have left halfway
    trajectories_.bind(1, point);
    while (trajectories_.step()) {
        const TrajectoryText text{point, size_at(trajectories_, 1), count_at(trajectories_, 2),
                                  trajectories_.text(3)};
        if (text.policy >= info_.policies.size() || trajectory_checksum(text) != trajectories_.integer(4))
            refuse(point,
                   fmt::format("the trajectory of campaign {} does not have its checksum", text.campaign));
        take(text);
    }
    trajectories_.reset();
}

void PointReader::each_event(std::uint64_t point, const TakeEvent& take) {
    each_trajectory(point, [&](const TrajectoryText& text) {
        const bool fits = events_.each(
            text.events,
            [&](std::string_view line, const nlohmann::ordered_json& event) { take(text, line, event); });
        if (!fits)
            refuse(point, fmt::format("the trajectory of campaign {} does not hold events", text.campaign));
    });
}

}  // namespace offramp
