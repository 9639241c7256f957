// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/point_writer.hpp"

#include "analysis/totals_codec.hpp"

namespace offramp {

PointWriter::PointWriter(Database& database, const StoreInfo& info)
    : reader_(database, info),
      point_(database.prepare("INSERT INTO point VALUES (?, ?)")),
      setting_(database.prepare("INSERT INTO setting VALUES (?, ?, ?, ?)")),
      result_(database.prepare("INSERT INTO result VALUES (?, ?, ?, ?, ?, ?)")),
      failure_(database.prepare("INSERT INTO failure VALUES (?, ?, ?, ?)")),
      estimate_(database.prepare("INSERT INTO estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?)")),
      difference_(database.prepare("INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?, ?)")),
      trajectory_(database.prepare("INSERT INTO trajectory VALUES (?, ?, ?, ?, ?)")) {}

static void insert(Statement& into, std::uint64_t point, std::size_t policy, std::size_t outcome,
                   const Estimate& e) {
    const std::string note = note_of(e);
    into.bind_all(point, policy, outcome, e.value, e.low, e.high, e.sample_size);
    note.empty() ? into.bind(8, std::optional<double>()) : into.bind(8, note);
    into.run();
}

void PointWriter::write(const PointResult& result) {
    const std::uint64_t point = result.point;
    for (std::size_t f = 0; f < result.settings.size(); ++f) {
        const FactorValue& value = result.settings[f];
        setting_.bind_all(point, f, value.number);
        if (!value.text.empty()) setting_.bind(4, value.text);
        setting_.run();
    }
    for (const auto& [policy, hash, totals, estimates] : result.policies) {
        result_
            .bind_all(point, policy, hash, totals.campaigns(), totals.failed(), Blob{encode_totals(totals)})
            .run();
        for (const FailedCampaign& failure : totals.first_failures())
            failure_.bind_all(point, policy, failure.campaign, failure.message).run();
        for (std::size_t o = 0; o < estimates.size(); ++o) {
            insert(estimate_, point, policy, o, estimates[o]);
        }
    }
    for (const auto& [policy, outcome, difference] : result.differences) {
        insert(difference_, point, policy, outcome, difference);
    }
    point_.bind_all(point, reader_.digest(point)).run();
}

void PointWriter::write(const TrajectoryText& trajectory) {
    trajectory_
        .bind_all(trajectory.point, trajectory.policy, trajectory.campaign, trajectory_checksum(trajectory),
                  trajectory.events)
        .run();
}

}  // namespace offramp
