// SPDX-License-Identifier: Apache-2.0
#include "analysis/posture_regret.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/chunks.hpp"
#include "analysis/estimate_json.hpp"
#include "analysis/option_totals.hpp"

namespace offramp {
namespace {

/// Gains over campaigns, by deviation.
struct GainTotals {
    std::uint64_t campaigns = 0;
    std::vector<Moments> gains;

    void merge(const GainTotals& other) {
        campaigns += other.campaigns;
        for (std::size_t k = 0; k < gains.size(); ++k) gains[k].merge(other.gains[k]);
    }
};

std::vector<PostureDeviation> deviations_of(const Model& m, int season) {
    std::vector<PostureDeviation> all;
    for (int i = 0; i < kActors; ++i) {
        const Posture& posture = m.actors[at(i)].posture;
        if (posture.choice == PostureChoice::kFixed) continue;
        const auto add = [&](const std::vector<double>& levels, const char* name, int HeldPosture::*which) {
            if (levels.size() < 2) return;
            for (std::size_t k = 0; k < levels.size(); ++k) {
                HeldPosture held{.actor = i, .season = season};
                held.*which = static_cast<int>(k);
                all.push_back({held, name, levels[k], {}});
            }
        };
        add(posture.presence.levels, "presence", &HeldPosture::presence);
        add(posture.unpredictability.levels, "unpredictability", &HeldPosture::stance);
    }
    return all;
}

}  // namespace

const PostureDeviation* PostureRegret::largest(int actor) const {
    const PostureDeviation* best = nullptr;
    double most = -HUGE_VAL;
    for (const PostureDeviation& d : deviations) {
        const double gain = d.gain.value.value_or(-HUGE_VAL);
        if (d.held.actor != actor || gain <= most) continue;
        best = &d;
        most = gain;
    }
    return best;
}

PostureRegret posture_regret(const Model& m, const RegretOptions& options) {
    PostureRegret regret;
    regret.deviations = deviations_of(m, options.season);
    if (regret.deviations.empty()) {
        regret.complete = true;
        return regret;
    }
    const auto tables = std::make_shared<TableLibrary>(m, options.tables);
    const GainTotals empty{0, std::vector<Moments>(regret.deviations.size())};
    const BatchOptions batch{
        .count = options.campaigns, .threads = options.threads, .cancel = options.cancel, .chunk = 8};
    const BatchResult<GainTotals> result = reduce_batch(
        batch, empty, [&] { return std::make_unique<Simulator>(m, tables); },
        [&](std::unique_ptr<Simulator>& simulator, std::uint64_t campaign, GainTotals& part) {
            const CampaignKey key{options.seed, campaign};
            simulator->hold({});
            const std::array<double, kActors> chosen = simulator->run(key).value;
            for (std::size_t k = 0; k < regret.deviations.size(); ++k) {
                const HeldPosture& held = regret.deviations[k].held;
                simulator->hold(held);
                part.gains[k].add(
                    to_fixed(simulator->run(key).value[at(held.actor)] - chosen[at(held.actor)]));
            }
            ++part.campaigns;
        });
    regret.complete = result.complete;
    regret.campaigns = result.totals.campaigns;
    for (std::size_t k = 0; k < regret.deviations.size(); ++k) {
        regret.deviations[k].gain = result.totals.gains[k].mean(regret.campaigns);
    }
    return regret;
}

nlohmann::ordered_json to_json(const PostureRegret& regret, const Names& names) {
    const auto object = [](const PostureDeviation& d) {
        nlohmann::ordered_json json = d.gain;
        json["posture"] = d.name;
        json["level"] = d.level;
        return json;
    };
    nlohmann::ordered_json json = {{"campaigns", regret.campaigns}};
    for (int i = 0; i < kActors; ++i) {
        const PostureDeviation* largest = regret.largest(i);
        json["largest_" + names.actors[at(i)]] = largest ? object(*largest) : nlohmann::ordered_json(nullptr);
    }
    json["gains"] = nlohmann::ordered_json::array();
    for (const PostureDeviation& d : regret.deviations) {
        nlohmann::ordered_json item = {{"actor", names.actors[at(d.held.actor)]}};
        item.update(object(d));
        json["gains"].push_back(std::move(item));
    }
    return json;
}

}  // namespace offramp
