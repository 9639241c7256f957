// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/stored_sweep.hpp"

#include <fmt/format.h>

#include "analysis/run_record.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {
namespace {

SweepPolicy policy_of(const StoredPolicy& stored, const std::string& store) {
    ValidatedScenario scenario = parse_scenario(stored.scenario, stored.name + " in " + store);
    if (scenario.hash() != stored.hash) {
        throw RuntimeFailure(
            fmt::format("{}: the scenario of policy {} is not the one that was run: its hash differs", store,
                        stored.name));
    }
    return {stored.name, stored.title, std::move(scenario)};
}

Factor factor_of(const StoredFactor& stored, const std::string& store) {
    Factor factor;
    factor.name = stored.name;
    factor.title = stored.title;
    factor.paths = stored.paths;
    factor.complements = stored.complements;
    factor.how = stored.scales ? Override::How::kScale : Override::How::kSet;
    factor.unit = stored.unit;
    factor.where = {store};
    return factor;
}

}  // namespace

Sweep stored_sweep(const StoreInfo& info, const std::filesystem::path& store) {
    if (info.version != version()) {
        throw InputError({store.string()},
                         fmt::format("was made by version {}, whose campaigns may differ", info.version));
    }
    Sweep sweep;
    sweep.name = info.sweep;
    sweep.title = info.title;
    sweep.scenario = info.scenario;
    sweep.scenario_title = info.scenario_title;
    sweep.scenario_hash = info.scenario_hash;
    for (const StoredPolicy& policy : info.policies)
        sweep.policies.push_back(policy_of(policy, store.string()));
    sweep.crossed = info.crossed;
    for (const StoredFactor& factor : info.factors)
        sweep.factors.push_back(factor_of(factor, store.string()));
    sweep.settings = info.design;
    sweep.seed = info.seed;
    sweep.campaigns = info.campaigns;
    sweep.outcomes = names_of(info.outcomes);
    sweep.trajectories = info.trajectories;
    const Model model = compile(sweep.policies.at(0).scenario);
    sweep.names = model.names;
    sweep.war_rung = model.war_rung;
    sweep.definition = info.definition;
    sweep.hash = info.hash;
    return sweep;
}

}  // namespace offramp
